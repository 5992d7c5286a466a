"""The pages of the rounds, as the administrator works with them and others read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from grants.budget.flows import approve
from grants.budget.models import Slice, Year
from grants.rounds.flows import announce, change_round, choose_budgets
from grants.rounds.models import Round
from grants.rounds.queries import ids_of
from portal.security.tokens import FIELD, new_token
from tests import budget, plan, proposals
from tests.make import NOON, another_city, person, post
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
LONG = "x" * 10_000
pytestmark = pytest.mark.usefixtures("db", "at_noon")


@shared
def concept(city: City) -> Round:
    """A concept that is ready, for the budgets of three districts."""
    return proposals.concept_round(city, title="Winterronde")


def typed(city: City, **other: str) -> dict[str, str]:
    """Return what is typed to prepare a round of the demo's budgets of 2026."""
    standing = proposals.open_round(city)
    return {
        "source": f"2026-{standing.regulation.public_id}",
        "title": "Winterronde",
        "plan": plan.adopted(city).public_id,
        "frame": standing.frame.public_id,
        "opens_on": "1-12-2026",
        "closes_on": "31 december 2026",
        "maximum_cents": "€ 10.000",
        "distribution": "tender",
        "preference": "ranks",
        "decides": "council",
        "decision_weeks": "13",
        "extension_weeks": "0",
        "completion_days": "10",
        "gazette_number": "",
        "gazette_on": "",
        **other,
    }


def errors(page: Any) -> dict[str, list[str]]:
    """Return what the form says, by field."""
    assert page.status_code == 422
    return {name: list(found) for name, found in page.context["form"].errors.items()}


def text(page: Any) -> str:
    """Return a page's text."""
    assert page.status_code == 200
    return str(page.content.decode())


def give(one: Slice, cents: int) -> None:
    """Make a budget of 2026 so many euro cents."""
    change = budget.waiting_amounts(one.year, {one: cents}, by=proposals.cast("fenna"), at=NOON)
    approve(change, by=proposals.cast("bas"), at=NOON, booked_on=NOON.date())


def test_the_list_says_until_when_for_whom_and_who_acts(beheer: User, signed_in: Browser) -> None:
    page = text(signed_in(beheer).get("/rounds/"))
    rows = page.split("<tbody>")[1].split("<tr>")[1:]

    assert [row.split("</a>")[0].rpartition(">")[2] for row in rows] == [
        "Najaarsronde 2026",
        "Wijkbudget samenleven 2026",
        "Wijkbudget samenleven 2025",
    ]
    for row, told in zip(
        rows,
        [
            ("Concept", "De beheerder maakt de ronde bekend", "Alle 39 wijken"),
            ("tot en met 31 december 2026, 23:59", "De wijkraden, uiterlijk op", "€\xa0975.000,00"),
            ("Gesloten", "De subsidiemedewerkers behandelen wat binnenkwam", "€\xa0877.500,00"),
        ],
        strict=True,
    ):
        assert [one for one in told if one not in row] == []


