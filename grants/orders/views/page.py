"""The page of an order: what was ordered, delivered and invoiced, and whose turn it is; and its letter as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.decisions.queries import prepared_decision
from grants.decisions.rules import may_prepare
from grants.decisions.states import DecisionKind
from grants.decisions.wording import prepare_words
from grants.money import format_euros
from grants.proposals.queries import has_interest
from portal.documents.flows import make
from portal.documents.queries import content_of
from portal.gather import gather
from portal.serving import send_bytes
from portal.ui.parts import Figure

from .. import access, papers, queries, rules
from ..errors import CouncilOrderedIt, OrderedIt
from ..matching import Match, last_day_to_pay
from ..offers import can_confirm, invoice_words
from ..states import RUNNING

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from grants.proposals.models import Party
    from wijkraden.people.http import PortalRequest
    from wijkraden.people.models import User

    from ..models import Delivery, Invoice, InvoiceLine, PurchaseOrder


@dataclass(frozen=True)
class ShownDelivery:
    """A delivery with its files and their addresses; `take_back_url` is "" for who cannot take it back."""

    delivery: Delivery
    files: list[tuple[str, str]]
    take_back_url: str


@dataclass(frozen=True)
class ShownInvoice:
    """An invoice with the address of its paper; `take_back_url` is "" for who cannot take it back."""

    invoice: Invoice
    lines: list[InvoiceLine]
    due_on: date
    url: str
    take_back_url: str


@require_safe
@never_cache
@login_required
def order(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show an order, whose turn it is and what can be done with it now."""
    found = access.get_order(request.user, request.city, public_id)
    proposal = found.proposal
    gather(found, *queries.ON_PAGE)
    gather(proposal, "interests", "parties", "decisions__prepared_by", "decisions__decided_by")
    deliveries, invoices = list(found.deliveries.all()), list(found.invoices.all())
    match = Match(found, [one for one in deliveries if one.stands], [one for one in invoices if one.stands])
    waiting = prepared_decision(proposal) if proposal.state in RUNNING else None
    acts = _acts(request.user, match, is_waiting=waiting is not None)
    supplier = queries.supplier_of(proposal)
    context = {
        "order": found,
        "proposal": proposal,
        "supplier": supplier,
        "figures": _figures(match),
        "turn": _turn(match, supplier, is_waiting=waiting is not None),
        "waiting": waiting,
        "deliveries": [_delivery(one, may=acts["may_take_back"]) for one in deliveries],
        "invoices": [_invoice(one, match, may=acts["may_take_back_invoice"]) for one in invoices],
        "letter": found.letter,
        **acts,
    }
    return render(request, "orders/order.html", context)


