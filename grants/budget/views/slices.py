"""A new year, and the slices of one: shown first, since a slice that was made stays."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grants.plan.queries import regulations_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest
from wijkraden.places.models import City
from wijkraden.places.queries import districts_of

from .. import access, queries
from ..errors import YearTaken
from ..flows.desk import add_slices, prepare_year
from ..forms import SlicesForm, YearForm
from ..forms.years import How
from ..models import Year
from .prepare import in_open_year

_FORM = require_http_methods(["GET", "HEAD", "POST"])
MAKE, CHANGE = "make", "change"  # buttons of the page that shows what will be made


@_FORM
@login_required
def budget_new(request: PortalRequest) -> HttpResponse:
    """Prepare a year with its first slices."""
    city = access.enter_budget(request.user, request.city, to_prepare=True)
    taken = [one.year for one in queries.years_of(city)]
    last = max(taken, default=timezone.localdate().year - 1)
    initial = {"year": last + 1, "how": How.EACH}
    form = YearForm(**_asked(request, initial), **_offered(city), taken=taken)
    if form.is_valid():
        year = form.cleaned_data["year"]
        if (shown := _show(request, form, year=None)) is not None:
            return shown
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
@in_open_year
def budget_slices(request: PortalRequest, found: Year) -> HttpResponse:
    """Add slices to a year: under another regulation, or for districts that have none."""
    form = SlicesForm(**_asked(request, {"how": How.EACH}), **_offered(found.city), years=[found.year])
    if form.is_valid():
        if (shown := _show(request, form, year=found)) is not None:
            return shown
        try:
            made = add_slices(found, **form.chosen, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("%(n)d budget was added.", "%(n)d budgets were added.", made)
            messages.success(request, text % {"n": made})
            return redirect("budget_year", found.year)
    context = {"form": form, "year": found}
    return render(request, "budget/slices.html", context, status=422 if form.is_bound else 200)


def _offered(city: City) -> dict[str, Any]:
    return {"regulations": list(regulations_of(city)), "districts": list(districts_of(city))}


def _asked(request: PortalRequest, initial: dict[str, Any]) -> dict[str, Any]:
    """Return what the form holds: what was sent, or sent to be changed, or kept when a session ended."""
    if CHANGE in request.POST:
        sent = {**request.POST.dict(), "districts": request.POST.getlist("districts")}
        return {"data": None, "initial": initial | sent}
    return {"data": request.POST or None, "initial": initial | (kept_post(request) or {})}


def _show(request: PortalRequest, form: SlicesForm, *, year: Year | None) -> HttpResponse | None:
    """Show which slices will be made until just these are confirmed; None when it is time to make them."""
    chosen = form.chosen
    names = queries.names_of_new(year, **chosen)
    if not names or request.POST.get(MAKE) == str(len(names)):
        return None
    context = {
        "form": form,
        "year": year,
        "number": year.year if year is not None else form.cleaned_data["year"],
        "names": names,
        "together": [one.name for one in chosen["districts"]] if chosen["name"] else [],
        "passed": 0 if chosen["name"] or not chosen["districts"] else len(chosen["districts"]) - len(names),
    }
    return render(request, "budget/slices_shown.html", context)
