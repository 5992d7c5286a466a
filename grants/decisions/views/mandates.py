"""The mandates: who may decide up to which amount, entered by the budget holder and ended by a day."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.plan.queries import regulations_of
from portal.errors import PortalError
from portal.http import paged
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.places.queries import districts_of

from .. import access, flows, queries, rules
from ..forms import EndForm, MandateForm
from ..queries_of_mandates import deciders_of
from ..weighing import refuse_ended

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


@require_safe
@login_required
def mandates(request: PortalRequest) -> HttpResponse:
    """List the mandates of the city, those that ended too."""
    city = access.enter_mandates(request.user, request.city)
    page = paged(queries.mandates_of(city), request, per=PER_PAGE)
    today = timezone.localdate()
    context = {
        "page": page,
        "mandates": [
            (one, one.is_current(today), [place.district.name for place in one.places.all()])
            for one in page.object_list
        ],
        "may_enter": rules.may_set_mandates(request.user, city.pk),
    }
    return render(request, "decisions/mandates.html", context)


@_FORM
@login_required
def mandate_add(request: PortalRequest) -> HttpResponse:
    """Enter a mandate."""
    city = access.enter_mandates_to_set(request.user, request.city)
    must_be_recent(request)
    form = MandateForm(
        request.POST or None,
        people=list(deciders_of(city, on=timezone.localdate())),
        regulations=list(regulations_of(city)),
        districts=list(districts_of(city)),
        initial={"starts_on": timezone.localdate(), **(kept_post(request) or {})},
    )
    if form.is_valid():
        try:
            made = flows.enter_mandate(form.chosen, what=form.what, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The mandate of %(name)s is entered.") % {"name": made.user.full_name}
            )
            return redirect("mandates")
    return render(request, "decisions/mandate_add.html", {"form": form}, status=422 if form.is_bound else 200)


@_FORM
@login_required
def mandate_end(request: PortalRequest, public_id: str) -> HttpResponse:
    """Let a mandate end on a day."""
    found = access.get_mandate(request.user, request.city, public_id)
    refuse = partial(refuse_ended, found, on=timezone.localdate())
    if (back := led_back(request, refuse, "mandates")) is not None:
        return back
    must_be_recent(request)
    initial = {"ends_on": timezone.localdate(), **(kept_post(request) or {})}
    form = EndForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            flows.end_mandate(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error("ends_on", str(error))
        else:
            messages.success(
                request, _("The last day of the mandate is entered. What was decided under it stays.")
            )
            return redirect("mandates")
    context = {"form": form, "mandate": found}
    return render(request, "decisions/mandate_end.html", context, status=422 if form.is_bound else 200)