def test_the_administrator_prepares_a_round_for_every_budget(
    city: City, beheer: User, signed_in: Browser
) -> None:
    page = post(signed_in(beheer), beheer, "/rounds/add/", **typed(city))

    made = Round.objects.get(title="Winterronde")
    assert (page.status_code, page.headers["Location"]) == (302, f"/rounds/{made.public_id}/")
    assert (made.opens_on, made.closes_on) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (made.maximum_cents, made.distribution, made.preference, made.decides) == (
        10_000_00,
        "tender",
        "ranks",
        "council",
    )
    assert (made.decision_weeks, made.extension_weeks, made.completion_days) == (13, 0, 10)
    assert len(ids_of(made)) == 39


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"source": ""}, "source"),
        ({"source": "2026-anders"}, "source"),
        ({"title": ""}, "title"),
        ({"title": LONG}, "title"),
        ({"title": "Wijkbudget Samenleven 2026"}, "title"),
        ({"plan": "anders"}, "plan"),
        ({"frame": ""}, "frame"),
        ({"opens_on": "31-2-2026"}, "opens_on"),
        ({"opens_on": "1-12-2024"}, "opens_on"),
        ({"closes_on": "30-11-2026"}, "closes_on"),
        ({"closes_on": "1-1-2027"}, "closes_on"),
        ({"opens_on": "1-1-2026", "closes_on": "1-11-2026"}, "closes_on"),
        ({"maximum_cents": "veel"}, "maximum_cents"),
        ({"maximum_cents": "0"}, "maximum_cents"),
        ({"maximum_cents": "25.000,01"}, "maximum_cents"),
        ({"distribution": "loten"}, "distribution"),
        ({"preference": ""}, "preference"),
        ({"decides": ""}, "decides"),
        ({"decision_weeks": "0"}, "decision_weeks"),
        ({"decision_weeks": "53"}, "decision_weeks"),
        ({"extension_weeks": "-1"}, "extension_weeks"),
        ({"completion_days": "101"}, "completion_days"),
        ({"completion_days": "9" * 10_000}, "completion_days"),
        ({"gazette_number": "gmb-1"}, "gazette_on"),
        ({"gazette_on": "1-11-2026"}, "gazette_number"),
    ],
)
def test_bad_input_is_told_at_its_field_and_stays(
    city: City, beheer: User, signed_in: Browser, wrong: dict[str, str], where: str
) -> None:
    sent = typed(city, **wrong)
    page = post(signed_in(beheer), beheer, "/rounds/add/", **sent)

    told = errors(page)
    assert (list(told), len(told[where])) == ([where], 1)
    assert {name: page.context["form"][name].value() for name in sent} == sent
    assert not Round.objects.filter(title="Winterronde").exists()


def test_a_version_of_the_plan_that_ended_is_refused_at_its_field(
    city: City, beheer: User, ella: User, signed_in: Browser
) -> None:
    later = plan.concept(city, by=ella, at=NOON)
    page = post(signed_in(beheer), beheer, "/rounds/add/", **typed(city, plan=later.public_id))
    assert errors(page) == {
        "plan": ["Het plan “Het nieuwe plan” is voor 2028–2031, en deze ronde is van 2026."]
    }


