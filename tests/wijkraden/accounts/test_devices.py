"""The devices on which a person is signed in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from portal.security.flows import forget_ended_devices
from portal.security.tokens import FIELD, new_token
from portal.trail.models import Record
from wijkraden.accounts.browsers import browser_of, system_of
from wijkraden.accounts.queries import devices_of
from wijkraden.people.models import User

SignedIn = Callable[[User | None], Client]
URL = "/account/devices/"


def devices(person: User, signed_in: SignedIn, number: int) -> list[Client]:
    """Sign in on so many devices and look at a page on each."""
    clients = [signed_in(person) for _ in range(number)]
    assert [client.get(URL).status_code for client in clients] == [200] * number
    return clients


def test_signing_out_elsewhere_leaves_this_device_and_other_people(
    anna: User, chris: User, signed_in: SignedIn
) -> None:
    here, there = devices(anna, signed_in, 2)
    (other,) = devices(chris, signed_in, 1)

    answer = here.post(URL, {FIELD: new_token(anna, URL)})

    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    assert [client.get(URL).status_code for client in (here, there, other)] == [200, 302, 200]
    assert [device.session_key for device in devices_of(anna)] == [here.session.session_key]
    last = Record.objects.filter(act="account.other_sessions_ended").get()
    assert (last.by_id, last.facts) == (anna.pk, {"count": 1})


def test_a_session_that_ended_or_that_an_older_password_opened_is_no_device(
    anna: User, signed_in: SignedIn
) -> None:
    first, second = devices(anna, signed_in, 2)
    assert len(devices_of(anna)) == 2
    Session.objects.filter(pk=first.session.session_key).update(expire_date=timezone.now() - timedelta(1))

    assert [device.session_key for device in devices_of(anna)] == [second.session.session_key]

    anna.set_password("een-heel-nieuw-wachtwoord")
    anna.save()
    assert devices_of(anna) == []


def test_what_is_kept_of_a_device_goes_with_its_session(anna: User, signed_in: SignedIn) -> None:
    first, second = devices(anna, signed_in, 2)
    Session.objects.filter(pk=first.session.session_key).delete()

    assert forget_ended_devices(by=None, at=timezone.now()) == 1
    assert [one.session_key for one in UserSession.objects.all()] == [second.session.session_key]


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("told", "browser", "system"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox",
            "Windows",
        ),
        (CHROME, "Chrome", "Windows"),
        (f"{CHROME} Edg/130.0.0.0", "Edge", "Windows"),
        (f"{CHROME} OPR/114.0.0.0", "Opera", "Windows"),
        (SAFARI, "Safari", "iPhone"),
        (SAFARI.replace("Version/18.0", "CriOS/130.0.0.0"), "Chrome", "iPhone"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/18.0 Safari/605.1.15",
            "Safari",
            "Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko)"
            " SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 15633) Chrome/130.0.0.0 Safari/537.36",
            "Chrome",
            "ChromeOS",
        ),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)
def test_a_browser_and_its_system_are_read_from_what_it_says(told: str, browser: str, system: str) -> None:
    assert (browser_of(told), system_of(told)) == (browser, system)


def test_the_page_names_the_browser_and_keeps_what_it_said_at_hand(anna: User, signed_in: SignedIn) -> None:
    client = signed_in(anna)
    client.defaults["HTTP_USER_AGENT"] = CHROME
    client.get(URL)
    page = client.get(URL).content.decode()

    assert "<dd>Chrome" in page
    assert f"<code>{CHROME}</code>" in page.split("<details")[-1]
    assert f"<dd>{CHROME}" not in page
