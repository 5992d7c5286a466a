"""What is written of money stays: the database refuses to change, remove, replace or empty it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from grants.budget.flows import commit
from grants.budget.models import Account, ChangeLine, Entry, Slice, Transfer, Year
from grants.budget.states import Kind
from grants.plan.models import Regulation
from tests.grants.budget.make import faults, said
from tests.grants.budget.raw import Books, account, columns, insert, refusal, refused, run, table
from tests.ordinary import become_ordinary

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows OR REPLACE")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL truncates")

ROWS: dict[str, Callable[[Books], models.Model]] = {
    "entry": lambda made: Entry.objects.filter(slice=made.slice).order_by("number")[1],
    "last entry": lambda made: Entry.objects.filter(slice=made.slice).order_by("-number")[0],
    "transfer": lambda made: Transfer.objects.filter(entry__slice=made.slice).order_by("id")[1],
    "total": lambda made: account(made.slice, Kind.COMMITTED),
    "leaf": lambda made: account(made.slice, Kind.COMMITTED, made.mine),
    "slice": lambda made: made.slice,
    "closed slice": lambda made: Slice.objects.get(pk=made.closed.slice.pk),
    "year": lambda made: Year.objects.get(pk=made.play.year.pk),
    "dossier": lambda made: made.mine,
    "district": lambda made: made.share,
    "approved change": lambda made: made.approved,
    "waiting change": lambda made: made.waiting,
    "line": lambda made: ChangeLine.objects.get(change=made.waiting),
    "regulation": lambda made: Regulation.objects.get(pk=made.pot.regulation.pk),
}
APPEND_ONLY, KEPT = "the ledger is append-only", "rows of the budget are kept"
SUMS = "the sums of an account are kept by the database"
SLICE = "a slice changes by its entries and its closing alone"
YEAR = "what a year has allotted is kept by the database"
DECIDED = "a decided change of the budget stays as it is"
ACCOUNT = "an account begins empty, once, under the total of its kind"
NEVER_APPROVES = "who_prepares_a_budget_change_never_approves_it"

CHANGES: list[tuple[str, str, str]] = [
    ("entry", "source = 'decision:x'", APPEND_ONLY),
    ("entry", "booked_on = '2026-01-01'", APPEND_ONLY),
    ("entry", "by_id = NULL", APPEND_ONLY),
    ("last entry", "size = size + 1", APPEND_ONLY),
    ("last entry", "hash = 'forged'", APPEND_ONLY),
    ("transfer", "cents = cents + 1", APPEND_ONLY),
    ("transfer", "debit_id = credit_id, credit_id = debit_id", APPEND_ONLY),
    ("total", "debits = debits + 1", SUMS),
    ("total", "credits = credits + 1", SUMS),
    ("leaf", "debits = debits + 1, last_transfer = last_transfer + 1", SUMS),
    ("leaf", "debits = debits + (SELECT cents FROM grants_transfer WHERE id = last_transfer)", SUMS),
    ("leaf", "last_transfer = last_transfer + 1", SUMS),
    ("leaf", "kind = 'realised'", SUMS),
    ("leaf", "dossier_id = dossier_id + 1", SUMS),
    ("leaf", "slice_id = slice_id + 1", SUMS),
    ("leaf", "parent_id = parent_id + 1", SUMS),
    ("slice", "name = 'Elders'", SLICE),
    ("slice", "last_number = last_number - 1", SLICE),
    ("slice", "last_number = last_number + 1", SLICE),
    ("slice", "head_hash = 'forged'", SLICE),
    ("slice", "year_id = year_id + 1", SLICE),
    ("slice", "closed_at = '2027-01-01 00:00:00+00', closed_on = '2026-12-31'", SLICE),  # money is still free
    ("closed slice", "closed_at = NULL, closed_on = NULL, successor_id = NULL", SLICE),
    ("closed slice", "closed_on = '2026-01-01'", SLICE),
    ("closed slice", "successor_id = NULL", SLICE),
    ("year", "allotted_cents = allotted_cents - 1", YEAR),
    ("year", "year = 2030", YEAR),
    ("year", "last_transfer = last_transfer + 1", YEAR),
    ("year", "closed_at = '2027-01-01 00:00:00+00'", YEAR),  # slices are still open
    ("year", "reserved_cents = allotted_cents - 1", "slices_stay_within_the_reserved_share"),
    ("year", "reserved_cents = programme_cents + 1", "reserved_share_stays_within_the_programme"),
    ("year", "decision_number = ''", "reserved_share_has_its_decision"),
    ("dossier", "number = 'WS-2026-9999'", KEPT),
    ("dossier", "slice_id = slice_id + 1", KEPT),
    ("district", "slice_id = slice_id - 1", KEPT),
    ("approved change", "state = 'withdrawn'", DECIDED),
    ("approved change", "decided_by_id = decided_by_id + 1", DECIDED),
    (
        "waiting change",
        "state = 'approved', decided_at = prepared_at, decided_by_id = prepared_by_id",
        NEVER_APPROVES,
    ),
    ("waiting change", "prepared_by_id = prepared_by_id + 1", DECIDED),
    ("waiting change", "decision_number = '26bb9999'", DECIDED),
    ("waiting change", "state = 'approved'", "decided_budget_change_says_by_whom"),
    ("line", "after_cents = after_cents - 1", KEPT),
]


def test_the_ledger_that_all_this_is_tried_on_is_sound(made: Books) -> None:
    assert faults(made.play.city) == []


@pytest.mark.parametrize(("name", "change", "sentence"), CHANGES)
def test_a_row_of_the_budget_is_not_changed(made: Books, name: str, change: str, sentence: str) -> None:
    row = ROWS[name](made)
    before = type(row)._default_manager.filter(pk=row.pk).values().get()

    assert sentence in refused(f"UPDATE {table(row)} SET {change} WHERE id = %s", row.pk)
    assert type(row)._default_manager.filter(pk=row.pk).values().get() == before


def test_a_change_that_was_returned_is_not_approved_after_all(made: Books) -> None:
    assert made.returned.decided_by == made.play.approves
    change = "UPDATE grants_change SET state = 'approved' WHERE id = %s"
    assert DECIDED in refused(change, made.returned.pk)


def test_a_line_is_not_added_to_a_decided_change(made: Books) -> None:
    line = ChangeLine.objects.get(change=made.waiting)
    assert insert(line, position=2) > line.pk
    for decided in (made.approved, made.returned):
        sentence = refusal(insert, line, position=9, change_id=decided.pk)
        assert sentence == "lines belong to a change that is still prepared"


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_budget_is_not_removed(made: Books, name: str) -> None:
    row = ROWS[name](made)
    assert type(row)._default_manager.filter(pk=row.pk).count() == 1

    sentence = refused(f"DELETE FROM {table(row)} WHERE id = %s", row.pk)

    assert sentence in (APPEND_ONLY, KEPT)
    assert type(row)._default_manager.filter(pk=row.pk).count() == 1


@on_postgresql
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("how", ["", "CASCADE"])
def test_a_table_of_the_budget_is_not_emptied(made: Books, name: str, how: str) -> None:
    row = ROWS[name](made)
    with (
        pytest.raises(DatabaseError, match=f"{APPEND_ONLY}|{KEPT}|referenced in a foreign key"),
        transaction.atomic(),
    ):
        run(f"TRUNCATE {table(row)} {how}")
    assert type(row)._default_manager.filter(pk=row.pk).count() == 1


@on_postgresql
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE grants_entry SET source = 'decision:x'", APPEND_ONLY),
        ("DELETE FROM grants_transfer", APPEND_ONLY),
        ("UPDATE grants_account SET debits = debits + 1", SUMS),
        ("TRUNCATE grants_transfer", "permission denied for table grants_transfer"),
        ("SET session_replication_role = replica", "permission denied to set parameter"),
        ("ALTER TABLE grants_entry DISABLE TRIGGER ALL", "must be owner of table grants_entry"),
        ("DROP TRIGGER grants_entry_no_update ON grants_entry", "must be owner of relation grants_entry"),
        (
            "ALTER FUNCTION grants_transfer_fits RENAME TO away",
            "must be owner of function grants_transfer_fits",
        ),
        ("CREATE RULE away AS ON INSERT TO grants_transfer DO INSTEAD NOTHING", "must be owner"),
    ],
)
def test_the_role_of_the_web_server_posts_and_takes_off_nothing(
    made: Books, statement: str, sentence: str
) -> None:
    become_ordinary()
    commit(made.mine, cents=1, **said("by an ordinary role"))

    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        run(statement)

    assert faults(made.play.city) == []


@pytest.fixture(params=["on", "off"])
def recursive(request: pytest.FixtureRequest) -> Iterator[None]:
    """REPLACE removes rows: triggers of removal see that with this switch on alone, which is each connection's own."""
    run(f"PRAGMA recursive_triggers = {request.param}")
    yield
    run("PRAGMA recursive_triggers = on")


