"""How a payment by Stripe ended that does not end by itself: noted, then approved or returned by somebody else."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back

from .. import access, rules
from ..acting_of_ways_out import what_stripe_says
from ..checking_of_connect import (
    BETWEEN,
    refuse_decided_way_out,
    refuse_ended_way_out,
    refuse_no_way_out,
    refuse_too_soon,
    way_out_of,
)
from ..flows import approve_way_out, prepare_way_out, return_way_out
from ..forms import ReturnForm
from ..forms_of_connect import WayOutForm
from ..models import WayOut
from ..states_of_connect import WayOutKind

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
def payment_way_out(request: PortalRequest, public_id: str) -> HttpResponse:
    """Note how a payment by Stripe ended; Stripe is asked first."""
    transfer = access.get_transfer(request.user, request.city, public_id)
    kind = way_out_of(transfer)
    if (back := led_back(request, partial(refuse_no_way_out, transfer), "payment", public_id)) is not None:
        return back
    form = WayOutForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        at = timezone.now()
        try:
            refuse_no_way_out(transfer)
            said = what_stripe_says(transfer, kind=kind or WayOutKind.NEVER_DONE, at=at)
            made = prepare_way_out(transfer, said=said, **form.cleaned_data, by=request.user, at=at)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is noted, with what Stripe said. Another payer decides on it."))
            return redirect("payment_way_out_decide", made.public_id)
    context = {"order": transfer.order, "transfer": transfer, "kind": kind, "form": form}
    return render(request, "payments/way_out.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payment_way_out_decide(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show what was noted and what Stripe said; another payer approves it, after which Stripe is asked once more."""
    rule = rules.may_release if request.method == "POST" else rules.may_read
    found = access.get_way_out(request.user, request.city, public_id, rule=rule)
    if request.method == "POST":
        at = timezone.now()
        try:
            refuse_decided_way_out(found, by=request.user)  # before Stripe is asked
            refuse_too_soon(found, at=at)
            said = what_stripe_says(found.transfer, kind=WayOutKind(found.kind), at=at)
            approve_way_out(found, said=said, by=request.user, at=at)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It ended so. What Stripe said stands beside it."))
            return redirect("payment", found.transfer.order.public_id)
        return redirect("payment_way_out_decide", public_id)
    is_own = found.prepared_by_id == request.user.pk
    may_decide = found.is_waiting and rules.may_release(request.user, request.city.pk)
    context = {
        "way_out": found,
        "order": found.transfer.order,
        "is_own": is_own,
        "may_decide": may_decide,
        "may_approve": may_decide and not is_own and not _is_too_soon(found),
        "from_then": found.prepared_at + BETWEEN if found.kind == WayOutKind.NEVER_DONE else None,
    }
    return render(request, "payments/way_out_decide.html", context)


def _is_too_soon(found: WayOut) -> bool:
    try:
        refuse_too_soon(found, at=timezone.now())
    except PortalError:
        return True
    return False


@_FORM
@login_required
def payment_way_out_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return it with a reason: the portal goes on asking Stripe."""
    found = access.get_way_out(request.user, request.city, public_id, rule=rules.may_release)
    refuse = partial(refuse_ended_way_out, found)
    if (back := led_back(request, refuse, "payment_way_out_decide", public_id)) is not None:
        return back
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            return_way_out(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is returned. The portal goes on asking Stripe."))
            return redirect("payment", found.transfer.order.public_id)
    context = {"way_out": found, "order": found.transfer.order, "form": form}
    return render(request, "payments/way_out_return.html", context, status=422 if form.is_bound else 200)
