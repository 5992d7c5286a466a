"""Session expiry loses nothing: SES-1 of the known failures."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from portal.security.kept import KEPT_FOR, MOST_FORMS
from portal.security.tokens import FIELD, LIFETIME, new_token
from tests.portal.files import samples
from tests.portal.files.conftest import disk
from wijkraden.people.models import User

__all__ = ["disk"]

SignedIn = Callable[[User | None], Client]
URL = "/account/details/"
TYPED = {
    "given_name": "Anna-Sophie",
    "particle": "van der",
    "family_name": "Berg",
    "phone": "06 44444444",
    "language": "nl",
}
BACKEND = "wijkraden.accounts.backends.AuthenticationBackend"


def fresh_value(client: Client, name: str, url: str = URL) -> str:
    page = client.get(url).content.decode()
    field = page.split(f'name="{name}"')[1].split(">")[0]
    return field.split('value="')[1].split('"')[0] if 'value="' in field else ""


def in_english() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


def speaks_english(user: User) -> User:
    User.objects.filter(pk=user.pk).update(language="en")
    return user


def sign_in(client: Client, user: User) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": "demo-portal"})


def test_what_was_typed_comes_back_after_signing_in_again(anna: User) -> None:
    client = Client()

    answer = client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})

    address = urlsplit(answer.headers["Location"])
    assert (answer.status_code, address.path, parse_qs(address.query)) == (
        302,
        "/accounts/login/",
        {"next": [URL]},
    )
    anna.refresh_from_db()
    assert (anna.given_name, anna.phone) == ("Anna", "")

    sign_in(client, anna)

    assert fresh_value(client, "given_name") == "Anna-Sophie"
    assert fresh_value(client, "phone") == "06 44444444"
    anna.refresh_from_db()
    assert anna.phone == ""


def test_the_login_page_says_that_nothing_is_saved_and_the_text_is_kept(anna: User) -> None:
    client = in_english()

    page = client.post(URL, {**TYPED, FIELD: new_token(anna, URL)}, follow=True).content.decode()

    assert "nothing is saved yet. What you typed is kept for one hour" in page


def test_once_sent_the_kept_text_is_gone(anna: User) -> None:
    client = Client()
    client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    sign_in(client, anna)
    assert fresh_value(client, "phone") == "06 44444444"

    client.post(URL, {**TYPED, "phone": "06 55555555", FIELD: new_token(anna, URL)})

    assert fresh_value(client, "phone") == "06 55555555"
    assert "portal_kept" not in client.session


def test_it_is_said_each_time_and_can_be_dropped(anna: User) -> None:
    client = Client()
    client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    sign_in(client, speaks_english(anna))
    for _ in range(2):
        page = client.get(URL).content.decode()
        assert "What you typed is still here." in page
        assert 'action="/session/kept/"' in page
    assert 'action="/session/kept/"' not in client.get("/account/").content.decode()

    answer = client.post("/session/kept/", {FIELD: new_token(anna, URL)})

    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    assert fresh_value(client, "given_name") == "Anna"
    assert 'action="/session/kept/"' not in client.get(URL).content.decode()
    assert "portal_kept" not in client.session


def test_a_form_sent_again_with_an_error_does_not_speak_of_kept_text(anna: User) -> None:
    client = Client()
    client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    sign_in(client, anna)

    answer = client.post(URL, {**TYPED, "given_name": "", FIELD: new_token(anna, URL)})

    assert answer.status_code == 422
    assert 'action="/session/kept/"' not in answer.content.decode()


def test_the_forms_of_two_tabs_are_both_kept(beheer: User) -> None:
    client, city, seat = Client(), "/city/", "/account/details/"
    client.post(city, {"product_name": "Buurtpot", FIELD: new_token(beheer, city)})
    client.post(seat, {**TYPED, FIELD: new_token(beheer, seat)})
    sign_in(client, beheer)

    assert fresh_value(client, "product_name", city) == "Buurtpot"
    assert fresh_value(client, "given_name", seat) == "Anna-Sophie"
    client.post(seat, {**TYPED, FIELD: new_token(beheer, seat)})
    assert fresh_value(client, "product_name", city) == "Buurtpot"


def test_two_tabs_of_one_page_come_back_one_after_the_other(anna: User) -> None:
    client = Client()
    for phone in ("06 11111111", "06 22222222"):
        client.post(URL, {**TYPED, "phone": phone, FIELD: new_token(anna, URL)})
    sign_in(client, anna)

    assert fresh_value(client, "phone") == "06 22222222"
    client.post(URL, {**TYPED, "phone": "06 22222222", FIELD: new_token(anna, URL)})
    assert fresh_value(client, "phone") == "06 11111111"


def test_a_form_sent_twice_after_the_end_is_kept_once_as_it_was_last(anna: User) -> None:
    client, token = Client(), new_token(anna, URL)
    for phone in ("06 11111111", "06 22222222"):
        client.post(URL, {**TYPED, "phone": phone, FIELD: token})

    assert len(client.session["portal_kept"]) == 1
    sign_in(client, anna)
    assert fresh_value(client, "phone") == "06 22222222"


def test_of_more_forms_than_are_kept_the_first_stay_and_the_last_is_told(anna: User) -> None:
    client = in_english()
    for number in range(MOST_FORMS):
        client.post(URL, {**TYPED, "phone": f"06 1111111{number}", FIELD: new_token(anna, URL)})

    page = client.post(URL, {**TYPED, FIELD: new_token(anna, URL)}, follow=True).content.decode()

    assert len(client.session["portal_kept"]) == MOST_FORMS
    assert "You were signed out, so nothing is saved. Please sign in again." in page


def test_of_two_people_on_one_device_each_finds_the_own_text(anna: User, bram: User) -> None:
    client = Client()
    client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    client.post(URL, {**TYPED, "given_name": "Bram-Jan", FIELD: new_token(bram, URL)})

    sign_in(client, bram)

    assert fresh_value(client, "given_name") == "Bram-Jan"
    assert [one["person"] for one in client.session["portal_kept"]] == [bram.public_id]


def test_a_file_that_was_accepted_before_is_there_again(beheer: User, disk: Path) -> None:
    browser, page = Client(), "/city/"
    browser.force_login(beheer, backend=BACKEND)
    logo = SimpleUploadedFile("logo.png", samples.photo((120, 90), form="PNG"), content_type="image/png")
    sent = {"product_name": "", "logo": logo, FIELD: new_token(beheer, page)}
    refused = browser.post(page, sent).content.decode()
    note = refused.split('name="logo-kept" value="')[1].split('"')[0]
    ended = Client()
    ended.post(page, {"product_name": "Buurtpot", "logo-kept": note, FIELD: new_token(beheer, page)})
    sign_in(ended, speaks_english(beheer))

    shown = ended.get(page).content.decode()

    assert "logo.png" in shown
    assert 'name="logo-kept" value="' in shown
    assert "Choose it again" not in shown


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_file_that_could_not_be_kept_must_be_chosen_again_and_the_page_says_so(
    beheer: User, *, is_signed_in: bool
) -> None:
    page = "/city/"
    speaks_english(beheer)
    client = Client(enforce_csrf_checks=is_signed_in)  # a stale cookie, or an ended session
    if is_signed_in:
        client.force_login(beheer, backend=BACKEND)
    logo = SimpleUploadedFile("logo.png", b"x" * 10, content_type="image/png")
    client.post(page, {"product_name": "Buurtpot", "logo": logo, FIELD: new_token(beheer, page)})
    client.handler.enforce_csrf_checks = False
    if not is_signed_in:
        sign_in(client, beheer)

    shown = client.get(page).content.decode()

    assert 'value="Buurtpot"' in shown
    assert "The file that you chose could not be kept. Choose it again." in shown


def test_someone_else_never_gets_it(anna: User, bram: User) -> None:
    client = Client()
    client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    assert "portal_kept" in client.session

    sign_in(client, bram)

    assert fresh_value(client, "given_name") == "Bram"
    assert "portal_kept" not in client.session


def test_it_is_kept_for_an_hour(anna: User) -> None:
    noon = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    client = Client()
    with time_machine.travel(noon):
        client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    with time_machine.travel(noon + timedelta(seconds=KEPT_FOR + 1)):
        sign_in(client, anna)

        assert fresh_value(client, "given_name") == "Anna"


def test_the_session_holds_no_readable_text_and_no_password(anna: User) -> None:
    client = Client()

    client.post(URL, {**TYPED, "password": "geheim-woord", FIELD: new_token(anna, URL)})

    kept = str(client.session["portal_kept"])
    assert "Anna-Sophie" not in kept
    sign_in(client, anna)
    assert "geheim-woord" not in client.get(URL).content.decode()


def test_a_text_of_two_thousand_signs_is_kept_whole(anna: User) -> None:
    client = Client()
    long = "é" * 2000
    client.post(URL, {**TYPED, "given_name": long, FIELD: new_token(anna, URL)})

    sign_in(client, anna)

    assert fresh_value(client, "given_name") == long


def test_more_than_the_limit_is_not_kept_and_said_so(anna: User) -> None:
    client = in_english()

    client.cookies["sessionid"] = "ended"

    page = client.post(URL, {**TYPED, "given_name": "a" * 100_001, FIELD: new_token(anna, URL)}, follow=True)

    assert "portal_kept" not in client.session
    assert "You were signed out, so nothing is saved." in page.content.decode()


@pytest.mark.parametrize("cookie", ["", "ended"])
def test_a_long_text_is_kept_with_and_without_the_cookie_of_an_old_session(anna: User, cookie: str) -> None:
    client = Client()
    if cookie:
        client.cookies["sessionid"] = cookie

    client.post(URL, {**TYPED, "given_name": "a" * 90_000, FIELD: new_token(anna, URL)})

    assert "portal_kept" in client.session


def test_for_one_person_only_so_many_sessions_are_made_in_an_hour(anna: User, bram: User) -> None:
    token, before = new_token(anna, URL), Session.objects.count()
    for _ in range(63):
        Client().post(URL, {**TYPED, FIELD: token})
    assert Session.objects.count() == before + 60

    Client().post(URL, {**TYPED, FIELD: new_token(bram, URL)})
    assert Session.objects.count() == before + 61


def test_what_is_typed_beside_a_file_is_kept_too_and_the_file_is_not(beheer: User) -> None:
    client, page = Client(), "/city/"
    logo = SimpleUploadedFile("logo.png", b"\x89PNG" + bytes(3_000_000), content_type="image/png")

    answer = client.post(page, {"product_name": "Buurtpot", "logo": logo, FIELD: new_token(beheer, page)})

    assert answer.status_code == 302
    assert "portal_kept" in client.session
    sign_in(client, beheer)
    assert fresh_value(client, "product_name", page) == "Buurtpot"


def test_a_token_that_is_too_old_leaves_nothing_behind(anna: User) -> None:
    noon, client = datetime(2026, 11, 2, 11, 0, tzinfo=UTC), Client()
    with time_machine.travel(noon):
        token = new_token(anna, URL)
    with time_machine.travel(noon + LIFETIME + timedelta(minutes=1)):
        answer = client.post(URL, {**TYPED, FIELD: token})
        fresh = Client()
        fresh.post(URL, {**TYPED, FIELD: new_token(anna, URL)})

        assert answer.status_code == 302
        assert ("portal_kept" in client.session, "portal_kept" in fresh.session) == (False, True)


def test_when_its_key_was_taken_away_the_page_opens_without_it(anna: User, settings: Settings) -> None:
    client = Client()
    client.post(URL, {**TYPED, FIELD: new_token(anna, URL)})
    sign_in(client, anna)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    assert fresh_value(client, "given_name") == "Anna"
    assert "portal_kept" not in client.session


@pytest.mark.parametrize("token", ["own", ""])
def test_a_stale_csrf_cookie_never_shows_a_bare_page(anna: User, token: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna, backend=BACKEND)

    answer = client.post(URL, {**TYPED, FIELD: new_token(anna, URL) if token else ""})

    if token:
        assert (answer.status_code, answer.headers["Location"]) == (302, URL)
        assert fresh_value(client, "given_name") == "Anna-Sophie"
    else:
        assert answer.status_code == 403
        assert "<h1>" in answer.content.decode()
    anna.refresh_from_db()
    assert anna.given_name == "Anna"


def test_the_session_clock_tells_and_extends(anna: User, signed_in: SignedIn) -> None:
    noon = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        client = signed_in(anna)
    with time_machine.travel(noon + timedelta(hours=11), tick=False):
        assert client.get("/session/").json()["seconds"] == 3600
        assert client.get("/session/").json()["seconds"] == 3600
        assert client.post("/session/").json()["seconds"] == 12 * 3600
        assert client.get("/session/").json()["seconds"] == 12 * 3600
    assert Client().get("/session/").json()["seconds"] == 0


def test_a_page_left_open_takes_no_cookie_from_who_signed_in_meanwhile(
    anna: User, signed_in: SignedIn
) -> None:
    client = signed_in(anna)
    Session.objects.all().delete()
    asked = client.get("/session/", headers={"Accept": "application/json"})
    quiet = client.post(URL, {FIELD: "", "quiet": "1"}, headers={"Accept": "application/json"})
    assert asked.json()["seconds"] == 0
    assert (asked.cookies.keys() | quiet.cookies.keys()).isdisjoint({"sessionid"})
    assert client.get(URL).cookies["sessionid"].value == ""  # a person asked: what ended is dropped
