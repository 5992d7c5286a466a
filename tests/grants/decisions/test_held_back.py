"""Until the decision day of a tender: no figure gives the outcome away, and the penalty for being late runs on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.budget.queries import figures_of, free_of
from grants.decisions.errors import HeldBack
from grants.decisions.flows import ask_view, decide, prepare_decision, publish_decisions
from grants.decisions.models import Decision
from grants.decisions.offers import offers
from grants.decisions.states import DecisionKind, Ground
from grants.home.queries import budgets_of
from grants.proposals import flows
from grants.proposals.clocks import penalty_of
from grants.proposals.models import Proposal
from grants.register.queries import budgets_of as public_budgets_of
from grants.register.queries import map_of
from grants.reviews.models import Assignment
from grants.rounds.states import Distribution
from portal.errors import WrongState
from portal.post.models import Message
from tests import decisions, proposals
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
DAY = timedelta(days=1)
TODAY = NOON.date()


def waiting(district: District, *, cents: int, **settings: Any) -> Decision:
    """Return a grant in a tender that olga prepared for daan."""
    round_ = decisions.other_round(district.city, distribution=Distribution.TENDER, **settings)
    decisions.mandate(district.city, regulation=round_.regulation)
    return decisions.prepared(proposals.reviewed(district, round_=round_, cents=cents))


def told(district: District) -> list[Any]:
    """Return every figure of a budget that a member or the public is shown."""
    city = district.city
    return [
        budgets_of([district], city, today=TODAY),
        public_budgets_of(city, district, today=TODAY),
        map_of(city, today=TODAY),
    ]


@shared
def waits(delfshaven: District) -> Decision:
    """A grant in a tender that olga prepared for daan."""
    return waiting(delfshaven, cents=4_800_00)


@pytest.mark.parametrize("cents", [800_00, 4_800_00], ids=["final at once", "granted"])
def test_members_and_the_public_see_the_money_granted_when_it_is_told(
    cents: int, delfshaven: District, daan: User
) -> None:
    waits = waiting(delfshaven, cents=cents)
    slice_ = waits.proposal.slice
    before, free = told(delfshaven), free_of([slice_])[slice_.pk]

    decide(waits, by=daan, at=NOON)

    figures = figures_of([slice_])[slice_.pk]
    assert (figures.granted, free_of([slice_])[slice_.pk]) == (cents, free - cents)  # what the staff reads
    assert told(delfshaven) == before

    publish_decisions(waits.proposal.round, by=daan, at=NOON + DAY)

    assert [after != was for after, was in zip(told(delfshaven), before, strict=True)] == [True, True, True]


@pytest.mark.usefixtures("at_noon")
def test_who_writes_another_proposal_reads_what_was_free_before(
    waits: Decision, delfshaven: District, anna: User, daan: User, signed_in: Browser
) -> None:
    round_ = waits.proposal.round
    draft = proposals.draft(delfshaven, round_=round_, title="Nog een")
    free = free_of([draft.slice])[draft.slice_id]
    page = reverse("edit_money", args=[draft.public_id])

    decide(waits, by=daan, at=NOON)

    assert signed_in(anna).get(page).context["form"].available.free == free
    publish_decisions(round_, by=daan, at=NOON)
    assert signed_in(anna).get(page).context["form"].available.free == free - 4_800_00


def test_the_penalty_ends_by_the_day_on_which_the_decision_is_told(
    delfshaven: District, olga: User, daan: User
) -> None:
    waits = waiting(delfshaven, cents=4_800_00, decision_weeks=8)
    due = Proposal.objects.get(pk=waits.proposal_id).due_on
    assert due is not None
    decide(waits, by=daan, at=NOON + (due - TODAY))
    made = Proposal.objects.get(pk=waits.proposal_id)
    assert made.is_held_back
    late = NOON + (due - TODAY)
    flows.note_default(made, received_on=due + DAY, by=olga, at=late + DAY)
    found = penalty_of(made, on=due + 20 * DAY)
    assert found is not None
    assert found.days == 5

    publish_decisions(made.round, by=daan, at=late + 18 * DAY)

    made = Proposal.objects.get(pk=made.pk)
    assert made.told_on == due + 18 * DAY
    ended = penalty_of(made, on=due + 40 * DAY)
    assert ended is not None
    assert ended.days == 2
    with pytest.raises(WrongState):
        flows.note_default(made, received_on=due + DAY, by=olga, at=late + 19 * DAY)


def before_and_after(waits: Decision, daan: User, read: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what is read before and after daan decides, while nobody may know that he did."""
    before = read()
    decide(waits, by=daan, at=NOON)
    return before, read()


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("name", ["proposal_withdraw", "council_vote", "proposal_send_back"])
def test_no_page_of_the_council_tells_that_it_was_decided(
    waits: Decision, name: str, chris: User, daan: User, signed_in: Browser
) -> None:
    client, address = signed_in(chris), reverse(name, args=[waits.proposal.public_id])

    def read() -> tuple[int, list[str]]:
        answer = client.get(address, follow=True)
        return answer.status_code, [str(one) for one in answer.context["messages"]]

    before, after = before_and_after(waits, daan, read)

    assert after == before


