"""An upheld objection to a revocation: the grant stands again and goes on, with its money to the cent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from grants.budget.flows import lower, write_off
from grants.budget.models import Account
from grants.budget.proof import prove
from grants.budget.queries import free_of
from grants.decisions.errors import DecidedFirst, NeedsMoney, NoObjection, NotReady, NoView
from grants.decisions.flows import decide, decide_objection
from grants.decisions.models import Decision, Objection
from grants.decisions.queries import granted_cents, owed_by, to_recover
from grants.decisions.states import DecisionKind, Ground, Outcome
from grants.decisions.weighing import dossier_of
from grants.payments.models import Claim
from grants.payments.queries import to_claim, to_pay
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.register.queries import action_at
from grants.reports.queries import listed
from tests import conditions, decisions, objections, payments
from tests.grants.decisions.test_revising import again
from tests.make import NOON
from tests.objections import DECIDED, REASONS
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)


def revoked(district: District, *, is_paid: bool = True) -> Proposal:
    """Have daan revoke a grant of 8,000 euros of which 6,400 were advanced, and paid."""
    made = decisions.granted(district, cents=8_000_00, advance_percent=80)
    if is_paid:
        payments.paid(made)
    decisions.viewed(again(made), Ground.NOT_DONE)
    decide(decisions.prepared(again(made), decisions.a_revocation()), by=decisions.cast("daan"), at=NOON)
    return again(made)


def revocation(proposal: Proposal) -> Decision:
    return proposal.decisions.get(kind=DecisionKind.REVOKE)


def claimed(district: District, *, came_in: int = 0) -> tuple[Proposal, Claim]:
    """Return such a one of which the 6,400 euros were asked back, and so many cents came in."""
    made = revoked(district)
    return again(made), payments.asked_back(made, came_in=came_in)


def falls(proposal: Proposal) -> Proposal:
    """Have joris uphold an objection to its revocation."""
    objections.decided(revocation(proposal))
    return again(proposal)


def stands(proposal: Proposal) -> dict[str, int]:
    """Return the balances of its dossier that are not nothing."""
    assert prove().faults == []
    rows = Account.objects.filter(dossier=proposal.dossier_id)
    return {str(one.kind): one.balance for one in rows if one.balance}


def payable(proposal: Proposal) -> list[int]:
    return [one.cents for one in to_pay(proposal.district.city, proposals=[proposal.pk])]


def test_what_was_not_asked_back_yet_is_an_advance_again(delfshaven: District) -> None:
    made = revoked(delfshaven)
    assert (made.state, to_recover(made)) == (State.REVOKED, 6_400_00)
    made = falls(made)

    assert (made.state, revocation(made).replaced_at) == (State.UNDER_WAY, DECIDED)
    assert stands(made) == {"committed": 8_000_00, "advances": 6_400_00}
    assert (to_recover(made), owed_by(made), granted_cents(made), payable(made)) == (0, 0, 8_000_00, [])


@pytest.mark.parametrize(
    ("came_in", "state", "eased"),
    [(0, "eased", 6_400_00), (1_500_01, "paid", 4_899_99), (6_400_00, "paid", 0)],
)
def test_what_was_asked_back_is_owed_no_longer_and_what_came_back_is_paid_again(
    delfshaven: District, came_in: int, state: str, eased: int
) -> None:
    made, claim = claimed(delfshaven, came_in=came_in)
    made = falls(made)

    claim.refresh_from_db()
    assert (claim.state, claim.eased_cents, to_recover(made), owed_by(made)) == (state, eased, 0, 0)
    due = {"payable": came_in} if came_in else {}
    assert stands(made) == {"committed": 8_000_00, "advances": 6_400_00, **due}
    assert payable(made) == ([came_in] if came_in else [])
    if came_in:
        batch = payments.release(
            payments.batched(made, execution_on=DECIDED.date() + DAY, at=DECIDED), at=DECIDED
        )
        assert batch.cents == came_in


def test_what_had_not_left_is_to_be_paid_once_more(delfshaven: District) -> None:
    made = revoked(delfshaven, is_paid=False)
    assert payable(made) == []
    made = falls(made)
    assert (payable(made), stands(made)["payable"]) == ([6_400_00], 6_400_00)


def test_a_recovery_that_was_told_and_not_begun_asks_nothing(delfshaven: District) -> None:
    made = revoked(delfshaven)
    decisions.recovered(made)
    made = falls(made)
    assert (list(to_claim(delfshaven.city)), to_recover(made)) == ([], 0)


def recovery(proposal: Proposal) -> Decision:
    return proposal.decisions.filter(kind=DecisionKind.RECOVER).latest("version")


def test_a_recovery_that_was_told_falls_with_it(
    delfshaven: District, otto: User, signed_in: Callable[[User | None], Client]
) -> None:
    User.objects.update(language="en")
    made, _claim = claimed(delfshaven)
    assert recovery(made).fell_with_revocation_at is None
    made = falls(made)

    assert recovery(made).fell_with_revocation_at == DECIDED
    with pytest.raises(NoObjection, match="er hoeft niets te worden terugbetaald"):
        objections.entered(recovery(made))
    with time_machine.travel(DECIDED, tick=False):
        page = signed_in(otto).get(reverse("decision", args=[recovery(made).public_id]))
        dossier = signed_in(otto).get(reverse("proposal", args=[made.public_id]))
    assert page.context["may_object"] is False
    assert "Counts no longer" in page.content.decode()
    assert "with the revocation to which an objection was upheld" in page.content.decode()
    assert reverse("objection_enter", args=[recovery(made).public_id]) not in dossier.content.decode()


def test_a_recovery_that_asks_something_else_too_stands(delfshaven: District, daan: User) -> None:
    """1,400 euros come back of a change, and 5,000 of the revocation after it."""
    made = decisions.granted(delfshaven, cents=8_000_00, advance_percent=80)
    payments.paid(made)
    decide(decisions.prepared(again(made), decisions.a_change(5_000_00)), by=daan, at=NOON)
    decisions.viewed(again(made), Ground.NOT_DONE)
    decide(decisions.prepared(again(made), decisions.a_revocation()), by=daan, at=NOON)
    decisions.recovered(again(made))
    made = falls(made)
    assert (recovery(made).cents, recovery(made).fell_with_revocation_at) == (6_400_00, None)
    assert owed_by(made) == 1_400_00
    assert objections.entered(recovery(made)).is_open


def test_a_recovery_that_waits_is_not_taken_any_more(delfshaven: District, daan: User) -> None:
    made = revoked(delfshaven)
    waits = decisions.prepared(made, decisions.a_recovery(6_400_00))
    made = falls(made)
    with pytest.raises(NotReady):
        decide(waits, by=daan, at=DECIDED)


def test_it_goes_on_to_its_final_amount(delfshaven: District, daan: User) -> None:
    made = falls(revoked(delfshaven))
    final = decisions.a_determination(7_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final, at=DECIDED), by=daan, at=DECIDED)
    assert (again(made).state, payable(made)) == (State.DETERMINED, [600_00])
    assert stands(made)["realised"] == 7_000_00


def test_what_was_written_off_is_an_advance_again_and_not_paid_twice(
    delfshaven: District, daan: User
) -> None:
    made = revoked(delfshaven)
    write_off(dossier_of(made), cents=1_000_00, by=None, at=DECIDED, booked_on=DECIDED.date(), key="given up")
    made = falls(made)
    assert stands(made) == {"committed": 8_000_00, "advances": 6_400_00}

    final = decisions.a_determination(7_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final, at=DECIDED), by=daan, at=DECIDED)
    assert payable(made) == [600_00]


def test_of_one_that_was_reported_the_report_stands_too(delfshaven: District, daan: User) -> None:
    made = decisions.reported(delfshaven, cents=8_000_00)
    decisions.viewed(again(made), Ground.NOT_DONE)
    decide(decisions.prepared(again(made), decisions.a_revocation()), by=daan, at=NOON)

    made = falls(again(made))

    assert made.state == State.REPORTED
    assert made.pk in [one.pk for one in listed(delfshaven.city, "submitted", on=DECIDED.date())]
    decide(decisions.prepared(made, decisions.a_determination(8_000_00), at=DECIDED), by=daan, at=DECIDED)
    assert again(made).state == State.DETERMINED


def test_it_can_be_revoked_again_by_someone_else(delfshaven: District, daan: User, dewi: User) -> None:
    made = falls(revoked(delfshaven))
    waits = decisions.prepared(made, decisions.a_revocation(), at=DECIDED)
    with pytest.raises(DecidedFirst):
        decide(waits, by=daan, at=DECIDED)
    decisions.mandate(delfshaven.city, user=dewi, maximum_cents=25_000_00)
    with pytest.raises(NoView):
        decide(waits, by=dewi, at=DECIDED)
    asked = decisions.viewed(again(made), Ground.NOT_DONE, at=DECIDED)
    assert decide(waits, by=dewi, at=DECIDED).view == asked
    assert (again(made).state, to_recover(made)) == (State.REVOKED, 6_400_00)


def test_too_little_money_is_told_first_and_nothing_is_written(delfshaven: District, joris: User) -> None:
    made = revoked(delfshaven)
    entered = objections.heard(revocation(made))
    free = free_of([made.slice])[made.slice_id]
    lower(made.slice, cents=free - 7_999_99, by=None, at=DECIDED, booked_on=DECIDED.date(), key="less")
    with pytest.raises(NeedsMoney) as told:
        decide_objection(entered, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED)
    assert (told.value.left_cents, told.value.short_cents) == (7_999_99, 1)
    assert (again(made).state, Objection.objects.get().is_open) == (State.REVOKED, True)
    assert revocation(made).replaced_at is None


def test_one_under_condition_of_the_budget_is_not_upheld_here(delfshaven: District, joris: User) -> None:
    conditions.round_of_next_year(delfshaven.city)
    made = conditions.granted(delfshaven)
    decisions.viewed(again(made), Ground.NOT_DONE)
    decide(decisions.prepared(again(made), decisions.a_revocation()), by=decisions.cast("daan"), at=NOON)
    entered = objections.heard(revocation(made))
    with pytest.raises(NoObjection):
        decide_objection(entered, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED)


def test_the_database_lets_nothing_else_go_on_again(delfshaven: District) -> None:
    made = revoked(delfshaven)
    with pytest.raises(DatabaseError, match="only an objection"), transaction.atomic():
        made.move(State.UNDER_WAY, by=None, at=DECIDED)
    with pytest.raises(DatabaseError, match="upheld"), transaction.atomic():
        Decision.objects.filter(pk=revocation(made).pk).update(replaced_at=DECIDED)


def test_the_pages_show_it_as_granted_again(
    delfshaven: District, anna: User, joris: User, signed_in: Callable[[User | None], Client]
) -> None:
    made = revoked(delfshaven)
    entered = objections.heard(revocation(made))
    with time_machine.travel(DECIDED, tick=False):
        page = signed_in(joris).get(reverse("objection_decide", args=[entered.public_id]))
        assert page.context["not_upheld"] == ""
        decide_objection(entered, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED)
        told = signed_in(anna).get(reverse("proposal", args=[made.public_id])).content.decode()
        public = Client().get(reverse("action", args=[made.public_id])).content.decode()
    shown = action_at(delfshaven.city, made.public_id)
    assert shown is not None
    assert (shown.state, shown.stands_cents, shown.is_revoked) == ("under_way", 8_000_00, False)
    assert "In uitvoering" in told
    assert "In uitvoering" in public
