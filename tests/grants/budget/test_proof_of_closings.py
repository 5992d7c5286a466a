"""`verify_ledger` on closings: what someone did by hand to when, whether and into what something was closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from grants.budget.flows import close_slice, close_year, commit
from grants.budget.models import Slice, Year
from tests.grants.budget.make import LAST_DAY, NEW_YEAR, Pot, Scene, books_of, faults, pot, said, scene
from tests.grants.budget.raw import run
from tests.shared import shared
from tests.unguarded import by_hand

NOT_NAMED = "it does not name the slice in which what it left open went on"
NOT_THEN = "it was not closed at the moment that the trail tells"
NOT_ALL = "it is closed, but not all its slices are"
WHEN = said("close", at=NEW_YEAR, booked_on=LAST_DAY)

pytestmark = pytest.mark.django_db


@shared
def play() -> Scene:
    """A city with 2026 and 2027, of which 2026 has something open."""
    made = scene(2026, 2027, reserved=100_000)
    old = pot(made.year, cents=10_000, dossiers=2)
    pot(made.years[1], cents=10_000, regulation=old.regulation)
    for number, dossier in enumerate(old.dossiers):
        commit(dossier, cents=2_000, **said(f"commit {number}"))
    return made


@shared
def closed(play: Scene) -> Scene:
    """That city, with 2026 closed into 2027."""
    close_year(play.year, transfer=None, **WHEN)
    assert faults(play.city) == []
    return play


def slices(play: Scene, number: int = 0) -> Any:
    return Slice.objects.filter(year=play.years[number], regulation__isnull=False)


def years(play: Scene) -> Any:
    return Year.objects.filter(pk=play.year.pk)


def open_the_ledger_of_the_city(play: Scene) -> None:
    Slice.objects.filter(pk=books_of(play.year).pk).update(closed_at=None, closed_on=None, successor=None)


CHANGED: dict[str, tuple[Callable[[Scene], Any], list[str]]] = {
    "no slice in which it went on": (
        lambda play: slices(play).update(successor=None),
        ["The whole city 2026: " + NOT_NAMED],
    ),
    "another moment of a slice": (
        lambda play: slices(play).update(closed_at=NEW_YEAR + timedelta(microseconds=1)),
        ["The whole city 2026: " + NOT_THEN],
    ),
    "an open year": (lambda play: years(play).update(closed_at=None), ["CITY 2026: " + NOT_THEN]),
    "another moment of a year": (
        lambda play: years(play).update(closed_at=NEW_YEAR - timedelta(days=1)),
        ["CITY 2026: " + NOT_THEN],
    ),
    "an open slice in a closed year": (
        open_the_ledger_of_the_city,
        [
            "CITY 2026: it was closed, and is open again",
            "CITY 2026: " + NOT_THEN,
            "CITY 2026: " + NOT_ALL,
        ],
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_was_done_to_a_closing_by_hand_is_named(closed: Scene, name: str) -> None:
    change, sentences = CHANGED[name]

    by_hand(lambda: change(closed))

    assert sorted(faults(closed.city)) == sorted(one.replace("CITY", closed.city.name) for one in sentences)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps text out by itself")
@pytest.mark.parametrize("moment", ["abc", "2027-13-45 00:00:00"])
def test_a_moment_that_cannot_be_read_is_named(closed: Scene, moment: str) -> None:
    by_hand(lambda: run("UPDATE grants_year SET closed_at = %s WHERE id = %s", moment, closed.year.pk))

    found = faults(closed.city)

    unread = f"{closed.city.name} 2026: the moment of its closing cannot be read"
    assert (unread in found, "closings: a row of them cannot be read" in found) == (
        moment == "abc",
        moment != "abc",
    )


def test_a_year_that_closed_before_its_slices_is_named(play: Scene) -> None:
    assert faults(play.city) == []

    by_hand(lambda: years(play).update(closed_at=NEW_YEAR))

    assert faults(play.city) == [f"{play.city.name} 2026: {NOT_ALL}"]


def test_slices_may_close_one_by_one_before_their_year(play: Scene) -> None:
    (new,) = slices(play, 1)
    places = [(slices(play).get(), new), (books_of(play.year), books_of(play.years[1]))]
    for number, (old, into) in enumerate(places):
        when = WHEN | {"key": f"close {number}", "at": NEW_YEAR + timedelta(days=number)}
        close_slice(old, into=into, transfer=None, **when)
        assert faults(play.city) == []

    close_year(play.year, transfer=None, **(WHEN | {"at": NEW_YEAR + timedelta(days=2)}))

    assert faults(play.city) == []


def test_of_two_cities_that_closed_the_same_year_each_has_its_own_moment(closed: Scene) -> None:
    other: Pot = pot((theirs := scene(2026)).year, cents=1_000)
    close_year(theirs.year, transfer=None, **(WHEN | {"at": NEW_YEAR + timedelta(hours=1)}))

    assert (other.slice.closed_at, faults(theirs.city), faults(closed.city)) == (None, [], [])
