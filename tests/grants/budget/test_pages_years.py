"""The years and a year of the budget: figures, filters, as of a day, and a new year with its slices."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from pytest_django import Settings

from grants.budget.flows import close_year, commit, open_dossier, open_slices, reserve
from grants.budget.forms import YearForm
from grants.budget.models import Slice, Year
from grants.budget.states import ChangeState, Scope
from grants.plan.flows import add_regulation
from grants.plan.models import Regulation
from tests import budget
from tests.conftest import NOON
from tests.grants.budget.pages import browser, send, text_of
from tests.make import another_city, person, post
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

NEW = "/budget/new/"
NEXT = {"year": "2027", "how": "each"}


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: the years of the demo are those around NOON."""


def rows(page: Any) -> dict[str, list[int]]:
    """Return the figures of each row of the table, in its order, by the name of the slice."""
    return {
        row.slice.title: [
            row.figures.authority,
            *(cents for _kind, cents in row.figures.parts),
            row.figures.paid,
        ]
        for row in [*page.context["rows"], *page.context["empty"]]
    }


def make(client: Any, user: User, path: str, fields: dict[str, Any]) -> Any:
    """Send the form of the page at `path`, and confirm what it shows."""
    shown = post(client, user, path, **fields)
    return post(client, user, path, **fields, make=str(len(shown.context["names"])))


def test_every_year_says_what_is_left_and_who_acts_next(bas: User, fenna: User, city: City) -> None:
    budget.new_year(city, 2027, by=fenna, at=NOON)

    page = text_of(browser(fenna).get("/budget/"))

    assert "2027 Reserved for the councils € 0,00" in page
    assert "Next: the finance adviser prepares the reserved share. Prepare the reserved share" in page
    assert "Divided over the districts € 975.000,00 Not divided yet € 25.000,00" in page
    assert "Next: the budget holder decides on 1 change." in page
    assert "Next: the finance adviser prepares the reserved share. 2026" in text_of(
        browser(bas).get("/budget/")
    )


def test_without_a_year_the_page_says_what_comes_first(city: City, settings: Settings) -> None:
    elders = another_city()
    host = {"host": str(elders.host)}
    settings.ALLOWED_HOSTS = list(host.values())
    adviser = person("fien", role=Role.FINANCE_ADVISER, city=elders)
    client = browser(adviser)

    page = text_of(client.get("/budget/", headers=host))

    assert "There is no budget year yet" in page
    assert "Prepare a new year" in page
    new = text_of(client.get("/budget/new/", headers=host))
    assert "There is no regulation yet" in new


def test_a_year_shows_the_equation_of_every_budget_and_their_sum(
    carla: User, fenna: User, city: City
) -> None:
    one = budget.slice_of(city, "feijenoord")
    dossier = open_dossier(one, by=fenna, at=NOON)
    reserve(dossier, cents=500_000, by=fenna, at=NOON, booked_on=NOON.date(), key="r")
    commit(dossier, cents=300_000, by=fenna, at=NOON, booked_on=NOON.date(), key="c")
    other = open_dossier(one, by=fenna, at=NOON)
    reserve(other, cents=100_000, by=fenna, at=NOON, booked_on=NOON.date(), key="r2")

    page = browser(carla).get("/budget/2026/")

    found = rows(page)
    assert len(found) == 39
    assert found["Feijenoord"] == [2_200_000, 100_000, 300_000, 0, 1_800_000, 0, 0]
    total = page.context["total"]
    assert [total.authority, *(cents for _kind, cents in total.parts)] == [
        97_500_000,
        100_000,
        300_000,
        0,
        97_100_000,
        0,
    ]
    assert "Feijenoord € 22.000,00 € 1.000,00 € 3.000,00 € 0,00 € 18.000,00 € 0,00 € 0,00" in text_of(page)
    assert "Change amounts" not in text_of(page)


