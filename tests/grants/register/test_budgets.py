from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from grants.budget.flows import close_year, lower, open_slice, release, reserve
from grants.budget.models import Slice, Year
from grants.money import format_euros
from grants.register.queries import budgets_of, map_of
from portal.ui.parts import MoneyBar, Tile
from tests.grants.budget.make import Play, city_slice, district_slice, regulation, year
from tests.make import NOON, another_city
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
TODAY, NEXT_YEAR = date(2026, 11, 2), date(2027, 1, 4)


@pytest.fixture
def play(city: City, delfshaven: District) -> Play:
    """The budget of Delfshaven-Schiemond in the demo's year: € 25.500."""
    return Play(Slice.objects.get(year__year=2026, shares__district=delfshaven))


@pytest.fixture
def next_year(city: City) -> Year:
    """A year of which a share is reserved and nothing allotted."""
    return year(city, 2027, reserved=10_000_000)


def tile(city: City, district: District, *, today: date = TODAY) -> Tile:
    """Return the tile of a district."""
    (found,) = [one for one in map_of(city, today=today).map.tiles if one.name == district.name]
    return found


def amounts(bar: MoneyBar | None) -> dict[str, str]:
    """Return what stands under a bar."""
    assert bar is not None
    parts = {one.label: one.amount for one in bar.parts}
    return parts | {one.label: one.amount for one in (bar.total, *bar.apart)}


def test_a_tile_shows_what_was_granted_of_the_district_s_own_budget(
    city: City, delfshaven: District, lage_land: District, play: Play
) -> None:
    play.granted(1_275_000, advance=500_000, paid=500_000)

    mine, other = tile(city, delfshaven), tile(city, lage_land)
    assert (mine.figure, mine.permille, mine.fill, mine.note) == ("50%", 500, "50.0%", "")
    assert (other.figure, other.permille) == ("0%", 0)
    assert map_of(city, today=TODAY).map.title == "Hoeveel van het wijkbudget is gebruikt in 2026?"


def test_a_tile_says_99_percent_while_a_cent_is_left(city: City, delfshaven: District, play: Play) -> None:
    play.granted(2_549_999)
    assert tile(city, delfshaven).figure == "99%"
    play.granted(1)
    assert tile(city, delfshaven).figure == "100%"


def test_what_is_asked_is_not_shown_to_the_public(
    city: City, delfshaven: District, play: Play, signed_in: Browser
) -> None:
    reserve(play.dossier(), cents=2_000_000, **play.stamp())

    assert tile(city, delfshaven).figure == "0%"
    page = signed_in(None).get("/districts/delfshaven-schiemond/")
    assert format_euros(2_000_000) not in page.content.decode()
    assert format_euros(550_000) not in page.content.decode()  # what is left would tell it
    assert format_euros(2_550_000) in page.content.decode()


def test_the_whole_city_is_the_sum_of_its_districts(city: City, play: Play) -> None:
    play.granted(1_275_000, advance=500_000, paid=500_000)
    other = Slice.objects.get(year__year=2026, shares__district__slug="vreewijk")
    Play(other).granted(25_000)

    told = map_of(city, today=TODAY)
    assert amounts(told.whole) == {
        "Toegekend": format_euros(1_300_000),
        "Uitbetaald": format_euros(500_000),
        "Budget": format_euros(97_500_000),
    }
    assert told.regulations == ["Wijkbudget samenleven (verzonnen regeling)"]


def test_districts_that_share_a_pot_have_its_figure_and_the_others_none(
    city: City, delfshaven: District, lage_land: District, next_year: Year
) -> None:
    vreewijk = District.objects.get(city=city, slug="vreewijk")
    rules = regulation(city)
    pot = open_slice(
        next_year, regulation=rules, name="Pot", districts=[delfshaven, lage_land], by=None, at=NOON
    )
    together = Play(pot)
    together.allot(1_000_000)
    together.granted(250_000)

    tiles = [tile(city, one, today=NEXT_YEAR) for one in (delfshaven, lage_land, vreewijk)]
    assert [(one.figure, one.permille, one.note) for one in tiles] == [
        ("25%", 250, "gedeeld budget"),
        ("25%", 250, "gedeeld budget"),
        ("–", 0, "geen budget in 2027"),
    ]
    note = map_of(city, today=NEXT_YEAR).map.note
    assert "Wijken met een gedeeld budget hebben het cijfer van dat budget." in note
    assert "Een streepje: geen budget in dit jaar." in note
    (shown,) = budgets_of(city, delfshaven, today=NEXT_YEAR)[0].budgets
    assert shown.whose == "Een budget van meer wijken samen: Pot."


def test_a_budget_of_its_own_goes_before_one_that_is_shared(
    city: City, delfshaven: District, lage_land: District, next_year: Year
) -> None:
    own = Play(district_slice(next_year, regulation(city), delfshaven))
    whole = Play(city_slice(next_year, regulation(city, prefix="HS")))
    own.allot(1_000_000)
    whole.allot(1_000_000)
    own.granted(100_000)
    whole.granted(700_000)

    tiles = [tile(city, one, today=NEXT_YEAR) for one in (delfshaven, lage_land)]
    assert [(one.figure, one.note) for one in tiles] == [("10%", ""), ("70%", "gedeeld budget")]
    shown = budgets_of(city, delfshaven, today=NEXT_YEAR)[0]
    assert [(one.regulation, one.whose) for one in shown.budgets] == [
        ("Proefregeling PR", ""),
        ("Proefregeling HS", "Een budget van de hele stad samen."),
    ]
    assert shown.regulations == ["Proefregeling PR", "Proefregeling HS"]


