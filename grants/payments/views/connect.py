"""Payments by Stripe: what waits there, the link to a recipient, asking Stripe, and calling back about an account."""

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

from grants.proposals.addressees import recipient_of
from grants.proposals.holding import refuse_act
from grants.proposals.queries import bank_account_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back

from .. import access, queries_of_connect, rules
from .. import gateway_of_stripe as gateway
from ..acting import act
from ..checking_of_connect import refuse_payout_check, refuse_replacement
from ..errors import WrongCall
from ..flows import confirm_payout_account, invite, replace_account
from ..forms import ConfirmPayeeForm, InviteForm
from ..forms_of_connect import ReplaceForm
from ..queries_of_accounts import newest_accounts
from ..waiting_of_connect import asked_words, turn_of
from .orders import PAGE

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def payments_stripe(request: PortalRequest) -> HttpResponse:
    """Show what is on its way by Stripe, what does not go on, the accounts of recipients, and what does not agree."""
    city = access.enter(request.user, request.city)
    page = Paginator(queries_of_connect.accounts_in(city), PAGE).get_page(request.GET.get("page"))
    known = newest_accounts(one.proposal_id for one in page)
    today = timezone.localdate()
    running = list(queries_of_connect.running_in(city))
    context = {
        "is_on": gateway.is_on(),
        "running": [(one, turn_of(one, today=today)) for one in running],
        "page": page,
        "accounts": [(one, one.fault_with(known.get(one.proposal_id))) for one in page],
        "differences": list(queries_of_connect.differences_in(city)),
        "check": queries_of_connect.last_check(),
        "may_invite": rules.may_prepare(request.user, city.pk),
        "may_ask": rules.may_prepare(request.user, city.pk),
    }
    return render(request, "payments/stripe.html", context)


@require_POST
@login_required
def payment_ask_stripe(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask Stripe now how a payment stands, and take it as far as it goes."""
    transfer = access.get_transfer(request.user, request.city, public_id)
    messages.info(request, asked_words(act(transfer, at=timezone.now())))
    return redirect("payment", public_id)


@_FORM
@login_required
def payee_invite(request: PortalRequest, public_id: str) -> HttpResponse:
    """Send the recipient of a grant the link that leads to Stripe."""
    proposal = access.get_payee_to_invite(request.user, request.city, public_id)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            invite(proposal, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The link is on its way to the recipient."))
            return redirect("payee_invite", public_id)
    account = queries_of_connect.connected_accounts([proposal.pk]).get(proposal.pk)
    context = {
        "proposal": proposal,
        "form": form,
        "account": account,
        "contact": recipient_of(proposal),
        "fault": account.fault_with(bank_account_of(proposal)) if account is not None else "",
        "may_read": rules.may_read(request.user, proposal.district.city_id),
        "is_on": gateway.is_on(),
    }
    return render(request, "payments/payee_invite.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payee_replace(request: PortalRequest, public_id: str) -> HttpResponse:
    """Let a recipient have another account at Stripe: a new link is sent."""
    account = access.get_connected_to_replace(request.user, request.city, public_id)
    if (
        back := led_back(request, partial(refuse_replacement, account), "payee_invite", public_id)
    ) is not None:
        return back
    form = ReplaceForm(request.POST or None, edits=queries_of_connect.number_of_former(account))
    if form.is_valid():
        try:
            replace_account(account, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The account is replaced. A new link is on its way to the recipient.")
            )
            return redirect("payee_invite", public_id)
    context = {"proposal": account.proposal, "account": account, "form": form}
    return render(request, "payments/payee_replace.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payout_confirm(request: PortalRequest, public_id: str) -> HttpResponse:
    """Confirm the bank account to which Stripe pays out, with the record of the call back."""
    payee = access.get_payout_account(request.user, request.city, public_id)
    proposal = payee.account.proposal
    known = bank_account_of(proposal)

    def refuse() -> None:
        refuse_act(proposal, by=request.user)
        refuse_payout_check(payee, known, by=request.user)

    if (back := led_back(request, refuse, "proposal", proposal.public_id)) is not None:
        return back
    must_be_recent(request)
    initial = {"day": timezone.localdate(), **(kept_post(request) or {})}
    form = ConfirmPayeeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            confirm_payout_account(payee, **form.told, by=request.user, at=timezone.now())
        except WrongCall as error:
            form.add_error("hour", str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account is confirmed. Payments to it can be prepared."))
            return redirect("proposal", proposal.public_id)
    context = {
        "payee": payee,
        "proposal": proposal,
        "known": known,
        "form": form,
        "contact": recipient_of(proposal),
    }
    return render(request, "payments/payout_confirm.html", context, status=422 if form.is_bound else 200)