def test_filters_by_area_and_regulation_live_in_the_address(fenna: User, city: City) -> None:
    pot = budget.city_pot(budget.year_now(city), by=fenna, at=NOON)
    client = browser(fenna)

    area = rows(client.get("/budget/2026/?area=feijenoord"))
    regulation = rows(client.get(f"/budget/2026/?regulation={pot.regulation.public_id}"))  # type: ignore[union-attr]  # a pot has one
    unknown = client.get("/budget/2026/?area=nergens")

    districts = city.districts.filter(area__slug="feijenoord")
    assert set(area) == {*districts.values_list("name", flat=True), "De hele stad"}  # they may use it too
    assert set(regulation) == {"De hele stad"}
    assert unknown.status_code == 422
    assert len(rows(unknown)) == 40


def test_a_past_day_shows_how_it_stood_then(fenna: User, city: City) -> None:
    client = browser(fenna)

    then = client.get("/budget/2026/?on=1-1-2026")  # the demo was booked a day later
    after = client.get("/budget/2026/?on=2-11-2026")  # and its last change on this day

    assert "As it stood at the end of Thursday 1 January 2026" in text_of(then)
    assert "The reserved share, as it is now Reserved for the councils" in text_of(then)
    assert "as it is now" not in text_of(client.get("/budget/2026/"))
    assert rows(then)["Feijenoord"] == [0] * 7
    assert rows(after) == rows(client.get("/budget/2026/"))
    assert rows(after)["Feijenoord"] == [2_200_000, 0, 0, 0, 2_200_000, 0, 0]


@pytest.mark.parametrize(
    "asked", [{"area": "mars"}, {"regulation": "x"}, {"on": "31-2-2026"}, {"on": "3-11-2026"}]
)
def test_a_filter_that_cannot_be_read_is_told(fenna: User, asked: dict[str, str]) -> None:
    assert browser(fenna).get("/budget/2026/", asked).status_code == 422


def test_every_filter_at_once_stays_within_twelve_queries(fenna: User, city: City) -> None:
    budget.more_slices(budget.year_now(city), 39, by=fenna, at=NOON)
    client, rule = browser(fenna), _regulation(city)
    asked = {"area": "feijenoord", "regulation": rule.public_id, "on": "2-11-2026"}
    client.get("/budget/2026/", asked)

    with CaptureQueriesContext(connection) as caught:
        page = client.get("/budget/2026/", asked)

    assert len(rows(page)) == city.districts.filter(area__slug="feijenoord").count()
    assert len([one for one in caught if "SAVEPOINT" not in one["sql"]]) <= 12


def test_a_day_on_which_more_was_used_than_there_was_has_no_bar(fenna: User, city: City) -> None:
    dossier = open_dossier(budget.slice_of(city, "feijenoord"), by=fenna, at=NOON)
    reserve(dossier, cents=500_000, by=fenna, at=NOON, booked_on=date(2026, 1, 1), key="r")

    page = browser(fenna).get("/budget/2026/?on=1-1-2026")

    assert rows(page)["Feijenoord"] == [0, 500_000, 0, 0, -500_000, 0, 0]
    assert "so no bar can be drawn" in text_of(page)


@pytest.mark.parametrize("day", ["3-11-2026", "gisteren"])
def test_a_day_that_cannot_be_looked_at_is_told_and_the_list_is_that_of_now(fenna: User, day: str) -> None:
    page = browser(fenna).get("/budget/2026/", {"on": day})

    assert page.status_code == 422
    assert page.context["day"] is None
    assert "needs your attention" in text_of(page)


def test_a_new_year_begins_with_a_budget_for_every_district(fenna: User, city: City) -> None:
    answer = make(browser(fenna), fenna, NEW, {**NEXT, "regulation": _regulation(city).public_id})

    year = Year.objects.get(city=city, year=2027)
    assert answer.url == "/budget/2027/share/"
    slices = Slice.objects.filter(year=year).exclude(scope=Scope.BOOKS)
    assert (slices.count(), year.reserved_cents) == (39, 0)


def _regulation(city: City) -> Regulation:
    return Regulation.objects.get(city=city, prefix="WS")


