"""`verify_ledger` on what concerns closings, dossiers, pairs, counter-entries and years, changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from grants.budget.flows import redistribute, undo
from grants.budget.models import Account, Dossier, Entry, Slice, Transfer
from grants.budget.posting import Move, Stamp, lock, post
from grants.budget.states import Event, Kind, Scope
from portal import triggers
from tests.grants.budget.make import DAY, faults, said
from tests.grants.budget.raw import Books, account, raw_entry, raw_transfer, run
from tests.grants.budget.test_proof import by_hand
from tests.make import NOON
from tests.unguarded import guarded

CLOSED = "The whole city 2026: "
PARTED = "does not match the other half of its pair"
MIRROR = "does not book the mirror of the entry that it undoes"


def closed(made: Books) -> Any:
    return Slice.objects.filter(pk=made.closed.slice.pk)


def dossier(made: Books) -> Any:
    return Dossier.objects.filter(pk=made.theirs.pk)


def after_the_closing(made: Books) -> None:
    """Book in the closed slice as if it were open: 100 cents lapse no more."""
    closed(made).update(closed_at=None, closed_on=None, successor=None)
    stamp = Stamp(None, NOON, DAY, "late")
    with guarded():
        post(
            lock(made.closed.slice.pk),
            Event.CHANGE,
            stamp,
            asked=[],
            plan=[Move(Kind.FREE, Kind.LAPSED, 100)],
        )
    was = made.closed.slice
    closed(made).update(closed_at=was.closed_at, closed_on=was.closed_on, successor=was.successor)


def another_successor(made: Books) -> None:
    closed(made).update(successor=made.elsewhere.slice)


def gap(made: Books) -> None:
    last = made.pot.dossiers[-1]
    Dossier.objects.filter(pk=last.pk).update(sequence=4, number=f"{last.prefix}-2026-0004")


def without_books(made: Books) -> None:
    books = Slice.objects.get(year=made.play.year, scope=Scope.BOOKS)
    Account.objects.filter(slice=books).delete()
    books.delete()


CHANGED: dict[str, tuple[Callable[[Books], Any], list[str]]] = {
    "a slice that was closed is open again": (
        lambda made: closed(made).update(closed_at=None, closed_on=None, successor=None),
        [
            CLOSED + "it was closed, and is open again",
            CLOSED + "it was not closed at the moment that the trail tells",
        ],
    ),
    "an entry after the closing": (
        after_the_closing,
        [
            CLOSED + "it is closed, but its last entry is not that of its closing",
            CLOSED + "it is closed, but “Free” is not 0",
        ],
    ),
    "an earlier day of closing": (
        lambda made: closed(made).update(closed_on=date(2026, 1, 1)),
        [CLOSED + "something was booked after the day on which it was closed"],
    ),
    "a successor of another regulation in the same year": (
        another_successor,
        [
            CLOSED + "what it left open stands in a slice that is not the same one in a later year",
            CLOSED + "it does not name the slice in which what it left open went on",
        ],
    ),
    "another number": (
        lambda made: dossier(made).update(number="WS-2026-0099"),
        ["dossier WS-2026-0099 does not have the number of its prefix, year and place"],
    ),
    "a gap": (gap, ["dossier PREFIX-2026-0003 is missing"]),
    "a dossier of another slice": (
        lambda made: dossier(made).update(slice=made.elsewhere.slice),
        [
            "dossier PREFIX-2026-0002 stands in a slice of another year or regulation",
            "dossier PREFIX-2026-0002 has money in a slice that is not its own",
        ],
    ),
    "more than the reserved share": (
        lambda made: unchecked(
            f"UPDATE grants_year SET reserved_cents = allotted_cents - 1 WHERE id = {made.play.year.pk}"
        ),
        [
            "CITY 2026: its slices have more than its reserved share",
            "CITY 2026: its reserved share is not what was decided of it",
        ],
    ),
    "more than the programme": (
        lambda made: unchecked(
            f"UPDATE grants_year SET programme_cents = reserved_cents - 1 WHERE id = {made.play.year.pk}"
        ),
        [
            "CITY 2026: its reserved share is more than the programme",
            "CITY 2026: its programme is not what was decided of it",
        ],
    ),
    "no ledger of the city": (
        without_books,
        [
            "CITY 2026: it has no ledger of the city",
            "CITY 2026: its slices are not as they were made: whose money they are, or what they are called",
        ],
    ),
}


def unchecked(statement: str) -> None:
    """Run a statement as someone who took the CHECKs away."""
    if connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = on")
        run(statement)
        run("PRAGMA ignore_check_constraints = off")
        return
    for name in ("slices_stay_within_the_reserved_share", "reserved_share_stays_within_the_programme"):
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run(f"ALTER TABLE grants_year DROP CONSTRAINT {name}")
    run(statement)


@pytest.mark.parametrize("name", CHANGED)
def test_what_was_done_to_a_row_by_hand_is_named(made: Books, name: str) -> None:
    change, sentences = CHANGED[name]
    assert faults(made.play.city) == []

    by_hand(made, change)

    words = {"CITY": made.play.city.name, "PREFIX": made.mine.prefix}
    for word, stands in words.items():
        sentences = [one.replace(word, stands) for one in sentences]
    assert sorted(faults(made.play.city)) == sorted(sentences)


def entries_of(made: Books, key: str) -> dict[int, Entry]:
    return {one.slice_id: one for one in Entry.objects.filter(slice__year__city=made.play.city, key=key)}


def test_the_halves_of_a_pair_match(made: Books) -> None:
    redistribute(made.slice, made.elsewhere.slice, cents=1_000, **said("gift"))
    gives, takes = (entries_of(made, "gift")[one.pk] for one in (made.slice, made.elsewhere.slice))
    assert faults(made.play.city) == []
    places = [f"The whole city 2026: entry {one.number} {PARTED}" for one in (gives, takes)]

    by_hand(made, lambda made: Transfer.objects.filter(entry=takes).update(cents=999))
    assert set(faults(made.play.city)) >= set(places)
    by_hand(made, lambda made: Transfer.objects.filter(entry=takes).update(cents=1_000))
    assert faults(made.play.city) == []

    by_hand(made, lambda made: Entry.objects.filter(pk=takes.pk).update(pair=""))
    assert set(faults(made.play.city)) >= {places[0]}


def test_what_goes_over_to_the_next_year_is_what_was_committed(made: Books) -> None:
    over = Transfer.objects.get(
        entry__slice=made.after.slice, entry__event=Event.CARRY, debit__kind=Kind.COMMITTED
    )
    by_hand(made, lambda made: Transfer.objects.filter(pk=over.pk).update(cents=over.cents - 1))

    found = faults(made.play.city)

    assert f"The whole city 2027: entry {over.entry.number} {PARTED}" in found
    assert sum(PARTED in one for one in found) == 2


def test_a_counter_entry_is_the_mirror_of_what_it_undoes(made: Books) -> None:
    (counter,) = undo(Entry.objects.get(slice=made.slice, key="reserve"), **said("undone"))
    assert faults(made.play.city) == []
    sentence = f"The whole city 2026: entry {counter.number} {MIRROR}"

    by_hand(made, lambda made: Transfer.objects.filter(entry=counter).update(cents=1))
    assert sentence in faults(made.play.city)
    by_hand(made, lambda made: Transfer.objects.filter(entry=counter).update(cents=5_000))
    assert faults(made.play.city) == []

    other = Entry.objects.get(slice=made.slice, key="commit 0")
    by_hand(made, lambda made: Entry.objects.filter(pk=counter.pk).update(undoes=other))
    assert sentence in faults(made.play.city)


def test_an_advance_is_not_more_than_what_is_committed(made: Books) -> None:
    free, mine = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    assert (mine.balance, account(made.slice, Kind.ADVANCES, made.mine).balance) == (30_000, 10_000)
    sentence = f"The whole city 2026: {Kind.ADVANCES.value}/{made.mine.pk} is more than what is committed"
    raw_transfer(raw_entry(made.slice, dossier_id=made.mine.pk), free, mine, 20_000)
    assert sentence not in faults(made.play.city)

    def one_cent_less(made: Books) -> None:
        entry = raw_entry(made.slice, dossier_id=made.mine.pk, key="one", hash="d" * 64)
        raw_transfer(entry, free, mine, 1)

    by_hand(made, one_cent_less)

    assert sentence in faults(made.play.city)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps halves and text out by itself")
@pytest.mark.parametrize("cents", [100.5, "abc"])
def test_cents_that_are_not_whole_are_named(made: Books, cents: Any) -> None:
    by_hand(
        made,
        lambda made: run(
            "UPDATE grants_transfer SET cents = %s WHERE entry_id = %s", cents, entry_of(made, 8).pk
        ),
    )

    assert "The whole city 2026: entry 8 moves something else than whole cents" in faults(made.play.city)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps halves and text out by itself")
@pytest.mark.parametrize("column", ["reserved_cents", "programme_cents"])
@pytest.mark.parametrize("wrong", ["'abc'", "10000000000000.5"])
def test_amounts_of_a_year_that_are_not_whole_are_named(made: Books, column: str, wrong: str) -> None:
    by_hand(
        made,
        lambda made: unchecked(f"UPDATE grants_year SET {column} = {wrong} WHERE id = {made.play.year.pk}"),
    )

    assert faults(made.play.city) == [f"{made.play.city.name} 2026: its amounts are not whole cents"]


def entry_of(made: Books, number: int) -> Entry:
    return Entry.objects.get(slice=made.slice, number=number)


def test_a_trigger_of_someone_else_on_a_table_of_the_ledger_is_named(made: Books) -> None:
    assert faults() == []
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("CREATE FUNCTION theirs() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$ LANGUAGE plpgsql")
        run("CREATE TRIGGER theirs BEFORE INSERT ON grants_transfer FOR EACH ROW EXECUTE FUNCTION theirs()")
    else:
        run("CREATE TRIGGER theirs BEFORE INSERT ON grants_transfer BEGIN SELECT RAISE(IGNORE); END")

    assert faults() == ["trigger theirs: missing or changed"]
    assert triggers.wrong() == ["theirs"]
    assert triggers.wrong(tables="portal_") == []
