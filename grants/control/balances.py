"""One table of a year's slices with the figures of the money: by area, with subtotals, and checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from grants.budget.models import Slice, Year
from grants.budget.queries import Figures, figures_on, together
from grants.budget.states import Kind, Scope
from grants.plan.models import Regulation
from wijkraden.places.models import Area, District

from .queries import standing_in
from .states import OTHERS


@dataclass(frozen=True)
class Row:
    """A slice with what stood in it."""

    slice: Slice
    figures: Figures


@dataclass(frozen=True)
class Group:
    """The slices that lie in one area whole; without area: those of several areas or of the whole city."""

    area: Area | None
    rows: list[Row]

    @property
    def title(self) -> str:
        """How the group is called."""
        return self.area.name if self.area else _("Several areas together")

    @property
    def figures(self) -> Figures:
        """The sum of its slices."""
        return together(row.figures for row in self.rows)


@dataclass(frozen=True)
class Balances:
    """What stood in the slices of a year at the end of a day (None: what stands there now)."""

    year: Year
    day: date | None
    groups: list[Group]
    books: Row | None
    is_whole: bool
    without: list[District] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """Every slice, in the order of the table."""
        return [row for group in self.groups for row in group.rows]

    @property
    def total(self) -> Figures:
        """The sum of all slices in the table."""
        return together(row.figures for row in self.rows)

    @property
    def others(self) -> list[tuple[Kind, int]]:
        """Return what stood on every other account, the city's own ledger with it when the table is whole."""
        own = [self.books.figures] if self.books else []
        figures = together([self.total, *own])
        return [(kind, figures[kind]) for kind in OTHERS]

    @property
    def faulty(self) -> list[Row]:
        """Return the slices whose parts are not their budget: none, or the ledger is broken."""
        return [row for row in self.rows if not _adds_up(row.figures)]

    @property
    def fits_year(self) -> bool:
        """Tell if the slices have together what the year says it allotted; asked of a whole table of now."""
        return self.total.authority == self.year.allotted_cents <= self.year.reserved_cents


def _adds_up(figures: Figures) -> bool:
    return sum(cents for _kind, cents in figures.parts) == figures.authority


def balances_of(
    year: Year,
    *,
    districts: Iterable[District] = (),
    day: date | None = None,
    area: Area | None = None,
    regulation: Regulation | None = None,
) -> Balances:
    """Return the balances of a year, of the slices in one area or under one regulation if asked.

    `districts` are those that should have a budget: who has none is named. Two queries, three for a past day.
    """
    standing = standing_in(year, regulation=regulation)
    past = figures_on(standing, day) if day is not None else None
    rows = [Row(one, past[one.pk] if past is not None else now) for one, now in standing.items()]
    books = next((row for row in rows if row.slice.scope == Scope.BOOKS), None)
    grouped: dict[Area | None, list[Row]] = {}
    for row in rows:
        if row is not books:
            grouped.setdefault(_area_of(row.slice), []).append(row)
    groups = [
        Group(where, rows)
        for where, rows in sorted(grouped.items(), key=lambda pair: (pair[0] is None, str(pair[0])))
        if area is None or where == area
    ]
    is_whole = area is None and regulation is None
    return Balances(
        year,
        day,
        groups,
        books if is_whole else None,
        is_whole,
        _without(standing, districts) if is_whole else [],
    )


def _area_of(slice_: Slice) -> Area | None:
    areas = {share.district.area for share in slice_.shares.all()}
    return areas.pop() if len(areas) == 1 else None


def _without(found: Iterable[Slice], districts: Iterable[District]) -> list[District]:
    if any(one.scope == Scope.CITY for one in found):
        return []  # every district may use that
    have = {share.district_id for one in found for share in one.shares.all()}
    return [district for district in districts if district.pk not in have]
