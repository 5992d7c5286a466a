from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from grants.budget.flows import book_fee, lower, open_slice
from grants.budget.models import Slice
from grants.budget.queries import Figures, year_of
from grants.budget.states import Kind, Scope
from grants.control.balances import Balances, Group, Row, balances_of
from grants.control.states import FIGURES
from grants.money import format_euros
from grants.plan.flows import add_regulation
from tests.budget import new_year
from tests.grants.control.make import YEAR, Worked, ledger_of
from tests.make import NOON, World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District
from wijkraden.places.queries import districts_of

Browser = Callable[[User | None], Client]
DAY = date(2026, 11, 2)


def found(city: City, **asked: Any) -> Balances:
    """Return the balances of the year of the worked example."""
    year = year_of(city, YEAR)
    assert year is not None
    return balances_of(year, districts=districts_of(city), **asked)


def row_of(balances: Balances, slice_: Slice) -> Row:
    """Return the row of one slice."""
    (row,) = [row for row in balances.rows if row.slice == slice_]
    return row


def test_the_worked_example_stands_there_to_the_cent(worked: Worked, city: City) -> None:
    figures = row_of(found(city), worked.slice).figures

    assert [figures[kind] for kind in FIGURES] == [2_500_000, 0, 0, 1_080_000, 1_420_000, 0]
    assert figures.paid == 1_080_000


def test_every_district_has_its_row_under_its_area_and_the_sums_add_up(worked: Worked, city: City) -> None:
    balances = found(city)

    assert len(balances.rows) == city.districts.count() == 39
    assert [group.title for group in balances.groups] == sorted(group.title for group in balances.groups)
    assert balances.total.authority == sum(group.figures.authority for group in balances.groups)
    assert balances.total.authority == balances.year.allotted_cents
    assert (balances.faulty, balances.fits_year, balances.without) == ([], True, [])


def test_a_day_shows_what_stood_there_then(worked: Worked, city: City, pernis: District) -> None:
    before, on_the_day = (
        found(city, day=date(2026, 1, 1)),
        found(city, day=DAY),
    )  # the demo begins on 2 January

    assert row_of(before, worked.slice).figures.authority == 0
    then, now = (row_of(one, worked.slice).figures for one in (on_the_day, found(city)))
    assert {kind: then[kind] for kind in Kind} == {kind: now[kind] for kind in Kind}


def test_an_area_shows_its_own_slices_alone(worked: Worked, city: City, pernis: District) -> None:
    balances = found(city, area=pernis.area)

    assert [row.slice for row in balances.rows] == [worked.slice]
    assert not balances.is_whole


def test_a_pot_of_several_areas_stands_apart(
    worked: Worked, city: City, pernis: District, lage_land: District
) -> None:
    rules = add_regulation(city, title="Andere", prefix="AN", starts_on=DAY, by=None, at=NOON)
    districts = [pernis, lage_land]
    pot = open_slice(worked.slice.year, regulation=rules, name="Pot", districts=districts, by=None, at=NOON)

    last = found(city).groups[-1]

    assert (last.area, [row.slice for row in last.rows]) == (None, [pot])
    assert [row.slice for row in found(city, regulation=rules).rows] == [pot]


def test_a_district_without_a_budget_is_named(city: City) -> None:
    year = year_of(city, YEAR)
    assert year is not None
    new = District(name="Nieuw", pk=0)

    assert balances_of(year, districts=[*districts_of(city), new]).without == [new]


def test_a_slice_whose_parts_are_not_its_budget_is_named(worked: Worked) -> None:
    wrong = Row(worked.slice, Figures({Kind.AUTHORITY.value: 100, Kind.FREE.value: 99}))

    assert Balances(worked.slice.year, None, [Group(None, [wrong])], None, is_whole=True).faulty == [wrong]


