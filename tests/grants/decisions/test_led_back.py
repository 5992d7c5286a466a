"""Who opens a form of the decisions that could only be refused is led back, with the sentence that sending it gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from grants.decisions.flows import end_mandate, extend_objection
from grants.decisions.models import Decision
from grants.proposals.errors import HasInterest
from grants.proposals.models import Interest, Proposal
from tests import conditions, decisions, objections, proposals
from tests.grants.register import ends
from tests.led_back import led
from tests.make import NOON, post
from tests.objections import newest
from tests.shared import shared
from tests.waiting_list import leave, prepared, three_listed
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]
WAITS = "A decision is waiting already. It is taken or returned first."
TAKEN = "Someone decided on this already. Look at how it stands now."
OVER = "This objection was decided or taken back already. Look at how it stands now."


@dataclass
class Form:
    """A form with who opens it, where it leads back to, and what it says."""

    path: str
    back: str
    says: str
    by: str = "olga"


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"):
        yield


def of(name: str, thing: Any, *more: str) -> str:
    """Return the address of that page."""
    return reverse(name, args=[thing.public_id, *more])


@pytest.fixture
def leads_back(signed_in: Open) -> Callable[[Form], None]:
    """Return what asserts that opening a form leads back, and says why."""

    def asserts(form: Form) -> None:
        assert led(signed_in(decisions.cast(form.by)), form.path) == (form.back, [form.says])

    return asserts


LeadsBack = Callable[[Form], None]


@shared
def refused(delfshaven: District) -> Proposal:
    """One that daan refused."""
    return ends.refused(delfshaven)


@shared
def determined(delfshaven: District) -> Proposal:
    """One of which 6,000 of 8,000 euros were determined and paid."""
    return ends.determined(delfshaven)


def preparing(proposal: Proposal, kind: str, says: str) -> Form:
    """Return the form of a decision of that kind, which leads back to its proposal."""
    return Form(of("decision_prepare", proposal, kind), of("proposal", proposal), says)


@pytest.mark.parametrize("kind", ["grant", "refuse", "dismiss", "determine", "change", "revoke", "revise"])
def test_a_kind_that_its_state_does_not_know(refused: Proposal, kind: str, leads_back: LeadsBack) -> None:
    says = "This cannot be done now: the proposal is “Refused”."
    leads_back(preparing(refused, kind, says))


def test_a_recovery_of_nothing_and_a_revision_of_nothing(
    determined: Proposal, delfshaven: District, leads_back: LeadsBack
) -> None:
    leads_back(preparing(determined, "recover", "Nothing was paid too much, or it is asked back already."))
    at = timezone.now()
    decisions.lowered(determined, 0, at=at)
    leads_back(
        preparing(
            determined,
            "revise",
            "The final amount is nothing, so it becomes no lower; it goes up after an objection.",
        )
    )


def test_a_revision_after_five_years(determined: Proposal, leads_back: LeadsBack) -> None:
    says = "Until 2 November 2031 the final amount could be lowered: five years after it was told (Awb 4:49)."
    with time_machine.travel(decisions.noon_of(date(2031, 11, 3)), tick=False):
        leads_back(preparing(determined, "revise", says))


def test_a_recovery_after_five_years(delfshaven: District, leads_back: LeadsBack) -> None:
    made = ends.determined(delfshaven)
    decisions.lowered(made, 5_000_00)
    says = (
        "Until 2 November 2031 it could be asked back: five years after the final amount was told (Awb 4:57)."
    )
    with time_machine.travel(decisions.noon_of(date(2031, 11, 3)), tick=False):
        leads_back(preparing(made, "recover", says))


def test_while_another_decision_waits_or_an_interest_was_declared(
    delfshaven: District, olga: User, leads_back: LeadsBack
) -> None:
    made = decisions.under_way(delfshaven)
    decisions.prepared(made, decisions.a_change(7_000_00))
    leads_back(preparing(made, "determine", WAITS))
    other = decisions.under_way(delfshaven, title="Met een belang")
    Interest.objects.create(
        proposal=other, user=olga, has_interest=True, explanation="Mijn zus.", declared_at=NOON
    )
    leads_back(preparing(other, "determine", str(HasInterest())))


def test_while_it_stands_under_condition_of_the_budget(delfshaven: District, leads_back: LeadsBack) -> None:
    conditions.round_of_next_year(delfshaven.city)
    made = conditions.granted(delfshaven)
    leads_back(
        preparing(
            made,
            "change",
            "It is granted under condition of the budget. Its amount stays as it is until that condition ends, or "
            "the grant is revoked.",
        )
    )


def test_a_grant_from_the_list_out_of_its_turn(delfshaven: District, leads_back: LeadsBack) -> None:
    first, second, _third = three_listed(delfshaven)
    leave(first, 10_000_00)
    leads_back(
        preparing(
            second,
            "grant",
            "“Een” stands before it on the waiting list, at place 1, and there is enough for that one. Prepare a "
            "grant for that one first.",
        )
    )


def test_the_end_of_a_place_for_which_a_grant_waits(delfshaven: District, leads_back: LeadsBack) -> None:
    first, *_others = three_listed(delfshaven)
    leave(first, 10_000_00)
    prepared(first)
    refusal = first.decisions.get(version=1)
    says = "A grant was prepared for it. It is taken or returned first."
    leads_back(Form(of("place_end", refusal), of("waiting_list", first.slice), says))


def test_a_view_where_nothing_is_intended(refused: Proposal, leads_back: LeadsBack) -> None:
    says = "This cannot be done now: the proposal is “Refused”."
    leads_back(Form(of("view_ask", refused), of("proposal", refused), says))


def test_a_decision_that_was_taken_or_is_not_of_a_council(
    refused: Proposal, delfshaven: District, leads_back: LeadsBack
) -> None:
    taken = newest(refused)
    leads_back(Form(of("decision_return", taken), of("decision", taken), TAKEN, by="daan"))
    waits = decisions.prepared(proposals.reviewed(delfshaven, title="Wacht", cents=900_00))
    says = "In this round a decision-maker decides, not the council."
    leads_back(Form(of("decision_of_council", waits), of("decision", waits), says))


def test_a_mandate_that_ended(delfshaven: District, bas: User, leads_back: LeadsBack) -> None:
    made = decisions.mandate(delfshaven.city)
    at = timezone.now()
    end_mandate(made, ends_on=timezone.localdate(at), by=bas, at=at)
    says = "This mandate ends earlier already."
    leads_back(Form(of("mandate_end", made), reverse("mandates"), says, by="bas"))


def test_an_objection_to_what_nobody_applied_for_or_was_taken_away(
    refused: Proposal, delfshaven: District, leads_back: LeadsBack
) -> None:
    waits = decisions.prepared(proposals.reviewed(delfshaven, title="Wacht", cents=900_00))
    says = "To this decision no objection can be made: it was not told yet, or nobody applied for it."
    leads_back(Form(of("objection_enter", waits), of("decision", waits), says))
    objections.decided(refused)
    gone = Decision.objects.get(pk=newest(refused).pk)
    says = "Another decision took the place of this one already."
    leads_back(Form(of("objection_enter", gone), of("decision", gone), says))


@pytest.mark.parametrize("name", ["decide", "extend", "hearing", "withdraw"])
def test_an_act_on_an_objection_that_was_decided(refused: Proposal, name: str, leads_back: LeadsBack) -> None:
    made = objections.decided(refused)
    leads_back(Form(of(f"objection_{name}", made), of("objection", made), OVER, by="joris"))


def test_a_decision_before_the_hearing_and_a_second_extension(
    refused: Proposal, joris: User, leads_back: LeadsBack
) -> None:
    made = objections.entered(refused)
    says = "First enter the hearing, or why there is none (Awb 7:2, 7:3)."
    leads_back(Form(of("objection_decide", made), of("objection", made), says, by="joris"))
    extend_objection(made, reason="Meer tijd.", by=joris, at=NOON + timedelta(days=20))
    says = "The term was extended already. That can be done once."
    leads_back(Form(of("objection_extend", made), of("objection", made), says, by="joris"))


def test_what_was_typed_before_somebody_else_was_first_stays_with_the_refusal(
    refused: Proposal, joris: User, signed_in: Open
) -> None:
    made = objections.decided(refused)
    path = of("objection_decide", made)
    answer = post(signed_in(joris), joris, path, outcome="unfounded", reasons="Mijn woorden.")
    shown = answer.content.decode()
    assert (answer.status_code, OVER in shown, "Mijn woorden." in shown) == (422, True, True)


def test_what_can_be_done_still_opens(determined: Proposal, delfshaven: District, signed_in: Open) -> None:
    client = signed_in(decisions.cast("olga"))
    for path in (
        of("decision_prepare", determined, "revise"),
        of("view_ask", determined),
        of("objection_enter", newest(determined)),
    ):
        assert client.get(path).status_code == 200, path
