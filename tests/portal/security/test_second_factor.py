"""A second factor by role: PER-4 of the known failures."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from pytest_django import Settings

from portal.post.models import Message
from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]
PASSWORD = "demo-portal"


@pytest.fixture
def obliged(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def secret(olga: User) -> str:
    """The key in olga's authenticator app."""
    made = generate_totp_secret()
    TOTP.activate(olga, made)
    return str(made)


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


def password_step(client: Client, user: User) -> str:
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return str(answer.headers["Location"])


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("url", ["/home/", "/account/", "/account/details/", "/", "/trail/", "/people/"])
def test_without_a_factor_every_page_of_an_officer_leads_to_the_set_up(
    obliged: None, olga: User, signed_in: SignedIn, url: str
) -> None:
    answer = signed_in(olga).get(url)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")


def test_a_form_of_an_officer_without_a_factor_is_not_carried_out(
    obliged: None, olga: User, signed_in: SignedIn
) -> None:
    answer = signed_in(olga).post("/account/details/", {"given_name": "Olga"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.parametrize(
    "url", ["/accounts/2fa/", "/accounts/logout/", "/privacy/", "/accessibility/", "/session/"]
)
def test_the_set_up_sign_out_and_statements_stay_open(
    obliged: None, olga: User, signed_in: SignedIn, url: str
) -> None:
    assert signed_in(olga).get(url).status_code == 200


def test_everything_the_set_up_shows_or_leads_to_at_its_edges_opens(
    obliged: None, olga: User, signed_in: SignedIn
) -> None:
    client = signed_in(olga)
    page = client.get("/accounts/2fa/").content.decode()
    found = re.findall(r"<(?:link|script|img|use)\b[^>]*?(?:href|src)=\"(/[^\"#]*)", page)

    assert "/theme.css" in {address.partition("?")[0] for address in found}
    assert {address: client.get(address).status_code for address in found} == dict.fromkeys(found, 200)
    assert [client.get(address).status_code for address in ("/robots.txt", "/logo/")] == [200, 404]


def test_the_set_up_says_why(obliged: None, olga: User, signed_in: SignedIn) -> None:
    client = signed_in(olga)
    client.cookies["language"] = "en"
    client.post("/account/language/", {"language": "en"})

    assert "Set this up first" in client.get("/accounts/2fa/").content.decode()


def test_a_council_member_and_a_portal_without_the_setting_need_none(
    obliged: None, anna: User, olga: User, signed_in: SignedIn, settings: Settings
) -> None:
    assert signed_in(anna).get("/account/").status_code == 200
    settings.SECOND_FACTOR = False
    assert signed_in(olga).get("/account/").status_code == 200


def test_an_officer_with_a_factor_passes(obliged: None, olga: User, secret: str, signed_in: SignedIn) -> None:
    assert signed_in(olga).get("/account/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(obliged: None, olga: User, signed_in: SignedIn) -> None:
    RecoveryCodes.activate(olga)

    assert signed_in(olga).get("/account/").status_code == 302


def test_after_the_password_alone_nobody_is_in(olga: User, secret: str) -> None:
    client = Client()

    assert password_step(client, olga) == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    dashboard = client.get("/home/")
    assert (dashboard.status_code, dashboard.headers["Location"]) == (302, "/accounts/login/?next=/home/")
    client.post("/accounts/logout/", {"next": "/accounts/login/"})  # cancel
    assert not is_signed_in(client)
    assert (
        client.get("/accounts/2fa/authenticate/").headers["Location"].startswith("/accounts/login/")
    )  # back


def test_the_right_code_lets_in(olga: User, secret: str) -> None:
    client = Client()
    password_step(client, olga)

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert is_signed_in(client)


def test_a_code_counts_once(olga: User, secret: str) -> None:
    code = code_of(secret)
    first, second = Client(), Client()
    for client in (first, second):
        password_step(client, olga)
        client.post("/accounts/2fa/authenticate/", {"code": code})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_new_password_by_mail_does_not_skip_the_code(olga: User, secret: str) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": olga.email})
    text = Message.objects.get(to=olga, kind="accounts.password_reset_key").plain_text
    link = next(word for word in text.split() if "/password/reset/key/" in word).removeprefix(
        "http://testserver"
    )
    form = client.get(link, follow=True)
    new = "een-heel-lange-zin"

    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert not is_signed_in(client)
    answer = client.post("/accounts/login/", {"login": olga.email, "password": new})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_a_code_by_mail_does_not_skip_the_second_step(olga: User, secret: str) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": olga.email})
    text = Message.objects.get(to=olga, kind="accounts.login_code").plain_text
    code = max(text.split(), key=lambda word: word.isupper() and "-" in word)

    answer = client.post("/accounts/login/code/confirm/", {"code": code})

    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_wrong_codes_are_limited(olga: User, secret: str, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    client = Client()
    password_step(client, olga)
    for _ in range(6):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert not is_signed_in(client)


def test_the_last_factor_of_such_a_role_stays(obliged: None, olga: User, secret: str) -> None:
    client = Client()
    password_step(client, olga)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(user=olga, type="totp").count() == 1


def test_a_council_member_may_switch_hers_off(anna: User) -> None:
    made = generate_totp_secret()
    TOTP.activate(anna, made)
    client = Client()
    password_step(client, anna)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(made)})

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(user=anna, type="totp").count() == 0


def test_the_key_of_the_app_lies_sealed_in_the_database(olga: User, secret: str) -> None:
    data = str(Authenticator.objects.get(user=olga).data)

    assert "secret" in data
    assert secret not in data