@pytest.mark.parametrize("asked", [{}, {"day": "2-11-2026"}, {"area": "pernis"}])
def test_every_figure_is_a_door_to_the_entries_that_it_is_made_of(
    asked: dict[str, str], worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    books = worked.slice.year.slices.get(scope=Scope.BOOKS)
    book_fee(books, cents=1_234, by=bas, at=NOON, booked_on=DAY, key="fee")
    browser = signed_in(carla)
    page = browser.get("/control/balances/", asked)
    assert page.status_code == 200
    groups = {title: (lines, sums) for title, lines, sums in page.context["groups"]}
    lines, sums = groups["Pernis"]
    others = [row[1] for row in page.context["others"].rows]

    for cell in [*lines[0].cells, *sums, *page.context["total"], *others]:
        journal = browser.get(cell.url)
        assert journal.status_code == 200
        assert format_euros(journal.context["sums"].balance) == cell.text, cell.url


def test_the_city_ledger_stands_among_the_other_accounts_and_not_in_the_table(
    worked: Worked, city: City, bas: User
) -> None:
    books = worked.slice.year.slices.get(scope=Scope.BOOKS)
    book_fee(books, cents=1_234, by=bas, at=NOON, booked_on=DAY, key="fee")

    balances = found(city)

    assert books not in [row.slice for row in balances.rows]
    assert dict(balances.others)[Kind.OWN_COSTS] == 1_234
    assert dict(balances.others)[Kind.BANK] == -1_080_000 - 1_234
    assert balances.total.paid == 1_080_000


def test_a_day_that_cannot_be_read_is_told_at_its_field_and_the_table_stays(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    page = signed_in(carla).get("/control/balances/", {"day": "gisteren", "area": "pernis"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["day"]
    assert [row.slice for row in page.context["found"].rows] == [worked.slice]
    assert b'value="gisteren"' in page.content


@pytest.mark.parametrize(
    ("asked", "is_filtered"), [({"from": "mail"}, False), ({"year": ""}, False), ({"year": str(YEAR)}, True)]
)
def test_only_what_the_form_asks_counts_as_a_filter(
    asked: dict[str, str], *, is_filtered: bool, carla: User, signed_in: Browser, worked: Worked
) -> None:
    page = signed_in(carla).get("/control/balances/", asked)

    assert (page.status_code, page.context["is_filtered"]) == (200, is_filtered)


@pytest.mark.parametrize(
    ("name", "value"), [("year", "1999"), ("year", "x"), ("area", "nergens"), ("regulation", "niets")]
)
def test_a_filter_that_is_not_there_is_told(
    name: str, value: str, worked: Worked, carla: User, signed_in: Browser
) -> None:
    page = signed_in(carla).get("/control/balances/", {name: value})

    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert len(page.context["found"].rows) == 39


def test_a_day_to_come_is_told(carla: User, signed_in: Browser, worked: Worked) -> None:
    page = signed_in(carla).get("/control/balances/", {"day": "31-12-2090"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["day"]
    assert page.context["found"].day is None


def test_without_a_choice_the_newest_year_that_has_begun_stands_there(
    carla: User, fenna: User, signed_in: Browser, worked: Worked, city: City
) -> None:
    new_year(city, 2090, by=fenna, at=NOON)

    page = signed_in(carla).get("/control/balances/")

    assert page.context["found"].year == worked.slice.year
    assert f'<option value="{worked.slice.year.year}" selected>' in page.content.decode()


def test_money_of_another_city_stands_nowhere(
    world: World, worked: Worked, carla: User, signed_in: Browser
) -> None:
    theirs = ledger_of(world.elders, by=world.ada, approver=world.known("beheer"), at=NOON)

    assert theirs.slice not in [row.slice for row in found(world.city).rows]
    page = signed_in(carla).get("/control/balances/")
    assert b"Verweg" not in page.content


def test_before_there_is_a_year_the_page_says_what_comes(
    world: World, signed_in: Browser, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["elders.example"]
    cor = person("cor", role=Role.CONTROLLER, city=world.elders)
    page = signed_in(cor).get("/control/balances/", headers={"host": "elders.example"})

    assert (page.status_code, page.context["found"]) == (200, None)
    assert signed_in(cor).get("/control/balances.csv", headers={"host": "elders.example"}).status_code == 200


def test_a_lowered_budget_is_seen_at_once(worked: Worked, city: City, bas: User) -> None:
    lower(worked.slice, cents=100, by=bas, at=NOON, booked_on=DAY, key="less")

    assert row_of(found(city), worked.slice).figures.authority == 2_499_900
