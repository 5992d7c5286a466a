"""Confirming a delivery, entering an invoice, and taking either of them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from grants.proposals.holding import refuse_act
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import led_back

from .. import access, flows, queries, rules
from ..checking import (
    delivered_cents,
    refuse_to_confirm,
    refuse_to_invoice,
    refuse_to_take_back,
    refuse_to_take_invoice_back,
)
from ..errors import WrongDelivery
from ..forms import DeliverForm, InvoiceForm, ReturnForm, TakeBackForm, show_refusal
from ..holding import refuse_while_settled

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise as Words

    from wijkraden.people.http import PortalRequest
    from wijkraden.people.models import User

    from ..matching import Match
    from ..models import Delivery, Invoice, PurchaseOrder

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class _Paper:
    """How a delivery or an invoice is filled in about an order: by whom, why not, with what, and what comes of it."""

    rule: access.Rule
    refuse: Callable[[PurchaseOrder, Match, User], None]
    form: type[DeliverForm] | type[InvoiceForm]
    act: Callable[..., object]
    template: str
    done: Words
    told: Callable[[Match], dict[str, int]]  # what its form is told of the order


def _refuse_to_confirm(order: PurchaseOrder, match: Match, by: User) -> None:
    refuse_act(order.proposal, by=by)
    refuse_to_confirm(order, match, by=by)


def _refuse_to_invoice(order: PurchaseOrder, match: Match, by: User) -> None:
    refuse_act(order.proposal, by=by)
    refuse_to_invoice(order, match)
    refuse_while_settled(order.proposal)


_DELIVERY = _Paper(
    rules.may_confirm,
    _refuse_to_confirm,
    DeliverForm,
    flows.confirm_delivery,
    "deliver",
    gettext_lazy("The delivery is confirmed."),
    lambda match: {"left_cents": match.to_deliver_cents},
)
_INVOICE = _Paper(
    rules.may_invoice,
    _refuse_to_invoice,
    InvoiceForm,
    flows.enter_invoice,
    "invoice",
    gettext_lazy("The invoice is entered. It matches the order and the delivery."),
    lambda _match: {},
)


@_FORM
@login_required
def order_deliver(request: PortalRequest, public_id: str) -> HttpResponse:
    """Confirm that something of an order was delivered."""
    return _fill_in(request, public_id, _DELIVERY)


@_FORM
@login_required
def order_invoice(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter an invoice for what was ordered and delivered."""
    return _fill_in(request, public_id, _INVOICE)


def _fill_in(request: PortalRequest, public_id: str, paper: _Paper) -> HttpResponse:
    order = access.get_order(request.user, request.city, public_id, rule=paper.rule)
    match = queries.match_of(order)
    refuse = partial(paper.refuse, order, match, request.user)
    if (back := led_back(request, refuse, "order", public_id)) is not None:
        return back
    form = paper.form(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        initial=kept_post(request) or {},
        **paper.told(match),
    )
    if isinstance(form, DeliverForm) and form.has_only_wrong_files:
        try:
            delivered_cents(match, form.what, on=timezone.localdate())
        except WrongDelivery as error:
            show_refusal(form, error)
    return _run(
        request,
        order,
        form,
        lambda: paper.act(order, what=form.what, by=request.user, at=timezone.now()),
        done=paper.done,
        template=paper.template,
        match=match,
        supplier=queries.supplier_of(order.proposal),
    )


@_FORM
@login_required
def delivery_take_back(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take back the confirmation of a delivery that is wrong."""
    delivery = access.get_delivery(request.user, request.city, public_id)
    return _take_back(
        request,
        delivery,
        flows.take_back_delivery,
        lambda: refuse_to_take_back(delivery, queries.match_of(delivery.order)),
        done=_("The delivery is taken back."),
        delivery=delivery,
    )


@_FORM
@login_required
def invoice_take_back(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take back an invoice that was entered wrong."""
    invoice = access.get_invoice(request.user, request.city, public_id)
    return _take_back(
        request,
        invoice,
        flows.take_back_invoice,
        lambda: refuse_to_take_invoice_back(invoice),
        done=_("The invoice is taken back. Its number can be entered again."),
        invoice=invoice,
    )


def _take_back(
    request: PortalRequest,
    paper: Delivery | Invoice,
    act: Callable[..., None],
    refuse_this: Callable[[], None],
    *,
    done: str,
    **shown: Any,
) -> HttpResponse:
    order = paper.order

    def refuse() -> None:
        refuse_act(order.proposal, by=request.user)
        refuse_this()
        refuse_while_settled(order.proposal)

    if (back := led_back(request, refuse, "order", order.public_id)) is not None:
        return back
    form = TakeBackForm(request.POST or None, initial=kept_post(request))
    return _run(
        request,
        order,
        form,
        lambda: act(paper, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=done,
        template="take_back",
        **shown,
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


def _run(
    request: PortalRequest,
    order: PurchaseOrder,
    form: forms.Form,
    act: Callable[[], object],
    *,
    done: str | Words,
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