@pytest.mark.usefixtures("at_noon")
def test_a_withdrawal_that_is_refused_does_not_name_the_outcome(
    waits: Decision, chris: User, daan: User, signed_in: Browser
) -> None:
    public_id = waits.proposal.public_id
    token = proposals.link_of_applicant(waits.proposal, at=NOON)
    decide(waits, by=daan, at=NOON)
    label = Proposal.objects.get(public_id=public_id).public_label

    for who, address, more in (
        (chris, reverse("proposal_withdraw", args=[public_id]), {}),
        (None, reverse("my_application_withdraw", args=[token]), {"name": "Fatima"}),
    ):
        answer = post(signed_in(who), who, address, reason="Het gaat niet door.", **more)
        (told,) = answer.context["form"].non_field_errors()
        assert (answer.status_code, f"“{label}”" in told) == (422, True)


@pytest.mark.usefixtures("at_noon")
def test_the_page_of_the_applicant_stays_as_it_was(waits: Decision, daan: User) -> None:
    token = proposals.link_of_applicant(waits.proposal, at=NOON)
    pages = [reverse(name, args=[token]) for name in ("my_application", "my_application_withdraw")]

    def read() -> list[Any]:
        answers = [Client().get(page) for page in pages]
        return [(one.status_code, one.context["may_withdraw"]) for one in answers]

    assert before_and_after(waits, daan, read) == ([(200, True)] * 2, [(200, True)] * 2)


@pytest.mark.usefixtures("at_noon")
def test_a_reviewer_reads_no_outcome_among_her_reviews(
    waits: Decision, daan: User, signed_in: Browser
) -> None:
    reviewer = Assignment.objects.filter(proposal=waits.proposal_id)[0].reviewer
    client = signed_in(reviewer)

    def read() -> str:
        return client.get(reverse("reviews")).content.decode()

    before, after = before_and_after(waits, daan, read)

    label = Proposal.objects.get(pk=waits.proposal_id).public_label
    assert (before.count(label), after.count(label)) == (1, 1)


def test_nothing_follows_on_a_grant_before_it_is_told(waits: Decision, olga: User, daan: User) -> None:
    decide(waits, by=daan, at=NOON)
    made = Proposal.objects.get(pk=waits.proposal_id)
    sent = Message.objects.count()
    offered = len(offers(olga, made, at=NOON))

    for what in (decisions.a_change(4_000_00), decisions.a_determination(4_800_00)):
        with pytest.raises(HeldBack):
            prepare_decision(made, what=what, by=olga, at=NOON)
    with pytest.raises(HeldBack):
        ask_view(
            made,
            kind=DecisionKind.REVOKE,
            ground=Ground.NOT_DONE,
            intention="Wij trekken het in.",
            by=olga,
            at=NOON,
        )

    assert (Message.objects.count(), offered) == (sent, 0)
    publish_decisions(made.round, by=daan, at=NOON + DAY)
    made.refresh_from_db()
    assert len(offers(olga, made, at=NOON + DAY)) == 5  # object, determine, change, revoke, ask for a view
    prepare_decision(made, what=decisions.a_change(4_000_00), by=olga, at=NOON + DAY)


def test_decisions_of_a_round_are_made_known_once(waits: Decision, daan: User) -> None:
    decide(waits, by=daan, at=NOON)
    assert publish_decisions(waits.proposal.round, by=daan, at=NOON + DAY) == 1

    with pytest.raises(HeldBack):
        publish_decisions(waits.proposal.round, by=daan, at=NOON + DAY)
