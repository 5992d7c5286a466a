"""The forms of what a version of the plan holds: goals, principles, hallmarks, terrains and paragraphs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries
from ..forms import ElementForm, RemoveForm
from ..models import Plan
from ..states import ONE_OF, ElementKind
from .doors import in_open_version

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_open_version
def element_add(request: PortalRequest, found: Plan, kind: str) -> HttpResponse:
    """Add something of that kind to a concept."""
    of = access.get_element_kind(kind)
    places = queries.count_of(found, of) + 1
    initial = {"position": places, **(kept_post(request) or {})}
    form = ElementForm(request.POST or None, now={}, places=places, initial=initial)
    if form.is_valid():
        try:
            made = flows.add_element(found, kind=of, **form.arguments, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": made.title})
            return redirect(f"{_address(found)}#{kind}")
    context = {"form": form, "plan": found, "one": ONE_OF[of]}
    return render(request, "plan/element_add.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_version
def element(request: PortalRequest, found: Plan, element_id: str) -> HttpResponse:
    """Show and change something that a concept holds."""
    one = access.get_element(found, element_id)
    was = queries.values_of_element(one)
    places = queries.count_of(found, ElementKind(one.kind))
    form = ElementForm(request.POST or None, now=was, places=places, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_element(one, **form.arguments, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": one.title})
            return redirect(f"{_address(found)}#{one.kind}")
    context = {"form": form, "plan": found, "element": one}
    return render(request, "plan/element.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_version
def element_remove(request: PortalRequest, found: Plan, element_id: str) -> HttpResponse:
    """Ask, and then remove something from a concept."""
    one = access.get_element(found, element_id)
    was, kind = queries.values_of_element(one), one.kind
    form = RemoveForm(request.POST or None, now=was)
    if request.method == "POST" and form.is_valid():
        try:
            flows.remove_element(one, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is removed.") % {"title": was["title"]})
            return redirect(f"{_address(found)}#{kind}")
    context = {"form": form, "plan": found, "element": one}
    return render(request, "plan/element_remove.html", context, status=422 if form.is_bound else 200)


def _address(plan: Plan) -> str:
    return reverse("version", args=[plan.public_id])
