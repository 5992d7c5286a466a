"""Payments one by one: what is to be paid, what is prepared, and each payment with its attempts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.plan.states import Channel
from grants.proposals.models import BankAccount
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back

from .. import access, queries, rules
from ..bank_days import bank_day_from
from ..checking import checked, refuse_not_on_its_way, uncovered
from ..checking_of_connect import way_out_of
from ..errors import NoBankDay
from ..flows import (
    cancel_order,
    fail_order,
    note_account_read,
    prepare_batch,
    prepare_orders,
    renew_order,
)
from ..forms import BatchForm, FailForm, InstalmentsForm, OrdersFilter
from ..models import Order
from ..queries_of_accounts import history_of, newest_accounts
from ..queries_of_connect import has_another_payout, transfer_of_order, ways_out_of
from ..queries_of_doubts import read_hands, vouches_of
from ..states import OrderState
from ..states_of_connect import ENDED
from ..waiting_of_connect import turn_of

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50


@_FORM
@login_required
def payments_to_pay(request: PortalRequest) -> HttpResponse:
    """Show what is to be paid, and prepare the payment of what is ticked."""
    rule = rules.may_prepare if request.method == "POST" else rules.may_read
    city = access.enter(request.user, request.city, rule=rule)
    found = queries.to_pay(city, on=timezone.localdate())
    form = InstalmentsForm(request.POST or None, found=found, initial=kept_post(request))
    if form.is_valid():
        try:
            made = prepare_orders(
                city, instalments=form.cleaned_data["chosen"], by=request.user, at=timezone.now()
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                ngettext(
                    "%(count)s payment is prepared. Put it in a batch.",
                    "%(count)s payments are prepared. Put them in a batch.",
                    len(made),
                )
                % {"count": len(made)},
            )
            return redirect("payments_prepared")
    context = {
        "form": form,
        "found": found,
        "cents": sum(one.cents for one in found),
        "shows_channels": any(one.channel != Channel.BANK for one in found),
        "may_prepare": rules.may_prepare(request.user, city.pk),
        "today": timezone.localdate(),
    }
    return render(request, "payments/to_pay.html", context, status=_status(form))


@_FORM
@login_required
def payments_prepared(request: PortalRequest) -> HttpResponse:
    """Show the prepared payments that are in no batch, by channel, and put together what is ticked."""
    rule = rules.may_prepare if request.method == "POST" else rules.may_read
    city = access.enter(request.user, request.city, rule=rule)
    found = list(queries.waiting_orders(city))
    forms = _forms_for_batches(request, found)
    form = next((one for one in forms if one.is_bound), None)
    if form is not None and form.is_valid():
        chosen, day = form.cleaned_data["chosen"], form.cleaned_data["execution_on"]
        try:
            made = prepare_batch(city, orders=chosen, execution_on=day, by=request.user, at=timezone.now())
        except NoBankDay as error:
            form.add_error("execution_on", str(error))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The batch is prepared. Another payer releases it."))
            return redirect("payment_batch", made.public_id)
    today = timezone.localdate()
    accounts, short = newest_accounts((one.proposal_id for one in found), on=today), uncovered(found)
    context = {
        "form": form or next(iter(forms), None),
        "groups": [
            Group(one, [(row, accounts[row.proposal_id], row.pk in short) for row in found if one.is_of(row)])
            for one in forms
        ],
        "shows_channels": any(one.of != Channel.BANK for one in forms),
        "may_prepare": rules.may_prepare(request.user, city.pk),
    }
    return render(request, "payments/prepared.html", context, status=422 if request.method == "POST" else 200)


@dataclass(frozen=True)
class Group:
    """What waits of one channel, each payment with the account of now and if it is short, and how it is chosen."""

    form: BatchForm
    rows: list[tuple[Order, BankAccount, bool]]

    @property
    def cents(self) -> int:
        """How much they are together."""
        return sum(one.cents for one, _now, _is_short in self.rows)


def _forms_for_batches(request: PortalRequest, found: list[Order]) -> list[BatchForm]:
    """Return a form for each channel of what waits; the one that was sent, or else the first, is bound."""
    channels = sorted({one.channel for one in found})
    sent = request.POST.get("channel", "")
    chosen = sent if sent in channels else next(iter(channels), "")
    kept = kept_post(request) or {}
    made = []
    for place, channel in enumerate(channels):
        today = timezone.localdate()
        day = bank_day_from(today) if channel == Channel.BANK else today
        initial = {"execution_on": day, **(kept if kept.get("channel", channel) == channel else {})}
        data = request.POST if request.method == "POST" and channel == chosen else None
        ids = f"id_{channel}_%s" if place else "id_%s"
        made.append(BatchForm(data, found=found, channel=channel, initial=initial, auto_id=ids))
    return made


@require_safe
@login_required
def payments_all(request: PortalRequest) -> HttpResponse:
    """Show every payment, the newest first."""
    city = access.enter(request.user, request.city)
    form = OrdersFilter(request.GET)
    state = form.asked
    page = Paginator(queries.orders_shown(city, state=state), PAGE).get_page(request.GET.get("page"))
    query = f"state={state}&" if state else ""
    return render(request, "payments/all.html", {"form": form, "page": page, "query": query, "state": state})


@require_safe
@login_required
def payment(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a payment: what leaves of it, every attempt, and what can be done with it now."""
    order = access.get_order(request.user, request.city, public_id)
    (found,) = checked(read_hands([order]), request.user, on=timezone.localdate())
    may_prepare = rules.may_prepare(request.user, request.city.pk)
    waits = order.state == OrderState.PREPARED and order.batch is None
    context = {
        "order": order,
        "checked": found,
        "attempts": queries.attempts_of(order),
        "may_cancel": may_prepare and waits,
        "may_renew": may_prepare
        and waits
        and (found.is_frozen or has_another_payout(order))
        and not found.now.is_unconfirmed,
        "history": history_of(order.proposal),
        "vouches": vouches_of(order.bank_account),
        "may_fail": may_prepare and order.state == OrderState.RELEASED and order.payout_account is None,
        "may_read_account": may_prepare,
        **_at_stripe(request, order, may_prepare=may_prepare),
    }
    return render(request, "payments/order.html", context)


