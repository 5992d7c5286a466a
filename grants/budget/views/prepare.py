"""A change of the budget that the finance adviser prepares."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, queries, rules
from ..flows.changes import prepare_amounts, prepare_redistribution, prepare_share
from ..flows.desk import put_forward
from ..forms import AmountsForm, RedistributionForm, ShareForm
from ..forms.amounts import field_of
from ..forms.decision import DecisionForm, decision_of
from ..models import Change, Slice, Year
from ..states import SHARE, ChangeKind
from .held import let_go

_FORM = require_http_methods(["GET", "HEAD", "POST"])
COMPUTE, MORE = "compute", "more"  # buttons that only show the form again


def in_open_year(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand `view` the year that whoever asks may prepare; a closed year leads back to its page and says so."""

    @wraps(view)
    def enter(request: PortalRequest, year: int, **named: str) -> HttpResponseBase:
        city = access.enter_budget(request.user, request.city, to_prepare=True)
        found = access.get_year(city, year)
        if found.closed_at is not None:
            return closed(request, found)
        return view(request, found, **named)

    return enter


@_FORM
@login_required
@in_open_year
def budget_share(request: PortalRequest, found: Year) -> HttpResponse:
    """Prepare another reserved share of a year."""
    again = _again(request, found, ChangeKind.SHARE)
    initial = _share_of(again) | decision_of(again) | (kept_post(request) or {})
    form = ShareForm(request.POST or None, year=found, initial=initial)
    if form.is_valid():
        prepare = partial(prepare_share, found, share=form.share)
        if (answer := put(request, form, prepare, replaces=again)) is not None:
            return answer
    context = {"form": form, "year": found, "again": again, **_beside(found)}
    return render(request, "budget/share.html", context, status=422 if form.is_bound else 200)


def _share_of(change: Change | None) -> dict[str, Any]:
    return {name: getattr(change, name) for name in SHARE} if change is not None else {}


@_FORM
@login_required
@in_open_year
def budget_amounts(request: PortalRequest, found: Year) -> HttpResponse:
    """Prepare new amounts of a year's slices; `?read=` names the file that filled them."""
    again = _again(request, found, ChangeKind.AMOUNTS)
    if COMPUTE in request.POST:
        form = amounts_form(found, None, initial=request.POST.dict())
    else:
        initial = _amounts_of(again) | decision_of(again) | (kept_post(request) or {})
        form = amounts_form(found, request.POST or None, initial=initial)
    if form.is_valid():
        prepare = partial(prepare_amounts, found, amounts=form.changed)
        if (answer := put(request, form, prepare, replaces=again)) is not None:
            let_go(request, found)
            return answer
    return show_amounts(request, found, form, again=again)


def _amounts_of(change: Change | None) -> dict[str, Any]:
    lines = queries.lines_of(change) if change is not None else []
    return {field_of(line.slice): line.after_cents for line in lines}


def amounts_form(year: Year, data: Any, **kwargs: Any) -> AmountsForm:
    """Return the form with one amount per open slice of the year. Two queries."""
    every = list(queries.slices(year.city, year=year.year))
    figures = queries.figures_of(every)
    found = [one for one in every if one.closed_at is None]
    closed_cents = sum(figures[one.pk].authority for one in every if one.closed_at is not None)
    return AmountsForm(data, year=year, slices=found, figures=figures, closed_cents=closed_cents, **kwargs)


def open_slices_of(year: Year) -> list[Slice]:
    """Return the slices of a year that take entries. One query."""
    return [one for one in queries.slices(year.city, year=year.year) if one.closed_at is None]


def show_amounts(request: PortalRequest, year: Year, form: AmountsForm, **context: Any) -> HttpResponse:
    """Return the page with the amounts, also when they came from a file."""
    regulations = {one.regulation_id for one in form.slices}
    full = {
        "form": form,
        "year": year,
        "with_regulation": len(regulations) > 1,
        **_beside(year),
        **context,
    }
    status = 422 if form.is_bound or form.errors else 200
    return render(request, "budget/amounts.html", full, status=status)


@_FORM
@login_required
@in_open_year
def budget_redistribute(request: PortalRequest, found: Year) -> HttpResponse:
    """Prepare that slices of a year give free budget to others."""
    again = _again(request, found, ChangeKind.REDISTRIBUTION)
    slices = open_slices_of(found)
    free = queries.free_of(slices)
    if MORE in request.POST:
        form = RedistributionForm(slices=slices, free=free, more=True, initial=request.POST.dict())
    else:
        initial = _gifts_of(again) | decision_of(again) | (kept_post(request) or {})
        form = RedistributionForm(request.POST or None, slices=slices, free=free, initial=initial)
    if form.is_valid():
        prepare = partial(prepare_redistribution, found, gifts=form.gifts)
        if (answer := put(request, form, prepare, replaces=again)) is not None:
            return answer
    context = {"form": form, "year": found, "again": again, **_beside(found)}
    return render(request, "budget/redistribute.html", context, status=422 if form.is_bound else 200)


def _gifts_of(change: Change | None) -> dict[str, Any]:
    lines = list(queries.lines_of(change)) if change is not None else []
    values: dict[str, Any] = {"rows": len(lines)} if lines else {}
    for number, line in enumerate(lines, start=1):
        values |= {
            f"giver_{number}": line.slice.public_id,
            f"taker_{number}": line.taker.public_id,
            f"cents_{number}": -line.cents,
        }
    return values


def _again(request: PortalRequest, year: Year, kind: ChangeKind) -> Change | None:
    """Return the returned change that is prepared again, as the address names it."""
    public_id = request.GET.get("again", "")
    return access.get_returned(year, public_id, kind=kind) if public_id else None


def _beside(year: Year) -> dict[str, Any]:
    """Return the changes of that year that wait already: whichever is approved first makes others stale."""
    waiting = [one for one in queries.waiting_changes(year.city) if one.year_id == year.pk]
    return {"waiting_beside": waiting}


def put(
    request: PortalRequest,
    form: DecisionForm,
    prepare: Callable[..., Change],
    *,
    replaces: Change | None,
) -> HttpResponse | None:
    """Put the prepared change forward and lead to it; None when it was refused: then the form says why."""
    at = timezone.now()
    ready = partial(
        prepare, decision=form.decision, explanation=form.explanation_text, by=request.user, at=at
    )
    try:
        made = put_forward(ready, replaces=replaces, by=request.user, at=at)
    except PortalError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("The change is prepared. Now it is the turn of the budget holder."))
    if not rules.is_usual_number(made.decision_number):
        messages.warning(
            request,
            _("The number %(number)s looks unusual. Check it; is it wrong, then withdraw the change.")
            % {"number": made.decision_number},
        )
    return redirect("budget_change", made.public_id)


def closed(request: PortalRequest, year: Year) -> HttpResponse:
    """Lead back to a year that is closed, and say so."""
    messages.error(request, _("The year %(year)s is closed. Nothing changes in it.") % {"year": str(year)})
    return redirect("budget_year", year.year)
