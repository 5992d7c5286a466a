"""A final amount of a year that was closed: what it costs or gives back is booked where the dossier stands now."""

from datetime import UTC, date, datetime

import pytest

from grants.budget.flows import allot, close_year, open_slices
from grants.budget.models import Entry, Slice
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.errors import NeedsMoney
from grants.decisions.flows import return_decision
from grants.decisions.queries import determined_cents, owed_by, to_recover
from grants.proposals.models import Proposal
from tests import budget, decisions, objections
from tests.grants.register import ends
from tests.objections import newest
from wijkraden.people.models import User
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
def after(final: Proposal, fenna: User, bas: User) -> Slice:
    """The budget of 2027, in which 2026 was closed and 1,000 euros are free."""
    city = final.district.city
    year = budget.new_year(city, 2027, by=fenna, at=IN_JANUARY)
    budget.approved_share(year, cents=100_000_00, prepares=fenna, approves=bas, at=IN_JANUARY)
    (found,) = open_slices(
        year, regulation=final.round.regulation, districts=[final.district], by=fenna, at=IN_JANUARY
    )
    day = date(2026, 12, 31)
    close_year(final.slice.year, transfer=None, by=fenna, at=IN_JANUARY, booked_on=day, key="close 2026")
    allot(found, cents=1_000_00, by=None, at=IN_JANUARY, booked_on=IN_JANUARY.date(), key="allot")
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
