"""Statements, contact for security, error pages and the gallery."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone, translation

from portal.security.tokens import FIELD, new_token
from portal.ui import context, errors
from portal.ui.gallery import components
from wijkraden.people.models import User
from wijkraden.places.models import City

SignedIn = Callable[[User | None], Client]
NAMES = [found.name for found in components()]


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/"])
def test_everyone_may_read_the_statements(path: str, city: City, signed_in: SignedIn) -> None:
    page = signed_in(None).get(path)
    assert page.status_code == 200
    assert city.product_name in page.content.decode()


def test_security_txt_names_a_contact_and_never_expires(city: City, signed_in: SignedIn) -> None:
    answer = signed_in(None).get("/.well-known/security.txt")
    rows = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.fromisoformat(rows["Expires"])

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert list(rows) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert rows["Contact"] == settings.SECURITY_CONTACT
    assert timezone.now() + timedelta(days=30) < expires < timezone.now() + timedelta(days=365)


def test_search_engines_are_told_to_stay_out_of_accounts(city: City, signed_in: SignedIn) -> None:
    rows = signed_in(None).get("/robots.txt").content.decode().splitlines()
    assert rows[0] == "User-agent: *"
    assert "Disallow: /" not in rows
    assert "Disallow: /home/" in rows


@pytest.mark.parametrize("name", NAMES)
def test_every_component_shows_its_states_to_who_operates(
    name: str, beheer: User, signed_in: SignedIn
) -> None:
    page = signed_in(beheer).get(f"/components/{name}/")
    assert page.status_code == 200
    assert page.content.decode().count('class="sample"') == len(page.context["states"])


def test_the_gallery_lists_every_component(beheer: User, signed_in: SignedIn) -> None:
    page = signed_in(beheer).get("/components/").content.decode()
    assert [name for name in NAMES if f'href="/components/{name}/"' in page] == NAMES


def test_the_gallery_does_not_exist_for_others(beheer: User, anna: User, signed_in: SignedIn) -> None:
    assert signed_in(beheer).get("/components/form/").status_code == 200
    assert signed_in(anna).get("/components/form/").status_code == 404
    assert signed_in(beheer).get("/components/nothing/").status_code == 404
    assert signed_in(None).get("/components/form/").status_code == 302


def test_a_page_with_errors_says_so_in_its_title(beheer: User, signed_in: SignedIn) -> None:
    with_errors = signed_in(beheer).get("/components/form-errors/").content.decode()
    without = signed_in(beheer).get("/components/form/").content.decode()
    with translation.override("nl"):
        error = translation.gettext("Error:")
    assert f"<title>{error} " in with_errors
    assert f"<title>{error} " not in without


@pytest.fixture
def request_of_nobody(city: City) -> object:
    """A request that came as far as a view."""
    request: Any = RequestFactory().get("/somewhere/")
    request.user, request.city, request.LANGUAGE_CODE = AnonymousUser(), city, "nl"
    return request


@pytest.mark.parametrize(
    ("handler", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)]
)
def test_an_error_page_has_a_number_and_a_way_on(
    handler: Callable[..., Any], status: int, request_of_nobody: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "number_of_request", lambda: "7f3a-number")
    page = handler(request_of_nobody, PermissionDenied())
    assert page.status_code == status
    assert "7f3a-number" in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_the_page_for_our_own_mistake_speaks_the_language_found_before_it_failed() -> None:
    """No `db` fixture: the person's choice is not read again."""
    request: Any = RequestFactory().get("/somewhere/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "nl"
    request.LANGUAGE_CODE = "en"
    assert '<html lang="en"' in errors.server_error(request).content.decode()


@pytest.mark.parametrize(("language", "lang"), [("nl", "nl"), ("en", "en"), ("xx", "nl")])
def test_the_page_for_our_own_mistake_needs_no_database(language: str, lang: str) -> None:
    """No `db` fixture: a query would fail this test."""
    request: Any = RequestFactory().get("/somewhere/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = language
    page = errors.server_error(request)
    assert page.status_code == 500
    assert f'<html lang="{lang}"' in page.content.decode()


def test_an_address_that_does_not_exist_gets_the_page_for_it(city: City, signed_in: SignedIn) -> None:
    page = signed_in(None).get("/nothing/here/")
    assert page.status_code == 404
    assert page.templates[0].name == "errors/404.html"


def test_the_head_leads_on_in_the_language_of_the_page(city: City, anna: User, signed_in: SignedIn) -> None:
    page = signed_in(anna).get("/privacy/").content.decode()
    assert '<html lang="nl" class="voorbeeld-theme portal-theme">' in page
    assert page.index('href="#main"') < page.index("<header")
    assert 'action="/accounts/logout/"' in page
    assert 'name="language" value="en" lang="en">English' in page


def test_who_gets_data_of_a_payment_is_named_while_it_does(city: City, signed_in: SignedIn) -> None:
    def names() -> list[bool]:
        page = signed_in(None).get("/privacy/").content.decode()
        return [one in page for one in ("Stripe", "We vragen de bank", "niets aan anderen, tenzij")]

    assert names() == [False, False, True]
    with override_settings(STRIPE_KEY="sk_test_1", NAME_CHECK="a.bank"):
        assert names() == [True, True, False]


@pytest.mark.parametrize("path", ["/account/language/", "/account/sign-out-everywhere/"])
def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(
    path: str, beheer: User, signed_in: SignedIn
) -> None:
    answer = signed_in(beheer).get(path)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Deze pagina kunt u niet zo openen" in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", path) for path in ("/privacy/", "/account/", "/")),
        *((method, "/account/details/") for method in ("PUT", "PATCH", "DELETE", "FOO")),
    ],
)
def test_what_a_page_does_not_take_is_answered_with_a_page(method: str, path: str, city: City) -> None:
    client = Client()
    client.cookies["language"] = "en"

    answer = client.generic(
        method, path, urlencode({FIELD: new_token(None)}), "application/x-www-form-urlencoded"
    )

    assert (answer.status_code, answer["Allow"].split(", ")[:2]) == (405, ["GET", "HEAD"])
    assert "<h1>Nothing can be sent to this address</h1>" in answer.content.decode()
    assert "Ask for help? Then give this number:" in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "FOO"])
@pytest.mark.parametrize("path", ["/", "/account/details/", "/account/language/"])
def test_what_is_no_form_is_not_taken_for_an_old_page(method: str, path: str, city: City) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)

    assert answer.status_code == 405
    assert answer["Allow"]
    assert "<h1>" in answer.content.decode()
