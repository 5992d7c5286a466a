"""The penalty for a late decision (Awb 4:17): from which day, for how many days, how many cents."""

from dataclasses import dataclass
from datetime import date

from .law import DEFAULT
from .lengths import Term, later


@dataclass(frozen=True, slots=True)
class Band:
    """A number of days that cost as much each, in cents."""

    days: int
    cents: int


@dataclass(frozen=True, slots=True)
class PenaltyRules:
    """What the law says now; indexed by law, so a setting with its own numbers."""

    grace: Term = DEFAULT
    bands: tuple[Band, ...] = (Band(14, 2_300), Band(14, 3_500), Band(14, 4_500))
    most_cents: int = 144_200

    @property
    def most_days(self) -> int:
        """Return for how many days at most something is due."""
        return sum(band.days for band in self.bands)

    def cents(self, days: int) -> int:
        """Return what is due after that many days, together."""
        total = 0
        for band in self.bands:
            total += min(days, band.days) * band.cents
            days = max(0, days - band.days)
        return min(total, self.most_cents)


@dataclass(frozen=True, slots=True)
class Penalty:
    """What is due on a day: since `first_day` (that day may be still to come), over `days`, in `cents`."""

    first_day: date
    days: int
    cents: int
    is_full: bool


def penalty(
    *,
    last_day: date,
    notice_on: date,
    on: date,
    decided_on: date | None = None,
    rules: PenaltyRules | None = None,
) -> Penalty | None:
    """Return the penalty as it stands on that day; None when the notice came before the term was over.

    `last_day` is that of the decision, `notice_on` the day on which the notice of default was received,
    `decided_on` that of sending the decision, for which nothing more is due. The two weeks of grace are a term
    of the Act on terms, the days that something is due are not: those never move.
    """
    if notice_on <= last_day:
        return None
    asked = rules or PenaltyRules()
    first_day = later(asked.grace.last_day(notice_on).day, 1)
    elapsed = (on - first_day).days + 1
    if decided_on:
        elapsed = min(elapsed, (decided_on - first_day).days)
    days = min(max(0, elapsed), asked.most_days)
    return Penalty(first_day, days, asked.cents(days), is_full=days == asked.most_days)
