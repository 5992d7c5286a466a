"""Not taking a proposal into consideration, from the officer's screen to the letter and its last day (Awb 4:5)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.budget.queries import free_of
from grants.decisions.errors import TooLate
from grants.decisions.flows import DecisionOf, decide, prepare_decision, return_decision
from grants.decisions.models import Decision
from grants.decisions.offers import offers
from grants.decisions.states import DecisionKind, Ground
from grants.decisions.weighing import dismissal_days
from grants.home.queries import waiting_for
from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.queries import open_request
from grants.proposals.states import PUBLIC_LABELS, State
from portal.errors import WrongState
from portal.post.models import Message
from tests import decisions, proposals
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
DAY = timedelta(days=1)
LAST_TO_COMPLETE = date(2026, 11, 16)
OVER = NOON + 15 * DAY  # 17 November
LAST_TO_DISMISS = date(2026, 12, 14)
WHY = "De offerte voor de muziek kwam niet, dus wij kunnen de kosten niet beoordelen."


@shared
def asked(delfshaven: District) -> Proposal:
    """A proposal of which the city asked an offer up to and including 16 November, and that stays without answer."""
    made = proposals.submitted(delfshaven, title="Feest")
    proposals.ask(made)
    decisions.mandate(delfshaven.city)
    return Proposal.objects.get(pk=made.pk)


def dismissal() -> DecisionOf:
    return DecisionOf(kind=DecisionKind.DISMISS, reasons=WHY, legal_basis="Awb 4:5", ground=Ground.INCOMPLETE)


def is_offered(proposal: Proposal, user: User, at: datetime) -> bool:
    path = reverse("decision_prepare", args=[proposal.public_id, "dismiss"])
    return path in [one.address for one in offers(user, proposal, at=at)]


def test_an_officer_prepares_it_a_decision_maker_takes_it_and_the_applicant_gets_the_letter(
    asked: Proposal, olga: User, daan: User, signed_in: Browser
) -> None:
    free = free_of([asked.slice])[asked.slice_id]
    with time_machine.travel(OVER, tick=False):
        page = signed_in(olga).get(reverse("proposal", args=[asked.public_id])).content.decode()
        path = reverse("decision_prepare", args=[asked.public_id, "dismiss"])
        assert path in page
        typed = {"ground": "incomplete", "reasons": WHY, "legal_basis": "Awb 4:5"}
        nothing = post(signed_in(olga), olga, path, **{**typed, "reasons": ""})
        assert (nothing.status_code, "Awb 4:5" in nothing.content.decode()) == (422, True)
        assert post(signed_in(olga), olga, path, **typed).status_code == 302
        waits = Decision.objects.get()
        take = reverse("decision_take", args=[waits.public_id])
        assert take in signed_in(daan).get(reverse("decision", args=[waits.public_id])).content.decode()
        assert post(signed_in(daan), daan, take).status_code == 302

    made = Proposal.objects.get(pk=asked.pk)
    waits.refresh_from_db()
    assert (made.state, made.public_label) == (State.DISMISSED, str(PUBLIC_LABELS[State.DISMISSED]))
    assert (waits.sent_on, waits.objection_until) == (OVER.date(), date(2026, 12, 29))
    assert made.told_on == OVER.date()
    assert free_of([asked.slice])[asked.slice_id] == free + asked.asked_cents
    sent = Message.objects.filter(kind__startswith="decisions.").order_by("id")
    assert [one.kind for one in sent] == ["decisions.to_decide", "decisions.letter", *["decisions.copy"] * 3]
    told = [line for section in (waits.letter or {})["sections"] for line in section.get("paragraphs", [])]
    assert WHY in told
    assert any("niet in behandeling" in line for line in told)
    assert any("bezwaar" in line for line in told)


def test_it_is_prepared_after_the_term_and_for_four_weeks(asked: Proposal, olga: User) -> None:
    request = open_request(asked)
    assert request is not None
    assert dismissal_days(request) == (LAST_TO_COMPLETE + DAY, LAST_TO_DISMISS)
    for at, sentence in ((OVER - DAY, "16 [nN]ovember"), (OVER + 28 * DAY, "14 [dD]ecember")):
        assert not is_offered(asked, olga, at)
        with pytest.raises(TooLate, match=sentence):
            prepare_decision(asked, what=dismissal(), by=olga, at=at)
    assert is_offered(asked, olga, OVER)
    assert is_offered(asked, olga, OVER + 27 * DAY)

    assert prepare_decision(asked, what=dismissal(), by=olga, at=OVER + 27 * DAY).is_prepared


def test_what_was_prepared_in_time_is_not_taken_too_late(asked: Proposal, olga: User, daan: User) -> None:
    waits = prepare_decision(asked, what=dismissal(), by=olga, at=OVER)

    with pytest.raises(TooLate):
        decide(waits, by=daan, at=OVER + 28 * DAY)

    assert Proposal.objects.get(pk=asked.pk).state == State.COMPLETING
    decide(waits, by=daan, at=OVER + 27 * DAY)
    assert Proposal.objects.get(pk=asked.pk).state == State.DISMISSED


def test_an_answer_that_does_not_complete_it_starts_the_four_weeks(
    asked: Proposal, olga: User, anna: User
) -> None:
    request = open_request(asked)
    assert request is not None
    flows.answer_item(request.items.get(), answer="Die heb ik niet.", by=anna, at=NOON + DAY)
    asked = Proposal.objects.get(pk=asked.pk)

    with pytest.raises(TooLate):
        prepare_decision(asked, what=dismissal(), by=olga, at=NOON + 30 * DAY)
    assert is_offered(asked, olga, NOON + 2 * DAY)
    assert prepare_decision(asked, what=dismissal(), by=olga, at=NOON + 29 * DAY).is_prepared


def test_an_officer_finds_on_her_home_what_did_not_come(asked: Proposal, olga: User) -> None:
    def titles(day: date) -> list[str]:
        found = waiting_for(User.objects.get(pk=olga.pk), asked.district.city, today=day)
        return [one.url for one in found if "Feest" in str(one.title)]

    page = reverse("proposal", args=[asked.public_id])
    assert (titles(LAST_TO_COMPLETE), titles(OVER.date())) == ([], [page])


def test_a_dismissal_that_was_overtaken_is_returned_and_the_proposal_goes_on(
    asked: Proposal, olga: User, daan: User, signed_in: Browser
) -> None:
    waits = prepare_decision(asked, what=dismissal(), by=olga, at=OVER)
    asked.refresh_from_db()
    flows.find_complete(asked, by=olga, at=OVER)
    with pytest.raises(WrongState):
        decide(waits, by=daan, at=OVER)
    with time_machine.travel(OVER, tick=False):
        shown = signed_in(daan).get(reverse("decision", args=[waits.public_id])).context
    assert (shown["may_decide"], shown["may_return"]) == (False, True)
    asked.refresh_from_db()
    assert [one.is_next for one in offers(olga, asked, at=OVER)] == [False]

    return_decision(waits, reason="Het is inmiddels compleet.", by=daan, at=OVER)

    asked.refresh_from_db()
    assert (asked.state, Decision.objects.get().state) == (State.COMPLETE, "returned")
