"""Days: on which one a moment falls, and on which ones a term of an Act cannot end.

Holidays come from the package `holidays`, 5 May of every year and the equated days are ours (the Act on
terms, Algemene termijnenwet, article 3).
"""

import csv
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .errors import NoSuchTerm

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST_YEAR, LAST_YEAR = 1966, 2100  # what the package knows
SATURDAY = 5
_EQUATED = Path(__file__).parent / "data" / "equated-days.csv"


def day_of(at: datetime) -> date:
    """Return the day in Amsterdam on which that aware moment falls; raises ValueError for a naive one."""
    return timezone.localtime(at, AMSTERDAM).date()


def closing_moment(last_day: date) -> datetime:
    """Return 23:59 in Amsterdam of that day, in UTC: what a screen shows and a reminder counts back from.

    The whole last minute still counts: ask `is_in_time` (TIM-1, TIM-2).
    """
    return datetime.combine(last_day, time(23, 59), tzinfo=AMSTERDAM).astimezone(ZoneInfo("UTC"))


def is_in_time(at: datetime, last_day: date) -> bool:
    """Tell if that moment lies before the end of the last day in Amsterdam."""
    return day_of(at) <= last_day


def age_on(day: date, *, born: date) -> int:
    """Return how many years old someone is; born on 29 February is a year older on 1 March (TIM-3)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@cache
def equated_days() -> frozenset[date]:
    """Return the days that a royal decree equates with a holiday for terms, as `data/equated-days.csv` has them."""
    with _EQUATED.open(newline="", encoding="utf-8") as lines:
        return frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(lines))


@cache
def known_years() -> frozenset[int]:
    """Return the years of which the equated days are known: those with one in the file (no year was without)."""
    return frozenset(day.year for day in equated_days())


def holiday_name(day: date) -> str:
    """Return what that holiday is called in the language of now, "" for a day that is none."""
    names = _holidays(day.year, "en_US" if (get_language() or "nl").startswith("en") else "nl")
    if day in names:
        return names[day]
    if (day.month, day.day) == (5, 5):
        return _("Liberation Day")
    return _("equated with a holiday by royal decree") if day in equated_days() else ""


def is_working_day(day: date) -> bool:
    """Tell if a term of an Act may end on that day: no Saturday, Sunday, holiday or equated day.

    Raises NoSuchTerm for a year of which the holidays are not known.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NoSuchTerm(
            _("Public holidays are known from %(first)s up to and including %(last)s, so not for %(year)s.")
            % {"first": str(FIRST_YEAR), "last": str(LAST_YEAR), "year": str(day.year)}
        )
    return day.weekday() < SATURDAY and not holiday_name(day)


def working_day_from(day: date) -> date:
    """Return that day, or the next working day when it is none. Raises as `is_working_day` does."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _holidays(year: int, language: str) -> Mapping[date, str]:
    """Return the package's public holidays of a year with their names; without 5 May in most years."""
    from holidays import country_holidays  # half a second to import, so only when a term is asked for

    return dict(country_holidays("NL", years=year, language=language))
