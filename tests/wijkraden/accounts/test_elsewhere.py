"""What one city reads of its door tells nothing of the accounts of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from portal.post.models import Message
from portal.realm import UNLISTED, within
from portal.security.tokens import FIELD, new_token
from portal.trail.models import Record
from tests.make import World, person, sign_in
from wijkraden.people.models import User

ELSEWHERE, NOBODY = "ada@test.example", "niemand@test.example"
HOST = {"host": "elders.example"}


@pytest.fixture
def two(world: World, settings: Any) -> World:
    """Two cities that answer; ada has a seat in the other one alone."""
    settings.ALLOWED_HOSTS = ["testserver", HOST["host"]]
    assert world.ada.email == ELSEWHERE
    return world


def wrong_password(address: str) -> None:
    Client().post("/accounts/login/", {"login": address, "password": "wrong"})


def wrong_code(address: str) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": address})
    client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})


def new_password(address: str) -> None:
    Client().post("/accounts/password/reset/", {"email": address})


def seen_here(act: Callable[[str], None], address: str, two: World) -> tuple[object, ...]:
    """Do it with that address at this city's door; return what its administrator then reads."""
    newest = Record.objects.latest("number").number
    act(address)
    beheer = sign_in(Client(), two.known("beheer"))
    lines = beheer.get("/trail/").context["lines"]
    acts = [(one.words, one.rest, one.who, one.thing) for one in lines if one.record.number > newest]
    filtered = beheer.get("/trail/", {"person": address}).status_code
    mails = beheer.get("/messages/", {"address": address}).context["page"]
    return acts, filtered, [mail.subject for mail in mails]


@pytest.mark.parametrize("act", [wrong_password, wrong_code, new_password])
def test_a_try_with_the_address_of_someone_elsewhere_reads_as_one_that_nobody_has(
    act: Callable[[str], None], two: World
) -> None:
    other = seen_here(act, ELSEWHERE, two)
    cache.clear()  # a failure is noted once an hour
    assert other == seen_here(act, NOBODY, two)
    assert other[1] == 422
    own = seen_here(act, "anna@demo.example", two)
    assert own != other, "of its own people it reads what happened"


def test_her_own_city_reads_that_someone_tried_her_account(two: World) -> None:
    wrong_password(ELSEWHERE)
    wrong_code(ELSEWHERE)

    client = sign_in(Client(headers=HOST), two.ada)
    failed = client.get("/trail/?act=account.sign_in_failed").context["lines"]
    assert [line.thing for line in failed] == [str(two.ada)]
    mails = client.get("/messages/", {"address": ELSEWHERE}).context["page"]
    assert [(mail.kind, mail.to) for mail in mails] == [("accounts.login_code", two.ada)]


def test_what_nobody_may_list_is_found_by_nobody(two: World) -> None:
    new_password(NOBODY)
    mail = Message.objects.get(address=NOBODY)
    assert (mail.kind, mail.realm) == ("accounts.unknown_account", UNLISTED)

    for client in (sign_in(Client(), two.known("beheer")), sign_in(Client(headers=HOST), two.ada)):
        assert client.get(f"/messages/{mail.public_id}/").status_code == 404
        assert list(client.get("/messages/").context["page"]) == []


@pytest.mark.parametrize("address", [ELSEWHERE, NOBODY])
def test_changing_an_address_to_one_of_another_city_shows_in_no_list(address: str, two: World) -> None:
    beheer = two.known("beheer")
    client = sign_in(Client(), beheer)
    client.post("/accounts/email/", {"email": address, "action_add": "1"})
    assert Message.objects.filter(address=address).count() == 1

    assert list(client.get("/messages/").context["page"]) == []
    assert Record.objects.filter(act="post.queued", realm=two.city.public_id).count() == 0
    hers = sign_in(Client(headers=HOST), two.ada).get("/trail/?act=post.queued").context["page"]
    assert [row.by for row in hers] == ([None] if address == ELSEWHERE else [])


def test_who_visits_another_city_gets_her_mail_from_her_own(two: World) -> None:
    ada = two.ada
    ada.set_unusable_password()
    ada.save()
    page = "/account/confirm/"

    sign_in(Client(), ada).post(page, {"send": "1", FIELD: new_token(ada, page)})

    assert Message.objects.get(to=ada).realm == two.elders.public_id


def test_a_blocked_person_reads_that_she_is_blocked_and_a_stranger_sees_nothing_of_it(
    anna: User, two: World
) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)
    pages = [
        Client().post(path, {"email": address}, follow=True).content.decode().replace(address, "")
        for path in ("/accounts/login/code/", "/accounts/password/reset/")
        for address in (anna.email, NOBODY)
    ]

    mails = Message.objects.filter(to=anna)
    assert {(mail.kind, mail.realm) for mail in mails} == {("accounts.account_blocked", two.city.public_id)}
    assert [len(page) for page in pages[::2]] == [len(page) for page in pages[1::2]]


def test_a_person_without_any_seat_is_known_in_no_city(two: World) -> None:
    with within(two.city.public_id):
        lone = person("los")
    wrong_password(lone.email)
    new_password(lone.email)

    assert Message.objects.get(to=lone).realm == UNLISTED
    assert Record.objects.filter(act="account.sign_in_failed", realm=two.city.public_id).get().subject_id == (
        "unknown"
    )
