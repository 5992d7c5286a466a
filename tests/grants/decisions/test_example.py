"""The worked example of the domain (5.4), through the flows to the cent; payments and claims by those of the budget."""

from datetime import timedelta
from typing import Any

import pytest

from grants.budget.errors import OverCeiling
from grants.budget.flows import approve, receive, send, settle
from grants.budget.models import Slice
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.flows import decide, prepare_decision, return_decision
from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, Ground, Moment
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import budget, decisions, proposals
from tests.make import NOON
from tests.proposals import cast
from wijkraden.places.models import City, District

STAMP: dict[str, Any] = {"by": None, "at": NOON, "booked_on": NOON.date()}


@pytest.fixture
def slice_(city: City, delfshaven: District) -> Slice:
    """The budget of Delfshaven, 25,000 euros."""
    found = budget.slice_of(city, delfshaven.slug)
    if budget.cents_of(found) != 25_000_00:
        change = budget.waiting_amounts(budget.year_now(city), {found: 25_000_00}, by=cast("fenna"), at=NOON)
        approve(change, by=cast("bas"), at=NOON, booked_on=NOON.date())
    return found


def free(slice_: Slice) -> int:
    return figures_of([slice_])[slice_.pk][Kind.FREE]


def pay(proposal: Proposal, cents: int) -> None:
    assert proposal.dossier is not None
    send(proposal.dossier, cents=cents, key=f"send:{proposal.pk}:{cents}", **STAMP)
    settle(proposal.dossier, cents=cents, key=f"settle:{proposal.pk}:{cents}", **STAMP)


def taken(proposal: Proposal, kind: DecisionKind) -> Decision:
    return proposal.decisions.get(kind=kind, state="decided")


def test_three_proposals_and_a_budget_of_25_000_euros(slice_: Slice, delfshaven: District) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=13_000_00)
    grant_determine_and_pay(slice_, delfshaven)
    second = grant_in_part_with_an_advance(slice_, delfshaven)
    refuse_on_the_ceiling(slice_, delfshaven)
    determine_lower_and_receive(slice_, second)

    figures = figures_of([slice_])[slice_.pk]
    assert (figures.authority, figures[Kind.FREE], figures.granted, figures.paid) == (
        25_000_00,
        14_200_00,
        10_800_00,
        10_800_00,
    )
    assert figures[Kind.EXPENSE] == 10_800_00
    assert prove().faults == []


def grant_determine_and_pay(slice_: Slice, district: District) -> None:
    """4,800 asked, granted, determined and paid."""
    first = decisions.granted(district, cents=4_800_00, title="Eerste")
    assert free(slice_) == 20_200_00
    decide(decisions.prepared(first, decisions.a_determination(4_800_00)), by=cast("daan"), at=NOON)
    pay(first, 4_800_00)


def grant_in_part_with_an_advance(slice_: Slice, district: District) -> Proposal:
    """9,000 asked, 8,000 granted, of which 80 percent is paid."""
    second = proposals.reviewed(district, cents=9_000_00, title="Tweede")
    assert free(slice_) == 11_200_00
    what = decisions.a_grant(second, cents=8_000_00, advance_percent=80)
    decide(decisions.prepared(second, what), by=cast("daan"), at=NOON)
    assert free(slice_) == 12_200_00
    (advance,) = taken(second, DecisionKind.GRANT).instalments.all()
    assert (advance.cents, advance.moment) == (6_400_00, Moment.AT_ONCE)
    assert advance.entry is not None
    pay(second, 6_400_00)
    return second


def refuse_on_the_ceiling(slice_: Slice, district: District) -> None:
    """13,000 asked with 12,200 left: that is told, and then it is refused."""
    third = proposals.reviewed(district, cents=13_000_00, title="Derde")
    waits = decisions.prepared(third)
    with pytest.raises(OverCeiling) as refused:
        decide(waits, by=cast("daan"), at=NOON)
    assert refused.value.left_cents == 12_200_00
    return_decision(waits, reason="Er is niet genoeg over.", by=cast("daan"), at=NOON)
    decide(decisions.prepared(third, decisions.a_refusal(Ground.CEILING)), by=cast("daan"), at=NOON)
    third.refresh_from_db()
    assert (third.state, free(slice_)) == (State.REFUSED, 12_200_00)


def determine_lower_and_receive(slice_: Slice, second: Proposal) -> None:
    """The real costs are 6,000, so 400 of the advance comes back."""
    later = NOON + timedelta(hours=1)
    lower = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(prepare_decision(second, what=lower, by=cast("olga"), at=later), by=cast("daan"), at=later)
    assert taken(second, DecisionKind.DETERMINE).due_back_cents == 400_00
    assert free(slice_) == 14_200_00
    assert second.dossier is not None
    receive(second.dossier, cents=400_00, key="receive", **STAMP)
