"""Triggers that keep our rows honest, in one place, so that no migration can lose them silently.

SQLite rebuilds a table on many migrations and drops its triggers without a word; PostgreSQL keeps them.
So each room registers its triggers here, `post_migrate` installs what is missing, and `/health/` and the
tests compare what stands in the database with what must.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

_registered: dict[str, "Trigger"] = {}


@dataclass(frozen=True)
class Trigger:
    """One trigger, written for both databases.

    `when` is `BEFORE INSERT`, `AFTER UPDATE` and so on; `sqlite` is the body between BEGIN and END, with
    the WHEN clause apart; `postgresql` is the body of a plpgsql function, which ends by returning a row.
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
        if connection.vendor == "sqlite":
            if self.per_statement:
                return []
            condition = f" WHEN {self.sqlite_condition}" if self.sqlite_condition else ""
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}"',
                f'CREATE TRIGGER "{self.name}" {self.when} ON "{self.table}"{condition} BEGIN {self.sqlite} END',
            ]
        level = "STATEMENT" if self.per_statement else "ROW"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger AS $$ {self.postgresql} $$ LANGUAGE plpgsql',
            f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"',
            f'CREATE TRIGGER "{self.name}" {self.when} ON "{self.table}" '
            f'FOR EACH {level} EXECUTE FUNCTION "{self.name}"()',
        ]


def register(*triggers: Trigger) -> None:
    """Make triggers known; the rooms call it where their models stand."""
    for trigger in triggers:
        _registered[trigger.name] = trigger


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
    made.append(
        Trigger(
            name=f"{table}_no_truncate",
            table=table,
            when="BEFORE TRUNCATE",
            sqlite="",
            postgresql=f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END",
            per_statement=True,
        )
    )
    return made


def install(**_: Any) -> None:
    """Make every registered trigger anew (a receiver of `post_migrate`, harmless when run again)."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in _registered.values():
            if trigger.table in tables:
                for statement in trigger.statements():
                    cursor.execute(statement)


def lift() -> None:
    """Take every registered trigger off: for tests that empty the tables, never called by the portal."""
    with connection.cursor() as cursor:
        for trigger in _registered.values():
            if trigger.statements():
                on = "" if connection.vendor == "sqlite" else f' ON "{trigger.table}"'
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"{on}')


def missing() -> list[str]:
    """Return the names of triggers that must stand in the database and do not, sorted. One query."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    return sorted(
        name for name, trigger in _registered.items() if trigger.statements() and name not in standing
    )
