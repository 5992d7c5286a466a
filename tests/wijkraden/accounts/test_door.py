"""What the door says: why a page leads to the sign-in, how long a limit lasts, and to whom it applies."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account import app_settings as account_limits
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa import app_settings as mfa_limits
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from portal import settings as portal_settings
from portal.security.tokens import FIELD, new_token
from tests.make import NOON, sign_in
from wijkraden.accounts.adapters import AccountAdapter
from wijkraden.people.models import User

PASSWORD = "demo-portal"


def told(answer: Any) -> str:
    """Return what the next page will say."""
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def sent_late(path: str, user: User, **fields: str) -> tuple[Client, Any]:
    """Send a form of `user` after her session ended."""
    client = Client()
    return client, client.post(path, {**fields, FIELD: new_token(user, path)})


def log_in(client: Client, user: User, following: str) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": following})


def test_an_address_typed_before_the_session_ended_is_there_again(anna: User) -> None:
    path = "/accounts/email/"
    assert FIELD in sign_in(Client(), anna).get(path).content.decode()

    client, answer = sent_late(path, anna, email="anna@thuis.example", action_add="1")

    assert answer.headers["Location"] == "/accounts/login/?next=%2Faccounts%2Femail%2F"
    with translation.override("nl"):
        assert "Wat u hebt getypt" in told(answer)
    log_in(client, anna, path)
    assert 'value="anna@thuis.example"' in client.get(path).content.decode()

    client.post(path, {"email": "anna@thuis.example", "action_add": "1"})
    assert client.get(path).context["form"]["email"].value() is None, "it was used"


def test_what_was_typed_shows_to_nobody_else(anna: User, bram: User) -> None:
    client, _ = sent_late("/accounts/email/", anna, email="anna@thuis.example", action_add="1")

    log_in(client, bram, "/accounts/email/")

    assert "anna@thuis.example" not in client.get("/accounts/email/").content.decode()


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/2fa/totp/activate/"])
def test_a_password_or_a_code_is_not_kept_when_the_session_ended(path: str, anna: User) -> None:
    client, answer = sent_late(path, anna, oldpassword=PASSWORD, password1="een-lange-zin", code="123456")

    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert "uitgelogd" in told(answer)
    assert "portal_kept" not in client.session


def test_who_was_not_signed_in_is_not_told_that_she_was_signed_out(db: None) -> None:
    answer = Client().post("/accounts/email/", {"email": "x@test.example", "action_add": "1"})
    visitor = Client().post("/accounts/email/", {"email": "x@test.example", FIELD: new_token(None, "/")})

    assert (told(answer), told(visitor)) == ("", "")


def test_a_code_asked_for_in_another_browser_says_so(db: None) -> None:
    answer = Client().get("/accounts/login/code/confirm/")

    assert answer.status_code == 302
    assert "browser" in told(answer)


def test_the_link_for_a_forgotten_password_stands_after_the_button(db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()

    places = [page.index(mark) for mark in ('name="login"', 'name="password"', "/accounts/password/reset/")]
    assert places == sorted(places)
    assert page.index('type="submit"', places[1]) < places[2]
    assert page.count('href="/accounts/password/reset/"') == 1


@pytest.fixture
def limits(db: None, settings: Any) -> Any:
    """The limits of production."""
    settings.ACCOUNT_RATE_LIMITS = portal_settings.ACCOUNT_RATE_LIMITS
    settings.MFA_RATE_LIMITS = portal_settings.MFA_RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


def words(name: str) -> str:
    """Return a sentence of the adapter as a visitor reads it."""
    with translation.override("nl"):
        return str(AccountAdapter.error_messages[name])


def errors_of(answer: Any) -> list[str]:
    return [str(error) for errors in answer.context["form"].errors.values() for error in errors]


def test_a_council_in_one_room_signs_in_together(limits: Any, anna: User) -> None:
    for number in range(40):
        answer = Client().post("/accounts/login/", {"login": f"lid{number}@x.example", "password": "wrong"})
        assert answer.status_code == 200
        asked = Client().post("/accounts/login/code/", {"email": f"lid{number}@x.example"})
        assert asked.status_code == 302

    assert Client().post("/accounts/login/", {"login": anna.email, "password": PASSWORD}).status_code == 302


def test_a_council_in_one_room_signs_in_together_with_passkeys(limits: Any) -> None:
    for _ in range(40):
        assert Client().post("/accounts/2fa/webauthn/login/", {"credential": "{}"}).status_code != 429


def test_no_limit_of_allauth_is_too_small_for_a_room(limits: Any) -> None:
    """What is counted per network alone, of everything that can be done here (sign-up and telephones are off)."""
    counted = {**account_limits.RATE_LIMITS, **mfa_limits.RATE_LIMITS}
    small = {
        action: rates
        for action, rates in counted.items()
        if action not in {"signup", "verify_phone"}
        for rate in parse_rates(rates)
        if rate.per == "ip" and rate.amount * 60 / rate.duration < 60
    }

    assert set(counted) > {"login", "request_login_code", "webauthn_login"}
    assert small == {}


def test_an_address_gets_an_end_of_codes_and_its_password_still_signs_in(limits: Any, anna: User) -> None:
    answers = []
    for minute in range(8):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            asks = Client(REMOTE_ADDR=f"203.0.113.{minute}")
            answers.append(asks.post("/accounts/login/code/", {"email": anna.email}).status_code)

    assert answers == [302] * 6 + [200] * 2
    by_password = Client().post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
    assert by_password.status_code == 302


def test_nobody_locks_another_out_from_one_place(limits: Any, anna: User) -> None:
    wrong, right = ({"login": anna.email, "password": text} for text in ("wrong", PASSWORD))
    there = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(10):
        there.post("/accounts/login/", wrong)

    assert there.post("/accounts/login/", right).status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.8").post("/accounts/login/", right).status_code == 302


def test_one_account_is_not_tried_without_end_from_many_places(limits: Any, anna: User) -> None:
    for number in range(100):
        place = f"203.0.113.{number}"
        Client(REMOTE_ADDR=place).post("/accounts/login/", {"login": anna.email, "password": "wrong"})

    answer = Client(REMOTE_ADDR="198.51.100.1").post(
        "/accounts/login/", {"login": anna.email, "password": PASSWORD}
    )
    assert answer.status_code == 200


def test_a_limit_says_nothing_of_minutes_that_it_does_not_last(limits: Any, anna: User) -> None:
    for _ in range(11):
        by_password: Any = Client().post("/accounts/login/", {"login": anna.email, "password": "wrong"})
    for _ in range(4):
        by_code: Any = Client().post("/accounts/login/code/", {"email": anna.email})

    for answer in (by_password, by_code):
        assert errors_of(answer) == [words("too_often")]
    assert not re.search(r"\b(vijf|five|5)\b", words("too_often"))


def test_who_typed_a_wrong_code_three_times_asks_for_a_new_one(anna: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": anna.email})
    for _ in range(3):
        answer = client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})

    assert words("too_many_login_attempts") in told(answer)
    assert not re.search(r"minute", words("too_many_login_attempts"))


@pytest.mark.parametrize(
    "answer",
    [
        *("", "{}", "[]", "null", "x", '{"id": 1}', '{"id": "a", "rawId": 1}'),
        *("[" * 3000, '{"a":' * 3000, "9" * 5000, "1" * 30_000),
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": 5}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "_w"}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "authenticatorData": "AA", "signature": "AA", "attestationObject": "AA", "userHandle": "MQ"}}',
    ],
)
def test_what_no_browser_answers_for_a_passkey_is_wrong_and_no_accident(answer: str, anna: User) -> None:
    def told_at(client: Client, path: str, **more: str) -> int:
        client.get(path)
        return client.post(path, {"credential": answer, **more}).status_code

    assert told_at(Client(), "/accounts/2fa/webauthn/login/") in {200, 302, 422}
    client = sign_in(Client(), anna)
    assert told_at(client, "/accounts/2fa/webauthn/add/", name="Mijn telefoon") in {200, 422}
    assert not Authenticator.objects.filter(user=anna, type=Authenticator.Type.WEBAUTHN).exists()


@pytest.mark.parametrize("name", ["x" * 81, "y\u202ez"])
def test_the_name_of_a_passkey_is_a_name(name: str, anna: User) -> None:
    kept = Authenticator.objects.create(
        user=anna, type=Authenticator.Type.WEBAUTHN, data={"name": "Sleutel", "credential": {}}
    )
    path = f"/accounts/2fa/webauthn/keys/{kept.pk}/edit/"
    client = sign_in(Client(), anna)
    assert client.post(path, {"name": "Mijn telefoon"}).status_code == 302

    answer = client.post(path, {"name": name})

    assert list(answer.context["form"].errors) == ["name"]
    kept.refresh_from_db()
    assert kept.data["name"] == "Mijn telefoon"
