"""Conditions that many guards share: SQL for both databases, about the new row."""

from portal.triggers import is_near, year_in

from ..states import Kind

__all__ = [
    "KEPT",
    "among",
    "covers",
    "is_near",
    "is_there",
    "of_a_day",
    "of_a_moment",
    "whole",
    "whole_or_none",
]


KEPT = "rows of the budget are kept"
_IS_THERE = "(NEW.{column} IS NULL OR EXISTS (SELECT 1 FROM {table} named WHERE named.id = NEW.{column}))"


def among(kinds: tuple[Kind, ...]) -> str:
    """Return these kinds of accounts as they stand between the brackets of IN."""
    return ", ".join(f"'{kind.value}'" for kind in kinds)


def whole(*names: str) -> str:
    """Return the condition that these columns hold integers: SQLite takes a half or a text in any column."""
    return " AND ".join(f"NEW.{name} = CAST(NEW.{name} AS bigint)" for name in names)


def whole_or_none(*names: str) -> str:
    """Return the condition that these columns hold integers or nothing."""
    return " AND ".join(f"(NEW.{name} IS NULL OR {whole(name)})" for name in names)


def is_there(table: str, column: str) -> str:
    """Return the condition, for SQLite, that the row of `table` that a column names is there, or that it names none.

    A program that does not switch foreign keys on, as its own shell, may else name what it likes.
    """
    return _IS_THERE.format(table=table, column=column)


def of_a_day(name: str) -> str:
    """Return the condition, for SQLite, that a column holds a day: it takes any text there."""
    return f"(NEW.{name} = date(NEW.{name}, '+0 days') AND NEW.{name} > '0001')"


def of_a_moment(name: str) -> str:
    """Return the condition, for SQLite, that a column holds a day with a time.

    The seconds are compared without what follows them: SQLite rounds 12.9996 seconds to 13.
    """
    seconds = f"substr(NEW.{name}, 1, 19)"
    return f"({seconds} = datetime({seconds}, '+0 days') AND datetime(NEW.{name}) IS NOT NULL AND NEW.{name} > '0001')"


def covers(regulation: str) -> str:
    """Return the condition that a regulation (its name in the query) is in force on some day of year `y`."""
    first, last = (year_in(f"{regulation}.{name}") for name in ("starts_on", "ends_on"))
    return f"({first} <= y.year AND ({regulation}.ends_on IS NULL OR {last} >= y.year))"
