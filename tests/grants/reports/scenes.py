"""Days around the action that the tests report on: 12 and 13 December 2026, its report is due on Monday 11 January."""

from datetime import UTC, date, datetime

LAST = date(2026, 12, 13)
DUE = date(2027, 1, 11)
IN_TIME = datetime(2026, 12, 20, 11, tzinfo=UTC)


def noon(day: date) -> datetime:
    """Return noon of that day, in UTC."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
