from datetime import timedelta

from grants.demo.flows import load_demo
from grants.rounds.lacks import missing_of
from grants.rounds.models import Round
from grants.rounds.queries import parts_of, round_at
from grants.rounds.states import Phase
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City


def test_last_year_and_this_year_have_a_round_that_is_open_the_whole_year(city: City, beheer: User) -> None:
    found = Round.objects.filter(year__city=city, distribution="receipt").order_by("opens_on")

    assert [(one.title, one.phase(NOON)) for one in found] == [
        ("Wijkbudget samenleven 2025", Phase.CLOSED),
        ("Wijkbudget samenleven 2026", Phase.OPEN),
    ]
    for one, together in zip(found, (87_750_000, 97_500_000), strict=True):
        parts = parts_of(one, on=NOON.date())
        assert (len(parts), sum(part.cents for part in parts)) == (39, together)
        assert (one.opens_on.month, one.opens_on.day) == (1, 1)
        assert (one.closes_on.month, one.closes_on.day) == (12, 31)
        assert one.announced_by == beheer
        assert one.announced_at is not None
        assert one.announced_at.date() < one.opens_on
        assert "verzonnen" in one.gazette_number


def test_a_tender_of_this_year_is_a_concept_that_lacks_something(city: City) -> None:
    tender = Round.objects.get(year__city=city, distribution="tender")
    found = round_at(city, tender.public_id)
    assert found is not None
    budgets = [part.slice for part in parts_of(found, on=NOON.date())]
    assert (found.title, found.phase(NOON)) == ("Najaarsronde 2026", Phase.CONCEPT)
    assert [one.what for one in missing_of(found, budgets, on=NOON.date())] == ["gazette", "overlap"]


def test_loading_again_prepares_no_round(city: City) -> None:
    before = Round.objects.count()
    load_demo(by=None, at=NOON + timedelta(days=3))
    assert Round.objects.count() == before == 3
