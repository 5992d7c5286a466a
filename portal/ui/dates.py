"""Dates and moments as people write and read them, in Dutch and English."""

import re
from datetime import date, datetime

from babel.dates import format_date, format_time
from django.utils import timezone
from django.utils.translation import get_language

_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDS = re.compile(r"(\d{1,2})(?:e|st|nd|rd|th)?[-. ]+([a-z]+)\.?[-, ]+(\d{4})")
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mrt": 3,
    "maa": 3,
    "mar": 3,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_FULL_NAMES = {
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "sept"),
    *("oktober", "november", "december", "january", "february", "march", "may", "june", "july", "august"),
    "october",
}


def read_date(text: str) -> date:
    """Return the day that was typed: 03-04-2027, 3/4/2027, 3 apr 2027, 3 april 2027, 2027-04-03.

    A date in numbers is day first in both languages. Raises ValueError for anything else, never guesses.
    """
    plain = " ".join(text.split()).casefold()
    if found := _NUMBERS.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _WORDS.fullmatch(plain):
        name = found[2]
        if name not in _MONTHS and name not in _FULL_NAMES:
            raise ValueError(f"no month is called {name}")
        day, month, year = int(found[1]), _MONTHS[name[:3]], int(found[3])
    else:
        raise ValueError("not a date")
    return date(year, month, day)


def full_date(day: date | datetime | None) -> str:
    """Return “dinsdag 30 maart 2027” or “Tuesday 30 March 2027”; a moment gives its day in Amsterdam."""
    if day is None:
        return ""
    local = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return format_date(local, "EEEE d MMMM y", locale=_locale())


def short_date(day: date | datetime | None) -> str:
    """Return “30 maart 2027”."""
    if day is None:
        return ""
    local = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return format_date(local, "d MMMM y", locale=_locale())


def moment(at: datetime | None) -> str:
    """Return “dinsdag 30 maart 2027, 23:59 uur” (Amsterdam)."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    clock = format_time(local, "HH:mm", locale=_locale())
    return f"{full_date(at)}, {clock} uur" if _locale() == "nl" else f"{full_date(at)}, {clock}"


def _locale() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"
