"""Triggers that keep our rows honest, in one place, so that no migration can lose them silently.

SQLite rebuilds a table on many migrations and drops its triggers without a word; PostgreSQL keeps them.
It also refuses to rebuild a table that a trigger of another table names. So each room registers its triggers
here; on SQLite they are lifted before a migration, after one `post_migrate` makes all of them anew, and
`/health/` and the tests compare what stands in the database with what must. See docs/decisions/0004.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import register as register_check
from django.db import DatabaseError, connection, transaction

MARK = "kept by portal.triggers"  # tells our triggers from anyone else's, also once the code forgot them
# A routine and the guards that it meets find rows by their ids: one plan does for all, and to look for a better one at
# each call would cost more than the rows.
_PLANS = ("plan_cache_mode", "force_generic_plan")

_FAR = 1_000_000  # a new id is at most so far from the newest

_registered: dict[str, "Trigger"] = {}
_routines: dict[str, "Routine"] = {}


@dataclass(frozen=True)
class Trigger:
    """One trigger, written for both databases.

    `when` is `BEFORE INSERT`, `AFTER UPDATE` and so on; `sqlite` is the body between BEGIN and END, with
    the WHEN clause apart; `postgresql` is the body of a plpgsql function, which ends by returning a row. A
    database with an empty body does without.
    """

    name: str
    table: str
    when: str
    sqlite: str
    postgresql: str
    sqlite_condition: str = ""
    per_statement: bool = False  # PostgreSQL only: TRUNCATE fires once

    def statements(self) -> list[str]:
        """Return the SQL that makes this trigger on the database in use (none if it does not need it)."""
        if not (self.sqlite if connection.vendor == "sqlite" else self.postgresql):
            return []
        if connection.vendor == "sqlite":
            condition = f" WHEN {self.sqlite_condition}" if self.sqlite_condition else ""
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}"',
                f'CREATE TRIGGER "{self.name}" {self.when} ON "{self.table}"{condition} '
                f"BEGIN /* {MARK} */ {self.sqlite} END",
            ]
        level = "STATEMENT" if self.per_statement else "ROW"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger AS $$ {self.postgresql} $$ LANGUAGE plpgsql',
            f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"',
            f'CREATE TRIGGER "{self.name}" {self.when} ON "{self.table}" '
            f'FOR EACH {level} EXECUTE FUNCTION "{self.name}"()',
            f'COMMENT ON TRIGGER "{self.name}" ON "{self.table}" IS \'{MARK}\'',
        ]

    def definition(self) -> str:
        """Return what the database in use keeps of this trigger, as `_standing` reads it."""
        if connection.vendor == "sqlite":
            return self.statements()[-1]
        level = "STATEMENT" if self.per_statement else "ROW"
        return (
            f"CREATE TRIGGER {self.name} {self.when} ON {self.table} FOR EACH {level} "
            f"EXECUTE FUNCTION {self.name}()\n {self.postgresql} "
        )


@dataclass(frozen=True)
class Routine:
    """A plpgsql function that a room calls itself; SQLite has none, so there the room does without."""

    name: str
    arguments: str  # as PostgreSQL tells them: "slice bigint, kinds text[]"
    returns: str
    body: str

    def statements(self) -> list[str]:
        """Return the SQL that makes it on PostgreSQL."""
        return [
            f'CREATE FUNCTION "{self.name}"({self.arguments}) RETURNS {self.returns}'
            f" AS $${self.body}$$ LANGUAGE plpgsql SET {' TO '.join(_PLANS)}",
            f"COMMENT ON FUNCTION \"{self.name}\" IS '{MARK}'",
        ]


def add_routine(routine: Routine) -> None:
    """Make a routine known; the rooms call it where their models stand. Raises ValueError as `register` does."""
    if _routines.setdefault(routine.name, routine) != routine:
        raise ValueError(f"two routines are called {routine.name}")


def register(*triggers: Trigger) -> None:
    """Make triggers known; the rooms call it where their models stand.

    Raises ValueError when another trigger has this name: the later one would silently replace it.
    """
    for trigger in triggers:
        if _registered.setdefault(trigger.name, trigger) != trigger:
            raise ValueError(f"two triggers are called {trigger.name}")


def frozen(table: str, *, message: str, updates: bool = True) -> list[Trigger]:
    """Return the triggers that refuse DELETE and TRUNCATE (and UPDATE) of `table`."""
    events = ["DELETE", "UPDATE"] if updates else ["DELETE"]
    made = [
        Trigger(
            name=f"{table}_no_{event.lower()}",
            table=table,
            when=f"BEFORE {event}",
            sqlite=f"SELECT RAISE(ABORT, '{message}');",
            postgresql=f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END",
        )
        for event in events
    ]
    return [*made, never_truncated(table, message=message)]


def never_truncated(table: str, *, message: str) -> Trigger:
    """Return the trigger that refuses TRUNCATE, which SQLite does not know."""
    return Trigger(
        name=f"{table}_no_truncate",
        table=table,
        when="BEFORE TRUNCATE",
        sqlite="",
        postgresql=f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END",
        per_statement=True,
    )


def guard(
    name: str, *, table: str, when: str, holds: str, message: str, only: str = "", on_sqlite: str = ""
) -> Trigger:
    """Return a trigger that refuses a row of `table` unless the condition `holds` (SQL for both databases).

    `when` is `BEFORE INSERT`, `BEFORE UPDATE` or `BEFORE DELETE`; a condition that is NULL does not hold. Rows for
    which `only` does not hold (of the row alone, without a query) pass at once. `on_sqlite` must hold too, there
    alone: what its OR REPLACE slips past a UNIQUE.
    """
    row = "OLD" if when.endswith("DELETE") else "NEW"
    concerns = f"({only}) AND " if only else ""
    passes = f"IF NOT coalesce(({only}), false) THEN RETURN {row}; END IF; " if only else ""
    also = f" AND {on_sqlite}" if on_sqlite else ""
    return Trigger(
        name=name,
        table=table,
        when=when,
        sqlite_condition=f"{concerns}NOT coalesce(({holds}{also}), false)",
        sqlite=f"SELECT RAISE(ABORT, '{message}');",
        postgresql=f"BEGIN {passes}IF NOT coalesce(({holds}), false) THEN RAISE EXCEPTION '{message}'"
        f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END",
    )


def same(*names: str) -> str:
    """Return the condition of a guard that these columns stay as they were; nothing stays nothing."""
    return " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in names)


def day_in(column: str) -> str:
    """Return the day (of a moment: in UTC) that a column holds, as text that both databases compare."""
    return f"substr(CAST({column} AS text), 1, 10)"


def year_in(column: str) -> str:
    """Return the year of the day or moment that a column holds, as a number."""
    return f"CAST(substr(CAST({column} AS text), 1, 4) AS integer)"


def is_near(table: str) -> str:
    """Return the condition of a guard that a new id is not far beyond the newest of the table.

    After the highest id that there is no row could follow. SQLite shows -1 for an id that it has yet to give.
    """
    return f"NEW.id <= {_FAR} + (SELECT coalesce(max(newest.id), 0) FROM {table} newest)"  # our own names


def alone(table: str, *keys: tuple[str, ...], but_old: bool = False) -> str:
    """Return the condition that a row takes the place of no other, as OR REPLACE would on SQLite.

    `keys` are the columns of each UNIQUE beside the id; `but_old` for an UPDATE.
    """
    same = [f"({' AND '.join(f'x.{name} = NEW.{name}' for name in key)})" for key in keys]
    other = "x.id <> OLD.id AND " if but_old else ""
    either = " OR ".join(("x.id = NEW.id", *same))
    return f"NOT EXISTS (SELECT 1 FROM {table} x WHERE {other}({either}))"  # our own names


def parts(
    table: str,
    *,
    owner: str,
    is_open: str,
    keys: tuple[tuple[str, ...], ...],
    kept: tuple[str, ...] = (),
    message: str,
) -> list[Trigger]:
    """Return the guards of the parts of something that may be closed: they come, change and go while it is open.

    `owner` is the column that names it, `is_open` the condition, with `{0}` for OLD or NEW; `keys` as for `alone`;
    `kept` are columns that never change.
    """
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in ("id", owner, *kept))
    itself = f"{same} AND {is_open.format('OLD')}"
    conditions = {
        "INSERT": f"{is_near(table)} AND {is_open.format('NEW')} AND {alone(table, *keys)}",
        "UPDATE": f"{itself} AND {alone(table, *keys, but_old=True)}",
        "DELETE": is_open.format("OLD"),
    }
    guards = [
        guard(
            f"{table}_{event.lower()}_while_open",
            table=table,
            when=f"BEFORE {event}",
            holds=holds,
            message=message,
        )
        for event, holds in conditions.items()
    ]
    return [*guards, never_truncated(table, message=message)]


def guard_on_sqlite(name: str, *, table: str, when: str, holds: str, message: str) -> Trigger:
    """Return a guard for SQLite alone, of what a CHECK of the table refuses by itself on PostgreSQL.

    On SQLite a CHECK follows the conflict policy of the statement, also within a trigger that it fired; RAISE does
    not.
    """
    return replace(guard(name, table=table, when=when, holds=holds, message=message), postgresql="")


@transaction.atomic
def install(**_: Any) -> None:
    """Make every trigger and routine anew and remove those that the code forgot; harmless when run again.

    At once: no row passes unguarded and no posting finds its routine away.
    """
    tables = set(connection.introspection.table_names())
    for (name, table), one in _standing().items():
        if one.is_ours and (name not in _registered or _registered[name].table != table):
            _drop(name, table)
    made = [trigger for trigger in _registered.values() if trigger.table in tables]
    with connection.cursor() as cursor:
        for standing in _standing_routines():
            cursor.execute(f"DROP FUNCTION {standing.signature}")
        routines = _routines.values() if connection.vendor == "postgresql" else ()
        for one in (*routines, *made):
            for statement in one.statements():
                cursor.execute(statement)


def lift() -> None:
    """Take every trigger of ours off, also one that the code forgot.

    For a migration on SQLite, which rebuilds tables, and for tests that empty them. `install` puts them back.
    """
    for (name, table), one in _standing().items():
        if one.is_ours or name in _registered:
            _drop(name, table)


def wrong(*, tables: str = "") -> list[str]:
    """Return the names of triggers that are missing, differ, or were forgotten by the code, sorted. Two queries.

    Someone else's trigger on a table that ours guard is wrong too: it could undo what they keep. `tables`: only
    those of tables whose name begins so. Routines are asked for too.
    """
    standing = {place: one for place, one in _standing().items() if place[1].startswith(tables)}
    ours = {(name, trigger.table): trigger for name, trigger in _registered.items() if trigger.statements()}
    needed = {place: trigger for place, trigger in ours.items() if place[1].startswith(tables)}
    guarded = {table for _name, table in needed}
    found = {
        place
        for place, one in standing.items()
        if place not in needed and (one.is_ours or place[1] in guarded)
    }
    found |= {
        place
        for place, trigger in needed.items()
        if place not in standing or standing[place].definition != trigger.definition()
    }
    return sorted({name for name, _table in found} | _wrong_routines(tables))


def _wrong_routines(beginning: str) -> set[str]:
    standing = {one.routine: one.is_plain for one in _standing_routines()}
    needed = set(_routines.values()) if connection.vendor == "postgresql" else set()
    found = {one.name for one in needed ^ standing.keys()}
    found |= {one.name for one, is_plain in standing.items() if not is_plain}
    return {name for name in found if name.startswith(beginning)}


@dataclass(frozen=True)
class _StandingRoutine:
    signature: str
    routine: Routine
    is_plain: bool  # plpgsql that runs as who calls it, with no other setting than ours


def _standing_routines() -> list[_StandingRoutine]:
    """Return the routines that are ours, or called as one of ours, also those that the code forgot."""
    if connection.vendor != "postgresql":
        return []
    query = (
        "SELECT p.oid::regprocedure, p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),"
        " p.prosrc, l.lanname = 'plpgsql' AND NOT p.prosecdef AND p.proconfig = ARRAY[%s] AND p.provolatile = 'v'"
        " FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE pg_function_is_visible(p.oid)"
        " AND (p.proname = ANY(%s) OR obj_description(p.oid, 'pg_proc') = %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, ["=".join(_PLANS), list(_routines), MARK])
        return [
            _StandingRoutine(signature, Routine(*told), is_plain)
            for signature, *told, is_plain in cursor.fetchall()
        ]


@register_check(Tags.security, deploy=True)
def not_switched_off(**_: Any) -> list[CheckMessage]:
    """Find a role that may tell PostgreSQL to run no trigger, as a superuser may; a database away has none."""
    if settings.DEMO or connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
            may_switch_off = cursor.fetchone()[0]
    except DatabaseError:
        return []
    if not may_switch_off:
        return []
    return [
        Error(
            "The role of DATABASE_URL may switch off what guards the rows: it is a superuser.",
            hint="Let the portal use an ordinary role, as docs/operate.md says.",
            id="portal.E002",
        )
    ]


@dataclass(frozen=True)
class _Standing:
    definition: str
    is_ours: bool


def _standing() -> dict[tuple[str, str], _Standing]:
    query = (
        "SELECT name, lower(tbl_name), sql, instr(sql, %s) > 0 FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true) || E'\\n' || f.prosrc,"
        " obj_description(t.oid, 'pg_trigger') IS NOT DISTINCT FROM %s FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [MARK])
        rows = cursor.fetchall()
    return {(name, table): _Standing(text, bool(ours)) for name, table, text, ours in rows}


def _drop(name: str, table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
        else:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
            if name not in _registered:  # else the trigger of that name on its own table calls it
                cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')
