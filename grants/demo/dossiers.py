"""Which dossiers the demo holds: what each asks, where, when, and how far it comes by the day that the demo shows.

The same day gives the same dossiers: nothing here is drawn by lot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from itertools import count

from grants.proposals.states import BEFORE_SUBMISSION, Route

from .lines import LINES, SET_OFF_DAYS, Anchor, Line
from .stories import ACTIONS, CONTACTS, ORGANISATIONS, Action, Organisation

_HOME, _ELSEWHERE = "delfshaven-schiemond", "lage-land-prinsenland-s-gravenland"  # where the cast sits
_BEFORE = timedelta(weeks=8)  # from the submission to the first day of the action
_LAST_CENTS, _THIS_CENTS = 87_750_000, 97_500_000  # what all districts have together, last year and this year
_SHORT_MONTHS = (
    2  # when nearly all of the demo lies in the year before: that one has more, and each asks little
)
NEXT_CENTS = 2_000_000  # the ceiling of each district in the year after, of which no budget is adopted yet
_LAST_YEAR, _FROM_MONTH = 2027, 10  # the last year of the plan; from when the year after is asked of
_FIRST_DAY = (1, 8)  # of a year on which something comes in
_LAST_START = (12, 28)
_SHARE = 88  # percent of a budget that the demo asks for at most
_OF_CITY = Organisation("Gemeente Rotterdam, afdeling Samenleven (verzonnen)", "gemeente")
_MOST_OF_A_PERSON = 2_500_00
_OF_CHAIR = Organisation("Stichting Samen aan de Schie", "aandeschie")  # on whose board chris sits
_OF_BOTH = Organisation("Stichting Zomer op het Plein", "zomerophetplein")  # of the lines of one recipient
_NUMBER_OF_BOTH = 5_000  # by which its number at the chamber of commerce and its account are made
_ENDED_ON = (9, 30)  # in the year before, so that what is owed of it is late by the first weeks of this one
_AMOUNTS = {  # euro cents by tier: the least, the step, how many steps
    "A": (60_000, 5_000, 30),
    "B": (255_000, 5_000, 40),
    "C": (505_000, 5_000, 24),
    "D": (1_010_000, 10_000, 18),  # the highest tier, above what the first decision-maker may grant
}
SMALL_PREFIX = "KB"  # of the small regulation, whose payments leave by the financial system


class Kind(Enum):
    """In which of the rounds of a year it is."""

    RECEIPT = "receipt"
    TENDER = "tender"
    SMALL = "small"  # of the small regulation


@dataclass(frozen=True)
class Dossier:
    """One dossier of the demo. `received` is the day of the submission, or when it would be; amounts in euro cents."""

    number: int
    place: int  # among those of its line
    line: Line
    action: Action
    title: str
    organisation: Organisation
    contact: str
    route: Route
    district: str
    asked_cents: int
    year: int
    received: date
    starts_on: date
    ends_on: date
    chair_steps_back: bool = False
    kind: Kind = Kind.RECEIPT

    @property
    def is_of_a_person(self) -> bool:
        """Tell if someone asks the subsidy for herself, as happens with small amounts, or sells something herself."""
        if self.route == Route.PURCHASE:
            return self.number % 4 == 2
        is_small = self.asked_cents <= _MOST_OF_A_PERSON and not self.chair_steps_back
        return self.route == Route.SUBSIDY and is_small and self.number % 4 == 2

    @property
    def recipient(self) -> str:
        """Who gets the money: of what the city does itself whoever sends the bill."""
        if self.is_of_a_person:
            return self.contact
        if self.route == Route.OWN:
            return ORGANISATIONS[self.number % len(ORGANISATIONS)].name
        return self.organisation.name

    @property
    def recipient_number(self) -> int:
        """By which its number at the chamber of commerce and its account are made: those of one recipient share it."""
        return _NUMBER_OF_BOTH if self.line.same_recipient else self.number

    @property
    def is_hidden(self) -> bool:
        """Tell if the place is not public, for the safety of who comes there."""
        return self.number % 45 == 20


def dossiers_of(
    today: date, *, seats: Mapping[str, int], cents: Mapping[int, int], few: bool = False
) -> list[Dossier]:
    """Return the dossiers as they stand on `today`, in two budget years.

    `seats` by district in their order, `cents` what the districts have together by year. `few`: one of each line, two
    of one that is alone in where it ends, and all of the tender that was decided: its ranking needs them.
    """
    ends = Counter(one.ends for one in lines_on(today))
    desk = _Desk(today, _budgets(seats, cents))
    found = []
    for line in lines_on(today):
        is_whole = not few or line.anchor == Anchor.TENDER_BEFORE
        number = line.count if is_whole else 2 if ends[line.ends] == 1 else 1
        found += [desk.enter(line, place, number) for place in range(number)]
    return found


def has_next_year(today: date) -> bool:
    """Tell if proposals for the year after are asked for already: in the last months of a year within the plan."""
    return today.month >= _FROM_MONTH and today.year < _LAST_YEAR


def lines_on(today: date) -> list[Line]:
    """Return the lines of a demo that shows that day."""
    return [
        one
        for one in LINES
        if (has_next_year(today) or not one.next_year) and (has_set_off(today) or not one.same_recipient)
    ]


def has_set_off(today: date) -> bool:
    """Tell if something of that year was granted by then, to set what is owed of the year before off against."""
    return (today - timedelta(days=SET_OFF_DAYS)).year == today.year


def together_of(today: date) -> dict[int, int]:
    """Return what all districts have together in the year of that day and the one before, in euro cents."""
    last = _THIS_CENTS if today.month <= _SHORT_MONTHS else _LAST_CENTS
    return {today.year - 1: last, today.year: _THIS_CENTS}


def _budgets(seats: Mapping[str, int], cents: Mapping[int, int]) -> dict[tuple[int, str], int]:
    together = sum(seats.values())
    return {
        (year, district): amount * number // together * _SHARE // 100
        for year, amount in cents.items()
        for district, number in seats.items()
    }


@dataclass
class _Desk:
    """Gives each dossier its place, its amount and its days."""

    today: date
    whole: dict[tuple[int, str], int]
    numbers: count[int] = field(default_factory=count)
    held: dict[str, int] = field(default_factory=dict)  # how many dossiers each district has
    used: set[tuple[str, str]] = field(default_factory=set)  # titles by district
    left: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = dict(self.whole)
        districts = {district for _year, district in self.whole}
        self.left |= {(self.today.year + 1, one): NEXT_CENTS for one in sorted(districts)}

    def enter(self, line: Line, place: int, together: int) -> Dossier:
        """Return the next dossier of a line, the `place`-th of so many."""
        number = next(self.numbers)
        action = ACTIONS[(number * 5) % len(ACTIONS)]
        received, starts_on, ends_on = self._days(line, place, together, action)
        tier = line.tiers[place % len(line.tiers)]
        least, step, steps = _AMOUNTS[tier]
        is_of_cast = (
            place < line.at_home + line.elsewhere
        )  # of these two districts there are many: each asks little
        asks_little = is_of_cast or self.today.month <= _SHORT_MONTHS
        asked = line.cents or least + step * ((number * 7) % (3 if asks_little else steps))
        takes = 0 if line.ends in BEFORE_SUBMISSION else asked
        district = self._district(line, place, starts_on.year, takes)
        action = self._unused(action, district)
        route = line.routes[number % len(line.routes)]
        organisation = _OF_CITY if route == Route.OWN else ORGANISATIONS[(number * 3) % len(ORGANISATIONS)]
        organisation = _OF_BOTH if line.same_recipient else organisation
        steps_back = line.steps_back and place == 0
        route, organisation = (Route.SUBSIDY, _OF_CHAIR) if steps_back else (route, organisation)
        return Dossier(
            number=number,
            place=place,
            line=line,
            action=action,
            title=action.title,
            organisation=organisation,
            contact=CONTACTS[number % len(CONTACTS)],
            route=route,
            district=district,
            asked_cents=asked,
            year=starts_on.year,
            received=received,
            starts_on=starts_on,
            ends_on=ends_on,
            chair_steps_back=steps_back,
            kind=_kind_of(line),
        )

    def _days(self, line: Line, place: int, together: int, action: Action) -> tuple[date, date, date]:
        """Return the day of receipt, and the first and last day of the action."""
        length = timedelta(days=action.days - 1)
        if line.anchor in {Anchor.TENDER_BEFORE, Anchor.TENDER_NOW}:
            received = closing_of(self.today, line.anchor) - timedelta(days=2 + 2 * (place // 2))
            year = self.today.year - (line.anchor == Anchor.TENDER_BEFORE)
            start = min(max(received + _BEFORE, date(year, 1, 20)), date(year, *_LAST_START))
            return received, start, start + min(length, timedelta(days=7))
        if line.anchor == Anchor.ENDED_BEFORE:
            end = date(self.today.year - 1, *_ENDED_ON)
            return _before(end, end - length)
        anchor = self._spread(line, place, together)
        if line.anchor == Anchor.RECEIVED:
            start = anchor + _BEFORE
            if line.next_year:
                start = date(self.today.year + 1, 1, 25) + timedelta(weeks=place)
                return anchor, start, start + length
            if line.starts_later:
                start = max(start, self.today + timedelta(days=9 + place))
            start = min(start, date(anchor.year, *_LAST_START))
            return anchor, start, start + length
        return _before(anchor, min(anchor - length, self.today - timedelta(days=line.began_before)))

    def _spread(self, line: Line, place: int, together: int) -> date:
        """Return the anchor of one of a line: they lie evenly between its newest and its oldest day."""
        first = date(self.today.year - 1, *_FIRST_DAY)
        if line.anchor == Anchor.ENDED:
            first += _BEFORE + timedelta(days=62)
        oldest = (self.today - first).days if line.oldest is None else line.oldest
        part = place * (oldest - line.newest) // max(1, together - 1) if together > 1 else 0
        found = self.today - timedelta(days=line.newest + part)
        if line.anchor == Anchor.RECEIVED and line.newest < 0:
            return min(found, date(self.today.year, 12, 31))
        if line.anchor == Anchor.RECEIVED and (found.month, found.day) < _FIRST_DAY:
            found = date(found.year, *_FIRST_DAY) if line.oldest is None else found
        return found

    def _district(self, line: Line, place: int, year: int, asked: int) -> str:
        """Return which district asks it: those of the cast first, then whoever has fewest and can afford it."""
        if place < line.at_home:
            return self._take(_HOME, year, asked)
        if place == line.at_home and line.elsewhere:
            return self._take(_ELSEWHERE, year, asked)
        districts = [district for of, district in self.left if of == year]
        if line.over_budget:
            short = sorted(districts, key=lambda one: self.whole[year, one])
            return self._take(next(one for one in short if not self.held.get(one)), year, asked)
        able = [one for one in districts if self.left[year, one] >= asked]
        able = able or [max(districts, key=lambda one: self.left[year, one])]
        return self._take(min(able, key=lambda one: (self.held.get(one, 0), one)), year, asked)

    def _take(self, district: str, year: int, asked: int) -> str:
        self.left[year, district] -= asked
        self.held[district] = self.held.get(district, 0) + 1
        return district

    def _unused(self, action: Action, district: str) -> Action:
        at = ACTIONS.index(action)
        turned = [ACTIONS[(at + offset) % len(ACTIONS)] for offset in range(len(ACTIONS))]
        found = next(one for one in turned if (one.title, district) not in self.used)
        self.used.add((found.title, district))
        return found


def _kind_of(line: Line) -> Kind:
    if line.is_small:
        return Kind.SMALL
    return Kind.TENDER if line.anchor in {Anchor.TENDER_BEFORE, Anchor.TENDER_NOW} else Kind.RECEIPT


def _before(end: date, start: date) -> tuple[date, date, date]:
    """Return the days of an action that ended then; one of the first weeks of a year began in the year before."""
    if (start.month, start.day) < (1, 22):
        start = date(start.year - 1, 12, 20)
    received = max(start - _BEFORE, date(start.year, *_FIRST_DAY))
    return received, start, end


def closing_of(today: date, anchor: Anchor) -> date:
    """Return the last day of the tender of the year before, or of the one that is being ranked on `today`."""
    return date(today.year - 1, 10, 10) if anchor == Anchor.TENDER_BEFORE else today - timedelta(days=24)
