from datetime import timedelta

from grants.budget.models import Change, Entry, Slice, Year
from grants.budget.proof import prove
from grants.budget.queries import authority_of, slices
from grants.budget.states import ChangeKind, ChangeState, Event
from grants.demo.flows import load_demo
from grants.plan.models import Regulation
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City


def test_two_years_have_a_budget_for_each_of_the_39_districts(city: City) -> None:
    found = {year.year: list(slices(city, year=year.year)) for year in Year.objects.filter(city=city)}

    assert {number: len(made) for number, made in found.items()} == {2025: 39, 2026: 39}
    for made in found.values():
        amounts = authority_of(made).values()
        assert 1_000_000 <= min(amounts) <= max(amounts) <= 3_000_000
        assert all(cents % 50_000 == 0 for cents in amounts)


def test_the_slices_stay_within_the_reserved_share_and_leave_room(city: City) -> None:
    shares = {one.year: (one.reserved_cents, one.allotted_cents) for one in Year.objects.filter(city=city)}
    assert shares == {2025: (90_000_000, 87_750_000), 2026: (100_000_000, 97_500_000)}


def test_it_says_that_its_amounts_are_made_up(city: City) -> None:
    assert "verzonnen" in Regulation.objects.get(city=city).title
    assert all("verzonnen" in one.programme for one in Year.objects.filter(city=city))
    told = Change.objects.exclude(explanation="").values_list("explanation", "reason")
    assert all(text.startswith("Verzonnen: ") for pair in told for text in pair if text)


def test_one_change_waits_one_was_returned_and_one_moved_money(city: City, fenna: User, bas: User) -> None:
    told = Change.objects.filter(year__year=2026, explanation__gt="").order_by("pk")

    assert [(one.kind, one.state, one.prepared_by, one.decided_by) for one in told] == [
        (ChangeKind.REDISTRIBUTION, ChangeState.APPROVED, fenna, bas),
        (ChangeKind.AMOUNTS, ChangeState.RETURNED, fenna, bas),
        (ChangeKind.AMOUNTS, ChangeState.PREPARED, fenna, None),
    ]
    giver, taker = Entry.objects.filter(event=Event.REDISTRIBUTE).order_by("pk")
    assert (giver.pair, giver.slice.name, taker.slice.name) == (taker.pair, "Nesselande", "Hillesluis")


def test_loading_again_books_and_prepares_nothing_also_next_year(city: City) -> None:
    before = (Entry.objects.count(), Change.objects.count(), Slice.objects.count())
    load_demo(by=None, at=NOON + timedelta(days=3))
    assert (Entry.objects.count(), Change.objects.count(), Slice.objects.count()) == before


def test_the_demo_s_ledger_is_sound(city: City) -> None:
    assert prove().faults == []
