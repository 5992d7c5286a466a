"""What waits in the room of the payments."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wijkraden.people.http import PortalRequest

from .. import access, queries, rules
from ..waiting import too_few, waiting_in


@require_safe
@login_required
def payments(request: PortalRequest) -> HttpResponse:
    """Show what waits, in the order in which money goes: to pay, to release, to match, to come back."""
    city = access.enter(request.user, request.city)
    today = timezone.localdate()
    waits = queries.waits_of(city, on=today)
    context = {
        "items": waiting_in(city, user=request.user, today=today, waits=waits),
        "too_few": too_few(waits),
        "account": queries.paying_account(city),
        "may_set_account": rules.may_set_account(request.user, city.pk),
        "may_prepare": rules.may_prepare(request.user, city.pk),
    }
    return render(request, "payments/overview.html", context)
