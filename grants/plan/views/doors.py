"""The way in to what may still change: what stays as it is leads back to its page and says so."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wijkraden.people.http import PortalRequest, led_back

from .. import access, queries
from ..holding import refuse_published
from ..models import Frame, Plan
from .desks import Desk


def in_open_version(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the version that whoever asks may edit, and the other parts of the address."""

    @wraps(view)
    def enter(request: PortalRequest, public_id: str, **parts: str) -> HttpResponse:
        city = access.enter_plans(request.user, request.city, to_edit=True)
        found = access.get_version(city, public_id)
        if not queries.is_open(found):
            return closed(request, found)
        if request.method != "POST" and queries.is_consulted(found):
            return consulted(request, found)
        return view(request, found, **parts)

    return enter


def in_open_frame(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the frame that whoever asks may edit, and the other parts of the address."""

    @wraps(view)
    def enter(request: PortalRequest, public_id: str, **parts: str) -> HttpResponse:
        city = access.enter_plans(request.user, request.city, to_edit=True)
        found = access.get_frame(city, public_id)
        return view(request, found, **parts) if not found.is_frozen else frozen(request, found)

    return enter


def in_open_edition(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the edition that whoever asks may edit, and the other parts of the address."""

    @wraps(view)
    def enter(request: PortalRequest, desk: Desk, public_id: str, **parts: Any) -> HttpResponse:
        found = access.get_subject_to_edit(desk.of, request.user, request.city, public_id)
        if (back := led_back(request, partial(refuse_published, found), desk.name, public_id)) is not None:
            return back
        return view(request, desk, found, **parts)

    return enter


def closed(request: PortalRequest, plan: Plan) -> HttpResponse:
    """Lead back to a version that stays as it is."""
    messages.error(
        request, _("This version of the plan stays as it is: it was adopted, or another took its place.")
    )
    return redirect("version", plan.public_id)


def consulted(request: PortalRequest, plan: Plan) -> HttpResponse:
    """Lead back to a version on which everyone can react now."""
    messages.info(
        request, _("A consultation on this version runs, so it stays as it is until that is closed.")
    )
    return redirect("version", plan.public_id)


def waits_for_answers(request: PortalRequest, plan: Plan) -> HttpResponse:
    """Lead back to a version whose consultation has no published document yet."""
    messages.info(request, _("Answer the reactions of the consultation first, and publish that document."))
    return redirect("version", plan.public_id)


def frozen(request: PortalRequest, frame: Frame) -> HttpResponse:
    """Lead back to a frame that stays as it is."""
    messages.error(request, _("A round uses this frame, so it stays as it is. Make a copy and change that."))
    return redirect("frame", frame.public_id)
