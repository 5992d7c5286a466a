"""The Act on terms once more, in the plainest way: what the portal's own count is held against.

It shares nothing with `grants.terms` but the list of equated days, which no rule gives.
"""

import csv
from datetime import date, timedelta

from tests.checks.contracts import ROOT

ONE = timedelta(days=1)


def easter(year: int) -> date:
    """Return Easter Sunday, by the anonymous Gregorian algorithm."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    l_ = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + l_ - 7 * ((a + 11 * h + 22 * l_) // 451) + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """Return the days of article 3, first and second paragraph, of that year (from 2014 on)."""
    king = date(year, 4, 27)
    after_easter = {-2, 1, 39, 50}  # Good Friday, Easter Monday, Ascension Day, Whit Monday
    return {
        date(year, 1, 1),
        king - ONE if king.weekday() == 6 else king,
        date(year, 5, 5),
        date(year, 12, 25),
        date(year, 12, 26),
        *(easter(year) + days * ONE for days in after_easter),
    }


def equated() -> set[date]:
    """Return the days of royal decrees."""
    with (ROOT / "grants/terms/data/equated-days.csv").open(encoding="utf-8") as lines:
        return {date.fromisoformat(row[0]) for row in list(csv.reader(lines))[1:]}


def is_free(day: date) -> bool:
    """Tell if no term of an Act ends on that day."""
    return day.weekday() >= 5 or day in holidays(day.year) or day in equated()


def last_day(start: date, days: int) -> date:
    """Return the last day of a short term of an Act: article 1, and from three days on article 2."""
    day = start + days * ONE
    while is_free(day) or (days >= 3 and working_days(start, day) < 2):
        day += ONE
    return day


def working_days(start: date, last: date) -> int:
    """Return how many days after `start` up to and including `last` are working days."""
    return sum(not is_free(start + n * ONE) for n in range(1, (last - start).days + 1))


def clock(start: date, days: int, still: set[date]) -> date:
    """Return the last day of a term of which the days in `still` do not count, by walking day by day."""
    day, used = start, 0
    while used < days:
        day += ONE
        used += day not in still
    while is_free(day):
        day += ONE
    return day