def test_a_form_sent_twice_prepares_one_round(city: City, beheer: User, signed_in: Browser) -> None:
    browser, token = signed_in(beheer), {FIELD: new_token(beheer, "/rounds/add/")}
    answers = [browser.post("/rounds/add/", {**typed(city), **token}).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Round.objects.filter(title="Winterronde").count() == 1


def test_without_an_open_year_there_is_nothing_to_divide(
    city: City, beheer: User, signed_in: Browser
) -> None:
    assert "<form" in text(signed_in(beheer).get("/rounds/add/")).split("<main")[1]
    by_hand(lambda: Year.objects.filter(city=city).update(closed_at=NOON))
    page = text(signed_in(beheer).get("/rounds/add/"))
    assert "Er is nog geen budget om te verdelen" in page


def test_a_concept_shows_what_is_missing_and_where_it_is_put_right(
    concept: Round, beheer: User, olga: User, signed_in: Browser
) -> None:
    change_round(concept, values={"gazette_number": "", "gazette_on": None}, by=beheer, at=NOON)
    choose_budgets(concept, slices=[], by=beheer, at=NOON)
    path = f"/rounds/{concept.public_id}/"
    for at in (path, f"{path}announce/"):
        page = text(signed_in(beheer).get(at))
        assert "Er ontbreken nog 2 dingen voordat u de ronde bekend kunt maken" in page
        assert f'Nummer en datum in het Gemeenteblad zijn nog niet ingevuld. <a href="{path}change/">' in page
        assert f'De ronde verdeelt nog geen budget. <a href="{path}budgets/">' in page
    assert "Maak de ronde bekend" not in page

    page = text(signed_in(olga).get(path))
    assert "De ronde verdeelt nog geen budget." in page
    assert f"{path}change/" not in page
    assert f"{path}budgets/" not in page


def test_the_administrator_changes_a_concept(concept: Round, beheer: User, signed_in: Browser) -> None:
    path = f"/rounds/{concept.public_id}/change/"
    page = signed_in(beheer).get(path)
    now = {name: page.context["form"][name].value() for name in typed(concept.year.city) if name != "source"}
    assert (now["opens_on"], now["maximum_cents"], now["title"]) == ("01-01-2026", "25000,00", "Winterronde")

    changed = {
        **now,
        "title": "Lenteronde",
        "extension_weeks": "6",
        "seen": page.context["form"]["seen"].value(),
    }
    answer = post(signed_in(beheer), beheer, path, **changed)
    concept.refresh_from_db()
    assert answer.headers["Location"] == f"/rounds/{concept.public_id}/"
    assert (concept.title, concept.extension_weeks, concept.maximum_cents) == ("Lenteronde", 6, 25_000_00)


def test_a_stale_page_of_a_concept_shows_what_stands_now(
    concept: Round, beheer: User, signed_in: Browser
) -> None:
    path = f"/rounds/{concept.public_id}/change/"
    form = signed_in(beheer).get(path).context["form"]
    sent = {name: form[name].value() for name in typed(concept.year.city) if name != "source"}
    change_round(concept, values={"title": "Iemand was eerder"}, by=beheer, at=NOON)

    page = post(signed_in(beheer), beheer, path, **{**sent, "seen": form["seen"].value()})
    told = errors(page)
    assert told["title"] == ["Wat hier nu staat: “Iemand was eerder”"]
    again = {**sent, "seen": page.context["form"]["seen"].value()}
    assert post(signed_in(beheer), beheer, path, **again).status_code == 302
    concept.refresh_from_db()
    assert concept.title == "Winterronde"


def test_budgets_are_ticked_by_area(concept: Round, beheer: User, signed_in: Browser) -> None:
    path = f"/rounds/{concept.public_id}/budgets/"
    page = signed_in(beheer).get(path)
    areas = [area for area, _choices in page.context["form"].fields["budgets"].choices]
    assert areas == ["Delfshaven", "Feijenoord", "Prins Alexander"]
    assert text(page).count("checked") == 3

    kept = Slice.objects.get(rounds__round=concept, name="Feijenoord")
    answer = post(signed_in(beheer), beheer, path, budgets=[kept.public_id])
    assert answer.status_code == 302
    assert ids_of(concept) == {kept.pk}


@pytest.mark.parametrize("chosen", [[], ["anders"]])
def test_budgets_outside_the_list_and_none_at_all_are_refused(
    concept: Round, beheer: User, signed_in: Browser, chosen: list[str]
) -> None:
    page = post(signed_in(beheer), beheer, f"/rounds/{concept.public_id}/budgets/", budgets=chosen)
    assert list(errors(page)) == ["budgets"]
    assert len(ids_of(concept)) == 3


def test_budgets_of_another_regulation_are_not_in_the_list(
    city: City, concept: Round, beheer: User, signed_in: Browser
) -> None:
    other = budget.slice_of(city, "feijenoord")
    page = post(signed_in(beheer), beheer, f"/rounds/{concept.public_id}/budgets/", budgets=[other.public_id])
    assert errors(page) == {"budgets": ["Kies budgetten uit de lijst."]}


def test_a_stale_page_of_budgets_says_which_stand_otherwise(
    concept: Round, beheer: User, signed_in: Browser
) -> None:
    path = f"/rounds/{concept.public_id}/budgets/"
    form = signed_in(beheer).get(path).context["form"]
    budgets = [one.slice for one in concept.slices.all()]
    choose_budgets(concept, slices=budgets[1:], by=beheer, at=NOON)

    sent = {"budgets": [one.public_id for one in budgets], "seen": form["seen"].value()}
    page = post(signed_in(beheer), beheer, path, **sent)
    assert errors(page)["budgets"] == [f"Deze staan nu anders: {budgets[0].name}."]
    again = {**sent, "seen": page.context["form"]["seen"].value()}
    assert post(signed_in(beheer), beheer, path, **again).status_code == 302
    assert len(ids_of(concept)) == 3


def test_announcing_names_its_effect_first(concept: Round, beheer: User, signed_in: Browser) -> None:
    browser, path = signed_in(beheer), f"/rounds/{concept.public_id}/"
    page = text(browser.get(f"{path}announce/"))
    assert "Maak de ronde bekend: 3 wijken, €\xa075.000,00" in page
    assert "ligt dan vast: u kunt er daarna niets meer aan veranderen" in page

    answer = post(browser, beheer, f"{path}announce/")
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    after = text(browser.get(path))
    assert "“Winterronde” is bekendgemaakt." in after
    assert f"{path}change/" not in after
    concept.refresh_from_db()
    assert (concept.announced_by, concept.announced_at) == (beheer, NOON)


def test_a_budget_without_money_is_named_before_it_is_announced(
    concept: Round, beheer: User, signed_in: Browser
) -> None:
    one = concept.slices.all()[0].slice
    give(one, 0)
    page = text(signed_in(beheer).get(f"/rounds/{concept.public_id}/announce/"))
    assert f"1 budget heeft geen geld, dus daar kan niets worden toegekend: {one.name}." in page


def test_what_changed_while_the_page_stood_open_is_looked_at_again(
    concept: Round, beheer: User, signed_in: Browser
) -> None:
    browser, path = signed_in(beheer), f"/rounds/{concept.public_id}/announce/"
    seen = browser.get(path).context["form"]["seen"].value()
    one = concept.slices.all()[0].slice
    give(one, 20_000_00)

    page = post(browser, beheer, path, seen=seen)
    assert "Iemand heeft dit veranderd nadat u de pagina opende." in errors(page)["__all__"][0]
    assert "Maak de ronde bekend: 3 wijken, €\xa070.000,00" in page.content.decode()
    again = page.context["form"]["seen"].value()
    assert post(browser, beheer, path, seen=again).status_code == 302
    assert [one.ceiling_cents for one in concept.slices.all()] == [20_000_00, 25_000_00, 25_000_00]


def test_an_announced_round_leads_back_and_says_so(
    city: City, concept: Round, beheer: User, signed_in: Browser
) -> None:
    announce(concept, by=beheer, at=NOON)
    browser, path = signed_in(beheer), f"/rounds/{concept.public_id}/"
    for name in ("change/", "budgets/", "announce/"):
        for answer in (browser.get(path + name), post(browser, beheer, path + name, **typed(city))):
            assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert "Deze ronde is bekendgemaakt en blijft zoals ze is." in text(browser.get(path))


def test_a_concept_that_lacks_something_is_not_announced_by_a_form(
    concept: Round, beheer: User, signed_in: Browser
) -> None:
    change_round(concept, values={"gazette_number": "", "gazette_on": None}, by=beheer, at=NOON)
    page = post(signed_in(beheer), beheer, f"/rounds/{concept.public_id}/announce/")
    assert errors(page) == {"__all__": ["Er ontbreekt nog iets."]}
    assert not Round.objects.get(pk=concept.pk).is_announced


def test_a_city_without_rounds_says_what_will_stand_there(signed_in: Browser, settings: Any) -> None:
    elsewhere = another_city()
    assert elsewhere.host is not None
    ada = person("ada", role=Role.ADMINISTRATOR, city=elsewhere)
    settings.ALLOWED_HOSTS = [elsewhere.host]
    page = signed_in(ada).get("/rounds/", headers={"host": elsewhere.host})
    assert "Er zijn nog geen rondes" in text(page)


def test_the_menu_leads_staff_to_the_rounds(
    anna: User, olga: User, carla: User, beheer: User, signed_in: Browser
) -> None:
    def has(user: User) -> bool:
        found = signed_in(user).get("/plan/").context["navigation"]()
        return "/rounds/" in [one["url"] for one in found]

    assert [has(user) for user in (anna, olga, carla, beheer)] == [False, True, True, True]
