"""A form counts once: DUP of the known failures, on a page of ours."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.security.flows import forget_old_tokens
from portal.security.models import UsedToken
from portal.security.tokens import FIELD, LIFETIME, new_token
from portal.trail.models import Record
from wijkraden.accounts.flows import DETAILS_CHANGED
from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]
URL = "/account/details/"
NAMES = {"given_name": "Anna", "particle": "van der", "family_name": "Berg", "language": "nl"}


def changes_of(user: User) -> int:
    return Record.objects.filter(act=DETAILS_CHANGED, subject_id=user.public_id).count()


def token_on(client: Client, url: str = URL) -> str:
    """Return the token of the page's form, as a browser sends it."""
    return token_in(client.get(url).content.decode())


def token_in(page: str) -> str:
    """Return the token of the last form on that page."""
    return page.rpartition(f'name="{FIELD}" value="')[2].partition('"')[0]


def send(client: Client, token: str, **fields: str) -> HttpResponse:
    response: HttpResponse = client.post(URL, {**NAMES, FIELD: token, **fields})  # type: ignore[assignment]  # the stubs wrap it
    return response


def test_the_same_form_sent_twice_changes_once_and_answers_the_same(anna: User, signed_in: SignedIn) -> None:
    client = signed_in(anna)
    token = token_on(client)

    first = send(client, token, phone="06 11111111")
    second = send(client, token, phone="06 11111111")

    assert (first.status_code, first.headers["Location"]) == (302, reverse("my_account"))
    assert (second.status_code, second.headers["Location"]) == (302, reverse("my_account"))
    anna.refresh_from_db()
    assert anna.phone == "06 11111111"
    assert changes_of(anna) == 1


@pytest.mark.parametrize("token", ["", "rubbish", "e30:1abc:xyz"])
def test_a_form_without_a_token_of_ours_does_nothing(anna: User, signed_in: SignedIn, token: str) -> None:
    answer = send(signed_in(anna), token, phone="06 11111111")

    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()
    assert changes_of(anna) == 0


def test_another_persons_token_does_nothing(anna: User, bram: User, signed_in: SignedIn) -> None:
    assert send(signed_in(anna), new_token(anna, URL)).status_code == 302

    answer = send(signed_in(anna), new_token(bram, URL), phone="06 11111111")

    assert answer.status_code == 400
    assert UsedToken.objects.filter(by=bram).count() == 0


def test_a_refused_form_may_be_sent_again_with_the_same_token(anna: User, signed_in: SignedIn) -> None:
    client = signed_in(anna)
    token = token_on(client)

    assert send(client, token, given_name="").status_code == 422
    assert UsedToken.objects.count() == 0
    assert send(client, token, phone="06 11111111").status_code == 302
    assert changes_of(anna) == 1


def test_a_page_with_errors_carries_a_new_token_that_knows_its_page(anna: User, signed_in: SignedIn) -> None:
    client = signed_in(anna)
    token = token_on(client)

    page = send(client, token, given_name="").content.decode()

    assert f'name="{FIELD}" value="' in page
    assert token not in page


def test_a_replay_a_day_later_answers_as_the_first_time(anna: User, signed_in: SignedIn) -> None:
    monday = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    with time_machine.travel(monday):
        token = new_token(anna, URL)
        assert send(signed_in(anna), token, phone="06 11111111").status_code == 302
    with time_machine.travel(monday + timedelta(days=1)):
        answer = send(signed_in(anna), token, phone="06 11111111")

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("my_account"))
    anna.refresh_from_db()
    assert anna.phone == "06 11111111"


def test_an_old_page_keeps_what_was_typed_and_shows_it_again(anna: User, signed_in: SignedIn) -> None:
    now = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    with time_machine.travel(now - LIFETIME - timedelta(minutes=1)):
        token = new_token(anna, URL)
    with time_machine.travel(now):
        client = signed_in(anna)
        answer = send(client, token, phone="06 33333333")
        page = client.get(URL).content.decode()

    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    assert 'value="06 33333333"' in page
    assert changes_of(anna) == 0


def test_two_tabs_have_tokens_of_their_own_and_the_last_one_counts(anna: User, signed_in: SignedIn) -> None:
    client = signed_in(anna)
    one, other = token_on(client), token_on(client)

    assert one != other
    assert send(client, one, phone="06 11111111").status_code == 302
    assert send(client, other, phone="06 22222222").status_code == 302
    anna.refresh_from_db()
    assert anna.phone == "06 22222222"


def test_a_first_request_that_never_came_to_an_answer_leads_back_to_the_page(
    anna: User, signed_in: SignedIn
) -> None:
    client = signed_in(anna)
    token = token_on(client)
    send(client, token, phone="06 11111111")
    UsedToken.objects.update(answer="", at=datetime(2026, 1, 1, tzinfo=UTC))

    answer = send(client, token, phone="06 11111111")

    assert (answer.status_code, answer.headers["Location"]) == (302, URL)


def test_old_tokens_are_forgotten_when_they_can_no_longer_be_sent(anna: User, signed_in: SignedIn) -> None:
    send(signed_in(anna), new_token(anna, URL), phone="06 11111111")
    at = UsedToken.objects.get().at

    assert forget_old_tokens(by=None, at=at + LIFETIME) == 0
    assert forget_old_tokens(by=None, at=at + 3 * LIFETIME) == 1


