"""The few statements of a posting, written out.

The same SQL through the ORM takes most of a posting's time to be put together anew, entry after entry
(`make bench` measures it). Everything else in this room reads and writes through the ORM.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

from grants.plan.models import Regulation

from .models import Entry, Slice, Year
from .models.routines import LOCK, OF_SLICE, READ_DONE, READ_LEAVES, READ_TOTALS, SLICE, SLICE_VALUES

_LOCKED_SLICE = f"SELECT {SLICE_VALUES}{OF_SLICE.format(slice='%s')}"
_START_POSTING = "SELECT grants_start_posting(%s, %s::bigint[], %s)"
_DONE = READ_DONE.format(key="%s", slice="%s", dossier="%s")
_TOTALS = READ_TOTALS.format(slice="%s")
_ADD_LEAF = (
    "INSERT INTO grants_account (slice_id, kind, book, dossier_id, parent_id, debits, credits, last_transfer)"
    " VALUES (%s, %s, %s, %s, %s, 0, 0, 0) RETURNING id"
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
_ADD_TRANSFER = (
    "INSERT INTO grants_transfer (entry_id, position, debit_id, credit_id, cents)"
    " VALUES (%s, %s, %s, %s, %s) RETURNING id"
)
_WRITE_ENTRY = (
    f"SELECT grants_write_entry({', '.join(['%s'] * len(ENTRY))},"
    " %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])"
)

Account = tuple[int, str, int | None, int]  # id, kind, dossier, and debits less credits
Leaf = tuple[str, str, int, int]  # kind, book, dossier, total above it
Moved = tuple[int, int, int]  # the debited and the credited account, and cents


class _Prepared(Cursor[tuple[Any, ...]]):
    """A cursor that has PostgreSQL plan a statement once a connection, not once a posting."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{"prepare": True, **options})


def _cursor() -> CursorWrapper:
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.vendor != "postgresql":
        return ours.cursor()
    ours.ensure_connection()
    made: CursorWrapper = ours.make_cursor(_Prepared(ours.connection))  # type: ignore[arg-type]  # a cursor of psycopg
    return made


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with _cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _array(values: Iterable[int | str]) -> str:
    """Return numbers or kinds as PostgreSQL writes an array of them: psycopg takes long to find that out."""
    return f"{{{','.join(map(str, values))}}}"


def locked_slice(slice_id: int) -> Slice:
    """Return a slice with its year and regulation, held until the transaction ends."""
    lock = LOCK if connection.vendor == "postgresql" else ""
    [row] = _rows(_LOCKED_SLICE + lock, [slice_id])
    return _slice(row)


def _slice(row: Sequence[Any]) -> Slice:
    *values, city, year, of_city, prefix, returns = row
    found = Slice.from_db(DEFAULT_DB_ALIAS, SLICE, values)
    if found.closed_at is not None:
        found.closed_at, found.closed_on = _moment(found.closed_at), _day(found.closed_on)
    found.year = Year.from_db(DEFAULT_DB_ALIAS, ("id", "city_id", "year"), (found.year_id, city, year))
    names, known = ("id", "city_id", "prefix", "returns_to_free"), (found.regulation_id, of_city, prefix)
    found.regulation = (
        Regulation.from_db(DEFAULT_DB_ALIAS, names, (*known, bool(returns))) if found.regulation_id else None
    )
    return found


def _moment(value: datetime | str) -> datetime:
    """Return a moment as a routine tells it (text) or SQLite keeps it (without a zone)."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def start(
    slice_: Slice | int, dossiers: Sequence[int], key: str
) -> tuple[Slice, tuple[int, str] | None, list[Account]]:
    """Return a slice, locked unless it is given, `done_before` in it or on the first dossier, and `balances`."""
    if isinstance(slice_, int) and connection.vendor == "postgresql":
        [((row, done, accounts),)] = _rows(_START_POSTING, [slice_, _array(dossiers), key])
        return _slice(row), done, accounts
    held = locked_slice(slice_) if isinstance(slice_, int) else slice_
    return held, done_before(held.pk, dossiers[0] if dossiers else None, key), balances(held.pk, dossiers)


def done_before(slice_id: int, dossier_id: int | None, key: str) -> tuple[int, str] | None:
    """Return id and request of the entry under this key, in the slice or on the dossier; None if new."""
    rows = _rows(_DONE, [key, slice_id, dossier_id])
    return (rows[0][0], rows[0][1]) if rows else None


def balances(slice_id: int, dossiers: Sequence[int]) -> list[Account]:
    """Return the totals, and the leaves of some dossiers."""
    if not dossiers:
        return _rows(_TOTALS, [slice_id])
    leaves = READ_LEAVES.format(slice="%s", among=f"IN ({', '.join(['%s'] * len(dossiers))})")
    return _rows(f"{_TOTALS} UNION ALL {leaves}", [slice_id, slice_id, *dossiers])


def add(entry: dict[str, Any], leaves: Sequence[Leaf], moved: Sequence[Moved]) -> Entry:
    """Write new leaves, an entry with the values of ENTRY, and its transfers in their order; return the entry.

    The new leaves have no id yet: in `moved` they are -1, -2 and so on, in their order. Raises IntegrityError when the
    database refuses one of these rows; then none is written, and the transaction can only be undone.
    """
    days, moments = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    adapted = entry | {"booked_on": days(entry["booked_on"]), "at": moments(entry["at"])}
    values = [adapted[name] for name in ENTRY]
    add_rows = _add_at_once if connection.vendor == "postgresql" else _add
    pk = add_rows(values, leaves, moved)
    return Entry.from_db(DEFAULT_DB_ALIAS, ("id", *ENTRY), (pk, *(entry[name] for name in ENTRY)))


def _add_at_once(values: list[Any], leaves: Sequence[Leaf], moved: Sequence[Moved]) -> int:
    columns = [_array(leaf[column] for leaf in leaves) for column in range(4)]
    columns += [_array(one[column] for one in moved) for column in range(3)]
    [(pk,)] = _rows(_WRITE_ENTRY, [*values, *columns])
    return int(pk)


@transaction.atomic(savepoint=False)
def _add(values: list[Any], leaves: Sequence[Leaf], moved: Sequence[Moved]) -> int:
    slice_id = values[0]
    made = [_rows(_ADD_LEAF, [slice_id, *leaf])[0][0] for leaf in leaves]
    [(pk,)] = _rows(_ADD_ENTRY, values)
    for position, (debit, credit, cents) in enumerate(moved, start=1):
        sides = (made[-one - 1] if one < 0 else one for one in (debit, credit))
        _rows(_ADD_TRANSFER, [pk, position, *sides, cents])
    return int(pk)
