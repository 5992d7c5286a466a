"""The way in to what may still change: what stays as it is leads back to its page and says so."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wijkraden.people.http import PortalRequest, led_back

from .. import access
from ..checking import refuse_consulted, refuse_standing
from ..holding import refuse_published
from ..models import Frame, Plan
from .desks import Desk


def in_open_version(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the version that whoever asks may edit, and the other parts of the address."""

    @wraps(view)
    def enter(request: PortalRequest, public_id: str, **parts: str) -> HttpResponse:
        city = access.enter_plans(request.user, request.city, to_edit=True)
        found = access.get_version(city, public_id)
        if (back := led_back(request, partial(_refuse_to_change, found), "version", public_id)) is not None:
            return back
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


def frozen(request: PortalRequest, frame: Frame) -> HttpResponse:
    """Lead back to a frame that stays as it is."""
    messages.error(request, _("A round uses this frame, so it stays as it is. Make a copy and change that."))
    return redirect("frame", frame.public_id)


def _refuse_to_change(plan: Plan) -> None:
    refuse_standing(plan)
    refuse_consulted(plan)
