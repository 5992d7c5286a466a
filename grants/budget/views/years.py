"""The years of the budget, and one of them with its slices and changes."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.ui.parts import MoneyBar
from wijkraden.people.http import PortalRequest
from wijkraden.places.models import Area

from .. import access, queries, rules
from ..bars import staff_bar
from ..forms import SlicesFilter
from ..models import Change, Slice, Year
from ..queries import Figures
from ..states import ChangeState, Scope
from .steps import NextStep, next_step


@dataclass(frozen=True)
class _YearRow:
    year: Year
    step: NextStep


@require_safe
@login_required
def budget_years(request: PortalRequest) -> HttpResponse:
    """Show the years with their reserved share, what is divided of it, and what waits."""
    city = access.enter_budget(request.user, request.city)
    may_prepare = rules.may_prepare_budget(request.user, city.pk)
    undecided = list(queries.undecided_changes(city))
    stale = queries.stale_among(undecided)
    stale_in = Counter(one.year_id for one in undecided if one.pk in stale)
    again = [one for one in undecided if one.pk in stale or one.state == ChangeState.RETURNED]
    rows = [
        _YearRow(
            one,
            next_step(
                one,
                parts=one.parts,  # type: ignore[attr-defined]  # annotated
                waiting=one.waiting,  # type: ignore[attr-defined]  # annotated
                stale=stale_in[one.pk],
                may_prepare=may_prepare,
            ),
        )
        for one in queries.years_with_counts(city)
    ]
    return render(
        request,
        "budget/years.html",
        {
            "rows": rows,
            "waiting": [one for one in undecided if one not in again],
            "again": again if may_prepare else [],
            "stale": stale,
            "may_prepare": may_prepare,
        },
    )


@dataclass(frozen=True)
class _SliceRow:
    slice: Slice
    figures: Figures

    @property
    def districts(self) -> str:
        """Whose money it is together, for a pot."""
        shares = self.slice.shares.all() if self.slice.scope == Scope.POT else []
        return ", ".join(share.district.name for share in shares)


@require_safe
@login_required
def budget_year(request: PortalRequest, year: int) -> HttpResponse:
    """Show a year: its share, its money bar, its slices with their figures, and its changes."""
    city = access.enter_budget(request.user, request.city)
    every = list(queries.with_districts(queries.slices(city, year=year)))
    found = every[0].year if every else access.get_year(city, year)
    filters = SlicesFilter(request.GET, areas=_areas(every), regulations=_regulations(every))
    shown = queries.slices_among(every, area=filters.chosen_area, regulation=filters.chosen_regulation)
    now = queries.figures_of(every)
    figures = (
        queries.figures_on(shown, filters.day) if filters.day else {one.pk: now[one.pk] for one in shown}
    )
    changes = list(queries.changes_of(found))
    may_prepare = rules.may_prepare_budget(request.user, city.pk)
    waiting = [one for one in changes if one.state == ChangeState.PREPARED]
    stale = queries.stale_among(waiting, now={pk: one.authority for pk, one in now.items()})
    total = queries.together(figures.values())
    bar_title = _bar_title(found, len(shown), len(every))
    return render(
        request,
        "budget/year.html",
        {
            "year": found,
            "filters": filters,
            "is_filtered": bool(filters.chosen_area or filters.chosen_regulation or filters.day),
            "day": filters.day,
            "has_slices": bool(every),
            "rows": [_SliceRow(one, figures[one.pk]) for one in shown if one.last_number],
            "empty": [_SliceRow(one, figures[one.pk]) for one in shown if not one.last_number],
            "total": total,
            "bar": _bar(total, title=bar_title),
            "bar_title": bar_title,
            "with_regulation": len(_regulations(every)) > 1,
            "step": next_step(
                found, parts=len(every), waiting=len(waiting), stale=len(stale), may_prepare=may_prepare
            ),
            **_by_turn(changes, stale),
            "may_prepare": may_prepare and found.closed_at is None,
        },
        status=200 if filters.is_valid() else 422,
    )


def _by_turn(changes: Sequence[Change], stale: Collection[int]) -> dict[str, Any]:
    """Return the changes by who acts next: the budget holder, the finance adviser, or nobody any more."""
    again = [one for one in changes if one.pk in stale or one.state == ChangeState.RETURNED]
    waiting = [one for one in changes if one.state == ChangeState.PREPARED and one.pk not in stale]
    decided = [one for one in changes if one.state in {ChangeState.APPROVED, ChangeState.WITHDRAWN}]
    return {"waiting": waiting, "again": again, "changes": decided, "stale": stale}


def _areas(every: Sequence[Slice]) -> list[Area]:
    found = {share.district.area for one in every for share in one.shares.all()}
    return sorted(found, key=lambda area: area.name)


def _regulations(every: Sequence[Slice]) -> list[Any]:
    return sorted({one.regulation for one in every}, key=str)


def _bar(total: Figures, *, title: str) -> MoneyBar | None:
    """Return the bar; None when on a past day more was used than there was yet, by the days of booking."""
    if any(cents < 0 for _kind, cents in total.parts):
        return None
    return staff_bar(total, name="year", title=title)


def _bar_title(year: Year, shown: int, every: int) -> str:
    if shown == every:
        return _("The budgets of %(year)s together") % {"year": str(year.year)}
    text = ngettext("%(n)d budget of %(year)s", "%(n)d budgets of %(year)s together", shown)
    return text % {"n": shown, "year": str(year.year)}