@require_safe
@never_cache
@login_required
def order_pdf(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Give the letter of the order as a PDF."""
    found = access.get_order(request.user, request.city, public_id)
    document = make(papers.draft_letter(found), by=request.user, at=timezone.now())
    return send_bytes(content_of(document), media_type="application/pdf", name=document.name)


def _figures(match: Match) -> list[Figure]:
    told = [
        (_("Ordered, at most, with VAT"), match.order.cents),
        (_("Delivered, with VAT"), match.delivered_cents),
        (_("Invoiced, with VAT"), match.invoiced_cents),
    ]
    return [Figure(label, format_euros(cents)) for label, cents in told]


def _acts(user: User, match: Match, *, is_waiting: bool) -> dict[str, Any]:
    """Return what `user` can do now."""
    order, proposal = match.order, match.order.proposal
    acts = rules.may_confirm(user, proposal) and not has_interest(user, proposal)
    runs = order.ended_on is None and proposal.state in RUNNING and acts
    settles = runs and match.can_be_settled and not is_waiting and may_prepare(user, proposal)
    return {
        "may_confirm": runs and can_confirm(user, proposal, match),
        "not_her": _not_her(user, order) if runs and not match.is_delivered else "",
        "may_invoice": runs
        and rules.may_invoice(user, proposal)
        and match.to_invoice_cents > 0
        and not is_waiting,
        "invoice_words": invoice_words(match),
        **_ends(user, match, may=runs and not is_waiting),
        "may_mark": acts and rules.may_invoice(user, proposal),
        "may_take_back": runs and rules.may_take_back(user, proposal) and not is_waiting,
        "may_take_back_invoice": runs and rules.may_invoice(user, proposal) and not is_waiting,
        "settle_url": reverse("decision_prepare", args=[proposal.public_id, DecisionKind.DETERMINE.value])
        if settles
        else "",
        "settle_words": f"{prepare_words(DecisionKind.DETERMINE, proposal.route)}: "
        f"{format_euros(match.invoiced_cents)}",
    }


def _turn(match: Match, supplier: Party | None, *, is_waiting: bool) -> str:
    """Return in a sentence who acts next."""
    order, state = match.order, match.order.proposal.state
    if order.ended_on is not None:
        return _("The agreement was withdrawn, so this order is over.")
    if state not in RUNNING:
        return _("It was settled. What is to be paid stands with the payments.")
    if is_waiting:
        return _("A decision on it waits. It is taken or returned first.")
    if match.can_be_settled:
        return (
            _("No more invoices come. The city settles what was invoiced, and pays it.")
            if order.gets_no_more
            else _("Everything was delivered and invoiced. The city settles the invoice, and pays it.")
        )
    words = (
        _delivered(match)
        if match.is_delivered
        else _(
            "%(name)s delivers. Then a member of the council or an officer confirms it, but not who ordered it: "
            "%(people)s."
        )
    )
    agreed = rules.agreements_of(order.proposal)
    if any(one.council_on for one in agreed) and not match.is_delivered:
        words = _(
            "%(name)s delivers. Then an officer confirms it, because the council itself ordered it; but not %(people)s."
        )
    people = [one for each in agreed for one in (each.prepared_by, each.decided_by) if one is not None]
    return words % {
        "name": supplier.name if supplier else _("The supplier"),
        "people": ", ".join(dict.fromkeys(one.full_name for one in people)),
        "left": format_euros(match.to_invoice_cents),
    }


def _delivered(match: Match) -> str:
    """Return who acts next of what was delivered and not invoiced whole."""
    if not match.invoices:
        return _("Everything was delivered. %(name)s sends the invoice, and an officer enters it.")
    return _(
        "Everything was delivered, and %(left)s of that is still to be invoiced. %(name)s sends the next invoice, and "
        "an officer enters it, or says that no more come."
    )


def _ends(user: User, match: Match, *, may: bool) -> dict[str, bool]:
    """Return whether `user` can say that no more invoices come, or take that back."""
    acts = may and rules.may_invoice(user, match.order.proposal)
    return {"may_end": acts and match.can_end, "may_await": acts and match.order.gets_no_more}


def _not_her(user: User, order: PurchaseOrder) -> str:
    """Return why `user` does not confirm that it was delivered, "" for who may."""
    if rules.is_who_ordered(user, order):
        return str(OrderedIt())
    return str(CouncilOrderedIt()) if rules.is_of_council_that_ordered(user, order) else ""


def _delivery(one: Delivery, *, may: bool) -> ShownDelivery:
    files = [(each.file.name, reverse("file", args=[each.file.public_id])) for each in one.files.all()]
    url = reverse("delivery_take_back", args=[one.public_id]) if may and one.stands else ""
    return ShownDelivery(one, files, url)


def _invoice(one: Invoice, match: Match, *, may: bool) -> ShownInvoice:
    url = reverse("invoice_take_back", args=[one.public_id]) if may and one.stands else ""
    due_on = last_day_to_pay(one.received_on, match.delivered_on)
    return ShownInvoice(one, list(one.lines.all()), due_on, reverse("file", args=[one.file.public_id]), url)
