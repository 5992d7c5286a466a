"""The API of the register: the same rows as its page, described, by pages, with problems for answers that are none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from grants.register.forms import RegisterFilter
from grants.register.schemas import MOST, Filters
from grants.register.sheets import COLUMNS
from tests import decisions
from tests.grants.register import scenes
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
GRANTS = "/api/v1/grants"
GRANT = {
    "number": "WS-2026-0001",
    "title": "Café-avond in Delfshaven",
    "summary": "Buren eten samen op het plein.",
    "district": {
        "slug": "delfshaven-schiemond",
        "name": "Delfshaven-Schiemond",
        "area": "Delfshaven",
    },
    "year": 2026,
    "regulation": {"prefix": "WS", "title": "Wijkbudget samenleven (verzonnen regeling)"},
    "plan": "Samenleven in één stad",
    "goals": [{"kind": "goal", "code": "1", "title": "Discriminatie voorkomen"}],
    "route": "subsidy",
    "state": "determined",
    "recipient": {"kind": "organisation", "name": "Stichting Samen aan de Schie"},
    "asked_cents": 8_000_00,
    "granted_cents": 8_000_00,
    "changed_cents": None,
    "stands_cents": 8_000_00,
    "determined_cents": 6_000_00,
    "paid_cents": 0,
    "returned_cents": 0,
    "done": "yes",
    "judgement": "yes",
    "judgement_words": scenes.JUDGED,
    "granted_on": "2026-11-02",
    "changed_on": None,
    "determined_on": "2026-11-02",
    "revoked_on": None,
    "starts_on": "2026-12-12",
    "ends_on": "2026-12-13",
    "quarter": None,
    "place": "Het plein",
    "is_guarded": False,
    "is_conditional": False,
}


@pytest.fixture
def browser(city: City, signed_in: Browser) -> Client:
    """A browser in which nobody is signed in."""
    return signed_in(None)


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer["API-Version"], answer["Cache-Control"]) == ("1.0.0", "no-store")
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert told["title"]
    assert told["detail"]
    return told


def test_a_grant_is_the_same_in_the_list_and_alone(
    browser: Client, delfshaven: District, at_noon: None
) -> None:
    made = scenes.public_action(delfshaven).proposal

    found = browser.get(GRANTS).json()
    assert (found["count"], found["page"], found["pages"], found["next"], found["previous"]) == (
        1,
        1,
        1,
        None,
        None,
    )
    alone = browser.get(f"{GRANTS}/{made.public_id}").json()
    assert found["grants"] == [alone]
    assert alone == GRANT | {
        "id": made.public_id,
        "url": f"http://testserver/register/{made.public_id}/",
    }


def test_it_gives_a_page_at_a_time_and_the_way_to_the_next(browser: Client, delfshaven: District) -> None:
    for number in range(3):
        decisions.granted(delfshaven, cents=1_00, title=f"Actie {number}")

    address, seen = f"{GRANTS}?per_page=2&district=delfshaven-schiemond&order=title", []
    while address:
        page = browser.get(address).json()
        assert (page["count"], page["pages"]) == (3, 2)
        seen += [one["title"] for one in page["grants"]]
        address = page["next"]
    assert seen == ["Actie 0", "Actie 1", "Actie 2"]
    assert page["previous"].endswith("&page=1")
    is_problem(browser.get(f"{GRANTS}?page=2"), 404)


def test_it_takes_the_filters_of_the_page(city: City) -> None:
    assert set(Filters.model_fields) == set(RegisterFilter({}, city=city).fields) | {"page", "per_page"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("year=abc", "year"),
        ("year=1999", "year"),
        ("district=nergens", "district"),
        ("state=draft", "state"),
        ("route=x", "route"),
        ("order=x", "order"),
        ("page=0", "page"),
        ("per_page=0", "per_page"),
        (f"per_page={MOST + 1}", "per_page"),
        (f"q={'x' * 101}", "q"),
    ],
)
def test_a_parameter_that_is_none_is_named(browser: Client, query: str, name: str) -> None:
    told = is_problem(browser.get(f"{GRANTS}?{query}"), 422)

    assert [one["name"] for one in told["errors"]] == [name]
    assert all(one["reason"] for one in told["errors"])


@pytest.mark.parametrize("path", [f"{GRANTS}/", f"{GRANTS}/x", f"{GRANTS}/x/y", "/api/v2/grants", "/api/v1"])
def test_what_is_not_there_is_a_problem_too(browser: Client, path: str) -> None:
    is_problem(browser.get(path), 404)


@pytest.mark.parametrize(
    "path",
    [f"{GRANTS}?cursor=%00", f"{GRANTS}?q=a%00b", f"{GRANTS}/%00", f"{GRANTS}?{'&'.join(['q=a'] * 1001)}"],
    ids=["unknown", "known", "path", "many"],
)
def test_what_cannot_be_read_is_a_problem_too(browser: Client, path: str) -> None:
    assert browser.get("/register/?q=%00").headers["Content-Type"].startswith("text/html")

    answer = browser.get(path)

    is_problem(answer, 400)
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", [GRANTS, f"{GRANTS}/x", "/api/v1/openapi.json", "/api/zzz"])
def test_it_is_for_reading(browser: Client, path: str, method: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = getattr(strict, method)(path)

    is_problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD"


def test_the_same_answer_is_not_sent_twice(browser: Client, delfshaven: District, at_noon: None) -> None:
    first = browser.get(GRANTS)
    assert first["Cache-Control"] == "public, max-age=300"
    same = browser.get(GRANTS, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content, same["API-Version"]) == (304, b"", "1.0.0")

    decisions.granted(delfshaven, cents=900_00)
    other = browser.get(GRANTS, headers={"if-none-match": first["ETag"]})
    assert (other.status_code, other.json()["count"]) == (200, 1)


def test_head_answers_as_get_without_a_body(browser: Client) -> None:
    get, head = browser.get(GRANTS), browser.head(GRANTS)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


def test_any_site_may_read_it_and_no_page_may_change_it(browser: Client) -> None:
    answer = browser.get(GRANTS)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("at_noon")  # the limit counts per minute, and no minute passes in between
def test_who_asks_too_often_waits(browser: Client) -> None:
    answers = [browser.get("/api/v1/openapi.json") for _ in range(121)]

    assert {one.status_code for one in answers[:120]} == {200}
    is_problem(answers[120], 429)
    assert int(answers[120]["Retry-After"]) > 0


def test_its_description_is_public_and_says_what_may_be_answered(browser: Client) -> None:
    told = browser.get("/api/v1/openapi.json").json()

    assert told["openapi"].startswith("3.1")
    assert told["info"]["version"] == "1.0.0"
    assert set(told["paths"]) == {"/api/v1/grants", "/api/v1/grants/{public_id}"}
    for path in told["paths"].values():
        assert set(path) == {"get"}
        assert set(path["get"]["responses"]) == {"200", "400", "404", "405", "422", "429"}
    fields = set(told["components"]["schemas"]["GrantOut"]["properties"])
    assert {one.field for one in COLUMNS if one.field} - {"area"} <= fields


def test_the_api_is_not_kept_from_who_is_signed_in(signed_in: Browser, anna: User, city: City) -> None:
    assert signed_in(anna).get(GRANTS).status_code == 200
