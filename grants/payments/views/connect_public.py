"""What a recipient opens by the link in her mail to be paid by Stripe, and where Stripe tells what happened."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from grants.proposals.http import TRIES, applicants_city, link_ended
from portal.errors import PortalError
from portal.security.limits import limit
from portal.security.tokens import without_token

from .. import gateway_of_stripe as gateway
from .. import queries_of_connect
from ..acting import lead_to_stripe, look_at
from ..errors_of_connect import Forged
from ..flows import keep_event
from ..models import ConnectedAccount

MOST_BYTES = 256 * 1024  # of what Stripe tells
# What is kept of it; the rest is none of ours.
KINDS = frozenset(
    {
        "account.external_account.created",
        "account.external_account.deleted",
        "account.external_account.updated",
        "account.updated",
        "payout.canceled",
        "payout.failed",
        "payout.paid",
        "transfer.created",
        "transfer.reversed",
    }
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"form-action": ["https://connect.stripe.com"]})  # type: ignore[arg-type]  # takes any view; the button leads there
@without_token
def my_payout(request: HttpRequest, token: str) -> HttpResponse:
    """Tell a recipient what Stripe is for and how her account there stands; the button leads her to it.

    Without a one-time token: the account is made once by a key of its own, and an address at Stripe works once.
    """
    account: Any = _account(request, token)  # with what `account_of_link` adds
    if account is None:
        return link_ended(request)
    if request.method == "POST":
        page = account.proposal.district.city.address + request.path
        try:
            return HttpResponseRedirect(lead_to_stripe(account, page=page, at=timezone.now()))
        except PortalError as error:
            messages.error(request, str(error))
            return redirect("my_payout", token)
    fault, shown = "", account
    try:
        shown = look_at(account, at=timezone.now())
    except PortalError as error:
        fault = str(error)
    now = shown.payout_now if shown.is_usable else None
    context = {
        "account": shown,
        "proposal": account.proposal,
        "fault": fault,
        "is_on": gateway.is_on(),
        "now": now,
        "waits_for_call": now is not None and now.waits_beside(account.known_ending),
    }
    return render(request, "payments/public_payout.html", context)


def _account(request: HttpRequest, token: str) -> ConnectedAccount | None:
    """Return the account whose link this is; None for an unknown one, and once its days are over."""
    found = queries_of_connect.account_of_link(applicants_city(request), token)
    if found is None or found.stripe_id is not None or request.method == "POST":
        limit(request, "my-payout", TRIES)
    return found if found is not None and found.link_ends_at > timezone.now() else None


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Keep what Stripe tells, once; what it is about is asked for afresh after that.

    Refused is what Stripe did not sign for us in the last minutes. What is of test money among real money, or the other
    way round, is taken and not kept: Stripe sends both kinds to the endpoint of an account with real money.
    """
    if not gateway.is_on():
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        told = gateway.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except Forged:
        return HttpResponse(status=400)
    if told.kind in KINDS and told.livemode == gateway.is_live():
        keep_event(told, by=None, at=timezone.now())
    return HttpResponse(status=204)
