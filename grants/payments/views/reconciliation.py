"""Whether bank, cash book and payments agree."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wijkraden.people.http import PortalRequest

from .. import access
from ..reconciling import reconcile

PAGE = 50


@require_safe
@login_required
def payments_reconciliation(request: PortalRequest) -> HttpResponse:
    """Show what statements told beside what was booked, and every difference."""
    city = access.enter(request.user, request.city)
    found = reconcile(city, on=timezone.localdate())
    context = {
        "found": found,
        "page": Paginator(found.differences, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "payments/reconciliation.html", context)
