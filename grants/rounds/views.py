"""The rounds: a list, a page of each, and the forms that start, change and announce one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import day_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest
from wijkraden.places.models import City

from . import access, flows, queries, rules
from .errors import Lack, Missing
from .forms import AnnounceForm, BudgetsForm, CeilingsForm, RoundForm, StartForm, shown_of
from .lacks import missing_of
from .models import Round
from .states import Body, Distribution, Preference

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_USUAL = {
    "distribution": Distribution.RECEIPT,
    "preference": Preference.INFORMS,
    "decides": Body.MANDATE,
    "decision_weeks": 8,
    "extension_weeks": 12,
    "completion_days": 14,
}
_MENDED_AT = {
    Lack.PLAN: "round_change",
    Lack.FRAME: "round_change",
    Lack.DAYS: "round_change",
    Lack.MAXIMUM: "round_change",
    Lack.GAZETTE: "round_change",
    Lack.OVERLAP: "round_change",
    Lack.BUDGETS: "round_budgets",
    Lack.CEILINGS: "round_ceilings",
}


@require_safe
@login_required
def rounds(request: PortalRequest) -> HttpResponse:
    """List the rounds."""
    city = access.enter_rounds(request.user, request.city)
    at = timezone.now()
    context = {
        "rounds": [(one, one.phase(at)) for one in queries.with_reach(queries.rounds_of(city))],
        "may_prepare": rules.may_set_rounds(request.user, city.pk),
    }
    return render(request, "rounds/rounds.html", context)


@require_safe
@login_required
def round_(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a round with its budgets, and what it still needs."""
    city = access.enter_rounds(request.user, request.city)
    found = access.get_round(city, public_id)
    may_prepare = rules.may_set_rounds(request.user, city.pk) and not found.is_announced
    return render(request, "rounds/round.html", _about(found, may_prepare=may_prepare))


def _about(found: Round, *, may_prepare: bool) -> dict[str, Any]:
    """Return what a page tells of a round: its budgets with their sum, its phase, and what is missing."""
    at = timezone.now()
    parts = queries.parts_of(found, on=day_of(at))
    lacks = [] if found.is_announced else missing_of(found, [one.slice for one in parts], on=day_of(at))
    all_districts: int = found.all_districts  # type: ignore[attr-defined]  # as `round_at` returns it
    return {
        "round": found,
        "phase": found.phase(at),
        "parts": parts,
        "cents": sum(one.cents for one in parts),
        "without_money": [one.slice.title for one in parts if not one.cents],
        "districts": queries.reach_of(parts, all_districts=all_districts),
        "all_districts": all_districts,
        "awaits_budget": found.awaits_budget if found.is_announced else not found.year.is_adopted(day_of(at)),
        "missing": [(one, _mended_at(found, one) if may_prepare else "") for one in lacks],
        "may_prepare": may_prepare,
    }


def _mended_at(found: Round, one: Missing) -> str:
    """Return the address at which someone who prepares rounds puts it right, none when another person must."""
    if one.what == Lack.REGULATION:
        return reverse("regulation", args=[found.regulation.public_id])
    name = _MENDED_AT.get(one.what)
    return reverse(name, args=[found.public_id]) if name else ""


