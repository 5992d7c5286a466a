"""What SQLite alone makes possible: a statement that says what to do on conflict, and halves and text for integers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from grants.budget.models import Account, Change, ChangeLine, Dossier, Entry, Transfer, Year
from grants.budget.states import Kind
from portal import triggers
from tests.grants.budget.make import everything, faults
from tests.grants.budget.raw import (
    HASH,
    Books,
    account,
    columns,
    insert,
    raw_entry,
    refusal,
    refused,
    run,
    table,
)
from wijkraden.people.models import User

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows OR IGNORE")
POLICIES = ("IGNORE", "FAIL", "ROLLBACK", "REPLACE", "ABORT")
INTO = "INTO grants_transfer (entry_id, position, debit_id, credit_id, cents) VALUES (%s, 1, %s, %s, %s)"
FAR = 2**63 - 1


def tried(statement: str, *values: Any) -> str:
    """Run a statement, and keep what it wrote also when it fails; return its sentence ("": it did not fail)."""
    try:
        run(statement, *values)
    except DatabaseError as error:
        return str(error)
    return ""


@on_sqlite
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("debit", "credit", "cents"),
    [
        (Kind.COMMITTED, Kind.FREE, 10_000_000),  # more than is free: the credit side refuses
        (Kind.AUTHORITY, Kind.FREE, 110_001),  # the debit side of the budget refuses
        (Kind.FREE, Kind.AUTHORITY, 9_900_001),  # the reserved share of the year refuses
        (Kind.RESERVED, Kind.COMMITTED, 30_001),  # the leaf refuses, its total would not
        (Kind.ADVANCES, Kind.BANK, 2**62 - 10_000),  # no longer countable
    ],
)
def test_a_transfer_that_an_account_can_not_take_is_refused_whatever_the_conflict_policy(
    made: Books, policy: str, debit: Kind, credit: Kind, cents: int
) -> None:
    sides = [_side(made, kind) for kind in (debit, credit)]
    entry = raw_entry(made.slice, dossier_id=made.mine.pk)
    before = everything(made.play.city)

    sentence = tried(f"INSERT OR {policy} {INTO}", entry.pk, *(one.pk for one in sides), cents)

    assert sentence in (
        "account_stays_on_its_normal_side, and its sums stay countable",
        "slices_stay_within_the_reserved_share",
    )
    assert connection.in_atomic_block
    assert everything(made.play.city) == before
    run(f"INSERT OR {policy} {INTO}", entry.pk, *(one.pk for one in sides), 100)
    assert everything(made.play.city) != before


def _side(made: Books, kind: Kind) -> Account:
    of = made.mine if kind in (Kind.COMMITTED, Kind.RESERVED, Kind.ADVANCES) else None
    found = Account.objects.filter(slice=made.slice, kind=kind, dossier=of).first()
    if found is None:
        total = account(made.slice, kind)
        new = {"debits": 0, "credits": 0, "last_transfer": 0, "dossier_id": made.mine.pk}
        found = Account.objects.get(pk=insert(total, **new, parent_id=total.pk))
    return found


@on_sqlite
@pytest.mark.parametrize(
    ("lifted", "debit", "credit", "cents"),
    [
        ("grants_account_stays_on_its_side", Kind.COMMITTED, Kind.FREE, 10_000_000),
        ("grants_account_stays_on_its_side", Kind.AUTHORITY, Kind.FREE, 110_001),
        ("grants_account_stays_on_its_side", Kind.RESERVED, Kind.COMMITTED, 30_001),
        ("grants_year_stays_within_its_share", Kind.FREE, Kind.AUTHORITY, 9_900_001),
    ],
)
def test_a_transfer_that_a_row_skipped_is_refused_also_without_the_guard_of_that_row(
    made: Books, lifted: str, debit: Kind, credit: Kind, cents: int
) -> None:
    sides = [_side(made, kind).pk for kind in (debit, credit)]
    entry = raw_entry(made.slice, dossier_id=made.mine.pk)
    run(f"DROP TRIGGER {lifted}")
    before = everything(made.play.city)

    sentence = tried(f"INSERT OR IGNORE {INTO}", entry.pk, *sides, cents)

    assert sentence == "a transfer must reach its accounts, their totals and the year"
    assert everything(made.play.city) == before


@on_sqlite
@pytest.mark.parametrize("policy", POLICIES)
def test_an_entry_whose_head_does_not_follow_is_refused_whatever_the_conflict_policy(
    made: Books, policy: str
) -> None:
    names = ", ".join(columns(made.slice.entries.all()[0], "id"))
    last = made.slice.entries.order_by("-number")[0]
    before = everything(made.play.city)
    for wrong in ({"number": 99}, {"number": last.number}, {"key": "commit 0"}, {"previous_hash": "e" * 64}):
        values = [
            ({**_following(last), **wrong}).get(name, last.__dict__[name]) for name in columns(last, "id")
        ]
        slots = ", ".join(["%s"] * len(values))
        assert tried(f"INSERT OR {policy} INTO grants_entry ({names}) VALUES ({slots})", *values)
        assert everything(made.play.city) == before


def _following(last: Entry) -> dict[str, Any]:
    return {"number": last.number + 1, "previous_hash": last.hash, "hash": HASH, "key": "raw"}


def _rows(made: Books) -> dict[str, models.Model]:
    return {
        "entry": Entry.objects.filter(slice=made.slice).order_by("number")[1],
        "transfer": Transfer.objects.filter(entry__slice=made.slice).order_by("id")[1],
        "account": account(made.slice, Kind.COMMITTED, made.mine),
        "slice": made.slice,
        "year": Year.objects.get(pk=made.play.year.pk),
        "dossier": made.mine,
        "district": made.share,
        "change": made.waiting,
        "line": ChangeLine.objects.get(change=made.waiting),
    }


ROWS = ("entry", "transfer", "account", "slice", "year", "dossier", "district", "change", "line")


@on_sqlite
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("keeps_its_id", [True, False])
def test_a_row_is_not_written_twice_whatever_the_conflict_policy(
    made: Books, name: str, keeps_its_id: bool, policy: str
) -> None:
    row = _rows(made)[name]
    before = list(type(row)._default_manager.order_by("pk").values())
    names = ", ".join(columns(row, *(() if keeps_its_id else ("id",))))

    assert tried(
        f"INSERT OR {policy} INTO {table(row)} ({names}) SELECT {names} FROM {table(row)} WHERE id = %s",
        row.pk,
    )
    assert connection.in_atomic_block
    assert list(type(row)._default_manager.order_by("pk").values()) == before


CHANGES = {
    "entry": "source = 'x'",
    "transfer": "cents = cents + 1",
    "account": "debits = debits + 1",
    "slice": "last_number = last_number + 1",
    "year": "allotted_cents = allotted_cents + 1",
    "dossier": "number = 'WS-2026-9999'",
    "district": "slice_id = slice_id - 1",
    "change": "decision_number = 'x'",
    "line": "after_cents = after_cents - 1",
}


@on_sqlite
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_not_changed_whatever_the_conflict_policy(made: Books, name: str, policy: str) -> None:
    row = _rows(made)[name]
    before = list(type(row)._default_manager.order_by("pk").values())

    assert tried(f"UPDATE OR {policy} {table(row)} SET {CHANGES[name]} WHERE id = %s", row.pk)
    assert list(type(row)._default_manager.order_by("pk").values()) == before


@on_sqlite
@pytest.mark.parametrize("policy", ["IGNORE", "FAIL", "REPLACE", "ABORT"])
def test_who_prepared_a_change_does_not_approve_it_whatever_the_conflict_policy(
    made: Books, policy: str
) -> None:
    by_herself = "state = 'approved', decided_at = prepared_at, decided_by_id = prepared_by_id"

    tried(f"UPDATE OR {policy} grants_change SET {by_herself} WHERE id = %s", made.waiting.pk)

    assert Change.objects.get(pk=made.waiting.pk).state == "prepared"


@on_sqlite
@pytest.mark.parametrize("wrong", [100.5, "abc", "1e3x", b"12", 1e30])
def test_cents_are_whole_numbers(made: Books, wrong: Any) -> None:
    free, mine = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    entry = raw_entry(made.slice)

    refused(f"INSERT {INTO}", entry.pk, mine.pk, free.pk, wrong)
    run(f"INSERT {INTO}", entry.pk, mine.pk, free.pk, 100)


@on_sqlite
@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("entry", "number"),
        ("entry", "size"),
        ("transfer", "position"),
        ("dossier", "sequence"),
        ("line", "position"),
        ("line", "before_cents"),
        ("line", "after_cents"),
        ("line", "taker_before_cents"),
        ("change", "programme_cents"),
        ("change", "programme_cents_before"),
        ("change", "reserved_cents"),
        ("change", "reserved_cents_before"),
        ("year", "year"),
        ("year", "programme_cents"),
        ("year", "reserved_cents"),
    ],
)
@pytest.mark.parametrize("wrong", [1.5, "abc"])
def test_numbers_and_amounts_of_a_new_row_are_whole(made: Books, name: str, column: str, wrong: Any) -> None:
    row, good = _new(made, name)
    names = [one for one in good if one != "id"]
    statement = f"INSERT INTO {table(row)} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
    wrong = 2026.5 if (column, wrong) == ("year", 1.5) else wrong

    refused(statement, *({**good, column: wrong}[one] for one in names))
    assert run(statement, *(good[one] for one in names)) == 1


def _new(made: Books, name: str) -> tuple[models.Model, dict[str, Any]]:
    """Return a row, and the values of one like it that may be written."""
    rows = _rows(made) | {"change": made.play.year.changes.get(kind="share")}
    row = rows[name]
    values = {one: row.__dict__[one] for one in columns(row)}
    head = made.slice.entries.order_by("-number")[0]
    if name == "transfer":
        entry = raw_entry(made.slice)
        sides = account(made.slice, Kind.COMMITTED, made.mine).pk, account(made.slice, Kind.FREE).pk
        values |= {
            "entry_id": entry.pk,
            "position": 1,
            "debit_id": sides[0],
            "credit_id": sides[1],
            "cents": 5,
        }
    prefix = made.mine.prefix
    new: dict[str, dict[str, Any]] = {
        "entry": _following(head),
        "transfer": {},
        "dossier": {"public_id": "new", "sequence": 4, "number": f"{prefix}-2026-0004"},
        "line": {"position": 2},
        "change": {"public_id": "new", "state": "prepared", "decided_by_id": None, "decided_at": None},
        "year": {"year": 2030, "allotted_cents": 0, "last_transfer": 0},
    }
    return row, values | new[name]


@on_sqlite
@pytest.mark.parametrize("column", ["programme_cents", "reserved_cents"])
@pytest.mark.parametrize("wrong", ["'abc'", "10000000.5"])
def test_the_share_of_a_year_stays_a_whole_number(made: Books, column: str, wrong: str) -> None:
    change = f"UPDATE grants_year SET {column} = {wrong} WHERE id = %s"
    assert refused(change, made.play.year.pk) == "what a year has allotted is kept by the database"


@pytest.mark.parametrize("name", ["entry", "transfer", "dossier", "line", "change", "year"])
def test_a_row_with_an_id_far_beyond_the_newest_is_refused(made: Books, name: str) -> None:
    """Whatever follows the highest id that there is would find no id any more."""
    row, good = _new(made, name)
    names = list(good)
    statement = f"INSERT INTO {table(row)} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
    newest = type(row)._default_manager.order_by("-pk")[0].pk

    for wrong in (FAR, newest + 1_000_001):
        refused(statement, *({**good, "id": wrong}[one] for one in names))
    assert run(statement, *({**good, "id": newest + 1_000}[one] for one in names)) == 1


@pytest.mark.parametrize("name", ["account", "slice", "district"])
def test_no_account_slice_or_district_has_such_an_id(made: Books, name: str) -> None:
    rows: dict[str, tuple[models.Model, dict[str, Any]]] = {
        "account": (
            account(made.slice, Kind.COMMITTED, made.mine),
            {"dossier_id": made.pot.dossiers[2].pk, "debits": 0, "credits": 0, "last_transfer": 0},
        ),
        "slice": (
            made.slice,
            {"public_id": "leeg", "name": "Leeg", "scope": "pot", "last_number": 0, "head_hash": ""},
        ),
        "district": (made.share, {"year_id": made.play.year.pk}),
    }
    row, changes = rows[name]
    kept = {one: row.__dict__[one] for one in columns(row)} | changes | {"id": FAR}
    slots = ", ".join(["%s"] * len(kept))

    refused(f"INSERT INTO {table(row)} ({', '.join(kept)}) VALUES ({slots})", *kept.values())


def test_an_entry_has_a_key(made: Books) -> None:
    last = made.slice.entries.order_by("-number")[0]
    with pytest.raises(DatabaseError, match="entry_has_its_key"), transaction.atomic():
        insert(last, **(_following(last) | {"key": ""}))


@on_sqlite
def test_the_guards_hold_without_the_checks_of_the_tables(made: Books) -> None:
    """A connection may switch every CHECK off."""
    free, mine = account(made.slice, Kind.FREE), account(made.slice, Kind.COMMITTED, made.mine)
    entry = raw_entry(made.slice)
    run("PRAGMA ignore_check_constraints = on")
    try:
        refused(f"INSERT {INTO}", entry.pk, mine.pk, free.pk, 10_000_000)
    finally:
        run("PRAGMA ignore_check_constraints = off")


@on_sqlite
def test_what_is_booked_names_what_is_there_also_with_foreign_keys_off(made: Books) -> None:
    """They are asked at the end of a transaction, and of a program that did not switch them on never."""
    newest = Dossier.objects.latest("pk").pk
    leaf = account(made.slice, Kind.COMMITTED, made.mine)
    blank = {"debits": 0, "credits": 0, "last_transfer": 0}

    for away in ({"dossier_id": newest + 1}, {"by_id": User.objects.latest("pk").pk + 1}):
        sentence = refusal(raw_entry, made.slice, **away)
        assert sentence == "an entry names a dossier and a person that are there"
    sentence = refusal(insert, leaf, **blank, dossier_id=newest + 1)
    assert sentence == "an account is of a slice and a dossier that are there"
    for name in ("grants_entry_names_what_is_there", "grants_account_names_what_is_there"):
        triggers._drop(name, name.removesuffix("_names_what_is_there"))
    insert(leaf, **blank, dossier_id=newest + 1)
    raw_entry(made.slice, dossier_id=newest + 1, size=0)
    triggers.install()
    assert faults(made.play.city) == [
        "The whole city 2026: entry 9 does not have the hash of its content",
        "The whole city 2026: entry 9 names a dossier or a person that is not there",
        f"The whole city 2026: committed/{newest + 1} is of a dossier that is not there",
    ]


def test_what_only_one_database_needs_stands_in_that_one_alone() -> None:
    one = triggers._registered["grants_account_stays_on_its_side"]
    assert bool(one.statements()) == (connection.vendor == "sqlite")
