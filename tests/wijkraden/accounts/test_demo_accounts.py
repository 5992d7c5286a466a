"""The known accounts of the demo open nothing elsewhere."""

from collections.abc import Callable

import pytest
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from portal.post.models import Message
from tests.make import person
from wijkraden.accounts.adapters import AccountAdapter
from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]
PASSWORD = "demo-portal"


@pytest.fixture
def in_production(settings: Settings) -> None:
    settings.DEMO = False


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def by_password(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def by_code(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    text = Message.objects.filter(kind="accounts.login_code", to=user).latest("id").plain_text
    code = next(word for word in text.split() if "-" in word and word.isupper())
    client.post("/accounts/login/code/confirm/", {"code": code})
    return client


@pytest.mark.parametrize("way", [by_password, by_code])
def test_outside_a_demo_its_accounts_cannot_sign_in(
    anna: User, settings: Settings, way: Callable[[User], Client]
) -> None:
    assert is_signed_in(way(anna))
    settings.DEMO = False

    client = way(anna)

    assert "_auth_user_id" not in client.session
    assert not is_signed_in(client)
    assert is_signed_in(way(person("real")))


def test_nor_after_a_password_of_their_own(anna: User, in_production: None) -> None:
    client, new = Client(), "een-heel-lange-zin"
    client.post("/accounts/password/reset/", {"email": anna.email})
    text = Message.objects.get(to=anna, kind="accounts.password_reset_key").plain_text
    link = next(word for word in text.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert not is_signed_in(client)
    assert not is_signed_in(by_password(anna, new))


def test_a_session_that_goes_on_ends(anna: User, signed_in: SignedIn, settings: Settings) -> None:
    client = signed_in(anna)
    assert is_signed_in(client)

    settings.DEMO = False

    assert not is_signed_in(client)


def test_the_last_gate_before_a_session_stops_a_passkey_too(anna: User, in_production: None) -> None:
    request = Client().get("/").wsgi_request

    answer = AccountAdapter(request).pre_login(
        request,
        anna,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=None,
    )

    assert answer is not None
    assert answer.headers["Location"] == "/accounts/inactive/"


def test_the_check_before_a_deployment_finds_them(db: None, settings: Settings) -> None:
    def found() -> list[str | None]:
        return [one.id for one in run_checks(include_deployment_checks=True) if one.id == "wijkraden.E001"]

    assert found() == []
    settings.DEMO = False
    assert found() == ["wijkraden.E001"]
    User.objects.update(is_demo=False)
    assert found() == []