@_FORM
@login_required
def round_start(request: PortalRequest) -> HttpResponse:
    """Prepare a round that divides every budget of a year under a regulation."""
    city = access.enter_rounds(request.user, request.city, to_set=True)
    sources = queries.sources_of(city)
    initial = {**_USUAL, **(kept_post(request) or {})}
    form = StartForm(request.POST or None, now={}, sources=sources, initial=initial, **_offered(city))
    if form.is_valid():
        values = dict(form.cleaned_data)
        source = values.pop("source")
        try:
            made = flows.start_round(
                source.year,
                regulation=source.regulation,
                slices=list(queries.slices_of(source.year, source.regulation)),
                **values,
                by=request.user,
                at=timezone.now(),
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The round is prepared as a concept. Only the city’s staff sees it."))
            return redirect("round", made.public_id)
    context = {"form": form, "has_sources": bool(sources)}
    return render(request, "rounds/start.html", context, status=422 if form.is_bound else 200)


def _offered(city: City) -> dict[str, Any]:
    return {"plans": queries.plans_for(city), "frames": queries.frames_for(city)}


def _in_concept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the city and its round that whoever asks may change; an announced one leads back to its page."""

    @wraps(view)
    def enter(request: PortalRequest, public_id: str) -> HttpResponse:
        city = access.enter_rounds(request.user, request.city, to_set=True)
        found = access.get_round(city, public_id)
        if found.is_announced:
            messages.error(request, _("This round was announced, so it stays as it is."))
            return redirect("round", found.public_id)
        return view(request, city, found)

    return enter


@_FORM
@login_required
@_in_concept
def round_change(request: PortalRequest, city: City, found: Round) -> HttpResponse:
    """Change what a concept says."""
    form = RoundForm(
        request.POST or None, now=shown_of(found), initial=kept_post(request) or {}, **_offered(city)
    )
    if form.is_valid():
        was = queries.values_of(found)
        try:
            flows.change_round(found, values=form.cleaned_data, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": found.title})
            return redirect("round", found.public_id)
    context = {"form": form, "round": found}
    return render(request, "rounds/change.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@_in_concept
def round_budgets(request: PortalRequest, _city: City, found: Round) -> HttpResponse:
    """Choose which budgets a concept divides."""
    slices, standing = list(queries.slices_of(found.year, found.regulation)), queries.ids_of(found)
    now = {"standing": [one.public_id for one in slices if one.pk in standing]}
    form = BudgetsForm(request.POST or None, now=now, slices=slices, initial=kept_post(request) or {})
    if form.is_valid():
        chosen = form.cleaned_data["budgets"]
        try:
            flows.choose_budgets(found, slices=chosen, was=standing, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            text = ngettext("%(n)d budget takes part.", "%(n)d budgets take part.", len(chosen))
            messages.success(request, text % {"n": len(chosen)})
            return redirect("round", found.public_id)
    context = {"form": form, "round": found}
    return render(request, "rounds/budgets.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@_in_concept
def round_ceilings(request: PortalRequest, _city: City, found: Round) -> HttpResponse:
    """Fill in the ceilings of a concept whose budget the city council has yet to adopt."""
    if found.year.is_adopted(timezone.localdate()):
        messages.error(request, _("The budget is adopted, so the ceilings are what its budgets are."))
        return redirect("round", found.public_id)
    parts = queries.parts_of(found, on=timezone.localdate())
    now = {"edited_at": found.edited_at}
    form = CeilingsForm(request.POST or None, parts=parts, now=now, initial=kept_post(request) or {})
    if form.is_valid():
        was = {"edited_at": found.edited_at}
        try:
            flows.set_ceilings(found, cents=form.amounts, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The ceilings are saved."))
            return redirect("round", found.public_id)
    context = {"form": form, "round": found}
    return render(request, "rounds/ceilings.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@_in_concept
def round_announce(request: PortalRequest, _city: City, found: Round) -> HttpResponse:
    """Show what announcing does and what is missing, and announce."""
    about = _about(found, may_prepare=True)
    shown = {one.slice.pk: one.cents for one in about["parts"]}
    now = {"edited_at": found.edited_at, "budgets": sorted(shown.items())}
    form = AnnounceForm(request.POST or None, now=now, initial=kept_post(request) or {})
    if form.is_valid():
        was = {"edited_at": found.edited_at}
        try:
            flows.announce(found, was=was, shown=shown, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is announced.") % {"title": found.title})
            return redirect("round", found.public_id)
    context = {**about, "form": form}
    return render(request, "rounds/announce.html", context, status=422 if form.is_bound else 200)
