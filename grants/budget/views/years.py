"""The years of the budget, and the slices of one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from grants.plan.queries import regulations_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.parts import MoneyBar
from wijkraden.people.http import PortalRequest
from wijkraden.places.models import Area
from wijkraden.places.queries import districts_of

from .. import access, queries, rules
from ..bars import staff_bar
from ..errors import YearTaken
from ..flows.desk import add_slices, prepare_year
from ..forms import SlicesFilter, SlicesForm, YearForm
from ..forms.years import How
from ..models import Slice, Year
from ..queries import Figures
from ..states import ChangeState, Scope
from .steps import NextStep, next_step

_FORM = require_http_methods(["GET", "HEAD", "POST"])


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
            "rows": [_SliceRow(one, figures[one.pk]) for one in shown],
            "total": total,
            "bar": _bar(total, title=bar_title),
            "bar_title": bar_title,
            "with_regulation": len(_regulations(every)) > 1,
            "step": next_step(
                found, parts=len(every), waiting=len(waiting), stale=len(stale), may_prepare=may_prepare
            ),
            "changes": changes,
            "stale": stale,
            "may_prepare": may_prepare and found.closed_at is None,
        },
        status=200 if filters.is_valid() else 422,
    )


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


@_FORM
@login_required
def budget_new(request: PortalRequest) -> HttpResponse:
    """Prepare a year with its first slices."""
    city = access.enter_budget(request.user, request.city, to_prepare=True)
    last = queries.years_of(city).first()
    initial = {"year": last.year + 1 if last else timezone.localdate().year, "how": How.EACH}
    form = YearForm(
        request.POST or None,
        regulations=list(regulations_of(city)),
        districts=list(districts_of(city)),
        initial=initial | (kept_post(request) or {}),
    )
    if form.is_valid():
        year = form.cleaned_data["year"]
        try:
            prepare_year(city, year=year, **form.chosen, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error("year" if isinstance(error, YearTaken) else None, str(error))
        else:
            told = {"year": str(year)}
            messages.success(request, _("The year %(year)s is there. Now prepare the reserved share.") % told)
            return redirect("budget_share", year)
    return render(request, "budget/new.html", {"form": form}, status=422 if form.is_bound else 200)


@_FORM
@login_required
def budget_slices(request: PortalRequest, year: int) -> HttpResponse:
    """Add slices to a year: under another regulation, or for districts that have none."""
    city = access.enter_budget(request.user, request.city, to_prepare=True)
    found = access.get_year(city, year)
    form = SlicesForm(
        request.POST or None,
        regulations=list(regulations_of(city)),
        districts=list(districts_of(city)),
        years=[found.year],
        initial={"how": How.EACH} | (kept_post(request) or {}),
    )
    if form.is_valid():
        try:
            made = add_slices(found, **form.chosen, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("%(n)d budget was added.", "%(n)d budgets were added.", made)
            messages.success(request, text % {"n": made})
            return redirect("budget_year", year)
    context = {"form": form, "year": found}
    return render(request, "budget/slices.html", context, status=422 if form.is_bound else 200)