def test_a_correction_of_a_form_that_was_carried_out_is_shown_again_and_not_lost(
    anna: User, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=anna.pk).update(language="en")
    client = signed_in(anna)
    token = token_on(client)
    send(client, token, phone="06 11111111", language="en")

    answer = send(client, token, phone="06 22222222")

    anna.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    assert (anna.phone, changes_of(anna)) == ("06 11111111", 1)
    page = client.get(URL).content.decode()
    assert 'value="06 22222222"' in page
    assert "You sent this form before, with something else in it." in page

    assert send(client, token_in(page), phone="06 22222222").status_code == 302
    anna.refresh_from_db()
    assert (anna.phone, changes_of(anna)) == ("06 22222222", 2)


def test_another_button_of_a_form_that_was_carried_out_does_nothing_by_itself(
    anna: User, signed_in: SignedIn
) -> None:
    client = signed_in(anna)
    token = token_on(client)
    send(client, token, phone="06 11111111", button="one")

    assert send(client, token, phone="06 11111111", button="other").headers["Location"] == URL
    assert changes_of(anna) == 1


@pytest.mark.parametrize(("content", "page"), [(b"one", "/account/"), (b"two", URL)])
def test_a_repeat_is_told_by_the_content_of_its_files_too(
    content: bytes, page: str, anna: User, signed_in: SignedIn
) -> None:
    client = signed_in(anna)
    token = token_on(client)
    client.post(URL, {**NAMES, FIELD: token, "paper": SimpleUploadedFile("a.pdf", b"one")})

    answer = client.post(URL, {**NAMES, FIELD: token, "paper": SimpleUploadedFile("a.pdf", content)})

    assert answer.headers["Location"] == page
    assert changes_of(anna) == 0


def test_what_a_form_held_is_kept_as_a_keyed_hash_only(
    anna: User, signed_in: SignedIn, settings: Settings
) -> None:
    send(signed_in(anna), new_token(anna, URL), phone="06 11111111")
    one = UsedToken.objects.get()
    settings.HASH_KEY = "another key of at least 32 characters"
    send(signed_in(anna), new_token(anna, URL), phone="06 11111111")
    other = UsedToken.objects.exclude(pk=one.pk).get()

    assert (len(one.body), len(other.body)) == (64, 64)
    assert one.body != other.body


def test_a_form_that_was_carried_out_before_hashes_were_kept_answers_as_the_first_time(
    anna: User, signed_in: SignedIn
) -> None:
    client = signed_in(anna)
    token = token_on(client)
    send(client, token, phone="06 11111111")
    UsedToken.objects.update(body="")

    assert send(client, token, phone="06 22222222").headers["Location"] == reverse("my_account")


@pytest.mark.django_db(transaction=True)
def test_of_two_different_posts_at_once_with_one_token_one_is_carried_out_and_one_shown_again(
    anna: User, signed_in: SignedIn
) -> None:
    clients = [signed_in(anna) for _ in range(2)]
    token = new_token(anna, URL)
    barrier = threading.Barrier(2)
    answers: list[str] = []

    def press(number: int) -> None:
        try:
            barrier.wait()
            answers.append(send(clients[number], token, phone=f"06 1111111{number}").headers["Location"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["/account/", URL]
    assert (changes_of(anna), UsedToken.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_three_equal_posts_at_once_change_once_and_all_get_the_same_answer(
    anna: User, signed_in: SignedIn
) -> None:
    clients = [signed_in(anna) for _ in range(3)]
    token = new_token(anna, URL)
    barrier = threading.Barrier(3)
    answers: list[HttpResponse] = []

    def press(number: int) -> None:
        try:
            barrier.wait()
            answers.append(send(clients[number], token, phone="06 11111111"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, "/account/")] * 3
    assert changes_of(anna) == 1
    assert UsedToken.objects.count() == 1


KILLED = """
import os, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
from django.db import connection
connection.settings_dict["NAME"] = os.environ["TEST_DATABASE"]
from django.test import Client
from wijkraden.accounts import flows
from wijkraden.people.models import User
def die(*args, **facts):
    os._exit(9)
flows.record = die  # the process ends after the claim and the change, before the commit
anna = User.objects.get(email="anna@demo.example")
client = Client()
client.force_login(anna, backend="wijkraden.accounts.backends.AuthenticationBackend")
client.post("/account/details/", {"given_name": "Anna", "family_name": "Berg", "language": "nl",
    "phone": "06 99999999", "_once": os.environ["TEST_TOKEN"]})
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_before_its_commit_used_nothing(anna: User, signed_in: SignedIn) -> None:
    import os

    from django.conf import settings

    token = new_token(anna, URL)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "TEST_TOKEN": token,
        "PORTAL_SECRET_KEY": settings.SECRET_KEY,
        "PORTAL_FIELD_KEYS": ",".join(settings.FIELD_KEYS),
    }
    ended = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False, capture_output=True)

    assert ended.returncode == 9, ended.stderr.decode()[-2000:]
    anna.refresh_from_db()
    assert (anna.phone, UsedToken.objects.count()) == ("", 0)
    assert send(signed_in(anna), token, phone="06 11111111").status_code == 302
    assert changes_of(anna) == 1
