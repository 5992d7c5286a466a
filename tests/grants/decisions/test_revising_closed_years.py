"""A final amount of a year that was closed: what it costs or gives back is booked where the dossier stands now."""

from datetime import UTC, date, datetime

import pytest

from grants.budget.flows import allot, close_year, open_slices, write_off
from grants.budget.models import Entry, Slice
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.errors import NeedsMoney
from grants.decisions.flows import decide, return_decision
from grants.decisions.queries import determined_cents, owed_by, to_recover
from grants.decisions.queries_of_revisions import revised_by, set_against
from grants.decisions.weighing import dossier_of
from grants.proposals.models import Proposal
from tests import budget, decisions, objections
from tests.grants.decisions.test_revising import overpaid, upheld
from tests.grants.register import ends
from tests.objections import DECIDED, newest
from wijkraden.places.models import District

IN_JANUARY = datetime(2027, 1, 5, 11, 0, tzinfo=UTC)


@pytest.fixture
def final(delfshaven: District) -> Proposal:
    """A proposal of which 6,000 of 8,000 euros were determined and paid in 2026."""
    return ends.determined(delfshaven)


@pytest.fixture
def made(final: Proposal) -> Proposal:
    """The same with an objection that is right."""
    objections.decided(newest(final))
    return again(final)


@pytest.fixture
def after(final: Proposal) -> Slice:
    """The budget of 2027, in which 2026 was closed and 1,000 euros are free."""
    return closed(final, free=1_000_00)


def closed(proposal: Proposal, *, free: int) -> Slice:
    """Close 2026 into 2027, and return the budget of its district there, of which so many cents are free."""
    fenna, bas = decisions.cast("fenna"), decisions.cast("bas")
    year = budget.new_year(proposal.district.city, 2027, by=fenna, at=IN_JANUARY)
    budget.approved_share(year, cents=100_000_00, prepares=fenna, approves=bas, at=IN_JANUARY)
    (found,) = open_slices(
        year, regulation=proposal.round.regulation, districts=[proposal.district], by=fenna, at=IN_JANUARY
    )
    day = date(2026, 12, 31)
    close_year(proposal.slice.year, transfer=None, by=fenna, at=IN_JANUARY, booked_on=day, key="close 2026")
    allot(found, cents=free, by=None, at=IN_JANUARY, booked_on=IN_JANUARY.date(), key="allot")
    return found


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def figure(slice_: Slice, kind: Kind) -> int:
    return figures_of([slice_])[slice_.pk][kind]


def test_what_it_is_raised_by_comes_from_the_new_year(made: Proposal, after: Slice) -> None:
    before = Entry.objects.filter(slice=made.slice).count()
    with pytest.raises(NeedsMoney) as told:
        decisions.raised(made, 7_000_01, at=IN_JANUARY)
    assert (told.value.left_cents, told.value.short_cents) == (1_000_00, 1)

    return_decision(newest(made), reason="Te veel.", by=decisions.cast("dewi"), at=IN_JANUARY)
    raised = decisions.raised(made, 6_900_00, at=IN_JANUARY)
    assert (determined_cents(made), raised.entry and raised.entry.slice_id) == (6_900_00, after.pk)
    assert (figure(after, Kind.FREE), figure(after, Kind.REALISED)) == (100_00, 900_00)
    assert Entry.objects.filter(slice=made.slice).count() == before
    assert prove().faults == []


def test_what_it_is_lowered_by_is_claimed_on_the_closed_year_beyond_what_the_new_one_gave(
    made: Proposal, after: Slice
) -> None:
    """900 euros came from 2027; of 1,500 less 900 go back there and 600 are a claim on 2026."""
    decisions.raised(made, 6_900_00, at=IN_JANUARY)
    lower = decisions.lowered(again(made), 5_400_00, at=IN_JANUARY)

    events = Entry.objects.filter(source=f"decision:{lower.public_id}").values_list("event", flat=True)
    assert sorted(events) == ["after_close", "withdraw"]
    assert figure(after, Kind.REALISED) == 0
    assert (determined_cents(made), lower.due_back_cents, to_recover(made)) == (5_400_00, 600_00, 600_00)
    assert (owed_by(made), prove().faults) == (600_00, [])


def test_one_that_is_lowered_in_a_closed_year_alone_is_a_claim_on_it(final: Proposal, after: Slice) -> None:
    lower = decisions.lowered(final, 5_000_00, at=IN_JANUARY)
    assert (lower.entry and lower.entry.event, lower.due_back_cents) == ("after_close", 1_000_00)
    assert (owed_by(final), figure(after, Kind.FREE), prove().faults) == (1_000_00, 1_000_00, [])


def test_what_was_given_up_in_the_closed_year_is_not_paid_once_more(delfshaven: District) -> None:
    """4,000 too much, of which 1,000 were given up in 2026: raised by 4,200 in 2027, 200 is left to pay."""
    one = upheld(overpaid(delfshaven))
    write_off(dossier_of(one), cents=1_000_00, by=None, at=DECIDED, booked_on=DECIDED.date(), key="given up")
    after = closed(again(one), free=4_200_00)
    waits = decisions.prepared(again(one), decisions.a_revision(6_600_00), at=IN_JANUARY)
    assert (revised_by(waits), set_against(waits)) == ((0, 200_00), 1_000_00)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)

    taken = decide(waits, by=decisions.cast("dewi"), at=IN_JANUARY)

    assert (set_against(taken), owed_by(one), figure(after, Kind.PAYABLE)) == (1_000_00, 0, 200_00)
    assert (figure(after, Kind.REALISED), figure(after, Kind.EXPENSE)) == (4_200_00, 4_200_00)
    assert prove().faults == []
