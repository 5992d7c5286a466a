"""The assessment frames: a list, a page of each, and the forms that start, change and copy one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries, rules
from ..forms import FrameForm, points
from ..models import Frame
from ..states import ALL_WEIGHTS
from .doors import in_open_frame

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_USUAL = {"minimum_total": 55, "spread_tenths": 15}


@require_safe
@login_required
def frames(request: PortalRequest) -> HttpResponse:
    """List the frames with what their weights are together."""
    city = access.enter_plans(request.user, request.city)
    found = queries.with_parts(queries.frames_of(city))
    context = {
        "frames": [(one, queries.weight_of(one)) for one in found],
        "all_weights": ALL_WEIGHTS,
        "may_edit": rules.may_edit_plan(request.user, city.pk),
    }
    return render(request, "plan/frames.html", context)


@require_safe
@login_required
def frame(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a frame with its criteria and conditions."""
    city = access.enter_plans(request.user, request.city)
    found = access.get_frame(city, public_id)
    may_edit = rules.may_edit_plan(request.user, city.pk)
    context = {
        "frame": found,
        "criteria": list(found.criteria.all()),
        "conditions": list(found.conditions.all()),
        "weight": queries.weight_of(found),
        "all_weights": ALL_WEIGHTS,
        "spread": points(found.spread_tenths),
        "may_copy": may_edit,
        "may_edit": may_edit and not found.is_frozen,
    }
    return render(request, "plan/frame.html", context)


@_FORM
@login_required
def frame_add(request: PortalRequest) -> HttpResponse:
    """Start a frame."""
    city = access.enter_plans(request.user, request.city, to_edit=True)
    form = FrameForm(request.POST or None, now={}, initial={**_USUAL, **(kept_post(request) or {})})
    if form.is_valid():
        try:
            made = flows.start_frame(city, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The new frame stands there. Enter now its criteria and conditions."))
            return redirect("frame", made.public_id)
    return render(request, "plan/frame_add.html", {"form": form}, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_frame
def frame_change(request: PortalRequest, found: Frame) -> HttpResponse:
    """Change title and thresholds of a frame."""
    was = queries.values_of_frame(found)
    form = FrameForm(request.POST or None, now=was, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.change_frame(found, **form.cleaned_data, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": found.title})
            return redirect("frame", found.public_id)
    context = {"form": form, "frame": found}
    return render(request, "plan/frame_change.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def frame_copy(request: PortalRequest, public_id: str) -> HttpResponse:
    """Make a new version of a frame, which can be changed."""
    city = access.enter_plans(request.user, request.city, to_edit=True)
    found = access.get_frame(city, public_id)
    try:
        made = flows.copy_frame(found, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("frame", found.public_id)
    messages.success(request, _("This is the copy. The frame that you copied stays as it is."))
    return redirect("frame", made.public_id)
