"""Days on which banks in Europe pay (TARGET): no weekend, and none of its six holidays, which never move."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

_SATURDAY = 5


def is_bank_day(day: date) -> bool:
    """Tell if a payment can be carried out on that day."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def bank_day_from(day: date) -> date:
    """Return that day, or the next on which banks pay."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


@cache
def _holidays(year: int) -> Mapping[date, str]:
    """Return the holidays of TARGET: 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December."""
    from holidays import financial_holidays  # takes long to import, so only when a day is asked for

    return dict(financial_holidays("XECB", years=year))
