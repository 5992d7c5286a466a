"""Write-offs: prepared from the page of a claim, decided on by someone else."""

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
from ..checking import refuse_decided, refuse_write_off
from ..checking_of_lapses import refuse_unasked, unasked_of
from ..errors import NotToWriteOff
from ..flows import (
    approve_write_off,
    leave_with_recipient,
    prepare_write_off,
    return_write_off,
    withdraw_write_off,
)
from ..forms import ReturnForm
from ..forms_of_write_offs import GiveUpForm, LeaveForm
from ..queries_of_claims import due_of, write_offs_in
from .orders import PAGE

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def payment_write_offs(request: PortalRequest) -> HttpResponse:
    """Show every write-off, the newest first."""
    city = access.enter_claims(request.user, request.city)
    page = Paginator(write_offs_in(city), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "claims_only": not rules.may_read(request.user, city.pk)}
    return render(request, "payments/write_offs.html", context)


@_FORM
@login_required
def payment_give_up(request: PortalRequest, public_id: str) -> HttpResponse:
    """Prepare to write off what is open of a claim."""
    claim = access.get_claim(request.user, request.city, public_id, rule=rules.may_prepare_write_off)
    refuse = partial(refuse_write_off, claim, by=request.user, on=timezone.localdate())
    if (back := led_back(request, refuse, "payment_claim_page", public_id)) is not None:
        return back
    form = GiveUpForm(request.POST or None, left_cents=due_of(claim))
    if form.is_valid():
        try:
            made = prepare_write_off(claim, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotToWriteOff as error:
            form.add_error(error.field, str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The write-off is prepared. A budget holder decides on it."))
            return redirect("payment_write_off", made.public_id)
    lapses_on = claim.lapses_on(claim.interrupted_on) if claim.has_term else None
    context = {"claim": claim, "form": form, "lapses_on": lapses_on, "claims_only": True}
    return render(request, "payments/give_up.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payment_leave(request: PortalRequest, public_id: str) -> HttpResponse:
    """Prepare to leave with its recipient what was paid too much and can be asked back no more."""
    found = access.get_dossier_to_leave(request.user, request.city, public_id)
    left = unasked_of(found)
    refuse = partial(refuse_unasked, found, left, by=request.user, on=timezone.localdate())
    if (back := led_back(request, refuse, "payment_claims")) is not None:
        return back
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            made = leave_with_recipient(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The write-off is prepared. A budget holder decides on it."))
            return redirect("payment_write_off", made.public_id)
    context = {"proposal": found, "left": left, "form": form}
    return render(request, "payments/leave.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def payment_write_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a write-off: what, why, by whom, and what became of it."""
    found = access.get_write_off(request.user, request.city, public_id)
    city_id = found.of.district.city_id
    context = {
        "write_off": found,
        "claim": found.claim,
        "claims_only": not rules.may_read(request.user, city_id),
        "is_own": found.prepared_by_id == request.user.pk,
        "may_decide": found.is_waiting and rules.may_approve_write_off(request.user, city_id),
        "may_withdraw": found.is_waiting and rules.may_prepare_write_off(request.user, city_id),
    }
    return render(request, "payments/write_off.html", context)


@_FORM
@login_required
def payment_approve_write_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Write it off, after a page that says what that does."""
    found = access.get_write_off(request.user, request.city, public_id, rule=rules.may_approve_write_off)
    if request.method == "POST":
        try:
            approve_write_off(found, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            told = {"amount": format_euros(found.cents)}
            messages.success(request, _("%(amount)s is written off. It is no longer asked back.") % told)
        return redirect("payment_write_off", public_id)
    if (
        back := led_back(
            request, partial(refuse_decided, found, request.user), "payment_write_off", public_id
        )
    ) is not None:
        return back
    return render(request, "payments/approve_write_off.html", {"write_off": found, "claim": found.claim})


@require_POST
@login_required
def payment_withdraw_write_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take a write-off back that waits."""
    found = access.get_write_off(request.user, request.city, public_id, rule=rules.may_prepare_write_off)
    try:
        withdraw_write_off(found, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The write-off is taken back. Nothing is given up."))
    return redirect("payment_write_off", public_id)


@_FORM
@login_required
def payment_return_write_off(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return it with a reason."""
    found = access.get_write_off(request.user, request.city, public_id, rule=rules.may_approve_write_off)
    if (
        back := led_back(
            request, partial(refuse_decided, found, request.user), "payment_write_off", public_id
        )
    ) is not None:
        return back
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            return_write_off(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The write-off is returned. Nothing is given up."))
            return redirect("payment_write_off", public_id)
    context = {"write_off": found, "claim": found.claim, "form": form}
    return render(request, "payments/return_write_off.html", context, status=422 if form.is_bound else 200)
