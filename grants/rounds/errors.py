"""What may go wrong with a round, worded for users."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from grants.errors import GrantError


class Lack(StrEnum):
    """What may keep a round from being announced; each is put right at another place."""

    YEAR = "year"
    REGULATION = "regulation"
    PLAN = "plan"
    FRAME = "frame"
    BUDGETS = "budgets"
    DAYS = "days"
    MAXIMUM = "maximum"
    GAZETTE = "gazette"
    OVERLAP = "overlap"
    CEILINGS = "ceilings"


@dataclass(frozen=True)
class Missing:
    """One thing that a round still needs, in a sentence for the user."""

    what: Lack
    sentence: str


class RoundStands(GrantError):
    """The round was announced, so it stays as it is."""


class NotReady(GrantError):
    """Something that a round needs before it is announced is missing; `missing` says each thing."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(" ".join(one.sentence for one in missing))
        self.missing = list(missing)


class WrongPeriod(GrantError):
    """The last day of a round comes before the first, is over, or both lie too far from the year of its budgets.

    `day` is the column that is wrong.
    """

    def __init__(self, sentence: str, *, day: str = "closes_on") -> None:
        super().__init__(sentence)
        self.day = day


class RoundClosed(GrantError):
    """The round takes no proposals: it has yet to open, or its last day is over."""


class WrongBudgets(GrantError):
    """A budget of another year or regulation, or one that is closed."""


class WrongRules(GrantError):
    """The regulation, plan or frame is of another city, or the regulation is not in force in the year."""


class WrongPlan(GrantError):
    """The year of a round lies outside the years of its plan."""


class WrongMaximum(GrantError):
    """A proposal could ask more than the highest tier of the regulation."""


class TitleTaken(GrantError):
    """Another round of the city has this title."""


class YearOver(GrantError):
    """The year is closed, so nothing of it is divided any more."""
