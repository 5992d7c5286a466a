"""Saying that no more invoices come of an order, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.proposals.holding import refuse_act
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import led_back

from .. import access, flows, queries, rules
from ..checking import refuse_to_end_invoices
from ..forms import NoMoreForm, show_refusal
from ..holding import refuse_while_settled

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def order_no_more(request: PortalRequest, public_id: str) -> HttpResponse:
    """Say that no more invoices come of an order, so that what was invoiced is settled."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_invoice)
    match = queries.match_of(order)

    def refuse() -> None:
        refuse_act(order.proposal, by=request.user)
        refuse_to_end_invoices(order, match)
        refuse_while_settled(order.proposal)

    if (back := led_back(request, refuse, "order", public_id)) is not None:
        return back
    form = NoMoreForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.end_invoices(order, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except PortalError as error:
            show_refusal(form, error)
        else:
            messages.success(
                request, _("It is noted that no more invoices come. What was invoiced can be settled.")
            )
            return redirect("order", public_id)
    context = {"order": order, "proposal": order.proposal, "match": match, "form": form}
    return render(request, "orders/no_more.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def order_more(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take back that no more invoices come of an order."""
    order = access.get_order(request.user, request.city, public_id, rule=rules.may_invoice)
    try:
        flows.await_invoices(order, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("More invoices can come again."))
    return redirect("order", public_id)
