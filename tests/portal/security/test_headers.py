"""Headers on every page, and which views take a POST without a token."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, address)
        else:
            yield address, one


def addresses() -> list[str]:
    """Return every address that names no thing; /health/ is answered before all this and is no page."""
    return sorted(
        {f"/{address}" for address, _ in patterns() if not set("<(^$?") & set(address)} - {"/health/"}
    )


def test_the_walk_knows_our_pages_and_those_of_allauth() -> None:
    assert {"/", "/home/", "/account/", "/accounts/login/", "/accounts/2fa/"} - set(addresses()) == set()


OPEN = {"Cross-Origin-Resource-Policy": "cross-origin"}  # what pages of others may read by a script


@pytest.mark.parametrize("address", addresses())
def test_every_address_carries_the_headers(address: str, anna: User, signed_in: SignedIn) -> None:
    wanted = {**ALWAYS, **(OPEN if address.startswith("/api/") else {})}
    for client in (signed_in(None), signed_in(anna)):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]

        assert {name: answer.headers.get(name) for name in ALWAYS} == wanted
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cache-Control"]
        assert answer.status_code < 500


def test_what_a_signed_in_person_sees_is_kept_nowhere(anna: User, signed_in: SignedIn) -> None:
    answer = signed_in(anna).get("/account/")

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_search_engines_may_show_the_public_pages_and_nothing_else(db: None) -> None:
    assert "X-Robots-Tag" not in Client().get("/").headers
    assert Client().get("/accounts/login/").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().get("/nothing-here/").headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("address", addresses())
def test_no_page_has_a_style_or_script_of_its_own(address: str, anna: User, signed_in: SignedIn) -> None:
    for client in (signed_in(None), signed_in(anna)):
        answer = client.get(address)
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = answer.content.decode()
        scripts = [part.split(">")[0] for part in page.split("<script")[1:]]

        assert " style=" not in page
        assert "<style" not in page
        assert [one for one in scripts if "src=" not in one and "application/json" not in one] == []


@pytest.mark.django_db
def test_a_refusal_of_a_middleware_carries_the_headers_too() -> None:
    wrong_host = Client(headers={"host": "elsewhere.example"}, raise_request_exception=False).get("/")
    health = Client().post("/health/")
    too_late = Client(enforce_csrf_checks=True).post("/people/invite/")

    for answer, status in ((wrong_host, 400), (health, 405), (too_late, 403)):
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_what_is_no_form_is_told_what_the_page_takes() -> None:
    """Without a token these never reach the view, also when it is allauth's."""
    client = Client(enforce_csrf_checks=True)
    takes = {"/people/": "GET, HEAD", "/people/invite/": "GET, HEAD, POST", "/session/kept/": "POST"}

    for method in ("PUT", "PATCH", "DELETE"):
        answers = {path: client.generic(method, path) for path in (*takes, "/accounts/login/")}
        assert {answer.status_code for answer in answers.values()} == {405}
        allowed = {path: answer.headers["Allow"] for path, answer in answers.items()}
        assert allowed == {**takes, "/accounts/login/": "GET, HEAD, POST"}
