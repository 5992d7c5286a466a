"""A person's own account, and allauth's pages in our dress."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from portal.post.models import Message
from portal.security.tokens import FIELD, new_token
from portal.trail.models import Record
from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]
PASSWORD = "demo-portal"


def log_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def acts_of(user: User) -> list[str]:
    found = Record.objects.filter(subject_id=user.public_id, act__startswith="account.").order_by("number")
    return list(found.values_list("act", flat=True))


def code_in(kind: str) -> str:
    text = Message.objects.filter(kind=kind).latest("id").plain_text
    return next(word for word in text.split() if "-" in word and word.isupper())


@pytest.mark.parametrize(
    "url",
    [
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-abc/",
        "/accounts/signup/",
        "/accounts/inactive/",
    ],
)
def test_the_pages_at_the_door_are_ours(db: None, url: str) -> None:
    answer = Client().get(url)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert page.count("<h1>") == 1
    assert 'class="voorbeeld-theme portal-theme"' in page
    assert "<p><label" not in page


@pytest.mark.parametrize(
    "url",
    [
        "/account/",
        "/account/details/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/reauthenticate/",
        "/account/devices/",
    ],
)
def test_the_pages_of_an_account_are_ours(anna: User, url: str) -> None:
    client = log_in(anna)
    TOTP.activate(anna, generate_totp_secret())
    RecoveryCodes.activate(anna)
    answer = client.get(url)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert page.count("<h1>") == 1
    assert 'class="voorbeeld-theme portal-theme"' in page
    assert "/accounts/signup/" not in page


def test_setting_up_an_app_shows_a_picture_and_the_key(anna: User) -> None:
    page = log_in(anna).get("/accounts/2fa/totp/activate/").content.decode()

    assert page.count("<h1>") == 1
    assert 'class="qr" src="data:image/svg+xml' in page


def test_the_login_page_offers_password_code_and_passkey(db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()

    assert 'type="password"' in page
    assert 'href="/accounts/login/code/"' in page
    assert 'id="passkey_login"' in page


def test_nobody_signs_up_by_herself(db: None) -> None:
    before = User.objects.count()

    answer = Client().post(
        "/accounts/signup/", {"email": "new@test.example", "password1": "een-heel-lange-zin"}
    )

    assert answer.status_code == 200
    assert "<form" not in answer.content.decode().split("<main")[1].split("</main>")[0]
    assert User.objects.count() == before


def test_a_code_by_mail_signs_in_and_wipes_itself_from_sight(anna: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": anna.email})
    mail = Message.objects.get(kind="accounts.login_code")

    client.post("/accounts/login/code/confirm/", {"code": code_in("accounts.login_code")})

    assert (mail.to, mail.address, mail.language, mail.secret) == (anna, anna.email, "nl", True)
    assert client.session["_auth_user_id"] == str(anna.pk)
    assert acts_of(anna) == ["account.signed_in"]


def test_three_wrong_codes_end_the_try(anna: User) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": anna.email})
    for _ in range(3):
        client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})

    client.post("/accounts/login/code/confirm/", {"code": code_in("accounts.login_code")})

    assert "_auth_user_id" not in client.session
    assert acts_of(anna) == ["account.sign_in_failed"]


def test_an_unknown_address_gets_the_same_answer(anna: User) -> None:
    known = Client().post("/accounts/login/code/", {"email": anna.email})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@test.example"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert Message.objects.get(address="nobody@test.example").kind == "accounts.unknown_account"


def test_a_mail_is_in_the_language_of_its_addressee_and_plain(anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(language="en", family_name="Berg & <Zn>", given_name="'t Anna")

    Client().post("/accounts/login/code/", {"email": anna.email})

    mail = Message.objects.get(kind="accounts.login_code")
    assert mail.subject == "Your code to sign in"
    assert mail.plain_text.startswith("Dear 't Anna van der Berg & <Zn>,")


def test_wrong_passwords_are_limited_and_on_the_trail(anna: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    cache.clear()
    client = Client()
    for _ in range(6):
        client.post("/accounts/login/", {"login": anna.email, "password": "wrong"})

    client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session
    assert acts_of(anna) == ["account.sign_in_failed"]
    cache.clear()


def test_signing_in_and_out_and_a_new_password_are_on_the_trail(anna: User) -> None:
    client = log_in(anna)
    new = "een-heel-lange-zin"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post("/accounts/logout/")

    assert acts_of(anna) == ["account.signed_in", "account.password_changed", "account.signed_out"]
    assert Message.objects.filter(kind="accounts.password_changed", to=anna).count() == 1
    assert log_in(anna, new).session["_auth_user_id"] == str(anna.pk)


def test_a_new_address_counts_once_its_code_was_typed(anna: User) -> None:
    client = log_in(anna)
    client.post("/accounts/email/", {"email": "anna@test.example", "action_add": "1"})
    anna.refresh_from_db()
    assert anna.email == "anna@demo.example"

    client.post("/accounts/confirm-email/", {"code": code_in("accounts.email_confirmation")})

    anna.refresh_from_db()
    assert anna.email == "anna@test.example"
    assert "anna test example" in anna.search
    assert [one.email for one in EmailAddress.objects.filter(user=anna)] == ["anna@test.example"]
    assert acts_of(anna) == ["account.signed_in", "account.email_changed", "account.other_sessions_ended"]
    assert Message.objects.filter(kind="accounts.email_changed", address="anna@demo.example").count() == 1


def test_changing_the_address_asks_who_it_is_when_the_sign_in_was_a_while_ago(anna: User) -> None:
    now = timezone.now()
    with time_machine.travel(now):
        client = log_in(anna)
    with time_machine.travel(now + timedelta(minutes=6)):
        answer = client.post("/accounts/email/", {"email": "anna@test.example", "action_add": "1"})

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Message.objects.filter(kind="accounts.email_confirmation").count() == 0


def test_who_signs_in_by_code_alone_confirms_by_code(anna: User) -> None:
    anna.set_unusable_password()
    anna.save()
    now = timezone.now()
    with time_machine.travel(now):
        client = Client()
        client.post("/accounts/login/code/", {"email": anna.email})
        client.post("/accounts/login/code/confirm/", {"code": code_in("accounts.login_code")})
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    with time_machine.travel(now + timedelta(minutes=6)):
        answer = client.get("/accounts/2fa/totp/activate/")
        page = answer.headers["Location"]
        assert page == "/account/confirm/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
        again = {"next": "/accounts/2fa/totp/activate/"}
        client.post(page, {"send": "1", **again, FIELD: new_token(anna, page)})
        code = code_in("accounts.confirm_code")
        wrong = client.post(page, {"code": "AAAA-AAAA", **again, FIELD: new_token(anna, page)})
        right = client.post(page, {"code": code, **again, FIELD: new_token(anna, page)})

        assert wrong.status_code == 422
        assert (right.status_code, right.headers["Location"]) == (302, again["next"])
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_who_is_signed_out_signs_in_and_is_not_asked_twice(anna: User) -> None:
    client = Client()
    page = "/accounts/2fa/totp/activate/"

    assert client.get(page).headers["Location"] == f"/accounts/login/?next={page.replace('/', '%2F')}"
    client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD, "next": page})
    assert client.get(page).status_code == 200


def test_who_has_a_password_does_not_confirm_by_code(anna: User) -> None:
    assert log_in(anna).get("/account/confirm/").headers["Location"].startswith("/accounts/reauthenticate/")


def test_my_account_shows_seats_and_ways_to_sign_in(
    anna: User, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(anna)
    client.get("/account/")
    with django_assert_max_num_queries(10):
        page = client.get("/account/").content.decode()

    assert "Delfshaven-Schiemond" in page
    assert "Coen de Jong, 010 123 45 67" in page
    assert 'href="/accounts/2fa/"' in page


def test_signing_out_everywhere_ends_all_sessions(anna: User) -> None:
    here, there = log_in(anna), log_in(anna)
    assert there.get("/account/").status_code == 200

    here.post("/account/sign-out-everywhere/", {FIELD: new_token(anna, "/account/")})

    assert UserSession.objects.filter(user=anna).count() == 0
    assert [client.get("/account/").status_code for client in (here, there)] == [302, 302]


def test_the_language_is_kept_for_a_visitor_and_for_a_person(anna: User, signed_in: SignedIn) -> None:
    visitor, client = Client(), signed_in(anna)

    visitor.post("/account/language/", {"language": "en", "next": "/"})
    answer = client.post("/account/language/", {"language": "en", "next": "/account/"})

    anna.refresh_from_db()
    assert (answer.headers["Location"], anna.language) == ("/account/", "en")
    assert '<html lang="en"' in visitor.get("/").content.decode()
    assert acts_of(anna) == ["account.language_chosen"]


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_language_leads_nowhere_else(db: None, following: str) -> None:
    answer = Client().post("/account/language/", {"language": "en", "next": following})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_an_unknown_language_is_refused(db: None) -> None:
    assert Client().post("/account/language/", {"language": "xx"}).status_code == 400


@pytest.mark.parametrize("name", ["\u202eabc", "a\x00b", "   "])
def test_an_unreadable_name_is_refused_and_kept_in_the_field(
    anna: User, signed_in: SignedIn, name: str
) -> None:
    fields = {
        "given_name": name,
        "family_name": "Berg",
        "language": "nl",
        FIELD: new_token(anna, "/account/details/"),
    }

    assert signed_in(anna).post("/account/details/", fields).status_code == 422
    anna.refresh_from_db()
    assert anna.given_name == "Anna"


def test_the_menu_marks_the_page(anna: User, signed_in: SignedIn) -> None:
    context = signed_in(anna).get("/").context
    menu = context["navigation"]()

    assert [(one["url"], one["current"]) for one in menu][:2] == [("/home/", False), ("/", True)]


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/control/balances/", ["/control/balances/"]),
        ("/control/journal/", ["/control/journal/"]),
        ("/control/slices/nothing/", ["/control/balances/"]),
        ("/control/proof/", []),
    ],
)
def test_the_menu_marks_the_pages_of_the_controller(
    carla: User, signed_in: SignedIn, path: str, marked: list[str]
) -> None:
    menu = signed_in(carla).get(path).context["navigation"]()

    assert [one["url"] for one in menu if one["current"]] == marked


def test_a_long_menu_keeps_eight_in_its_line_and_says_under_more_where_one_is(
    carla: User, anna: User, signed_in: SignedIn
) -> None:
    answer = signed_in(carla).get("/people/")
    _head, line, more, _small, *_rest = re.split(r'class="nav"|menu--more', answer.content.decode())
    names = [one["url"] for one in answer.context["navigation"]()]

    assert re.findall(r'<li><a href="([^"]+)"', line) == names[:8]
    assert re.findall(r'<li><a href="([^"]+)"', more)[: len(names) - 8] == names[8:]
    assert "Meer: <strong>Mensen</strong>" in more
    assert "menu--more" not in signed_in(anna).get("/home/").content.decode()


def test_the_menu_marks_the_regulations(beheer: User, signed_in: SignedIn) -> None:
    menu = signed_in(beheer).get("/regulations/add/").context["navigation"]()

    assert [one["url"] for one in menu if one["current"]] == ["/regulations/"]


def test_a_stale_tab_does_not_undo_details_changed_in_another(signed_in: SignedIn, anna: User) -> None:
    client, path = signed_in(anna), "/account/details/"
    form = client.get(path).context["form"]
    stale = {name: form[name].value() for name in form.fields}

    def send(**typed: str) -> Any:
        return client.post(path, {**stale, **typed, FIELD: new_token(anna, path)})

    assert send(phone="06 12345678").status_code == 302

    answer = send(given_name="Annabel")

    assert (answer.status_code, list(answer.context["form"].errors)) == (
        422,
        ["__all__", "given_name", "phone"],
    )
    anna.refresh_from_db()
    assert (anna.given_name, anna.phone) == ("Anna", "06 12345678")
