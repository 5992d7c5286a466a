"""The few statements of a posting, written out.

The same SQL through the ORM takes most of a posting's time to be put together anew, entry after entry
(`make bench` measures it). Everything else in this room reads and writes through the ORM.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

from grants.plan.models import Regulation

from .models import Entry, Slice, Year

_SLICE = (
    "id",
    "public_id",
    "year_id",
    "regulation_id",
    "scope",
    "name",
    "sort_key",
    "last_number",
    "head_hash",
    "closed_at",
    "closed_on",
    "successor_id",
)
_LOCKED_SLICE = (
    f"SELECT {', '.join(f's.{name}' for name in _SLICE)}, y.city_id, y.year, r.city_id, r.prefix,"
    " r.returns_to_free FROM grants_slice s JOIN grants_year y ON y.id = s.year_id"
    " LEFT JOIN grants_regulation r ON r.id = s.regulation_id WHERE s.id = %s"
)
_DONE = (
    "SELECT id, request FROM grants_entry WHERE slice_id = %s AND key = %s"
    " UNION SELECT id, request FROM grants_entry WHERE dossier_id = %s AND key = %s ORDER BY 1 LIMIT 1"
)
_TOTALS = (
    "SELECT id, kind, dossier_id, debits - credits FROM grants_account"
    " WHERE slice_id = %s AND dossier_id IS NULL"
)
_LEAVES = (
    " UNION ALL SELECT id, kind, dossier_id, debits - credits FROM grants_account"
    " WHERE slice_id = %s AND dossier_id IN ({})"
)
_LEAF = "(%s, %s, %s, %s, %s, 0, 0, 0)"
_ADD_LEAVES = (
    "INSERT INTO grants_account (slice_id, kind, book, dossier_id, parent_id, debits, credits, last_transfer)"
    " VALUES {} RETURNING id, kind, dossier_id"
)
ENTRY = (
    "slice_id",
    "number",
    "event",
    "dossier_id",
    "source",
    "by_id",
    "booked_on",
    "at",
    "key",
    "request",
    "undoes_id",
    "pair",
    "size",
    "previous_hash",
    "hash",
)
_ADD_ENTRY = (
    f"INSERT INTO grants_entry ({', '.join(ENTRY)}) VALUES ({', '.join(['%s'] * len(ENTRY))}) RETURNING id"
)
_ADD_TRANSFERS = "INSERT INTO grants_transfer (entry_id, position, debit_id, credit_id, cents) VALUES {}"

Leaf = tuple[int, str, str, int, int]  # slice, kind, book, dossier, total above it


class _Prepared(Cursor[tuple[Any, ...]]):
    """A cursor that has PostgreSQL plan a statement once a connection, not once a posting."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{"prepare": True, **options})


def _cursor() -> CursorWrapper:
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    made: CursorWrapper = connection.make_cursor(_Prepared(connection.connection))  # type: ignore[arg-type]  # a cursor of psycopg
    return made


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with _cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def locked_slice(slice_id: int) -> Slice:
    """Return a slice with its year and regulation, held until the transaction ends."""
    lock = " FOR NO KEY UPDATE OF s" if connection.vendor == "postgresql" else ""
    [row] = _rows(_LOCKED_SLICE + lock, [slice_id])
    *values, city, year, of_city, prefix, returns = row
    found = Slice.from_db(connection.alias, _SLICE, values)
    if isinstance(found.closed_at, datetime) and found.closed_at.tzinfo is None:
        found.closed_at = found.closed_at.replace(tzinfo=UTC)  # as SQLite keeps it
    found.year = Year.from_db(connection.alias, ("id", "city_id", "year"), (found.year_id, city, year))
    names, known = ("id", "city_id", "prefix", "returns_to_free"), (found.regulation_id, of_city, prefix)
    found.regulation = (
        Regulation.from_db(connection.alias, names, (*known, bool(returns))) if found.regulation_id else None
    )
    return found


def done_before(slice_id: int, dossier_id: int | None, key: str) -> tuple[int, str] | None:
    """Return id and request of the entry under this key, in the slice or on the dossier; None if new."""
    rows = _rows(_DONE, [slice_id, key, dossier_id, key])
    return (rows[0][0], rows[0][1]) if rows else None


def balances(slice_id: int, dossiers: Sequence[int]) -> list[tuple[int, str, int | None, int]]:
    """Return id, kind, dossier and debits less credits of the totals, and of the leaves of some dossiers."""
    if not dossiers:
        return _rows(_TOTALS, [slice_id])
    places = ", ".join(["%s"] * len(dossiers))
    statement = _TOTALS + _LEAVES.format(places)
    return _rows(statement, [slice_id, slice_id, *dossiers])


def add_leaves(leaves: Sequence[Leaf]) -> list[tuple[int, str, int]]:
    """Make empty leaves and return id, kind and dossier of each."""
    statement = _ADD_LEAVES.format(", ".join([_LEAF] * len(leaves)))
    return _rows(statement, [value for leaf in leaves for value in leaf])


def add_entry(values: dict[str, Any]) -> Entry:
    """Write an entry with the values of ENTRY and return it."""
    written = {
        **values,
        "booked_on": connection.ops.adapt_datefield_value(values["booked_on"]),
        "at": connection.ops.adapt_datetimefield_value(values["at"]),
    }
    [(pk,)] = _rows(_ADD_ENTRY, [written[name] for name in ENTRY])
    return Entry.from_db(connection.alias, ("id", *ENTRY), (pk, *(values[name] for name in ENTRY)))


def add_transfers(entry_id: int, moved: Iterable[tuple[int, int, int]]) -> None:
    """Write the transfers of an entry, in their order: debited and credited account, and cents."""
    rows = [(entry_id, position, *one) for position, one in enumerate(moved, start=1)]
    if rows:
        places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
        with _cursor() as cursor:
            cursor.execute(_ADD_TRANSFERS.format(places), [value for row in rows for value in row])
