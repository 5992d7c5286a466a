"""Two at once, on real connections: the database decides who was first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from portal.post.flows import forget_about, forget_old, forget_person
from portal.post.models import Message, MessageState
from portal.trail.models import Record
from tests.conftest import NOON
from tests.make import message, person
from wijkraden.people.flows import (
    accept_invitation,
    block_account,
    correct_name,
    end_seat,
    end_seat_at_once,
    erase_person,
    forget_unanswered,
    give_seat,
    invite,
    revoke_invitation,
    send_again,
    unblock_account,
)
from wijkraden.people.models import Invitation, Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

TODAY = date(2026, 11, 2)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at the same moment, each on a connection of its own; return “done” or the error's name."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def during_several(first: Callable[[], object], others: dict[str, Callable[[], object]]) -> dict[str, str]:
    """Let each of the others wait on a connection of its own for the transaction of `first`."""
    outcomes: dict[str, str] = {}

    def run(name: str) -> None:
        outcomes[name] = at_once(others[name])[0]

    threads = [threading.Thread(target=run, args=(name,)) for name in others]
    try:
        with transaction.atomic():
            first()
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            assert outcomes == {}
    finally:
        for thread in threads:
            thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_who_seat_one_person_at_once_one_succeeds() -> None:
    city = City.objects.get(slug="rotterdam")
    districts = District.objects.filter(city=city, slug__in=["feijenoord", "heijplaat"])
    for number in range(5):
        rosa = person(f"rosa{number}")
        outcomes = at_once(
            *(
                lambda place=place, rosa=rosa: give_seat(
                    rosa, role=Role.MEMBER, city=city, district=place, starts_on=TODAY, by=None, at=NOON
                )
                for place in districts
            )
        )
        assert outcomes == ["SeatClash", "done"]
        assert Seat.objects.filter(user=rosa).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_one_invitation_at_once_one_gets_the_account() -> None:
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    sent = invite(city=city, email="esra@x.example", role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    token = sent.link.rstrip("/").rpartition("/")[2]

    def accept(name: str) -> Callable[[], object]:
        return lambda: accept_invitation(token, city=city, given_name=name, family_name="Y", at=NOON)

    assert at_once(accept("A"), accept("B")) == ["InvitationEnded", "done"]
    assert User.objects.filter(email="esra@x.example").count() == 1
    assert Invitation.objects.get().accepted_by == User.objects.get(email="esra@x.example")


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_end_each_others_seat_at_once_one_stays() -> None:
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    sam = person("sam", role=Role.ADMINISTRATOR, city=city)
    first, second = beheer.seats.get(), sam.seats.get()

    outcomes = at_once(
        lambda: end_seat(first, ends_on=TODAY, by=sam, at=NOON),
        lambda: end_seat(second, ends_on=TODAY, by=beheer, at=NOON),
    )

    assert outcomes == ["LastAdministrator", "done"]
    assert Seat.objects.filter(city=city, role=Role.ADMINISTRATOR, ends_on__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_ending_the_seat_and_blocking_the_account_of_one_person_do_not_wait_for_each_other() -> None:
    """Two administrators at once: with locks in opposite orders PostgreSQL would kill one of them."""
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    tess = person("tess", role=Role.ADMINISTRATOR, city=city)
    for number in range(8):
        role = Role.ADMINISTRATOR if number % 2 else Role.OFFICER
        sam = person(f"sam{number}", role=role, city=city)
        seat = sam.seats.get()

        outcomes = at_once(
            partial(end_seat, seat, ends_on=TODAY, by=tess, at=NOON),
            partial(block_account, sam, city=city, by=beheer, at=NOON),
        )

        assert outcomes == ["done", "done"]
        assert not User.objects.get(pk=sam.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_a_link_is_not_accepted_while_its_sender_is_blocked() -> None:
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    for number in range(4):
        old = person(f"old{number}", role=Role.ADMINISTRATOR, city=city)
        address = f"esra{number}@x.example"
        sent = invite(city=city, email=address, role=Role.OFFICER, starts_on=TODAY, by=old, at=NOON)
        token = sent.link.rstrip("/").rpartition("/")[2]

        outcomes = at_once(
            partial(block_account, old, city=city, by=beheer, at=NOON),
            partial(accept_invitation, token, city=city, given_name="E", family_name="Y", at=NOON),
        )

        sent.invitation.refresh_from_db()
        was_first = sent.invitation.accepted_at is not None
        assert outcomes == (["done", "done"] if was_first else ["InvitationEnded", "done"])
        assert User.objects.filter(email=address).exists() == was_first


def during(
    first: Callable[[], object], second: Callable[[], object], then: Callable[[], object] | None = None
) -> str:
    """Let `second` wait for the transaction of `first`, and of `then`; return what became of it."""
    outcomes: list[str] = []
    thread = threading.Thread(target=lambda: outcomes.extend(at_once(second)))
    try:
        with transaction.atomic():
            first()
            thread.start()
            time.sleep(0.3)
            assert outcomes == []
            if then is not None:
                then()
    finally:
        thread.join()
    return outcomes[0]


def acts_of_an_administrator(city: City, by: User) -> dict[str, Callable[[], object]]:
    """Return everything that an administrator does to people, ready to be done to someone of her own."""
    seated, blocked, gone = (
        person(name, role=Role.OFFICER, city=city, ends_on=last)
        for name, last in (("zit", None), ("dicht", None), ("weg", date(2026, 10, 30)))
    )
    for one in (blocked, gone):
        block_account(one, city=city, by=by, at=NOON)
    sent = invite(city=city, email="esra@x.example", role=Role.OFFICER, starts_on=TODAY, by=None, at=NOON)
    names: dict[str, Any] = {"given_name": "A", "particle": "", "family_name": "B"}
    new: dict[str, Any] = {"role": Role.REVIEWER, "city": city, "starts_on": TODAY}
    acts: dict[str, Callable[..., object]] = {
        "give": partial(give_seat, seated, **new),
        "end": partial(end_seat, seated.seats.get(), ends_on=TODAY),
        "end at once": partial(end_seat_at_once, seated.seats.get()),
        "invite": partial(invite, email="yara@x.example", **new),
        "send again": partial(send_again, sent.invitation),
        "revoke": partial(revoke_invitation, sent.invitation),
        "rename": partial(correct_name, seated, city=city, **names),
        "block": partial(block_account, seated, city=city),
        "unblock": partial(unblock_account, blocked, city=city),
        "erase": partial(erase_person, gone, city=city),
    }
    return {name: partial(act, by=by, at=NOON) for name, act in acts.items()}


@pytest.mark.django_db(transaction=True)
def test_whose_seat_as_administrator_ends_at_that_moment_does_nothing_more() -> None:
    """She passed the door of the page; the flow asks again once it holds the lock of the city."""
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    tess = person("tess", role=Role.ADMINISTRATOR, city=city)
    acts = acts_of_an_administrator(city, tess)
    newest = Record.objects.latest("number").number

    outcomes = during_several(partial(end_seat_at_once, tess.seats.get(), by=beheer, at=NOON), acts)

    assert outcomes == dict.fromkeys(acts, "NoLongerAllowed")
    later = Record.objects.filter(number__gt=newest)
    assert [record.act for record in later] == ["people.seat_ended_at_once"]


@pytest.mark.django_db(transaction=True)
def test_who_is_blocked_at_that_moment_gives_no_seat() -> None:
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    tess = person("tess", role=Role.ADMINISTRATOR, city=city)
    act = acts_of_an_administrator(city, tess)["give"]

    assert during(partial(block_account, tess, city=city, by=beheer, at=NOON), act) == "NoLongerAllowed"


@pytest.mark.django_db(transaction=True)
def test_an_invitation_that_is_sent_again_at_that_moment_keeps_its_address() -> None:
    city = City.objects.get(slug="rotterdam")
    beheer = User.objects.get(email="beheer@demo.example")
    sent = invite(city=city, email="esra@x.example", role=Role.OFFICER, starts_on=TODAY, by=beheer, at=NOON)
    later = NOON + timedelta(days=91)

    outcome = during(
        lambda: send_again(sent.invitation, by=beheer, at=later), lambda: forget_unanswered(at=later)
    )

    assert outcome == "done"
    assert Invitation.objects.get().email == "esra@x.example"
    assert Message.objects.exclude(forgotten_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["old", "person", "about"])
def test_messages_are_locked_in_the_order_of_their_ids_before_they_are_forgotten(act: str) -> None:
    """So erasing and the prune never wait for each other, in whatever order the rows lie in the table."""
    anna = User.objects.get(email="anna@demo.example")
    first, last = (message(number, at=NOON) for number in range(2))
    Message.objects.update(state=MessageState.PARKED, about_kind="x", about_id="1")
    Message.objects.filter(pk=first.pk).update(last_error="moves its row behind the other one")
    acts: dict[str, Callable[[], object]] = {
        "old": lambda: forget_old(before=NOON + timedelta(days=1), at=NOON),
        "person": lambda: forget_person(anna, addresses=[anna.email], by=None, at=NOON),
        "about": lambda: forget_about("x", ["1"], by=None, at=NOON),
    }
    can_try = connection.features.has_select_for_update_nowait  # SQLite has one lock, not one a row

    outcome = during(
        lambda: Message.objects.select_for_update().get(pk=first.pk),
        acts[act],
        lambda: Message.objects.select_for_update(nowait=can_try).get(pk=last.pk),
    )

    assert outcome == "done"
    assert Message.objects.filter(forgotten_at=None).count() == 0
