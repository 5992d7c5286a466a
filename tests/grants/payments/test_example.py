"""The worked example of the domain (5.4) to the cent: decided, paid by batches, told by the bank, paid back."""

from datetime import timedelta

import pytest

from grants.budget.flows import approve
from grants.budget.models import Slice
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.flows import decide, prepare_decision
from grants.decisions.states import Ground
from grants.payments.flows import start_claim
from grants.payments.models import Claim, StatementLine
from grants.payments.queries import to_pay, waits_of
from grants.payments.states import ClaimState, LineKind, OrderState
from grants.proposals.states import State
from tests import budget, decisions, payments, proposals
from tests.make import NOON
from tests.payments import Booked
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City, District


@pytest.fixture
def slice_(city: City, delfshaven: District) -> Slice:
    """The budget of Delfshaven, 25,000 euros."""
    found = budget.slice_of(city, delfshaven.slug)
    if budget.cents_of(found) != 25_000_00:
        year, fenna = budget.year_now(city), cast("fenna")
        change = budget.waiting_amounts(year, {found: 25_000_00}, by=fenna, at=NOON)
        approve(change, by=cast("bas"), at=NOON, booked_on=NOON.date())
    return found


def test_three_proposals_a_budget_of_25_000_euros_and_the_bank(
    slice_: Slice, delfshaven: District, olga: User, daan: User, pim: User
) -> None:
    city = delfshaven.city
    decisions.mandate(city, maximum_cents=13_000_00)
    first = decisions.granted(delfshaven, cents=4_800_00, title="Eerste")
    decide(decisions.prepared(first, decisions.a_determination(4_800_00)), by=daan, at=NOON)
    second = proposals.reviewed(delfshaven, cents=9_000_00, title="Tweede")
    what = decisions.a_grant(second, cents=8_000_00, advance_percent=80)
    decide(decisions.prepared(second, what), by=daan, at=NOON)
    second.refresh_from_db()

    assert sorted(one.cents for one in to_pay(city)) == [4_800_00, 6_400_00]
    orders = payments.sent(first, second)
    figures = figures_of([slice_])[slice_.pk]
    assert (figures[Kind.PAYABLE], figures[Kind.IN_TRANSIT], figures.paid) == (0, 11_200_00, 11_200_00)
    payments.read(city, [payments.out(one) for one in orders], number="1")
    second.refresh_from_db()
    assert {one.state for one in first.orders.all()} == {OrderState.SETTLED}
    assert second.state == State.UNDER_WAY

    later = NOON + timedelta(hours=1)
    lower = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(prepare_decision(second, what=lower, by=olga, at=later), by=daan, at=later)
    claim = start_claim(decisions.recovered(second, at=later), by=pim, at=later)
    assert (claim.cents, claim.due_on.isoformat()) == (400_00, "2026-12-14")
    back = Booked(400_00, is_receipt=True, text=f"terugbetaling {claim.reference}", reference="IN1")
    payments.read(city, [back], number="2", at=later)

    assert Claim.objects.get().state == ClaimState.PAID
    assert sorted(StatementLine.objects.values_list("kind", flat=True)) == [
        LineKind.CLAIM,
        LineKind.PAYMENT,
        LineKind.PAYMENT,
    ]
    assert_it_adds_up(slice_)


def assert_it_adds_up(slice_: Slice) -> None:
    figures = figures_of([slice_])[slice_.pk]
    assert (figures.authority, figures[Kind.FREE], figures.granted, figures.paid) == (
        25_000_00,
        14_200_00,
        10_800_00,
        10_800_00,
    )
    assert (figures[Kind.EXPENSE], -figures[Kind.BANK]) == (10_800_00, 10_800_00)
    waits = waits_of(slice_.year.city, on=NOON.date())
    assert (waits.instalments, waits.orders, waits.lines, waits.claims, waits.to_claim) == (0, 0, 0, 0, 0)
    assert prove().faults == []