def test_a_new_year_may_have_one_budget_for_the_city_or_for_some_districts(fenna: User, city: City) -> None:
    client, rule = browser(fenna), {"regulation": _regulation(city).public_id}
    assert make(client, fenna, NEW, {**NEXT, **rule, "how": "city"}).status_code == 302
    pot = {**rule, "how": "pot", "name": "Zuid", "districts": ["feijenoord", "hillesluis"]}

    assert make(client, fenna, "/budget/2027/slices/", pot).url == "/budget/2027/"

    found = Slice.objects.filter(year__year=2027).exclude(scope=Scope.BOOKS)
    assert {(one.scope, one.name, one.shares.count()) for one in found} == {
        (Scope.CITY, "", 0),
        (Scope.POT, "Zuid", 2),
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"year": "2026"}, "“2026” can't be prepared, or is there already: choose a year from the list."),
        ({"year": "2031"}, "“2031” can't be prepared, or is there already: choose a year from the list."),
        ({"year": "twee"}, "“twee” can't be prepared"),
        ({"year": "9" * 30}, f"“{'9' * 30}” can't be prepared"),
        ({"how": ""}, "Choose for whom the money is set apart."),
        ({"regulation": "geen"}, "Choose a regulation from the list."),
        ({"how": "pot"}, "Type a name for the budget of these districts together."),
        ({"how": "pot", "name": "Zuid", "districts": ["feijenoord"]}, "Choose two or more districts."),
        ({"how": "pot", "name": "Zuid", "districts": ["nergens", "hier"]}, "Choose districts from the list."),
    ],
)
def test_a_wrong_year_is_told_and_none_is_made(
    fenna: User, city: City, fields: dict[str, Any], sentence: str
) -> None:
    years = Year.objects.count()

    answer = send(browser(fenna), fenna, NEW, {**NEXT, "regulation": _regulation(city).public_id, **fields})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Year.objects.count() == years


def test_only_a_regulation_that_is_in_force_in_the_year_is_offered(fenna: User, city: City) -> None:
    rules = {
        prefix: add_regulation(
            city, title=prefix, prefix=prefix, starts_on=first, ends_on=last, by=None, at=NOON
        )
        for prefix, first, last in [
            ("VOOR", date(2020, 1, 1), date(2024, 12, 31)),
            ("NU", date(2026, 12, 31), date(2026, 12, 31)),
            ("STRAKS", date(2027, 1, 1), None),
        ]
    }
    client = browser(fenna)

    def offered(path: str) -> list[str]:
        choices = client.get(path).context["form"].fields["regulation"].choices
        return sorted(label for key, label in choices if key)

    ws = _regulation(city).title
    assert offered("/budget/2026/slices/") == sorted(["NU", ws])
    assert offered(NEW) == sorted(["STRAKS", ws])
    asked = {"how": "city", "year": "2027", "regulation": rules["NU"].public_id}
    with override("en"):
        form = YearForm(asked, regulations=list(rules.values()), districts=[], taken=[])
        assert form.errors == {"regulation": ["This regulation is not in force in 2027. Choose another one."]}


def test_only_a_year_that_is_not_there_yet_is_offered(fenna: User, city: City) -> None:
    client = browser(fenna)

    choices = client.get(NEW).context["form"].fields["year"].choices
    budget.new_year(city, 2027, by=fenna, at=NOON)
    page = text_of(client.get(NEW))

    assert choices == [(2027, "2027")]
    assert "Every year that can be prepared now is there" in page
    assert "Show what will be made" not in page


def test_what_will_be_made_is_shown_and_nothing_is_made_before_it_is_confirmed(
    fenna: User, city: City
) -> None:
    client, slices = browser(fenna), Slice.objects.count()
    year, path = budget.new_year(city, 2027, by=fenna, at=NOON), "/budget/2027/slices/"
    rule = _regulation(city)
    districts = list(city.districts.order_by("sort_key"))
    open_slices(year, regulation=rule, districts=districts[:37], by=fenna, at=NOON)
    fields = {"how": "each", "regulation": rule.public_id}

    shown = post(client, fenna, path, **fields)
    stale = post(client, fenna, path, **fields, make="39")
    back = post(client, fenna, path, **fields, change="1")

    names = [one.name for one in districts[37:]]
    assert (shown.status_code, shown.context["names"], shown.context["passed"]) == (200, names, 37)
    assert "37 districts have one already and keep it as it is." in text_of(shown)
    assert stale.context["names"] == names
    assert (back.status_code, back.context["form"]["regulation"].value()) == (200, rule.public_id)
    assert Slice.objects.count() == slices + 1 + 37
    assert post(client, fenna, path, **fields, make="2").url == "/budget/2027/"
    assert Slice.objects.count() == slices + 1 + 39


