"""Two at once, on real connections: the database decides who was first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from tests.conftest import NOON
from wijkraden.people.flows import accept_invitation, end_seat, give_seat, invite
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


@pytest.mark.django_db(transaction=True)
def test_of_two_who_seat_one_person_at_once_one_succeeds() -> None:
    city = City.objects.get(slug="rotterdam")
    people = [
        User.objects.create(
            email=f"r{n}@x.example", given_name="R", family_name="R", joined_at=NOON, sort_key="r"
        )
        for n in range(5)
    ]
    districts = District.objects.filter(city=city, slug__in=["feijenoord", "heijplaat"])
    for person in people:
        outcomes = at_once(
            *(
                lambda place=place, person=person: give_seat(
                    person, role=Role.MEMBER, city=city, district=place, starts_on=TODAY, by=None, at=NOON
                )
                for place in districts
            )
        )
        assert outcomes == ["SeatClash", "done"]
        assert Seat.objects.filter(user=person).count() == 1


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
    sam = User.objects.create(
        email="sam@x.example", given_name="S", family_name="S", joined_at=NOON, sort_key="s"
    )
    give_seat(sam, role=Role.ADMINISTRATOR, city=city, starts_on=TODAY, by=None, at=NOON)
    first, second = beheer.seats.get(), sam.seats.get()

    outcomes = at_once(
        lambda: end_seat(first, ends_on=TODAY, by=sam, at=NOON),
        lambda: end_seat(second, ends_on=TODAY, by=beheer, at=NOON),
    )

    assert outcomes == ["LastAdministrator", "done"]
    assert Seat.objects.filter(city=city, role=Role.ADMINISTRATOR, ends_on__isnull=True).count() == 1
