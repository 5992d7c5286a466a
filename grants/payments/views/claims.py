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
from ..flows import start_claim
from ..queries_of_claims import claims_beside, claims_listed, eased_of, overpaid_claims, written_off
from .orders import PAGE


@require_safe
@login_required
def payment_claims(request: PortalRequest) -> HttpResponse:
    """Show what must be asked back, and every claim with what came of it."""
    city = access.enter(request.user, request.city)
    page = Paginator(claims_listed(city), PAGE).get_page(request.GET.get("page"))
    given_up, eased = written_off(page), eased_of(claims_beside(page))
    context = {
        "to_claim": list(queries.to_claim(city)),
        "overpaid": list(overpaid_claims(city)),
        "page": page,
        "claims": [(one, given_up.get(one.pk, []), eased.get(one.pk)) for one in page],
        "today": timezone.localdate(),
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