def test_a_year_counts_once_it_has_begun_and_something_was_allotted(
    city: City, delfshaven: District, next_year: Year
) -> None:
    def title(today: date) -> str:
        return map_of(city, today=today).map.title

    assert title(NEXT_YEAR) == "Hoeveel van het wijkbudget is gebruikt in 2026?"
    Play(district_slice(next_year, regulation(city), delfshaven)).allot(1)

    assert title(NEXT_YEAR) == "Hoeveel van het wijkbudget is gebruikt in 2027?"
    assert title(TODAY) == "Hoeveel van het wijkbudget is gebruikt in 2026?"
    assert title(date(2025, 6, 1)) == "Hoeveel van het wijkbudget is gebruikt in 2025?"


def test_before_there_is_a_budget_the_map_shows_the_districts_alone(db: None) -> None:
    told = map_of(another_city(), today=TODAY)
    assert (told.map.title, told.whole) == ("De wijken van Elders", None)
    assert [(one.figure, one.permille) for one in told.map.tiles] == [("", None)]


def test_another_city_s_money_is_not_counted(city: City, play: Play) -> None:
    elders = another_city()
    theirs = Play(
        district_slice(year(elders, 2026, reserved=9_000_000), regulation(elders), elders.districts.get())
    )
    theirs.allot(1_000_000)
    theirs.granted(300_000)

    assert amounts(map_of(city, today=TODAY).whole)["Budget"] == format_euros(97_500_000)
    assert amounts(map_of(elders, today=TODAY).whole)["Toegekend"] == format_euros(300_000)


def test_a_district_has_its_years_the_newest_first(
    city: City, delfshaven: District, signed_in: Browser, at_noon: None
) -> None:
    page = signed_in(None).get("/districts/delfshaven-schiemond/")
    assert [one.year.year for one in page.context["years"]] == [2026, 2025]
    assert page.context["shown"].year.year == 2026

    earlier = signed_in(None).get("/districts/delfshaven-schiemond/?year=2025")
    assert earlier.context["shown"].year.year == 2025
    assert amounts(earlier.context["shown"].budgets[0].bar)["Budget"] == format_euros(2_300_000)


def test_what_went_on_in_the_next_year_is_explained_in_both(
    city: City, delfshaven: District, play: Play, signed_in: Browser, at_noon: None
) -> None:
    last = Play(Slice.objects.get(year__year=2025, shares__district=delfshaven))
    reserved = last.dossier()
    last.granted(300_000, advance=100_000, paid=100_000)
    reserve(reserved, cents=70_000, **last.stamp())
    release(reserved, **last.stamp())
    assert [one.went_on for one in budgets_of(city, delfshaven, today=TODAY)[1].budgets] == [[]]
    close_year(last.slice.year, transfer=None, **last.stamp())

    with override("en"):
        newest, closed = (one.budgets[0] for one in budgets_of(city, delfshaven, today=TODAY))

    went, paid = format_euros(300_000), format_euros(100_000)
    assert list(amounts(closed.bar).values())[:1] == [format_euros(0)]
    assert paid in amounts(closed.bar).values()
    assert closed.went_on == [
        f"2025 is closed. {went} of what was granted was not finished then: it stands in 2026. "
        "What was paid before stays here."
    ]
    assert newest.went_on == [
        f"{went} was granted in an earlier year and went on in 2026; what was paid then stands there."
    ]
    page = signed_in(None).get("/districts/delfshaven-schiemond/").content.decode()
    assert went in page
    assert format_euros(70_000) not in page
    assert "nog niets toegekend" not in page


@pytest.mark.parametrize("asked", ["1999", "abc", "", "2027", "99999999999999999999999"])
def test_a_year_that_it_has_not_shows_the_newest(
    city: City, signed_in: Browser, asked: str, at_noon: None
) -> None:
    page = signed_in(None).get("/districts/delfshaven-schiemond/", {"year": asked})
    assert page.context["shown"].year.year == 2026


def test_a_district_without_budget_says_so(
    city: City, delfshaven: District, play: Play, signed_in: Browser
) -> None:
    for one in Slice.objects.filter(shares__district=delfshaven):
        of_year = Play(one)
        lower(one, cents=2_550_000 if one.year.year == 2026 else 2_300_000, **of_year.stamp())

    assert budgets_of(city, delfshaven, today=TODAY) == []
    page = signed_in(None).get("/districts/delfshaven-schiemond/")
    assert "Nog geen budget" in page.content.decode()
    assert tile(city, delfshaven).figure == "–"


def test_the_demo_says_that_its_amounts_are_made_up(signed_in: Browser, city: City) -> None:
    for path in ("/", "/districts/delfshaven-schiemond/"):
        assert "(verzonnen regeling)" in signed_in(None).get(path).content.decode()


def test_one_slice_and_39_take_the_same_queries(
    city: City, delfshaven: District, django_assert_num_queries: Callable[[int], Any]
) -> None:
    elders = another_city()
    Play(
        district_slice(year(elders, 2026, reserved=9_000_000), regulation(elders), elders.districts.get())
    ).allot(1_000_000)

    for place, district in ((elders, elders.districts.get()), (city, delfshaven)):
        with django_assert_num_queries(3):
            assert map_of(place, today=TODAY).whole is not None
        with django_assert_num_queries(1):
            assert budgets_of(place, district, today=TODAY) != []
