"""Set-offs: prepared from the page of a claim, decided on by another payer."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.money import format_euros
from portal.errors import PortalError
from wijkraden.people.http import PortalRequest, led_back

from .. import access, rules
from ..checking_of_set_offs import refuse_decided_set_off, refuse_returned_set_off, refuse_set_off
from ..errors import NotToSetOff
from ..flows import approve_set_off, prepare_set_off, return_set_off, withdraw_set_off
from ..forms import ReturnForm
from ..forms_of_set_offs import SetOffForm
from ..queries_of_claims import due_of
from ..queries_of_set_offs import candidates_for, set_offs_in, why_same_recipient
from .orders import PAGE

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def payment_set_offs(request: PortalRequest) -> HttpResponse:
    """Show every set-off, the newest first."""
    city = access.enter_claims(request.user, request.city)
    page = Paginator(set_offs_in(city), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "claims_only": not rules.may_read(request.user, city.pk)}
    return render(request, "payments/set_offs.html", context)


@_FORM
@login_required
def payment_to_set_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Prepare to set a claim off against what is to be paid to the same recipient."""
    claim = access.get_claim(request.user, request.city, public_id, rule=rules.may_prepare_set_off)
    refuse = partial(refuse_set_off, claim, by=request.user, on=timezone.localdate())
    if (back := led_back(request, refuse, "payment_claim_page", public_id)) is not None:
        return back
    found = candidates_for(claim, on=timezone.localdate())
    form = SetOffForm(
        request.POST or None, found=[one for one in found if not one.fault], left_cents=due_of(claim)
    )
    if form.is_valid():
        try:
            made = prepare_set_off(claim, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotToSetOff as error:
            form.add_error(error.field, str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The set-off is prepared. Another payer decides on it."))
            return redirect("payment_set_off", made.public_id)
    context = {
        "claim": claim,
        "form": form,
        "lapses_on": claim.lapses_on(claim.interrupted_on) if claim.has_term else None,
        "is_possible": any(not one.fault for one in found),
        "not_now": [one for one in found if one.fault],
    }
    return render(request, "payments/to_set_off.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def payment_set_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a set-off: what, against what, why, by whom, and what became of it."""
    found = access.get_set_off(request.user, request.city, public_id)
    city_id = found.claim.proposal.district.city_id
    is_own = found.prepared_by_id == request.user.pk
    context = {
        "set_off": found,
        "claim": found.claim,
        "same_recipient": why_same_recipient(found) if found.is_waiting else "",
        "claims_only": not rules.may_read(request.user, city_id),
        "may_decide": found.is_waiting and not is_own and rules.may_approve_set_off(request.user, city_id),
        "may_withdraw": found.is_waiting and is_own and rules.may_prepare_set_off(request.user, city_id),
    }
    return render(request, "payments/set_off.html", context)


@_FORM
@login_required
def payment_approve_set_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Set it off, after a page that says what that does."""
    found = access.get_set_off(request.user, request.city, public_id, rule=rules.may_approve_set_off)
    if request.method == "POST":
        try:
            approve_set_off(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            told = {"amount": format_euros(found.cents)}
            messages.success(request, _("%(amount)s is set off. The recipient is told.") % told)
        return redirect("payment_set_off", public_id)
    refuse = partial(refuse_decided_set_off, found, request.user)
    if (back := led_back(request, refuse, "payment_set_off", public_id)) is not None:
        return back
    context = {"set_off": found, "claim": found.claim, "same_recipient": why_same_recipient(found)}
    return render(request, "payments/approve_set_off.html", context)


@require_POST
@login_required
def payment_withdraw_set_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take a set-off back that waits."""
    found = access.get_set_off(request.user, request.city, public_id, rule=rules.may_prepare_set_off)
    try:
        withdraw_set_off(found, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The set-off is taken back. The claim stays open."))
    return redirect("payment_set_off", public_id)


@_FORM
@login_required
def payment_return_set_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return it with a reason."""
    found = access.get_set_off(request.user, request.city, public_id, rule=rules.may_approve_set_off)
    refuse = partial(refuse_returned_set_off, found, request.user)
    if (back := led_back(request, refuse, "payment_set_off", public_id)) is not None:
        return back
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            return_set_off(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The set-off is returned. The claim stays open."))
            return redirect("payment_set_off", public_id)
    context = {"set_off": found, "claim": found.claim, "form": form}
    return render(request, "payments/return_set_off.html", context, status=422 if form.is_bound else 200)
