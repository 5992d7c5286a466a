"""What was paid too much: asked back, and what of it came."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import law
from portal.errors import PortalError
from wijkraden.people.http import PortalRequest

from .. import access, queries, rules
from ..flows import remind_of_claim, start_claim
from ..queries_of_claims import (
    claims_beside,
    claims_listed,
    eased_of,
    may_be_reminded,
    overpaid_claims,
    written_off,
)
from .orders import PAGE


@require_safe
@login_required
def payment_claims(request: PortalRequest) -> HttpResponse:
    """Show what must be asked back, and every claim with what came of it."""
    city = access.enter(request.user, request.city)
    page = Paginator(claims_listed(city), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    given_up, eased = written_off(page), eased_of(claims_beside(page))
    context = {
        "to_claim": list(queries.to_claim(city)),
        "overpaid": list(overpaid_claims(city)),
        "page": page,
        "claims": [
            (one, given_up.get(one.pk, []), eased.get(one.pk), may_be_reminded(one, one.owed_cents, on=today))
            for one in page
        ],
        "today": today,
        "may_prepare": rules.may_prepare(request.user, city.pk),
    }
    return render(request, "payments/claims.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payment_claim(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask back what a decision found, after a page that says what that does."""
    decision = access.get_decision_to_claim(request.user, request.city, public_id)
    if request.method == "POST":
        try:
            start_claim(decision, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("The amount is asked back. The recipient gets a letter with the last day.")
            )
        return redirect("payment_claims")
    last_day = law.PAYMENT.last_day(timezone.localdate()).day
    context = {"decision": decision, "cents": queries.to_ask(decision), "last_day": last_day}
    return render(request, "payments/claim.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payment_remind(request: PortalRequest, public_id: str) -> HttpResponse:
    """Remind a recipient of a claim that is too late, after a page that says what that does."""
    claim = access.get_claim(request.user, request.city, public_id)
    if not may_be_reminded(claim, claim.owed_cents, on=timezone.localdate()) and request.method != "POST":
        messages.info(
            request, _("This claim is not too late any more, or the recipient was reminded already.")
        )
        return redirect("payment_claims")
    if request.method == "POST":
        try:
            remind_of_claim(claim, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _(
                    "The reminder is on its way. It stands with the claim; what comes in is matched by its reference."
                ),
            )
        return redirect("payment_claims")
    return render(request, "payments/remind.html", {"claim": claim})
