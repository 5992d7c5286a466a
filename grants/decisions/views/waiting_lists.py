"""The waiting lists: per budget who waits in which order, how much is free, and whose turn it is."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grants.proposals.holding import refuse_act
from grants.proposals.states import State
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, flows, queries_of_waiting_list, rules
from ..forms import EndPlaceForm
from ..models import Decision
from ..renewal import refuse_while_prepared
from .shown_of_waiting_list import lists_table, places_shown

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@login_required
def waiting_lists(request: PortalRequest) -> HttpResponse:
    """Show the budgets for which somebody waits, with what is free in each."""
    city = access.enter_waiting_lists(request.user, request.city)
    found = queries_of_waiting_list.waiting_lists(city, on=timezone.localdate())
    return render(request, "decisions/waiting_lists.html", {"table": lists_table(found) if found else None})


@require_safe
@never_cache
@login_required
def waiting_list(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show who waits for money of a budget, in order, and for whom a grant can be prepared now."""
    budget = access.get_budget_waited_for(request.user, request.city, public_id)
    found = queries_of_waiting_list.waiting_list(budget, on=timezone.localdate())
    context = {
        "budget": budget,
        "list": found,
        "places": places_shown(found),
        "may_prepare": rules.may_prepare_in(request.user, budget.year.city_id),
    }
    return render(request, "decisions/waiting_list.html", context)


@_FORM
@never_cache
@login_required
def place_end(request: PortalRequest, public_id: str) -> HttpResponse:
    """End a place on the waiting list."""
    now = timezone.now()
    found = access.get_place_to_end(request.user, request.city, public_id, at=now)
    refuse = partial(_refuse_end, found, by=request.user)
    if (back := led_back(request, refuse, "waiting_list", found.proposal.slice.public_id)) is not None:
        return back
    form = EndPlaceForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.end_place(found, **form.cleaned_data, by=request.user, at=now)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The place on the waiting list ended, and the applicant is told."))
            return redirect("waiting_list", found.proposal.slice.public_id)
    context = {"form": form, "decision": found, "proposal": found.proposal, "budget": found.proposal.slice}
    return render(request, "decisions/place_end.html", context, status=422 if form.is_bound else 200)


def _refuse_end(refusal: Decision, *, by: User) -> None:
    """Raise why its place does not end now, whatever the reason."""
    refuse_act(refusal.proposal, among=[State.REFUSED], by=by)
    refuse_while_prepared(refusal.proposal)
