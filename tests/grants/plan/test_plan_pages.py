"""The pages of the plan: what everyone reads, and how the editor and the publisher work on a version."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from grants.plan.flows import add_element, adopt_version, change_element, remove_element
from grants.plan.models import Element, Plan
from grants.plan.queries import values_of_element, values_of_version
from grants.plan.states import ElementKind, ElementOf
from portal.security.tokens import FIELD, new_token
from tests import plan
from tests.make import NOON, another_city, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
VERSION = {
    "replaces": "",
    "title": "Samen verder",
    "first_year": "2028",
    "last_year": "2031",
    "source": "Raadsvoorstel",
}
ELEMENT = {
    "code": "g5",
    "title": "Elkaar ontmoeten",
    "explanation": "Mensen kennen hun buren.",
    "source": "§1",
    "position": "1",
}
LONG = "x" * 10_000
UPSIDE_DOWN = "Het laatste jaar ligt voor het eerste jaar. Kies een later laatste jaar."


@shared
def concept(city: City, ella: User) -> Plan:
    """A concept with one goal."""
    return plan.concept(city, by=ella, at=NOON)


def errors(page: Any) -> dict[str, list[str]]:
    """Return what the form says, by field."""
    assert page.status_code == 422
    return {name: list(found) for name, found in page.context["form"].errors.items()}


def text(page: Any) -> str:
    assert page.status_code == 200
    return str(page.content.decode())


# --- what everyone reads --------------------------------------------------------------------------
def test_everyone_reads_the_plan_in_force(city: City, signed_in: Browser, at_noon: Any) -> None:
    page = signed_in(None).get("/plan/")

    assert page.context["plan"] == plan.adopted(city)
    assert [group.kind for group in page.context["groups"]] == list(ElementKind)
    assert [one.number for one in page.context["others"]] == [1]
    for words in ("Samenleven in één stad", "2024–2027", "Discriminatie voorkomen", "Begroting 2023"):
        assert words in text(page)
    assert page.headers["X-Robots-Tag"] == "all"


def test_an_earlier_version_has_an_address_and_the_one_of_now_a_fixed_one(
    city: City, signed_in: Browser, at_noon: Any
) -> None:
    first, second = Plan.objects.filter(city=city).order_by("number")
    browser = signed_in(None)

    assert "Dit was een concept." in text(browser.get(f"/plan/{first.public_id}/"))
    answer = browser.get(f"/plan/{second.public_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/plan/")


def test_everyone_compares_two_versions(city: City, ella: User, evert: User, signed_in: Browser) -> None:
    old = plan.adopted(city)
    first, second = old.elements.filter(kind=ElementKind.GOAL)[:2]
    newer = plan.concept(city, by=ella, at=NOON, goals=1, replaces=old)
    same = newer.elements.get(kind=ElementKind.GOAL, code=first.code)
    what = ElementOf(same.code, "Een ander doel", same.explanation, same.source)
    change_element(same, what=what, position=1, by=ella, at=NOON)
    remove_element(newer.elements.get(kind=ElementKind.GOAL, code=second.code), by=ella, at=NOON)
    adopt_version(newer, **plan.DECIDED, by=evert, at=NOON)

    answer = signed_in(None).get(f"/plan/{newer.public_id}/since/{old.public_id}/")

    [(_label, told)] = answer.context["groups"]
    changed = {one.name: (one.before != "", one.after != "") for one in told}
    assert changed == {
        f"Doel {first.code}": (True, True),
        f"Doel {second.code}": (True, False),
        "Doel G1": (False, True),
    }
    assert "Een ander doel" in answer.content.decode()


def test_nobody_finds_a_concept_or_a_word_of_it(
    concept: Plan, ella: User, evert: User, signed_in: Browser, at_noon: Any
) -> None:
    add_element(concept, kind=ElementKind.GOAL, what=ElementOf("G2", "Zebrapad-geheim"), by=ella, at=NOON)
    assert "Zebrapad-geheim" in text(signed_in(ella).get(f"/plans/{concept.public_id}/"))
    for user in (None, ella):
        browser = signed_in(user)
        assert browser.get(f"/plan/{concept.public_id}/").status_code == 404
        page = text(browser.get("/plan/"))
        assert ("Zebrapad-geheim" in page, concept.title in page) == (False, False)

    adopt_version(concept, **plan.DECIDED, by=evert, at=NOON)
    assert "Zebrapad-geheim" in text(signed_in(None).get(f"/plan/{concept.public_id}/"))


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2026-11-02", None),
        ("2028-01-01", "Dit plan is afgelopen"),
        ("2023-05-01", "Dit plan moet nog beginnen"),
    ],
)
def test_the_page_says_when_the_plan_is_over_or_has_yet_to_begin(
    city: City, signed_in: Browser, at_noon: Any, moment: str, says: str | None
) -> None:
    at_noon.move_to(f"{moment}T12:00:00+01:00")
    page = text(signed_in(None).get("/plan/"))
    found = [words for words in ("Dit plan is afgelopen", "Dit plan moet nog beginnen") if words in page]
    assert found == ([says] if says else [])


def test_a_city_without_a_plan_says_what_will_stand_there(
    signed_in: Browser, settings: Settings, db: None
) -> None:
    elders = another_city()
    settings.ALLOWED_HOSTS = [str(elders.host)]
    page = signed_in(None).get("/plan/", headers={"host": str(elders.host)})
    assert page.context["plan"] is None
    assert "Er is nog geen plan" in text(page)


# --- a version -----------------------------------------------------------------------------------
def test_the_editor_starts_a_version_with_what_the_last_one_holds(
    city: City, ella: User, signed_in: Browser
) -> None:
    browser, before = signed_in(ella), plan.adopted(city)
    form = browser.get("/plans/add/").context["form"]
    assert (form["replaces"].value(), form["first_year"].value()) == (before.public_id, 2024)

    page = post(browser, ella, "/plans/add/", **{**VERSION, "replaces": before.public_id})

    made = Plan.objects.get(city=city, number=3)
    assert (page.status_code, page.headers["Location"]) == (302, f"/plans/{made.public_id}/")
    assert (made.replaces, made.edited_by, made.elements.count()) == (before, ella, before.elements.count())
    assert values_of_version(made) == {
        "title": "Samen verder",
        "first_year": 2028,
        "last_year": 2031,
        "source": "Raadsvoorstel",
    }


@pytest.mark.parametrize(
    ("wrong", "where", "says"),
    [
        ({"title": ""}, "title", None),
        ({"title": LONG}, "title", None),
        ({"title": "a\u202eb"}, "title", None),
        ({"source": LONG}, "source", None),
        ({"first_year": "tweeduizend"}, "first_year", None),
        ({"first_year": "9" * 10_000}, "first_year", None),
        (
            {"last_year": "2027"},
            "last_year",
            "Het laatste jaar ligt voor het eerste jaar. Kies een later laatste jaar.",
        ),
        ({"last_year": "20310"}, "last_year", None),
        ({"first_year": "-2028"}, "first_year", None),
        ({"replaces": "nothing"}, "replaces", None),
    ],
)
def test_bad_input_of_a_version_is_told_at_its_field(
    ella: User, signed_in: Browser, wrong: dict[str, str], where: str, says: str | None
) -> None:
    page = post(signed_in(ella), ella, "/plans/add/", **{**VERSION, **wrong})

    told = errors(page)
    assert list(told) == [where]
    assert told[where] == [says or told[where][0]]
    assert page.context["form"]["title"].value() == {**VERSION, **wrong}["title"]
    assert Plan.objects.count() == 2


def test_a_stale_page_of_a_version_is_shown_what_stands_there_now(
    concept: Plan, ella: User, signed_in: Browser
) -> None:
    browser, path = signed_in(ella), f"/plans/{concept.public_id}/change/"
    seen = browser.get(path).context["form"]["seen"].value()
    Plan.objects.filter(pk=concept.pk).update(title="Iemand was eerder")

    page = post(browser, ella, path, **VERSION, seen=seen)
    assert "Wat hier nu staat: “Iemand was eerder”" in errors(page)["title"]
    again = page.context["form"]["seen"].value()
    assert post(browser, ella, path, **VERSION, seen=again).status_code == 302
    concept.refresh_from_db()
    assert concept.title == "Samen verder"


# --- what it holds -------------------------------------------------------------------------------
def test_the_editor_adds_changes_and_removes_a_goal(concept: Plan, ella: User, signed_in: Browser) -> None:
    browser, path = signed_in(ella), f"/plans/{concept.public_id}/"
    page = post(browser, ella, f"{path}goal/add/", **ELEMENT)
    made = Element.objects.get(plan=concept, code="G5")
    assert (page.status_code, page.headers["Location"]) == (302, f"{path}#goal")
    assert values_of_element(made) == {**ELEMENT, "code": "G5", "position": 1}

    moved = {**ELEMENT, "title": "Elkaar kennen", "position": "2"}
    assert post(browser, ella, f"{path}parts/{made.public_id}/", **moved).status_code == 302
    assert [one.title for one in concept.elements.filter(kind="goal")] == ["Doel 1", "Elkaar kennen"]

    remove = f"{path}parts/{made.public_id}/remove/"
    assert "“Elkaar kennen” verwijderen?" in text(browser.get(remove))
    assert post(browser, ella, remove).status_code == 302
    assert [one.code for one in concept.elements.filter(kind="goal")] == ["G1"]


@pytest.mark.parametrize(
    ("wrong", "where", "says"),
    [
        ({"title": LONG}, "title", None),
        ({"title": " \u200b "}, "title", None),
        ({"explanation": LONG}, "explanation", None),
        ({"code": "G1"}, "code", "Iets anders heeft de code G1 al. Kies een andere."),
        ({"code": "uitgangspunt"}, "code", "Vul een korte code in, bijvoorbeeld U1 of 4.3."),
        ({"code": "9" * 300}, "code", None),
        ({"position": "3"}, "position", None),
        ({"position": "eerst"}, "position", None),
    ],
)
def test_bad_input_of_an_element_is_told_at_its_field(
    concept: Plan, signed_in: Browser, wrong: dict[str, str], where: str, says: str | None
) -> None:
    ella = concept.edited_by
    page = post(signed_in(ella), ella, f"/plans/{concept.public_id}/goal/add/", **{**ELEMENT, **wrong})

    told = errors(page)
    assert list(told) == [where]
    assert told[where] == [says or told[where][0]]
    assert [one.code for one in concept.elements.all()] == ["G1"]


def test_a_form_sent_twice_adds_one_goal(concept: Plan, ella: User, signed_in: Browser) -> None:
    browser, path = signed_in(ella), f"/plans/{concept.public_id}/goal/add/"
    token = {FIELD: new_token(ella, path)}
    answers = [browser.post(path, {**ELEMENT, **token}).headers["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert [one.code for one in concept.elements.filter(kind="goal")] == ["G5", "G1"]


def test_a_stale_page_of_a_goal_neither_changes_nor_removes_it(
    concept: Plan, ella: User, signed_in: Browser
) -> None:
    browser, one = signed_in(ella), plan.goal(concept)
    path = f"/plans/{concept.public_id}/parts/{one.public_id}/"
    pages = {at: browser.get(at).context["form"]["seen"].value() for at in (path, f"{path}remove/")}
    change_element(one, what=ElementOf("G1", "Iemand was eerder"), position=1, by=ella, at=NOON)

    for at, seen in pages.items():
        page = post(browser, ella, at, **ELEMENT, seen=seen)
        assert "Iemand heeft dit veranderd nadat u de pagina opende." in errors(page)["__all__"][0]
    assert plan.goal(concept).title == "Iemand was eerder"


def test_the_page_of_a_goal_that_was_removed_is_not_there(
    concept: Plan, ella: User, signed_in: Browser
) -> None:
    browser, one = signed_in(ella), plan.goal(concept)
    path = f"/plans/{concept.public_id}/parts/{one.public_id}/"
    assert browser.get(path).status_code == 200
    remove_element(one, by=ella, at=NOON)
    assert post(browser, ella, path, **ELEMENT).status_code == 404


def test_an_element_is_found_under_its_own_version_only(
    city: City, concept: Plan, ella: User, signed_in: Browser
) -> None:
    other = plan.concept(city, by=ella, at=NOON)
    one = plan.goal(concept)
    browser = signed_in(ella)
    assert browser.get(f"/plans/{concept.public_id}/parts/{one.public_id}/").status_code == 200
    assert browser.get(f"/plans/{other.public_id}/parts/{one.public_id}/").status_code == 404
    assert browser.get(f"/plans/{concept.public_id}/nothing/add/").status_code == 404


@pytest.mark.parametrize("page", ["change/", "goal/add/"])
def test_a_version_that_stays_leads_back_and_says_so(
    city: City, ella: User, signed_in: Browser, page: str
) -> None:
    path = f"/plans/{plan.adopted(city).public_id}/"
    browser = signed_in(ella)
    told = {**ELEMENT, "first_year": "2024", "last_year": "2027", "source": ""}
    answer = post(browser, ella, path + page, **told)  # keeps what was typed
    assert (answer.status_code, answer.context["form"]["title"].value()) == (422, ELEMENT["title"])
    answer = browser.get(path + page)
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert "Deze versie van het plan blijft zoals ze is" in text(browser.get(path))


# --- publishing ----------------------------------------------------------------------------------
ADOPT = {"decision_number": "26bb004210", "decision_on": "1 november 2026"}


def test_the_publisher_publishes_with_number_and_day(
    concept: Plan, evert: User, signed_in: Browser, at_noon: Any
) -> None:
    browser, path = signed_in(evert), f"/plans/{concept.public_id}/"
    assert f"{path}adopt/" in text(browser.get(path))

    page = post(browser, evert, f"{path}adopt/", **ADOPT)

    concept.refresh_from_db()
    assert (page.status_code, page.headers["Location"]) == (302, path)
    assert (concept.state, concept.decision_number, concept.decision_on, concept.adopted_by) == (
        "adopted",
        "26bb004210",
        date(2026, 11, 1),
        evert,
    )
    assert f"{path}adopt/" not in text(browser.get(path))


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"decision_number": ""}, "decision_number"),
        ({"decision_number": LONG}, "decision_number"),
        ({"decision_on": "31-4-2026"}, "decision_on"),
        ({"decision_on": "3-11-2026"}, "decision_on"),
    ],
)
def test_bad_input_of_a_decision_is_told_at_its_field(
    concept: Plan, evert: User, signed_in: Browser, wrong: dict[str, str], where: str
) -> None:
    page = post(signed_in(evert), evert, f"/plans/{concept.public_id}/adopt/", **{**ADOPT, **wrong})
    assert {name: len(said) for name, said in errors(page).items()} == {where: 1}
    assert Plan.objects.get(pk=concept.pk).state == "concept"


def test_what_was_edited_while_the_page_stood_open_is_looked_at_again(
    concept: Plan, ella: User, evert: User, signed_in: Browser, at_noon: Any
) -> None:
    browser, path = signed_in(evert), f"/plans/{concept.public_id}/adopt/"
    seen = browser.get(path).context["form"]["seen"].value()
    add_element(concept, kind=ElementKind.GOAL, what=ElementOf("G2", "Nieuw"), by=ella, at=NOON)

    page = post(browser, evert, path, **ADOPT, seen=seen)
    assert "Iemand heeft dit veranderd nadat u de pagina opende." in errors(page)["__all__"][0]
    assert "Nieuw" in page.content.decode()
    again = page.context["form"]["seen"].value()
    assert post(browser, evert, path, **ADOPT, seen=again).status_code == 302


def test_who_edits_and_publishes_is_refused_the_own_edit(
    city: City, concept: Plan, signed_in: Browser
) -> None:
    elsa = plan.publisher(city)
    browser, path = signed_in(elsa), f"/plans/{concept.public_id}/"
    assert browser.get(f"{path}adopt/").status_code == 200
    add_element(concept, kind=ElementKind.GOAL, what=ElementOf("G2", "Van elsa"), by=elsa, at=NOON)

    page = text(browser.get(path))
    assert ("U hebt deze versie zelf gewijzigd." in page, f"{path}adopt/" in page) == (True, False)
    assert browser.get(f"{path}adopt/").status_code == 403
    assert post(browser, elsa, f"{path}adopt/", **ADOPT).status_code == 403


def test_without_goals_the_publisher_reads_why_not(
    city: City, ella: User, evert: User, signed_in: Browser, at_noon: Any
) -> None:
    empty = plan.concept(city, by=ella, at=NOON, goals=0)
    page = post(signed_in(evert), evert, f"/plans/{empty.public_id}/adopt/", **ADOPT)
    assert errors(page) == {"__all__": ["Deze versie heeft nog geen doelen, en elk voorstel noemt er een."]}


def test_the_menu_leads_everyone_to_the_plan_and_staff_to_its_versions(
    anna: User, ella: User, evert: User, signed_in: Browser
) -> None:
    def menu(user: User | None) -> list[object]:
        found = signed_in(user).get("/plan/").context["navigation"]()
        return [one["url"] for one in found if "plan" in one["url"] or "frame" in one["url"]]

    assert menu(None) == menu(anna) == ["/plan/"]
    assert menu(ella) == menu(evert) == ["/plan/", "/plans/", "/frames/"]
