"""Confirming a delivery, entering an invoice, and taking either of them back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.proposals.holding import refuse_act
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import led_back

from .. import access, flows, queries, rules
from ..checking import refuse_to_confirm, refuse_to_invoice, refuse_to_take_back, refuse_to_take_invoice_back
from ..forms import DeliverForm, InvoiceForm, ReturnForm, TakeBackForm, show_refusal
from ..holding import refuse_while_settled

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest
    from wijkraden.people.models import User

    from ..matching import Match
    from ..models import PurchaseOrder

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
def order_deliver(request: PortalRequest, public_id: str) -> HttpResponse:
    """Confirm that something of an order was delivered."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_confirm)
    match = queries.match_of(order)
    refuse = partial(_refuse_to_confirm, order, match, by=request.user)
    if (back := led_back(request, refuse, "order", public_id)) is not None:
        return back
    form = DeliverForm(
        request.POST or None, request.FILES or None, by=request.user, initial=kept_post(request) or {}
    )
    return _run(
        request,
        order,
        form,
        lambda: flows.confirm_delivery(order, what=form.what, by=request.user, at=timezone.now()),
        done=_("The delivery is confirmed."),
        template="deliver",
        match=match,
        supplier=queries.supplier_of(order.proposal),
    )


@_FORM
@login_required
def order_invoice(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter an invoice for what was ordered and delivered."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_invoice)
    match = queries.match_of(order)
    refuse = partial(_refuse_to_invoice, order, match, by=request.user)
    if (back := led_back(request, refuse, "order", public_id)) is not None:
        return back
    form = InvoiceForm(
        request.POST or None, request.FILES or None, by=request.user, initial=kept_post(request) or {}
    )
    return _run(
        request,
        order,
        form,
        lambda: flows.enter_invoice(order, what=form.what, by=request.user, at=timezone.now()),
        done=_("The invoice is entered. It matches the order and the delivery."),
        template="invoice",
        match=match,
        supplier=queries.supplier_of(order.proposal),
    )


@_FORM
@login_required
def delivery_take_back(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take back the confirmation of a delivery that is wrong."""
    delivery = access.get_delivery(request.user, request.city, public_id)
    order = delivery.order

    def refuse() -> None:
        refuse_act(order.proposal, by=request.user)
        refuse_to_take_back(delivery, queries.match_of(order))
        refuse_while_settled(order.proposal)

    if (back := led_back(request, refuse, "order", order.public_id)) is not None:
        return back
    form = TakeBackForm(request.POST or None, initial=kept_post(request))
    return _run(
        request,
        order,
        form,
        lambda: flows.take_back_delivery(delivery, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The delivery is taken back."),
        template="take_back",
        delivery=delivery,
    )


@_FORM
@login_required
def invoice_take_back(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take back an invoice that was entered wrong."""
    invoice = access.get_invoice(request.user, request.city, public_id)
    order = invoice.order

    def refuse() -> None:
        refuse_act(order.proposal, by=request.user)
        refuse_to_take_invoice_back(invoice)
        refuse_while_settled(order.proposal)

    if (back := led_back(request, refuse, "order", order.public_id)) is not None:
        return back
    form = TakeBackForm(request.POST or None, initial=kept_post(request))
    return _run(
        request,
        order,
        form,
        lambda: flows.take_back_invoice(invoice, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The invoice is taken back. Its number can be entered again."),
        template="take_back",
        invoice=invoice,
    )


@_FORM
@login_required
def order_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Say that an order goes in the yearly return of payments to third parties, or no longer does."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_invoice)
    refuse = partial(refuse_act, order.proposal, by=request.user)
    if (back := led_back(request, refuse, "order", public_id)) is not None:
        return back
    form = ReturnForm(
        request.POST or None, now={"is_returned": order.is_returned}, initial=kept_post(request) or {}
    )
    turned = not order.is_returned
    return _run(
        request,
        order,
        form,
        lambda: flows.mark_for_return(
            order, is_returned=turned, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
        ),
        done=_("The order goes in the yearly return.")
        if turned
        else _("The order is out of the yearly return."),
        template="return",
        supplier=queries.supplier_of(order.proposal),
    )


def _refuse_to_confirm(order: PurchaseOrder, match: Match, *, by: User) -> None:
    refuse_act(order.proposal, by=by)
    refuse_to_confirm(order, match, by=by)


def _refuse_to_invoice(order: PurchaseOrder, match: Match, *, by: User) -> None:
    refuse_act(order.proposal, by=by)
    refuse_to_invoice(order, match)
    refuse_while_settled(order.proposal)


def _run(
    request: PortalRequest,
    order: PurchaseOrder,
    form: forms.Form,
    act: Callable[[], object],
    *,
    done: str,
    template: str,
    **context: Any,
) -> HttpResponse:
    """Run `act` with a valid form and lead to the order; else show the form with what is wrong."""
    if form.is_valid():
        try:
            act()
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect("order", order.public_id)
    context |= {"order": order, "proposal": order.proposal, "form": form}
    return render(request, f"orders/{template}.html", context, status=422 if form.is_bound else 200)
