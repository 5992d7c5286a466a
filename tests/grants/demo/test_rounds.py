from datetime import date, time, timedelta

import pytest

from grants.demo.acts import ACTS, Stage
from grants.demo.flows import load_demo
from grants.demo.script import moment
from grants.demo.timeline import timeline
from grants.rounds.lacks import missing_of
from grants.rounds.models import Round
from grants.rounds.queries import parts_of, round_at
from grants.rounds.states import Phase
from portal.realm import within
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


@pytest.mark.django_db
def test_early_in_a_year_its_tender_was_announced_before_the_budget_was_adopted() -> None:
    shown_on = date(2027, 1, 15)
    people = load_demo(by=None, at=moment(shown_on, time(0)))
    city = City.objects.get(slug="rotterdam")
    (step,) = (one for one in timeline(shown_on, []) if one.act == "tender" and one.told["year"] == 2027)
    with within(city.public_id):
        ACTS["tender"](Stage(city, people, []), None, step.at, **step.told)

    found = Round.objects.get(year__city=city, year__year=2027, distribution="tender")
    assert not found.year.is_adopted(step.at.date())
    assert found.announced_at == step.at
    assert [one.ceiling_cents for one in found.slices.all()] == [2_000_000]
