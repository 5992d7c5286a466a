"""The first page after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wijkraden.people.http import PortalRequest
from wijkraden.people.queries import council_of
from wijkraden.people.rules import roles_of
from wijkraden.places.models import District

from . import queries
from .desks import Desk, desks_for


@require_safe
@login_required
def home(request: PortalRequest) -> HttpResponse:
    """Show what waits for whoever is signed in, her council with its budget, and the desk of each of her roles."""
    now = timezone.now()
    today = timezone.localdate(now)
    roles = roles_of(request.user, request.city.pk)
    districts = queries.councils_of(request.user, request.city, today=today)
    own = queries.budgets_of(districts, request.city, today=today)
    proposals = queries.proposals_of(districts, at=now)
    councils = [
        (district, council_of(district, on=today), budget, proposal)
        for district, budget, proposal in zip(districts, own, proposals, strict=True)
    ]
    desks = [
        (desk, queries.content_of(desk.kind, request.user, request.city, today=today))
        for desk in desks_for(roles)
    ]
    return render(
        request,
        "home/home.html",
        {
            "heading": _heading(districts, [desk for desk, _content in desks]),
            "waiting": queries.waiting_for(request.user, request.city, today=today),
            "councils": councils,
            "desks": desks,
            "has_work": any(content.items for _desk, content in desks if content),
            "has_no_seat": not roles,
            "now": now,
            "coming": None if roles else queries.coming_seat(request.user, request.city, today=today),
        },
    )


def _heading(districts: list[District], desks: list[Desk]) -> str:
    if len(districts) == 1:
        return districts[0].full_name
    return str(desks[0].title) if len(desks) == 1 else _("My start page")
