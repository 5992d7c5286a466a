from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from grants.budget.flows import reserve
from grants.budget.models import Slice
from grants.home.queries import OwnYear, budgets_of
from grants.money import format_euros
from grants.register.queries import budgets_of as budgets_of_district
from tests.grants.budget.make import Play, city_slice, district_slice, regulation, year
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
TODAY = date(2026, 11, 2)


@pytest.fixture
def play(city: City, delfshaven: District) -> Play:
    """The budget of Delfshaven-Schiemond in the demo's year: € 25.500."""
    return Play(Slice.objects.get(year__year=2026, shares__district=delfshaven))


def own(page: Any) -> OwnYear:
    """Return the budget on somebody's first page."""
    ((_district, _council, found, _proposals),) = page.context["councils"]
    assert isinstance(found, OwnYear)
    return found


@pytest.mark.parametrize("name", ["anna", "chris", "coen"])
def test_a_council_sees_its_budget_on_its_first_page(
    name: str, play: Play, signed_in: Browser, request: pytest.FixtureRequest
) -> None:
    play.granted(1_450_000, advance=1_240_000, paid=1_240_000)
    reserve(play.dossier(), cents=480_000, **play.stamp())

    page = signed_in(request.getfixturevalue(name)).get("/home/")

    (budget,) = own(page).budgets
    assert [(part.label, part.amount, part.note) for part in budget.bar.parts] == [
        ("Toegekend", format_euros(1_450_000), f"waarvan uitbetaald {format_euros(1_240_000)}"),
        ("In behandeling", format_euros(480_000), ""),
        ("Nog beschikbaar", format_euros(620_000), ""),
    ]
    assert budget.bar.total.amount == format_euros(2_550_000)
    assert "Ons budget in 2026" in page.content.decode()


def test_all_amounts_stand_below_it_with_what_they_mean(play: Play, anna: User, signed_in: Browser) -> None:
    play.granted(300_000)

    page = signed_in(anna).get("/home/")

    (budget,) = own(page).budgets
    assert [(part.label, part.amount) for part in budget.equation.parts] == [
        ("Gereserveerd", format_euros(0)),
        ("Verplichtingen", format_euros(300_000)),
        ("Gerealiseerd", format_euros(0)),
        ("Vrije ruimte", format_euros(2_250_000)),
        ("Vrijgevallen", format_euros(0)),
    ]
    assert "Toegekend; het definitieve bedrag is nog niet bekend." in page.content.decode()


def test_a_council_sees_no_other_district_s_money(
    play: Play, anna: User, bram: User, signed_in: Browser
) -> None:
    play.granted(123_456)

    assert format_euros(123_456) in signed_in(anna).get("/home/").content.decode()
    assert format_euros(123_456) not in signed_in(bram).get("/home/").content.decode()
    assert own(signed_in(bram).get("/home/")).budgets[0].bar.total.amount == format_euros(2_550_000)


def test_who_works_for_the_city_has_no_such_card(play: Play, olga: User, signed_in: Browser) -> None:
    page = signed_in(olga).get("/home/")
    assert page.context["councils"] == []
    assert "Ons budget" not in page.content.decode()


def test_before_there_is_a_budget_the_page_says_what_will_stand_there(
    city: City, delfshaven: District, lage_land: District
) -> None:
    Play(district_slice(year(city, 2027, reserved=5_000_000), regulation(city), lage_land)).allot(100_000)

    found = budgets_of([delfshaven, lage_land], city, today=date(2027, 2, 1))

    assert [(one.year, len(one.budgets)) for one in found] == [(2027, 0), (2027, 1)]
    assert budgets_of([delfshaven], city, today=date(2020, 1, 1)) == [OwnYear(2020, [])]


def test_two_budgets_of_one_district_stand_apart(city: City, delfshaven: District, play: Play) -> None:
    second = Play(district_slice(play.slice.year, regulation(city), delfshaven))
    second.allot(100_000)

    (found,) = budgets_of([delfshaven], city, today=TODAY)

    assert {one.regulation: one.bar.total.amount for one in found.budgets} == {
        "Wijkbudget samenleven (verzonnen regeling)": format_euros(2_550_000),
        "Proefregeling PR": format_euros(100_000),
    }
    assert len({one.bar.id for one in found.budgets}) == 2
    assert len({one.bar.title for one in found.budgets}) == 2
    assert len({one.equation.title for one in found.budgets}) == 2


def test_its_own_budget_stands_before_that_of_the_whole_city(
    city: City, delfshaven: District, play: Play
) -> None:
    Play(city_slice(play.slice.year, regulation(city))).allot(100_000)

    with override("en"):
        (found,) = budgets_of([delfshaven], city, today=TODAY)
        public = budgets_of_district(city, delfshaven, today=TODAY)[0].budgets
    titles = ["Budget of Delfshaven-Schiemond in 2026", "Budget of the whole city in 2026"]
    assert [one.bar.title for one in found.budgets] == titles
    assert [one.bar.title for one in public] == titles
    assert [one.bar.total.label for one in found.budgets] == [
        "Budget of the district",
        "Budget of the whole city",
    ]