@on_sqlite
@pytest.mark.usefixtures("recursive")
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("keeps_its_id", [True, False])
def test_a_row_of_the_budget_is_not_replaced(made: Books, name: str, keeps_its_id: bool) -> None:
    row = ROWS[name](made)
    names = ", ".join(columns(row, *(() if keeps_its_id else ("id",))))
    source = f"SELECT {names} FROM {table(row)} WHERE id = %s"

    assert refused(f"INSERT OR REPLACE INTO {table(row)} ({names}) {source}", row.pk)
    assert type(row)._default_manager.filter(pk=row.pk).count() == 1


@on_sqlite
@pytest.mark.usefixtures("recursive")
@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_budget_does_not_take_the_place_of_another(made: Books, name: str) -> None:
    row = ROWS[name](made)
    other = type(row)._default_manager.exclude(pk=row.pk).order_by("pk").first()
    other_pk = row.pk + 1 if other is None else other.pk

    assert refused(f"UPDATE OR REPLACE {table(row)} SET id = %s WHERE id = %s", other_pk, row.pk)


@on_sqlite
@pytest.mark.usefixtures("recursive")
def test_a_slice_does_not_close_into_the_successor_of_another_one(made: Books) -> None:
    empty = insert(made.slice, **_blank("Leeg", made))
    assert run("UPDATE grants_slice SET closed_at = NULL WHERE id = %s", empty) == 1
    taken = made.closed.slice.successor_id

    sentence = refused(
        "UPDATE OR REPLACE grants_slice SET closed_at = %s, closed_on = %s, successor_id = %s WHERE id = %s",
        *("2027-01-01 00:00:00", "2026-12-31", taken, empty),
    )

    assert sentence == SLICE
    assert Slice.objects.filter(pk=made.closed.slice.pk).count() == 1


