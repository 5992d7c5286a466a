"""Legal terms: from the day of an event to the last day, with the rule that gave it.

The day of the event does not count. What the law says and what the city chooses: docs/terms.md.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ui.dates import short_date

from .days import SATURDAY, holiday_name, is_working_day, known_years, working_day_from
from .errors import NoSuchTerm

MONTHS_IN_YEAR, DAYS_IN_WEEK = 12, 7
ENOUGH_WORKING_DAYS = 2


class Unit(StrEnum):
    """What a length counts in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class SetBy(StrEnum):
    """Who sets a term: an Act, or the city itself (an ordinance, a regulation, an officer's letter)."""

    ACT = "act"
    CITY = "city"


_LONGEST_THAT_MOVES = {
    Unit.DAYS: 90,
    Unit.WEEKS: 12,
    Unit.MONTHS: 3,
    Unit.YEARS: 0,
}  # article 4 of the Act on terms
_SHORTEST_WITH_WORKING_DAYS = {Unit.DAYS: 3, Unit.WEEKS: 1, Unit.MONTHS: 1, Unit.YEARS: 1}  # its article 2


@dataclass(frozen=True, slots=True)
class Length:
    """A number of days, weeks, months or years, at least one."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.number < 1:
            raise NoSuchTerm(_("A term is one day, week, month or year at least."))

    def __str__(self) -> str:
        words = {
            Unit.DAYS: ngettext("%(number)s day", "%(number)s days", self.number),
            Unit.WEEKS: ngettext("%(number)s week", "%(number)s weeks", self.number),
            Unit.MONTHS: ngettext("%(number)s month", "%(number)s months", self.number),
            Unit.YEARS: ngettext("%(number)s year", "%(number)s years", self.number),
        }
        return words[self.unit] % {"number": self.number}

    def __add__(self, other: "Length") -> "Length":
        """Return both as one length; raises NoSuchTerm for weeks and months, which have no common unit."""
        if self.unit == other.unit:
            return Length(self.number + other.number, self.unit)
        if {self.unit, other.unit} == {Unit.DAYS, Unit.WEEKS}:
            return Length(self._days() + other._days(), Unit.DAYS)
        if {self.unit, other.unit} == {Unit.MONTHS, Unit.YEARS}:
            return Length(self._months() + other._months(), Unit.MONTHS)
        raise NoSuchTerm(_("%(one)s and %(other)s are not one term.") % {"one": self, "other": other})

    @property
    def may_move(self) -> bool:
        """Tell if it is at most twelve weeks, ninety days or three months, and not in years."""
        return self.number <= _LONGEST_THAT_MOVES[self.unit]

    @property
    def needs_working_days(self) -> bool:
        """Tell if it is three days or more."""
        return self.number >= _SHORTEST_WITH_WORKING_DAYS[self.unit]

    def after(self, start: date) -> date:
        """Return the day on which it ends, unmoved; a month without that day ends on its last day (TIM-3).

        Raises NoSuchTerm when that is after the year 9999.
        """
        if self.unit in {Unit.DAYS, Unit.WEEKS}:
            return later(start, self._days())
        years, month = divmod(start.year * MONTHS_IN_YEAR + start.month - 1 + self._months(), MONTHS_IN_YEAR)
        if years > MAXYEAR:
            raise _too_late()
        return date(years, month + 1, min(start.day, monthrange(years, month + 1)[1]))

    def since(self, day: date) -> date:
        """Return the first start from which it is not over, unmoved, before `day`."""
        if self.unit in {Unit.DAYS, Unit.WEEKS}:
            return day - timedelta(days=self._days())
        year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 - self._months(), MONTHS_IN_YEAR)
        found = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return found if self.after(found) >= day else found + timedelta(days=1)

    def _days(self) -> int:
        return self.number * (DAYS_IN_WEEK if self.unit == Unit.WEEKS else 1)

    def _months(self) -> int:
        return self.number * (MONTHS_IN_YEAR if self.unit == Unit.YEARS else 1)


@dataclass(frozen=True, slots=True)
class Term:
    """A length with the article that gives it and who set it.

    `is_kind` is the city's setting for a term of its own: such a term then moves as one of an Act does.
    """

    length: Length
    article: str = ""
    set_by: SetBy = SetBy.ACT
    is_kind: bool = False

    @property
    def moves(self) -> bool:
        """Tell if it moves from a day that is no working day."""
        return self.length.may_move and (self.set_by == SetBy.ACT or self.is_kind)

    def extended(self, length: Length) -> "Term":
        """Return it with `length` added: one longer term, which moves less."""
        return Term(self.length + length, self.article, self.set_by, self.is_kind)

    def last_day(self, start: date) -> "LastDay":
        """Return the last day of the term that an event on `start` begins. Raises NoSuchTerm."""
        return self.land(self.length.after(start), start=start)

    def land(self, unmoved: date, *, start: date) -> "LastDay":
        """Return the last day when the days of the term are used up on `unmoved`. Raises NoSuchTerm."""
        day = unmoved
        try:
            if self.moves:
                day = working_day_from(unmoved)
                while self.length.needs_working_days and not _has_enough_working_days(start, day):
                    day = working_day_from(later(day, 1))
        except OverflowError:
            raise _too_late() from None
        return LastDay(self, start, unmoved, day)


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of a term. `unmoved` is where its days ended, before it moved."""

    term: Term
    start: date
    unmoved: date
    day: date

    @property
    def is_certain(self) -> bool:
        """Tell if it depends on no year of which the equated days are not known."""
        return not self.term.moves or {self.unmoved.year, self.day.year} <= known_years()

    @property
    def rule(self) -> str:
        """Return why this is the last day, in sentences: the count, each shift, what is not known."""
        return " ".join([self.counted, *self.shifts])

    @property
    def counted(self) -> str:
        """Return how its days were counted, with the article."""
        length, last = self.term.length, self.length_end
        words = {"length": length, "start": short_date(self.start), "day": short_date(last)}
        sentence = _("%(length)s after %(start)s: %(day)s") % words
        if length.unit in {Unit.MONTHS, Unit.YEARS} and last.day < self.start.day:
            sentence += ", " + _("the last day of that month")
        return f"{sentence} ({self.term.article})." if self.term.article else f"{sentence}."

    @property
    def length_end(self) -> date:
        """Return where the length alone ends, without any pause."""
        return self.term.length.after(self.start)

    @property
    def shifts(self) -> list[str]:
        """Return a sentence for each reason why it moved, or why it did not; and one for what is not known."""
        found = self._moved() if self.term.moves else self._stayed()
        if not self.is_certain:
            unknown = min({self.unmoved.year, self.day.year} - known_years())
            found.append(
                _(
                    "Which days of %(year)s a royal decree equates with a holiday is not known here "
                    "(known up to and including %(last)s): the last day may turn out to be later."
                )
                % {"year": str(unknown), "last": str(max(known_years()))}
            )
        return found

    def _moved(self) -> list[str]:
        """Return the sentences of articles 1 and 2 of the Act on terms; none when it did not move."""
        found = []
        first = working_day_from(self.unmoved)
        if first > self.unmoved:
            skipped = [self.unmoved + timedelta(days=n) for n in range((first - self.unmoved).days)]
            words = {"why": ", ".join(_is_what(day) for day in skipped), "day": short_date(first)}
            found.append(_("%(why)s; so it moves to %(day)s (Algemene termijnenwet, article 1).") % words)
        if self.day > first:
            found.append(
                _(
                    "A term of three days or more holds at least two working days, so it moves to %(day)s "
                    "(Algemene termijnenwet, article 2)."
                )
                % {"day": short_date(self.day)}
            )
        if found and self.term.set_by == SetBy.CITY:
            found.append(_("The city lets a term of its own move as one of an Act does."))
        return found

    def _stayed(self) -> list[str]:
        """Return why it did not move from a day that is no working day; nothing for a working day."""
        if self.day.weekday() < SATURDAY and not holiday_name(self.day):
            return []
        words = {"why": _is_what(self.day)}
        if not self.term.length.may_move:
            return [
                _(
                    "%(why)s; that moves no term of more than twelve weeks, ninety days or three months, and none "
                    "in years (Algemene termijnenwet, article 4)."
                )
                % words
            ]
        return [_("%(why)s; that does not move a term that only the city sets.") % words]


def later(day: date, days: int) -> date:
    """Return the day that many days later; raises NoSuchTerm after the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise _too_late() from None


def _has_enough_working_days(start: date, last: date) -> bool:
    """Tell if at least two of the days after `start` up to and including `last` are working days."""
    found, day = 0, last
    while day > start and found < ENOUGH_WORKING_DAYS:
        found += is_working_day(day)
        day -= timedelta(days=1)
    return found >= ENOUGH_WORKING_DAYS


def _is_what(day: date) -> str:
    """Return what a day that is no working day is: “26 March 2027 is Good Friday”."""
    weekend = _("a Saturday") if day.weekday() == SATURDAY else _("a Sunday")
    return _("%(day)s is %(what)s") % {"day": short_date(day), "what": holiday_name(day) or weekend}


def _too_late() -> NoSuchTerm:
    return NoSuchTerm(_("This term ends after the year 9999."))