def test_the_choice_of_districts_stands_there_again_to_be_changed(fenna: User, city: City) -> None:
    client, chosen = browser(fenna), ["feijenoord", "hillesluis"]
    budget.new_year(city, 2027, by=fenna, at=NOON)
    pot = {"regulation": _regulation(city).public_id, "how": "pot", "name": "Zuid", "districts": chosen}

    shown = post(client, fenna, "/budget/2027/slices/", **pot)
    back = post(client, fenna, "/budget/2027/slices/", **pot, change="1")

    page = shown.content.decode()
    assert page.count('type="hidden" name="districts"') == 2
    assert "Zuid Feijenoord, Hillesluis" in text_of(shown)
    assert back.context["form"]["districts"].value() == chosen


def test_budgets_to_which_nothing_was_allotted_are_folded_together(fenna: User, city: City) -> None:
    pot = budget.city_pot(budget.year_now(city), by=fenna, at=NOON)

    page = browser(fenna).get("/budget/2026/")

    assert [row.slice for row in page.context["empty"]] == [pot]
    assert len(page.context["rows"]) == 39
    assert "1 budget to which nothing was allotted The whole city" in text_of(page)


def test_what_waits_stands_above_the_table_and_each_district_leads_to_its_accounts(
    fenna: User, city: City
) -> None:
    page = browser(fenna).get("/budget/2026/")
    text, one = text_of(page), budget.slice_of(city, "feijenoord")

    assert text.index("Waits for the budget holder") < text.index("39 budgets")
    assert text.index("39 budgets") < text.index("Decided changes of this year")
    assert f'<a href="/control/slices/{one.public_id}/">Feijenoord</a>' in page.content.decode()
    waiting, again, decided = (page.context[name] for name in ("waiting", "again", "changes"))
    assert {one.state for one in waiting} == {ChangeState.PREPARED}
    assert {one.state for one in again} == {ChangeState.RETURNED}
    assert {one.state for one in decided} == {ChangeState.APPROVED}


def test_the_next_step_stands_on_the_page_once(fenna: User, city: City) -> None:
    budget.new_year(city, 2027, by=fenna, at=NOON)

    page = browser(fenna).get("/budget/2027/").content.decode()

    assert page.count('href="/budget/2027/share/"') == 1
    assert page.count('href="/budget/2027/slices/"') == 1


def test_a_district_gets_no_second_budget_under_one_regulation(fenna: User, city: City) -> None:
    client, rule = browser(fenna), {"regulation": _regulation(city).public_id}
    path = "/budget/2026/slices/"

    again = post(client, fenna, path, **rule, how="each")
    pot = post(client, fenna, path, **rule, how="pot", name="Zuid", districts=["feijenoord", "hillesluis"])

    assert "Every district has a budget under this regulation already." in text_of(again)
    assert "Feijenoord has a budget of its own already." in text_of(pot)


def test_the_menu_leads_finance_to_the_budget_and_nobody_else(fenna: User, carla: User, anna: User) -> None:
    menus = {
        user.given_name: 'href="/budget/"' in browser(user).get("/home/").content.decode()
        for user in (fenna, carla, anna)
    }

    assert menus == {"Fenna": True, "Carla": True, "Anna": False}


def test_a_year_that_is_over_says_that_it_is_not_closed_yet(
    carla: User, fenna: User, bas: User, city: City
) -> None:
    told = (
        "The year is over and not closed yet. The list of its closing says whose turn it is. Closing of 2025"
    )
    for page in ("/budget/", "/budget/2025/"):
        answer = browser(carla).get(page)
        assert told in text_of(answer)
        assert 'href="/control/years/2025/closing/"' in answer.content.decode()
    assert "Nobody has to act now." not in text_of(browser(carla).get("/budget/2025/"))

    last = Year.objects.get(city=city, year=2025)
    close_year(last, transfer=None, by=bas, at=NOON, booked_on=NOON.date(), key="close:2025")

    assert "not closed yet" not in text_of(browser(fenna).get("/budget/"))