def _blank(name: str, made: Books) -> dict[str, Any]:
    return {"public_id": name, "name": name, "scope": "pot", "last_number": 0, "head_hash": ""}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_budget_is_not_overwritten_on_conflict(made: Books, name: str) -> None:
    row = ROWS[name](made)
    names = ", ".join(columns(row))
    last = columns(row)[-1]

    assert refused(
        f"INSERT INTO {table(row)} ({names}) SELECT {names} FROM {table(row)} WHERE id = %s"
        f" ON CONFLICT (id) DO UPDATE SET {last} = excluded.{last}",
        row.pk,
    )


@pytest.mark.parametrize(
    ("like", "changes"),
    [
        ("total", {"kind": Kind.CONDITIONAL, "book": "budget"}),
        ("total", {"kind": "gold", "book": "cash"}),
        ("leaf", {"kind": Kind.REALISED, "parent_id": None}),
        ("total", {"kind": Kind.FREE, "dossier_id": "mine"}),
        ("leaf", {"kind": Kind.AUTHORITY}),
    ],
)
def test_an_account_stands_in_the_book_of_its_kind_under_its_total(
    made: Books, like: str, changes: dict[str, Any]
) -> None:
    blank = {"debits": 0, "credits": 0, "last_transfer": 0}
    if "dossier_id" in changes:
        changes = changes | {"dossier_id": made.mine.pk}

    assert refusal(insert, ROWS[like](made), **blank, **changes) == ACCOUNT


@pytest.mark.parametrize(
    ("like", "changes", "twice"),
    [
        ("total", {"debits": 5, "credits": 5}, ""),
        ("total", {"debits": 0, "credits": 0, "last_transfer": 0}, "one_total_per_kind"),
        ("leaf", {"debits": 0, "credits": 0, "last_transfer": 0}, "one_leaf_per_dossier_and_kind"),
    ],
)
def test_an_account_begins_empty_and_once(
    made: Books, like: str, changes: dict[str, Any], twice: str
) -> None:
    row = ROWS[like](made)

    sentence = refusal(insert, row, **changes)

    is_unique = twice and connection.vendor == "postgresql"
    assert sentence == (f'duplicate key value violates unique constraint "{twice}"' if is_unique else ACCOUNT)


def test_a_leaf_begins_under_the_total_of_its_kind_in_its_slice(made: Books) -> None:
    leaf = account(made.slice, Kind.COMMITTED, made.theirs)
    new = {"kind": "realised", "debits": 0, "credits": 0, "last_transfer": 0}
    good = account(made.slice, Kind.REALISED)
    for wrong in (account(made.slice, Kind.COMMITTED), account(made.elsewhere.slice, Kind.REALISED), leaf):
        assert refusal(insert, leaf, **new, parent_id=wrong.pk) == ACCOUNT
    assert Account.objects.get(pk=insert(leaf, **new, parent_id=good.pk)).parent == good
