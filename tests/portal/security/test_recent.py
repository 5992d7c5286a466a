"""Sensitive acts ask for a recent sign-in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from pytest_django import Settings

from portal.security.kept import kept_post
from portal.security.recent import must_be_recent, signed_in_recently
from portal.security.tokens import FIELD, new_token
from wijkraden.people.models import User

URL = "/sensitive/"


@login_required
def sensitive(request: HttpRequest) -> HttpResponse:
    must_be_recent(request)
    return HttpResponse(f"{request.method} {kept_post(request)}")


urlpatterns = [path("sensitive/", sensitive), path("", include("portal.urls"))]


@pytest.fixture(autouse=True)
def _with_a_sensitive_page(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def test_right_after_signing_in_nothing_is_asked(anna: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": anna.email, "password": "demo-portal"})

    assert client.get(URL).content == b"GET None"
    assert client.post(URL, {FIELD: new_token(anna, URL)}).content == b"POST None"


def test_a_while_later_who_sends_the_form_confirms_and_finds_the_text_back(anna: User) -> None:
    client = Client()
    now = timezone.now()
    with time_machine.travel(now):
        client.post("/accounts/login/", {"login": anna.email, "password": "demo-portal"})
    with time_machine.travel(now + timedelta(minutes=6)):
        asked = client.post(URL, {"amount": "4.800,00", FIELD: new_token(anna, URL)})
        assert (asked.status_code, asked.headers["Location"]) == (
            302,
            "/accounts/reauthenticate/?next=%2Fsensitive%2F",
        )

        right = client.post(asked.headers["Location"], {"password": "demo-portal", "next": URL})

        assert (right.status_code, right.headers["Location"]) == (302, URL)
        assert client.get(URL).content.decode() == "GET {'amount': '4.800,00'}"


def test_who_has_neither_password_nor_factor_does_not_pass_for_free(anna: User) -> None:
    anna.set_unusable_password()
    anna.save()
    client = Client()
    client.force_login(anna, backend="wijkraden.accounts.backends.AuthenticationBackend")

    answer = client.get(URL)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/confirm/?next=%2Fsensitive%2F")


def test_nobody_is_not_recent() -> None:
    request = HttpRequest()
    request.user = AnonymousUser()

    assert signed_in_recently(request) is False
