"""What a council finds on its first page: its budget of this year, its proposals, and the rounds it may answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from grants.budget.bars import Equation, captions, equation, members_bar, own_first, whose
from grants.budget.queries import Budget, budgets_for, newest_budgets
from grants.proposals.queries import untold
from grants.proposals.queries_of_editor import calls_for, first_of_each
from grants.proposals.turns import Line, lines_of
from grants.rounds.models import Round
from grants.terms import day_of
from portal.ui.parts import MoneyBar
from wijkraden.people.models import Seat, User
from wijkraden.people.rules import seats_now
from wijkraden.places.models import City, District

MOST_OF_A_GROUP = 5


@dataclass(frozen=True)
class Group:
    """The first proposals of a council of which the same happens next, and how many there are."""

    title: str
    lines: list[Line]
    number: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.number - len(self.lines)


@dataclass(frozen=True)
class OwnProposals:
    """The proposals of a council by what happens next, and the rounds to which it may submit now or soon."""

    groups: list[Group]
    rounds: list[tuple[Round, bool]]  # with: is it open


def proposals_of(districts: Sequence[District], *, at: datetime) -> list[OwnProposals]:
    """Return for each of these districts what its council has and may answer. Three queries at most."""
    if not districts:
        return []
    found = lines_of(first_of_each(districts, most=MOST_OF_A_GROUP), at=at)
    calls = calls_for(districts, on=day_of(at))
    return [
        OwnProposals(
            _grouped([line for line in found if line.proposal.district_id == district.pk]),
            [(round_, round_.is_open(at)) for round_, of in calls if of.pk == district.pk],
        )
        for district in districts
    ]


def _grouped(lines: list[Line]) -> list[Group]:
    return [
        Group(title, shown := list(of), shown[0].proposal.in_group)  # type: ignore[attr-defined]  # annotated
        for title, of in groupby(lines, key=lambda one: one.group)
    ]


def councils_of(user: User, city: City, *, today: date) -> list[District]:
    """Return the districts in which `user` sits or which she coordinates. No query beside the seats."""
    seats = [seat for seat in seats_now(user, on=today) if seat.city_id == city.pk]
    return [seat.district for seat in seats if seat.district is not None]


@dataclass(frozen=True)
class OwnBudget:
    """A budget that a council may use: its bar for members, every amount, its regulation, that it is shared."""

    bar: MoneyBar
    equation: Equation
    regulation: str
    whose: str


@dataclass(frozen=True)
class OwnYear:
    """The budgets of a council in the year of now, or none yet."""

    year: int
    budgets: list[OwnBudget]

    @property
    def regulations(self) -> list[str]:
        """Return the titles of the regulations they stand under, each once."""
        return list(dict.fromkeys(one.regulation for one in self.budgets))


def budgets_of(districts: Sequence[District], city: City, *, today: date) -> list[OwnYear]:
    """Return for each of these districts its budgets in the newest year that has any. Two queries at most."""
    found = newest_budgets(city, today=today, untold=untold()) if districts else []
    year = found[0].slice.year.year if found else today.year
    return [
        OwnYear(year, _own_budgets(own_first(budgets_for(found, district)), district))
        for district in districts
    ]


def _own_budgets(own: list[Budget], district: District) -> list[OwnBudget]:
    return [_own_budget(one, district, title) for one, title in zip(own, captions(own), strict=True)]


def _own_budget(budget: Budget, district: District, title: str) -> OwnBudget:
    name = f"budget-{district.slug}-{budget.slice.public_id}"
    return OwnBudget(
        bar=members_bar(budget.figures, name=name, title=title, scope=budget.slice.scope),
        equation=equation(budget.figures, title=_("All amounts: %(title)s") % {"title": title}),
        regulation=str(budget.slice.regulation),
        whose=whose(budget.slice),
    )


def coming_seat(user: User, city: City, *, today: date) -> Seat | None:
    """Return the first seat in that city that has yet to start. One query."""
    return (
        user.seats.filter(city=city, starts_on__gt=today, ended_at__isnull=True).order_by("starts_on").first()
    )
