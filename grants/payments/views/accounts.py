"""The account from which the city pays, and that of a recipient after the grant."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.proposals.addressees import recipient_of
from grants.proposals.errors import WrongBankAccount
from grants.proposals.holding import refuse_act
from grants.proposals.models import BankAccount
from grants.proposals.states import AccountVerdict
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back

from .. import access, queries, queries_of_accounts, rules
from ..checking import frozen_words, refuse_check
from ..doubts import doubt_words, refuse_vouch
from ..errors import WrongAccount, WrongCall
from ..flows import NO_ACCOUNT, change_payee, confirm_payee, reject_payee, set_paying_account
from ..forms import AccountForm, ConfirmPayeeForm, RejectPayeeForm
from ..queries_of_doubts import doubts_of, members_with, vouches_of

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
def paying_account(request: PortalRequest) -> HttpResponse:
    """Show from which account the city pays and paid, and enter another one."""
    city = access.enter(request.user, request.city, rule=rules.may_set_account)
    must_be_recent(request)
    accounts = list(queries.paying_accounts(city))
    after = accounts[0].pk if accounts else NO_ACCOUNT
    form = AccountForm(request.POST or None, edits=after, initial=kept_post(request))
    if form.is_valid():
        try:
            set_paying_account(city, **form.cleaned_data, after=after, by=request.user, at=timezone.now())
        except (WrongBankAccount, WrongAccount) as error:
            form.add_error("iban", str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The city pays from this account from now on."))
            return redirect("payments")
    context = {"form": form, "accounts": accounts}
    return render(request, "payments/paying_account.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payment_payee(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter another account of a recipient after the grant."""
    proposal = access.get_payee(request.user, request.city, public_id)
    refuse = partial(refuse_act, proposal, by=request.user)
    if (back := led_back(request, refuse, "proposal", public_id)) is not None:
        return back
    must_be_recent(request)
    now = queries_of_accounts.newest_accounts([proposal.pk]).get(proposal.pk)
    after = now.pk if now else NO_ACCOUNT
    form = AccountForm(request.POST or None, edits=after, initial=kept_post(request))
    if form.is_valid():
        try:
            change_payee(proposal, **form.cleaned_data, after=after, by=request.user, at=timezone.now())
        except WrongBankAccount as error:
            form.add_error("iban", str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The account is entered. Payments are frozen until another officer confirms it.")
                if now
                else _("The account is entered."),
            )
            return redirect("proposal", public_id)
    context = {
        "proposal": proposal,
        "account": now,
        "form": form,
        "to_pay_cents": max(0, queries.payable_cents([proposal])[proposal.pk]),
        "history": queries_of_accounts.history_of(proposal),
        "frozen": frozen_words(now) if now and now.is_unconfirmed else "",
        "doubts": doubt_words(now) if now else [],
        "may_vouch": now is not None and _may_vouch(now, request),
        "vouches": vouches_of(now) if now else [],
        "members": members_with(now),
        "may_confirm": now is not None and now.entered_by_id != request.user.pk,
    }
    return render(request, "payments/payee.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payee_confirm(request: PortalRequest, public_id: str) -> HttpResponse:
    """Confirm another account of a recipient, with the record of the call back."""
    account = access.get_account(request.user, request.city, public_id)
    if (back := _led_back(request, account, AccountVerdict.CONFIRMED)) is not None:
        return back
    must_be_recent(request)
    initial = {"day": timezone.localdate(), **(kept_post(request) or {})}
    form = ConfirmPayeeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            confirm_payee(account, **form.told, by=request.user, at=timezone.now())
        except WrongCall as error:
            form.add_error("hour", str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The account is confirmed. Payments to it wait until an officer notes why it is right.")
                if doubts_of(account)
                else _("The account is confirmed. Payments to it can be prepared."),
            )
            return redirect("proposal", account.proposal.public_id)
    context = {
        **_shown(account),
        "form": form,
        "contact": recipient_of(account.proposal),
        "history": queries_of_accounts.history_of(account.proposal),
        "doubts": doubt_words(account),
        "members": members_with(account),
        "elsewhere": queries_of_accounts.same_account_elsewhere(account),
    }
    return render(request, "payments/payee_confirm.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payee_reject(request: PortalRequest, public_id: str) -> HttpResponse:
    """Reject another account of a recipient with a reason."""
    account = access.get_account(request.user, request.city, public_id)
    if (back := _led_back(request, account, AccountVerdict.REJECTED)) is not None:
        return back
    must_be_recent(request)
    form = RejectPayeeForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            reject_payee(account, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            is_frozen = account.replaces is not None and account.replaces.is_unconfirmed
            messages.success(
                request,
                _("The account is rejected. The change before it still waits for a call back.")
                if is_frozen
                else _("The account is rejected. The one before it stands again."),
            )
            return redirect("payment_payee", account.proposal.public_id)
    context = {**_shown(account), "form": form}
    return render(request, "payments/payee_reject.html", context, status=422 if form.is_bound else 200)


def _led_back(request: PortalRequest, account: BankAccount, verdict: AccountVerdict) -> HttpResponse | None:
    def refuse() -> None:
        refuse_act(account.proposal, by=request.user)
        refuse_check(account, verdict, by=request.user)

    return led_back(request, refuse, "proposal", account.proposal.public_id)


def _may_vouch(account: BankAccount, request: PortalRequest) -> bool:
    try:
        refuse_vouch(account, None, by=request.user)
    except PortalError:
        return False
    return True


def _shown(account: BankAccount) -> dict[str, Any]:
    return {"account": account, "proposal": account.proposal}
