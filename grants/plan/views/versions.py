"""The versions of the plan: a list, a page of each, and the forms that start, change and publish one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back

from .. import access, flows, queries, rules
from ..checking import lack_of_version, refuse_standing
from ..forms import AdoptForm, StartForm, VersionForm
from ..models import Plan
from ..states import ElementKind
from .doors import in_open_version

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def plans(request: PortalRequest) -> HttpResponse:
    """List the versions of the plan."""
    city = access.enter_plans(request.user, request.city)
    found = list(queries.versions(city))
    consulted = queries.being_consulted(found)
    context = {
        "versions": [
            (one, queries.is_open(one), one.has_ended(on=timezone.localdate()), one.pk in consulted)
            for one in found
        ],
        "may_edit": rules.may_edit_plan(request.user, city.pk),
    }
    return render(request, "plan/versions.html", context)


@require_safe
@login_required
def version(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a version with all it holds, and what whoever looks can do with it."""
    city = access.enter_plans(request.user, request.city)
    found = access.get_version(city, public_id)
    is_open = queries.is_open(found)
    may_publish = is_open and rules.may_publish_plan(request.user, city.pk)
    has_edited = may_publish and rules.has_edited(request.user, found)
    newest = queries.newest_consultation(found)
    runs = newest is not None and newest.closed_at is None
    waits = newest is not None and not newest.is_published
    groups = queries.groups_of(found)
    has_goals = any(one.elements for one in groups if one.kind == ElementKind.GOAL)
    context = {
        "plan": found,
        "groups": groups,
        "is_open": is_open,
        "has_ended": found.has_ended(on=timezone.localdate()),
        "consultation": newest,
        "runs": runs,
        "may_edit": is_open and not runs and rules.may_edit_plan(request.user, city.pk),
        "may_adopt": may_publish and has_goals and not has_edited and not queries.not_told(city.pk),
        "may_consult": may_publish and not has_edited and not waits and any(one.elements for one in groups),
        "has_edited": has_edited,
    }
    return render(request, "plan/version.html", context)


@_FORM
@login_required
def version_start(request: PortalRequest) -> HttpResponse:
    """Start a version, empty or with what another one holds."""
    city = access.enter_plans(request.user, request.city, to_edit=True)
    before = list(queries.replaceable(city))
    initial = _begins_with(before) | (kept_post(request) or {})
    form = StartForm(request.POST or None, now={}, versions=before, initial=initial)
    if form.is_valid():
        try:
            made = flows.start_version(city, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The new version stands there. Enter now what it holds."))
            return redirect("version", made.public_id)
    return render(request, "plan/version_start.html", {"form": form}, status=422 if form.is_bound else 200)


def _begins_with(before: list[Plan]) -> dict[str, Any]:
    newest = next(iter(before), None)
    return {"replaces": newest.public_id, **queries.values_of_version(newest), "source": ""} if newest else {}


@_FORM
@login_required
@in_open_version
def version_change(request: PortalRequest, found: Plan) -> HttpResponse:
    """Change title, years and source of a concept."""
    was = queries.values_of_version(found)
    form = VersionForm(request.POST or None, now=was, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_version(found, **form.cleaned_data, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": found.title})
            return redirect("version", found.public_id)
    context = {"form": form, "plan": found}
    return render(request, "plan/version_change.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def version_adopt(request: PortalRequest, public_id: str) -> HttpResponse:
    """Publish a version that the city council adopted."""
    city = access.enter_adoption(request.user, request.city)
    found = access.get_version_to_adopt(request.user, city, public_id)
    if (back := led_back(request, partial(refuse_standing, found), "version", public_id)) is not None:
        return back
    form = AdoptForm(request.POST or None, now={"edits": found.edits}, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.adopt_version(
                found, **form.cleaned_data, edits=found.edits, by=request.user, at=timezone.now()
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            told = {"title": found.title, "years": found.years}
            messages.success(request, _("“%(title)s” is published as the plan for %(years)s.") % told)
            return redirect("version", found.public_id)
    context = {
        "form": form,
        "plan": found,
        "groups": queries.groups_of(found),
        "lack": "" if form.is_bound else lack_of_version(found),
    }
    return render(request, "plan/version_adopt.html", context, status=422 if form.is_bound else 200)
