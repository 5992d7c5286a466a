"""Seats: given, ended, never changed; what does not go together is refused by flow and database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.errors import ChangedMeanwhile, WrongState
from portal.trail.queries import records_of
from tests.conftest import NOON
from tests.make import World
from wijkraden.people import rules
from wijkraden.people.errors import LastAdministrator, NotYours, SeatClash, WrongDistrict, WrongPeriod
from wijkraden.people.flows import (
    add_person,
    block_account,
    correct_name,
    end_seat,
    end_seat_at_once,
    give_seat,
    unblock_account,
)
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import by_period, people_of
from wijkraden.people.states import APART, Role, may_hold_together
from wijkraden.places.models import City, District

TODAY = date(2026, 11, 2)  # NOON
pytestmark = pytest.mark.usefixtures("at_noon")


def new_person(email: str = "sam@demo.example") -> User:
    return add_person(email=email, given_name="Sam", family_name="Peeters", by=None, at=NOON)


def insert_seat(user: User, city: City, role: str, district: District | None, starts: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wijkraden_seat"
            " (public_id, user_id, city_id, district_id, role, starts_on, ends_on, given_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, NULL, %s)",
            [
                f"x{role}{starts}"[:16],
                user.pk,
                city.pk,
                district.pk if district else None,
                role,
                starts,
                NOON,
            ],
        )


def run_sql(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_seat_is_given_and_stands_on_the_trail(beheer: User, city: City, delfshaven: District) -> None:
    sam = new_person()

    seat = give_seat(
        sam, role=Role.MEMBER, city=city, district=delfshaven, starts_on=TODAY, by=beheer, at=NOON
    )

    assert (seat.role, seat.district, seat.given_by, seat.ends_on) == ("member", delfshaven, beheer, None)
    last = records_of(sam).last()
    assert last is not None
    assert (last.act, last.by, last.facts["district"]) == ("people.seated", beheer, "delfshaven-schiemond")


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), APART, ids=str)
def test_what_does_not_go_together_is_refused_by_flow_and_database(
    one: Role, other: Role, city: City, delfshaven: District, lage_land: District
) -> None:
    sam = new_person()
    here = delfshaven if one in {"member", "chair", "coordinator"} else None
    there = lage_land if other in {"member", "chair", "coordinator"} else None
    give_seat(sam, role=one, city=city, district=here, starts_on=TODAY, by=None, at=NOON)

    with pytest.raises(SeatClash):
        give_seat(sam, role=other, city=city, district=there, starts_on=TODAY, by=None, at=NOON)
    with pytest.raises(DatabaseError, match="not held by one person"):
        insert_seat(sam, city, other, there, "2026-12-01")

    assert sam.seats.count() == 1


@pytest.mark.django_db
def test_roles_that_go_together_and_seats_after_each_other_are_fine(city: City, delfshaven: District) -> None:
    assert may_hold_together(Role.OFFICER, Role.REVIEWER)
    sam = new_person()
    for role in (Role.OFFICER, Role.REVIEWER):
        give_seat(
            sam, role=role, city=city, starts_on=TODAY, ends_on=TODAY + timedelta(days=9), by=None, at=NOON
        )
    give_seat(
        sam,
        role=Role.MEMBER,
        city=city,
        district=delfshaven,
        starts_on=TODAY + timedelta(days=10),
        by=None,
        at=NOON,
    )

    assert sam.seats.count() == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wijkraden_seat SET role = 'chair' WHERE id = %s",
        "UPDATE wijkraden_seat SET starts_on = '2020-01-01' WHERE id = %s",
        "UPDATE wijkraden_seat SET district_id = NULL WHERE id = %s",
        "DELETE FROM wijkraden_seat WHERE id = %s",
    ],
)
def test_a_seat_is_never_changed_or_removed(statement: str, anna: User) -> None:
    seat = anna.seats.get()

    with pytest.raises(DatabaseError):
        run_sql(statement, seat.pk)

    assert anna.seats.get() == seat


def test_moving_a_last_day_into_another_seat_is_refused_by_both(
    city: City, delfshaven: District, beheer: User
) -> None:
    sam = new_person()
    first = give_seat(
        sam,
        role=Role.OFFICER,
        city=city,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=5),
        by=None,
        at=NOON,
    )
    later = TODAY + timedelta(days=10)
    give_seat(sam, role=Role.MEMBER, city=city, district=delfshaven, starts_on=later, by=None, at=NOON)

    with pytest.raises(SeatClash):
        end_seat(first, ends_on=later, by=beheer, at=NOON)
    with pytest.raises(DatabaseError, match="not held by one person"):
        run_sql("UPDATE wijkraden_seat SET ends_on = '2027-01-01' WHERE id = %s", first.pk)


def test_a_seat_ends_today_at_the_earliest_and_only_once(anna: User, beheer: User) -> None:
    seat = anna.seats.get()

    with pytest.raises(WrongPeriod):
        end_seat(seat, ends_on=TODAY - timedelta(days=1), by=beheer, at=NOON)
    end_seat(seat, ends_on=TODAY, by=beheer, at=NOON)
    assert (seat.is_current(TODAY), seat.is_current(TODAY + timedelta(days=1))) == (True, False)
    with pytest.raises(WrongState):
        end_seat(seat, ends_on=TODAY + timedelta(days=9), by=beheer, at=NOON + timedelta(days=2))


@pytest.mark.parametrize(
    ("role", "district", "error"),
    [(Role.MEMBER, "", WrongDistrict), (Role.OFFICER, "delfshaven-schiemond", WrongDistrict)],
)
def test_a_role_and_its_place_must_fit(role: Role, district: str, error: type, city: City) -> None:
    sam = new_person()
    place = District.objects.filter(city=city, slug=district).first()

    with pytest.raises(error):
        give_seat(sam, role=role, city=city, district=place, starts_on=TODAY, by=None, at=NOON)
    with pytest.raises(DatabaseError):
        insert_seat(sam, city, role, place, "2026-11-02")


def test_a_district_of_another_city_is_refused(delfshaven: District, db: None) -> None:
    other = City.objects.create(name="Elders", slug="elders", host="elders.example")

    with pytest.raises(WrongDistrict):
        give_seat(
            new_person(), role=Role.MEMBER, city=other, district=delfshaven, starts_on=TODAY, by=None, at=NOON
        )


def test_a_city_keeps_an_administrator(beheer: User, city: City) -> None:
    seat = beheer.seats.get()
    sam = new_person()
    second = give_seat(sam, role=Role.ADMINISTRATOR, city=city, starts_on=TODAY, by=beheer, at=NOON)
    with pytest.raises(WrongState):
        end_seat(seat, ends_on=TODAY, by=beheer, at=NOON)
    with pytest.raises(WrongState):
        block_account(beheer, city=city, by=beheer, at=NOON)

    end_seat(seat, ends_on=TODAY, by=sam, at=NOON)

    with pytest.raises(LastAdministrator):
        end_seat(second, ends_on=TODAY, by=None, at=NOON)
    with pytest.raises(LastAdministrator):
        block_account(sam, city=city, by=beheer, at=NOON)
    off = "0" if connection.vendor == "sqlite" else "false"
    for statement in (
        "UPDATE wijkraden_seat SET ends_on = '2027-01-01' WHERE role = 'administrator' AND ends_on IS NULL",
        f"UPDATE wijkraden_user SET is_active = {off} WHERE email = 'sam@demo.example'",
    ):
        with pytest.raises(DatabaseError, match="keeps an administrator"):
            run_sql(statement)


def test_a_blocked_account_is_out_at_once_and_can_be_opened_again(
    anna: User, beheer: User, city: City, signed_in: Callable[[User | None], Client]
) -> None:
    browser = signed_in(anna)
    assert browser.get("/people/side-functions/").status_code == 200

    block_account(anna, city=city, by=beheer, at=NOON)

    assert browser.get("/people/side-functions/").status_code == 302
    with pytest.raises(WrongState):
        block_account(anna, city=city, by=beheer, at=NOON)
    unblock_account(anna, city=city, by=beheer, at=NOON)
    assert browser.get("/people/side-functions/").status_code == 302  # the old session stays dead
    assert Seat.objects.filter(user=anna, ends_on__isnull=True).count() == 1


def test_an_account_of_another_city_too_is_not_blocked_or_renamed_here(
    anna: User, beheer: User, city: City
) -> None:
    other = City.objects.create(name="Elders", slug="elders", host="elders.example")
    sam = new_person()
    for place in (city, other):
        give_seat(
            sam, role=Role.REVIEWER, city=place, starts_on=TODAY, by=None, at=NOON
        ) if place == city else None
    Seat.objects.create(user=sam, city=other, role=Role.OFFICER, starts_on=TODAY, given_at=NOON)

    with pytest.raises(NotYours):
        block_account(sam, city=city, by=beheer, at=NOON)
    with pytest.raises(NotYours):
        correct_name(sam, city=city, given_name="X", particle="", family_name="Y", by=beheer, at=NOON)


def test_names_sort_without_their_prefix_and_read_well(db: None) -> None:
    """NAM-1."""
    names = [
        ("Emma", "van der", "Berg"),
        ("Jan", "de", "Jong"),
        ("Piet", "", "Bakker"),
        ("晶", "", "東京"),
        ("A", "", "🎉"),
    ]
    people = [
        add_person(
            email=f"p{n}@x.example", given_name=given, particle=particle, family_name=family, by=None, at=NOON
        )
        for n, (given, particle, family) in enumerate(names)
    ]
    first_three = User.objects.filter(pk__in=[one.pk for one in people[:3]])
    assert [one.family_first for one in first_three] == ["Bakker, Piet", "Berg, Emma van der", "Jong, Jan de"]
    assert [people[0].formal_name, people[0].short_name] == ["Van der Berg", "E. van der Berg"]
    assert [bool(one.sort_key.strip()) for one in people] == [True] * 5


def test_a_seat_that_ends_at_once_gives_no_rights_from_that_moment(
    rik: User, beheer: User, city: City, delfshaven: District
) -> None:
    seat = rik.seats.get()
    assert rules.roles_of(rik, city.pk) == {Role.REVIEWER}
    before = list(people_of(city, role=Role.REVIEWER, period="current", on=TODAY))

    end_seat_at_once(seat, by=beheer, at=NOON)

    assert rules.roles_of(User.objects.get(pk=rik.pk), city.pk) == frozenset()
    assert (seat.ends_on, seat.is_current(TODAY - timedelta(days=1)), seat.is_current(TODAY)) == (
        TODAY,
        True,
        False,
    )
    assert list(people_of(city, role=Role.REVIEWER, period="ended", on=TODAY)) == [rik]
    after = list(people_of(city, role=Role.REVIEWER, period="current", on=TODAY))
    assert after == [one for one in before if one != rik]
    last = records_of(rik).last()
    assert last is not None
    assert last.act == "people.seat_ended_at_once"
    with pytest.raises(WrongState):
        end_seat(seat, ends_on=TODAY + timedelta(days=3), by=beheer, at=NOON)
    with pytest.raises(WrongState):
        end_seat_at_once(seat, by=beheer, at=NOON)
    give_seat(rik, role=Role.MEMBER, city=city, district=delfshaven, starts_on=TODAY, by=beheer, at=NOON)


def test_a_seat_that_started_today_can_end_at_once(city: City, beheer: User) -> None:
    sam = new_person()
    seat = give_seat(sam, role=Role.OFFICER, city=city, starts_on=TODAY, by=beheer, at=NOON)

    end_seat_at_once(seat, by=beheer, at=NOON)

    seat.refresh_from_db()
    assert (seat.starts_on, seat.ends_on, seat.is_current(TODAY), seat.is_cancelled) == (
        TODAY,
        TODAY,
        False,
        False,
    )
    give_seat(sam, role=Role.CONTROLLER, city=city, starts_on=TODAY, by=beheer, at=NOON)


def test_a_seat_that_has_yet_to_start_can_be_cancelled_and_stays_as_a_row(
    city: City, beheer: User, delfshaven: District
) -> None:
    sam = new_person()
    later = TODAY + timedelta(days=30)
    seat = give_seat(sam, role=Role.OFFICER, city=city, starts_on=later, by=beheer, at=NOON)

    end_seat_at_once(seat, by=beheer, at=NOON)

    seat.refresh_from_db()
    assert (seat.is_cancelled, seat.is_current(later), seat.ends_on) == (True, False, later)
    assert by_period([seat], on=TODAY)["ended"] == [seat]
    last = records_of(sam).last()
    assert last is not None
    assert last.act == "people.seat_cancelled"
    give_seat(sam, role=Role.MEMBER, city=city, district=delfshaven, starts_on=TODAY, by=beheer, at=NOON)


def test_an_end_at_once_is_not_undone_and_has_a_day(rik: User, bram: User, beheer: User) -> None:
    seat = rik.seats.get()
    end_seat_at_once(seat, by=beheer, at=NOON)

    with pytest.raises(DatabaseError, match="ended, never changed"):
        run_sql("UPDATE wijkraden_seat SET ended_at = NULL WHERE id = %s", seat.pk)
    with pytest.raises(DatabaseError, match="has_a_last_day"):
        run_sql("UPDATE wijkraden_seat SET ended_at = CURRENT_TIMESTAMP WHERE id = %s", bram.seats.get().pk)


def test_seats_are_kept_apart_within_a_city_and_tell_nothing_of_another(
    world: World, city: City, delfshaven: District
) -> None:
    sam = new_person()
    give_seat(sam, role=Role.ADMINISTRATOR, city=world.elders, starts_on=TODAY, by=None, at=NOON)
    with pytest.raises(SeatClash):
        give_seat(sam, role=Role.OFFICER, city=world.elders, starts_on=TODAY, by=None, at=NOON)

    give_seat(sam, role=Role.MEMBER, city=city, district=delfshaven, starts_on=TODAY, by=None, at=NOON)

    with pytest.raises(SeatClash) as refused:
        give_seat(sam, role=Role.OFFICER, city=city, starts_on=TODAY, by=None, at=NOON)
    assert "beheerder" not in str(refused.value).lower()
    with pytest.raises(DatabaseError, match="not held by one person"):
        insert_seat(sam, city, Role.CHAIR, delfshaven, "2026-12-01")
    assert sam.seats.count() == 2


def test_a_stale_name_is_not_written_over_a_newer_one(anna: User, beheer: User, city: City) -> None:
    names = {"given_name": "Anna", "particle": "van der", "family_name": "Berg"}
    correct_name(anna, city=city, **{**names, "particle": ""}, was=names, by=beheer, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        correct_name(anna, city=city, **{**names, "given_name": "An"}, was=names, by=beheer, at=NOON)

    assert User.objects.get(pk=anna.pk).full_name == "Anna Berg"
