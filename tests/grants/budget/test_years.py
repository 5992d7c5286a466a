"""Years with their share, slices and pots, and dossiers with numbers without gaps."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from grants.budget import flows
from grants.budget.errors import OverReserved, SliceTaken, WrongSlices, YearTaken
from grants.budget.models import Slice, Year
from grants.budget.queries import slices, slices_among, with_districts
from grants.plan.models import Regulation
from tests.make import NOON, another_city
from tests.shared import shared
from wijkraden.places.models import City, District

from .make import Play, city_slice, district_slice, regulation, standing, year

pytestmark = pytest.mark.django_db


@shared
def rules(city: City) -> Regulation:
    """A regulation beside that of the demo."""
    return regulation(city)


@shared
def open_year(city: City) -> Year:
    """2027, with a share of 1,000 euros."""
    return year(city, 2027, reserved=100_000)


def _pot(of: Year, rules: Regulation, name: str, *districts: District) -> Slice:
    return flows.open_slice(of, regulation=rules, name=name, districts=districts, by=None, at=NOON)


def test_a_year_opens_once_with_its_own_ledger_and_nothing_reserved(city: City) -> None:
    made = flows.open_year(city, year=2027, by=None, at=NOON)

    assert (made.reserved_cents, made.allotted_cents, made.closed_at) == (0, 0, None)
    assert [(one.scope, one.name, one.regulation) for one in made.slices.all()] == [
        ("books", city.name, None)
    ]
    with pytest.raises(YearTaken):
        flows.open_year(city, year=2027, by=None, at=NOON)
    assert flows.open_year(another_city(), year=2027, by=None, at=NOON).year == 2027


def test_every_district_gets_one_slice_and_a_second_time_only_the_new_ones(
    open_year: Year, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    first = flows.open_slices(open_year, regulation=rules, districts=[delfshaven], by=None, at=NOON)
    again = flows.open_slices(
        open_year, regulation=rules, districts=[delfshaven, lage_land], by=None, at=NOON
    )

    assert [one.name for one in first + again] == [delfshaven.name, lage_land.name]
    assert [one.accounts.count() for one in first] == [19]


def test_a_pot_is_for_several_districts_and_a_city_slice_for_all(
    open_year: Year, rules: Regulation, city: City, delfshaven: District, lage_land: District
) -> None:
    pot = _pot(open_year, rules, "Noord en Zuid", delfshaven, lage_land)
    whole = city_slice(open_year, rules)

    assert (pot.scope, whole.scope) == ("pot", "city")
    found = slices(city, year=2027, district=delfshaven)
    assert list(found) == [pot, whole]
    every = with_districts(slices(city, year=2027))
    assert slices_among(every, regulation=rules, area=delfshaven.area) == [pot, whole]
    assert list(slices(city, year=2027, district=District.objects.get(city=city, slug="feijenoord"))) == [
        whole
    ]


@pytest.mark.parametrize("name", ["Feijenoord", "feijenoord ", "De hele stad", "the WHOLE city"])
def test_a_pot_is_never_called_as_a_district_or_as_the_whole_city(
    open_year: Year, rules: Regulation, delfshaven: District, lage_land: District, name: str
) -> None:
    with pytest.raises(SliceTaken):
        _pot(open_year, rules, name, delfshaven, lage_land)
    assert _pot(open_year, rules, "Feijenoord en meer", delfshaven, lage_land).name == "Feijenoord en meer"


def test_a_district_is_in_one_slice_of_a_year_and_regulation(
    city: City, open_year: Year, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    _pot(open_year, rules, "Samen", delfshaven)
    with pytest.raises(SliceTaken, match=delfshaven.name):
        _pot(open_year, rules, "Ook samen", lage_land, delfshaven)
    with pytest.raises(SliceTaken):
        _pot(open_year, rules, "Samen", lage_land)
    assert flows.open_slices(open_year, regulation=rules, districts=[delfshaven], by=None, at=NOON) == []
    city_slice(open_year, rules)
    with pytest.raises(SliceTaken):
        _pot(open_year, rules, "Nog eens de hele stad")
    other = regulation(city, prefix="NT")
    assert _pot(open_year, other, "Samen", delfshaven).name == "Samen"


def test_slices_keep_to_their_own_city(open_year: Year, rules: Regulation, delfshaven: District) -> None:
    elders = another_city()
    there, their_year = regulation(elders), year(elders, 2027)
    foreign = District.objects.get(city=elders)

    tries: list[Callable[[], Any]] = [
        lambda: _pot(open_year, there, "Samen", delfshaven),
        lambda: _pot(open_year, rules, "Samen", foreign),
        lambda: _pot(their_year, rules, "Samen"),
    ]
    for wrong in tries:
        with pytest.raises(WrongSlices):
            wrong()
    assert Slice.objects.filter(name="Samen").count() == 0


def test_a_pot_pays_for_all_its_districts_until_it_is_empty(
    open_year: Year, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    pot = Play(_pot(open_year, rules, "Samen", delfshaven, lage_land))
    pot.allot(1_000)

    one, two = pot.granted(600), pot.granted(400)

    assert standing(pot.slice) == {"authority": 1_000, "committed": 1_000}
    assert (standing(pot.slice, one), standing(pot.slice, two)) == ({"committed": 600}, {"committed": 400})


def test_the_slices_together_never_pass_the_share_of_the_year(
    open_year: Year, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    one = Play(district_slice(open_year, rules, delfshaven))
    two = Play(district_slice(open_year, rules, lage_land))
    one.allot(70_000)

    with pytest.raises(OverReserved) as caught:
        two.allot(30_001)
    assert caught.value.left_cents == 30_000
    two.allot(30_000)
    open_year.refresh_from_db()
    assert (open_year.allotted_cents, open_year.unallotted_cents) == (100_000, 0)
    flows.redistribute(one.slice, two.slice, cents=70_000, **one.stamp())
    open_year.refresh_from_db()
    assert open_year.allotted_cents == 100_000


def test_dossiers_are_numbered_without_gaps_in_year_and_regulation(
    city: City, open_year: Year, rules: Regulation, delfshaven: District, lage_land: District
) -> None:
    one = Play(district_slice(open_year, rules, delfshaven))
    two = Play(district_slice(open_year, rules, lage_land))
    other = Play(city_slice(open_year, regulation(city, prefix="NT")))
    later = Play(city_slice(year(city, 2028), rules))

    made = [play.dossier().number for play in (one, two, other, one, later, two)]

    assert made == [
        *("PR-2027-0001", "PR-2027-0002", "NT-2027-0001", "PR-2027-0003", "PR-2028-0001", "PR-2027-0004"),
    ]


def test_a_dossier_that_was_taken_back_leaves_no_gap(open_year: Year, rules: Regulation) -> None:
    play: Any = Play(city_slice(open_year, rules))
    with pytest.raises(ZeroDivisionError):
        _open_and_fail(play)

    assert play.dossier().number == "PR-2027-0001"


def _open_and_fail(play: Play) -> None:
    with transaction.atomic():
        assert play.dossier().sequence == 1
        raise ZeroDivisionError


def test_the_city_ledger_holds_no_dossiers(open_year: Year) -> None:
    with pytest.raises(WrongSlices):
        flows.open_dossier(open_year.slices.get(scope="books"), by=None, at=NOON)
