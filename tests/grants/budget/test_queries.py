"""What is read of the money, as of any day, in a number of queries that does not grow with the rows."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from grants.budget import flows
from grants.budget.models import Dossier, Entry
from grants.budget.queries import (
    authority_of,
    belongs_with,
    card_of,
    dossier_at,
    entry_at,
    figures_of,
    figures_on,
    free_of,
    journal,
    slices,
    together,
    transfers_of,
    with_districts,
)
from grants.budget.states import Kind
from tests.shared import shared
from wijkraden.places.models import City, District

from .make import DAY, Play, city_slice, district_slice, lines, regulation, standing, year

pytestmark = pytest.mark.django_db

FIRST, MIDDLE = date(2026, 10, 1), date(2026, 10, 15)


@shared
def play(city: City, delfshaven: District) -> Play:
    """A slice of 2027 with 1,000 euros since the first of October."""
    made = Play(district_slice(year(city, 2027, reserved=300_000), regulation(city), delfshaven), day=FIRST)
    made.allot(100_000)
    return made


def _queries(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def test_figures_of_a_past_day_are_those_of_what_was_booked_for_it(play: Play) -> None:
    play.day = DAY
    one = play.granted(1_000, advance=800)
    play.day = MIDDLE
    flows.reserve(play.dossier(), cents=300, **play.stamp())  # written last, but for an earlier day

    told = {
        day: figures_on([play.slice], day)[play.slice.pk] for day in (date(2026, 9, 30), FIRST, MIDDLE, DAY)
    }

    shown = [
        (told[day].authority, told[day][Kind.FREE], told[day][Kind.RESERVED], told[day].granted)
        for day in told
    ]
    assert shown == [
        (0, 0, 0, 0),
        (100_000, 100_000, 0, 0),
        (100_000, 99_700, 300, 0),
        (100_000, 98_700, 300, 1_000),
    ]
    now = figures_of([play.slice])[play.slice.pk]
    assert {kind: told[DAY][kind] for kind in Kind} == {kind: now[kind] for kind in Kind}
    assert standing(play.slice, one)["payable"] == 800


def test_figures_of_several_slices_add_up(city: City, play: Play) -> None:
    pot = Play(city_slice(play.slice.year, regulation(city, prefix="NT")))
    pot.allot(50_000)
    pot.granted(1_000, advance=1_000, paid=600)

    both = together(figures_of([play.slice, pot.slice]).values())

    assert (both.authority, both[Kind.FREE], both.granted, both.paid) == (150_000, 149_000, 1_000, 600)
    assert authority_of([play.slice, pot.slice]) == {play.slice.pk: 100_000, pot.slice.pk: 50_000}
    assert free_of([play.slice, pot.slice]) == {play.slice.pk: 100_000, pot.slice.pk: 49_000}


def test_the_card_of_a_dossier_shows_every_booking_with_the_balance_after_it(play: Play) -> None:
    claim, one = play.granted(500, advance=500, paid=500), play.granted(1_000, advance=800)
    flows.determine(claim, cents=100, **play.stamp())
    flows.set_off(claim, one, cents=50, **play.stamp())

    told = [(str(line.account.kind), line.debit, line.credit, line.balance) for line in card_of(one)]

    assert told == [
        ("committed", 1_000, 0, 1_000),
        ("advances", 800, 0, 800),
        ("payable", 0, 800, 800),
        ("payable", 50, 0, 750),
    ]
    assert card_of(play.dossier()) == []


def test_the_journal_is_found_by_everything_an_entry_says(city: City, play: Play) -> None:
    play.day = MIDDLE
    one = play.granted(1_000, advance=800)
    last = flows.send(one, cents=300, **play.stamp(source="order:7", key="order:7/sent"))
    mine = {"city": city, "year": 2027}

    def told(**asked: Any) -> list[str]:
        return [str(entry.event) for entry in journal(**{**mine, **asked})]

    assert told() == ["send", "advance", "commit", "allot"]
    assert told(event="advance") == ["advance"]
    assert told(key="order:7") == told(key="order:7/sent") == ["send"]
    assert told(key="order") == []
    assert told(dossier=one.number) == ["send", "advance", "commit"]
    assert told(dossier=one.number[:-1]) == []
    assert told(last_on=FIRST) == ["allot"]
    assert told(first_on=MIDDLE, last_on=MIDDLE) == ["send", "advance", "commit"]
    assert told(district=District.objects.get(city=city, slug="feijenoord")) == []
    assert told(year=2028) == []
    first = journal(city, key="order:7").get()
    assert (first, vars(first)["cents"]) == (last, 300)


def test_an_entry_is_found_with_what_belongs_to_it(city: City, play: Play) -> None:
    pot = city_slice(play.slice.year, regulation(city, prefix="NT"))
    less, more = flows.redistribute(play.slice, pot, cents=300, **play.stamp())
    undone = flows.undo(less, **play.stamp())

    found = entry_at(city, play.slice.public_id, less.number)

    assert found == less
    assert entry_at(city, play.slice.public_id, 99) is None
    assert list(belongs_with(less)) == [more, undone[1]]
    assert list(belongs_with(undone[0])) == [more, undone[1]]
    assert list(belongs_with(play.allot(5))) == []
    assert [(one.debit.kind, one.credit.kind, one.cents) for one in transfers_of(less)] == lines(less)
    assert dossier_at(city, "PR-2027-0001") is None
    assert dossier_at(city, play.dossier().number) is not None


def _fill(play: Play, count: int) -> list[Dossier]:
    made = [play.granted(100, advance=80, paid=50) for _ in range(count)]
    for one in made:
        flows.determine(one, cents=90, **play.stamp())
    return made


READS: dict[str, tuple[int, Callable[[City, Play, list[Dossier]], Any]]] = {
    "slices": (1, lambda city, play, _: list(slices(city, year=2027))),
    "slices with districts": (2, lambda city, play, _: list(with_districts(slices(city, year=2027)))),
    "figures": (1, lambda city, play, _: figures_of([play.slice])),
    "figures of a past day": (1, lambda city, play, _: figures_on([play.slice], MIDDLE)),
    "card": (2, lambda city, play, dossiers: _seen(card_of(dossiers[0]))),
    "journal": (1, lambda city, play, _: [_words(one) for one in journal(city, year=2027)]),
    "an entry and its transfers": (
        2,
        lambda city, play, dossiers: _sides(transfers_of(dossiers[0].entries.all()[0])),
    ),
}


def _seen(card: list[Any]) -> list[Any]:
    return [(one.transfer.entry.by, one.transfer.entry.slice.year, one.account.kind) for one in card]


def _words(entry: Entry) -> tuple[Any, ...]:
    return (entry.slice.year, entry.dossier and entry.dossier.number, entry.by, entry.slice.name)


def _sides(transfers: QuerySet[Any]) -> list[Any]:
    return [(one.debit.dossier, one.credit.dossier) for one in transfers]


def test_no_read_asks_more_of_fifty_rows_than_of_one(city: City, play: Play) -> None:
    dossiers = _fill(play, 1)

    def asked() -> dict[str, int]:
        return {name: _queries(partial(read, city, play, dossiers)) for name, (_count, read) in READS.items()}

    one = asked()
    dossiers += _fill(play, 49)

    assert one == asked() == {name: count for name, (count, _read) in READS.items()}
    assert play.slice.entries.count() == 1 + 50 * 5