def _at_stripe(request: PortalRequest, order: Order, *, may_prepare: bool) -> dict[str, Any]:
    """Return what became of it at Stripe. Two queries, none for what leaves otherwise."""
    if order.payout_account is None or request.city is None:
        return {}
    transfer = transfer_of_order(request.city, order.public_id)
    turn = turn_of(transfer, today=timezone.localdate()) if transfer is not None else ""
    found = list(ways_out_of(order)) if transfer is not None else []
    stuck = transfer is not None and way_out_of(transfer) is not None
    return {
        "transfer": transfer,
        "turn": turn,
        "may_ask": may_prepare and bool(turn) and transfer is not None and transfer.state not in ENDED,
        "ways_out": found,
        "may_note_end": may_prepare and stuck and not any(one.is_waiting for one in found),
    }


@require_safe
@never_cache
@login_required
def payment_account(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the whole account number of a payment; that is kept on the trail."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_prepare)
    iban = note_account_read(order, by=request.user, at=timezone.now())
    fours = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    return render(request, "payments/account.html", {"order": order, "iban": fours})


@require_POST
@login_required
def payment_cancel(request: PortalRequest, public_id: str) -> HttpResponse:
    """Cancel a prepared payment."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_prepare)
    try:
        cancel_order(order, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The payment is cancelled. It stands among what is to be paid again."))
    return redirect("payment", public_id)


@require_POST
@login_required
def payment_renew(request: PortalRequest, public_id: str) -> HttpResponse:
    """Prepare a payment anew to the account of now."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_prepare)
    try:
        made = renew_order(order, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("payment", public_id)
    messages.success(
        request, _("The payment is prepared anew, to the new account. Check that account first.")
    )
    return redirect("payment", made.public_id)


@_FORM
@login_required
def payment_failed(request: PortalRequest, public_id: str) -> HttpResponse:
    """Note that the bank will not pay a payment that left."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_prepare)
    if (back := led_back(request, partial(refuse_not_on_its_way, order), "payment", public_id)) is not None:
        return back
    form = FailForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            fail_order(order, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted. The amount is to be paid again, by a new attempt."))
            return redirect("payment", public_id)
    return render(request, "payments/failed.html", {"order": order, "form": form}, status=_status(form))


def _status(form: InstalmentsForm | FailForm) -> int:
    return 422 if form.is_bound else 200
