"""A city is never without an administrator, today or on any later day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import NOON
from tests.make import person
from wijkraden.people.errors import LastAdministrator
from wijkraden.people.flows import block_account, end_seat, end_seat_at_once, give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.usefixtures("at_noon")


def test_the_last_administrator_does_not_end_at_once(beheer: User, city: City) -> None:
    """Also when a successor has yet to start: meanwhile nobody could let anyone in."""
    later = TODAY + timedelta(days=30)
    give_seat(person("sam"), role=Role.ADMINISTRATOR, city=city, starts_on=later, by=beheer, at=NOON)

    with pytest.raises(LastAdministrator):
        end_seat_at_once(beheer.seats.get(), by=None, at=NOON)
    end_seat(beheer.seats.get(), ends_on=later - timedelta(days=1), by=None, at=NOON)


def test_no_day_to_come_is_left_without_an_administrator(beheer: User, city: City) -> None:
    sam, tess = person("sam"), person("tess")
    new_year, last = date(2027, 1, 1), date(2026, 11, 10)
    first = beheer.seats.get()
    second = give_seat(sam, role=Role.ADMINISTRATOR, city=city, starts_on=TODAY, by=beheer, at=NOON)
    third = give_seat(tess, role=Role.ADMINISTRATOR, city=city, starts_on=new_year, by=beheer, at=NOON)
    end_seat(first, ends_on=last, by=sam, at=NOON)
    end_seat(second, ends_on=date(2026, 12, 31), by=beheer, at=NOON)

    with pytest.raises(LastAdministrator):
        end_seat_at_once(second, by=beheer, at=NOON)
    with pytest.raises(LastAdministrator):
        end_seat(second, ends_on=date(2026, 12, 30), by=beheer, at=NOON)
    with pytest.raises(LastAdministrator):
        block_account(sam, city=city, by=beheer, at=NOON)
    with pytest.raises(LastAdministrator):
        end_seat_at_once(third, by=beheer, at=NOON)
    with pytest.raises(LastAdministrator):
        block_account(tess, city=city, by=beheer, at=NOON)
    end_seat(first, ends_on=date(2027, 1, 31), by=sam, at=NOON)
    end_seat_at_once(second, by=beheer, at=NOON)

    with pytest.raises(LastAdministrator):
        end_seat(first, ends_on=date(2026, 12, 30), by=None, at=NOON)
    end_seat(first, ends_on=date(2026, 12, 31), by=None, at=NOON)


def test_an_administrator_whose_next_seat_follows_may_end_the_first(beheer: User, city: City) -> None:
    sam = person("sam")
    role, last = Role.ADMINISTRATOR, TODAY + timedelta(days=9)
    now = give_seat(sam, role=role, city=city, starts_on=TODAY, ends_on=last, by=beheer, at=NOON)
    give_seat(sam, role=role, city=city, starts_on=TODAY + timedelta(days=10), by=beheer, at=NOON)
    end_seat(beheer.seats.get(), ends_on=TODAY, by=sam, at=NOON)

    with pytest.raises(LastAdministrator):
        end_seat(now, ends_on=last - timedelta(days=1), by=beheer, at=NOON)
    with pytest.raises(LastAdministrator):
        block_account(sam, city=city, by=beheer, at=NOON)
    end_seat(now, ends_on=last, by=beheer, at=NOON)
