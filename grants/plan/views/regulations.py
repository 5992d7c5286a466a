"""Regulations with their tiers: the administrator's list, and a page to enter or change one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries
from ..forms import RegulationForm, shown_of
from ..states import Channel

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def regulations(request: PortalRequest) -> HttpResponse:
    """List the regulations of the city."""
    city = access.enter_regulations(request.user, request.city)
    found = [(one, queries.tiers_of(one)) for one in queries.with_tiers(queries.regulations_of(city))]
    return render(request, "plan/regulations.html", {"regulations": found})


@_FORM
@login_required
def regulation_add(request: PortalRequest) -> HttpResponse:
    """Enter a regulation."""
    city = access.enter_regulations(request.user, request.city)
    form = RegulationForm(
        request.POST or None,
        now={"returns_to_free": True, "channel": Channel.BANK},
        initial=kept_post(request) or {},
    )
    if form.is_valid():
        try:
            made = flows.add_regulation(city, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": made.title})
            return redirect("regulations")
    return render(request, "plan/regulation_add.html", {"form": form}, status=422 if form.is_bound else 200)


@_FORM
@login_required
def regulation(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show and change a regulation."""
    city = access.enter_regulations(request.user, request.city)
    found = access.get_regulation(city, public_id)
    was = queries.values_of(found)
    form = RegulationForm(request.POST or None, now=shown_of(found), initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_regulation(found, **form.cleaned_data, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": found.title})
            return redirect("regulations")
    context = {"form": form, "regulation": found}
    return render(request, "plan/regulation.html", context, status=422 if form.is_bound else 200)
