"""The forms of the criteria and conditions of a frame."""

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
from ..forms import FORMS, RemoveForm
from ..models import Frame
from .doors import in_open_frame

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_open_frame
def frame_part_add(request: PortalRequest, found: Frame, kind: str) -> HttpResponse:
    """Add a criterion or a condition."""
    of = access.get_part_kind(kind)
    places = queries.count_in(found, of) + 1
    initial = {"position": places, **(kept_post(request) or {})}
    form = FORMS[of](request.POST or None, now={}, places=places, initial=initial)
    if form.is_valid():
        try:
            made = flows.add_part(found, **form.arguments, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": made})
            return redirect(_address(found, kind))
    context = {"form": form, "frame": found, "kind": of}
    return render(request, "plan/frame_part_add.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_frame
def frame_part(request: PortalRequest, found: Frame, kind: str, part_id: str) -> HttpResponse:
    """Show and change a criterion or a condition."""
    of = access.get_part_kind(kind)
    part = access.get_part(found, of, part_id)
    was, places = queries.values_of_part(part), queries.count_in(found, of)
    form = FORMS[of](request.POST or None, now=was, places=places, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_part(part, **form.arguments, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": part})
            return redirect(_address(found, kind))
    context = {"form": form, "frame": found, "part": part, "kind": of}
    return render(request, "plan/frame_part.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_frame
def frame_part_remove(request: PortalRequest, found: Frame, kind: str, part_id: str) -> HttpResponse:
    """Ask, and then remove a criterion or a condition."""
    part = access.get_part(found, access.get_part_kind(kind), part_id)
    was, title = queries.values_of_part(part), str(part)
    form = RemoveForm(request.POST or None, now=was)
    if request.method == "POST" and form.is_valid():
        try:
            flows.remove_part(part, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is removed.") % {"title": title})
            return redirect(_address(found, kind))
    context = {"form": form, "frame": found, "part": part, "kind": kind}
    return render(request, "plan/frame_part_remove.html", context, status=422 if form.is_bound else 200)


def _address(frame: Frame, kind: str) -> str:
    return f"{reverse('frame', args=[frame.public_id])}#{kind}"
