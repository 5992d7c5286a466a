"""The forms of the rows that an edition holds."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries
from ..forms import PointForm, RemoveForm
from ..models import Edition, Point
from .desks import Desk, PointDesk
from .doors import in_open_edition

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_open_edition
def point_add(request: PortalRequest, desk: Desk, found: Edition, point: PointDesk) -> HttpResponse:
    """Add a row to an edition."""
    places = len(found.points(point.several)) + 1
    initial = {"position": places, **(kept_post(request) or {})}
    form = _form(request, found, point, places=places, now={}, initial=initial)
    if form.is_valid():
        told: dict[str, Any] = {"position": form.place, "by": request.user, "at": timezone.now()}
        try:
            flows.add_point(found.subject, point.model, what=form.what, **told)
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.called})
            return redirect(desk.name, found.subject.public_id)
    context = {"form": form, "desk": desk, "edition": found, "point": point}
    return render(request, "plan/point_add.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_edition
def point_change(
    request: PortalRequest, desk: Desk, found: Edition, point: PointDesk, point_id: str
) -> HttpResponse:
    """Change a row of an edition and its place."""
    one: Point = access.get_point(found, point.several, point_id)
    was = queries.values_of_row(one)
    places = len(found.points(point.several))
    now, initial = point.form.shown(was), kept_post(request) or {}
    form = _form(request, found, point, row=one, places=places, now=now, initial=initial)
    if form.is_valid():
        told: dict[str, Any] = {"was": was, "by": request.user, "at": timezone.now()}
        try:
            flows.change_point(one, what=form.what, position=form.place, **told)
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.called})
            return redirect(desk.name, found.subject.public_id)
    context = {"form": form, "desk": desk, "edition": found, "point": point, "row": one}
    return render(request, "plan/point_change.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_edition
def point_remove(
    request: PortalRequest, desk: Desk, found: Edition, point: PointDesk, point_id: str
) -> HttpResponse:
    """Ask, and then remove a row of an edition."""
    one: Point = access.get_point(found, point.several, point_id)
    was, title = queries.values_of_row(one), str(one)
    form = RemoveForm(request.POST or None, now=was)
    if request.method == "POST" and form.is_valid():
        try:
            flows.remove_point(one, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is removed.") % {"title": title})
            return redirect(desk.name, found.subject.public_id)
    context = {"form": form, "desk": desk, "edition": found, "point": point, "row": one}
    return render(request, "plan/point_remove.html", context, status=422 if form.is_bound else 200)


def _form(
    request: PortalRequest, found: Edition, point: PointDesk, *, row: Point | None = None, **given: Any
) -> PointForm:
    on = timezone.localdate()
    offered = queries.offered(point.model, found.subject.city, on=on, row=row, edition=found)
    return point.form(request.POST or None, offered=offered, **given)
