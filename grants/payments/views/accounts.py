"""The account from which the city pays, and that of a recipient after the grant."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.proposals.errors import WrongBankAccount
from grants.proposals.holding import refuse_act
from grants.proposals.queries import bank_account_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back

from .. import access, queries, rules
from ..errors import WrongAccount
from ..flows import NO_ACCOUNT, change_payee, set_paying_account
from ..forms import AccountForm

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
    now = bank_account_of(proposal)
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
                _("The new account is entered. Payments to the old one that did not leave are frozen."),
            )
            return redirect("proposal", public_id)
    to_pay_cents = max(0, queries.payable_cents([proposal])[proposal.pk])
    context = {"proposal": proposal, "account": now, "form": form, "to_pay_cents": to_pay_cents}
    return render(request, "payments/payee.html", context, status=422 if form.is_bound else 200)
