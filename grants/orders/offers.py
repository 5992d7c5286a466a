"""What can be done about an order now, and what happened to it, for the page of a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.queries import has_interest
from grants.proposals.states import Route, State
from grants.proposals.told import Moment, Offer
from grants.terms import day_of

from . import rules
from .holding import is_settling
from .queries import match_for
from .states import DELIVERED_FROM, RUNNING

if TYPE_CHECKING:
    from datetime import datetime

    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

    from .matching import Match
    from .models import Delivery, Invoice

READS = (
    "purchase_orders__prepared_by",
    "purchase_orders__decided_by",
    "purchase_orders__no_more_by",
    "purchase_orders__deliveries__confirmed_by",
    "purchase_orders__deliveries__taken_back_by",
    "purchase_orders__invoices__entered_by",
    "purchase_orders__invoices__taken_back_by",
)


def offers(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return what `user` can do about the order now."""
    match = match_for(proposal) if proposal.route == Route.PURCHASE and proposal.is_submitted else None
    if match is None:
        return []
    order = match.order
    found = [Offer(reverse("order", args=[order.public_id]), _("Look at the order"))]
    if order.ended_on is not None or proposal.state not in RUNNING or has_interest(user, proposal):
        return found
    if can_confirm(user, proposal, match):
        has_begun = proposal.starts_on is not None and proposal.starts_on <= day_of(at)
        address = reverse("order_deliver", args=[order.public_id])
        found.insert(0, Offer(address, _("Confirm the delivery"), is_next=has_begun))
    if rules.may_invoice(user, proposal) and match.to_invoice_cents and not is_settling(proposal):
        is_next = proposal.state == State.REPORTED and not match.can_be_settled
        address = reverse("order_invoice", args=[order.public_id])
        found.insert(0, Offer(address, invoice_words(match), is_next=is_next))
        if match.can_end:
            address = reverse("order_no_more", args=[order.public_id])
            found.append(Offer(address, _("Say that no more invoices come")))
    return found


def invoice_words(match: Match) -> str:
    """Return what the button to enter an invoice says: of the next one, what is still to be invoiced."""
    if not match.invoices:
        return _("Enter the invoice")
    return _("Enter the next invoice: at most %(left)s") % {"left": format_euros(match.to_invoice_cents)}


def can_confirm(user: User, proposal: Proposal, match: Match) -> bool:
    """Tell if `user` can confirm that something of it was delivered."""
    return (
        rules.may_confirm(user, proposal)
        and not match.is_delivered
        and proposal.state in DELIVERED_FROM
        and not rules.is_who_ordered(user, match.order)
        and not rules.is_of_council_that_ordered(user, match.order)
    )


def story(user: User, proposal: Proposal) -> list[Moment]:  # noqa: ARG001  # as every room's
    """Return what was ordered, delivered and invoiced, and what of that was taken back."""
    if proposal.route != Route.PURCHASE:
        return []
    found: list[Moment] = []
    for order in proposal.purchase_orders.all():
        address = reverse("order", args=[order.public_id])
        told = {"number": order.number, "amount": format_euros(order.cents)}
        words = _("Order %(number)s was placed, for at most %(amount)s including VAT.") % told
        found.append(Moment(order.placed_at, words, address=address))
        for delivery in order.deliveries.all():
            found += _of_delivery(delivery, address)
        for invoice in order.invoices.all():
            found += _of_invoice(invoice, address)
        if order.no_more_at is not None and order.no_more_by is not None:
            words = _("No more invoices come of order %(number)s.") % told
            by, why = order.no_more_by.full_name, order.no_more_why
            found.append(Moment(order.no_more_at, words, by, why, address))
    return sorted(found, key=lambda one: one.at)


def _of_delivery(one: Delivery, address: str) -> list[Moment]:
    told = {"amount": format_euros(one.cents)}
    words = _("Everything that comes was delivered; with this part: %(amount)s.") if one.is_last else ""
    words = words or _("A part was delivered: %(amount)s.")
    found = [Moment(one.confirmed_at, words % told, one.confirmed_by.full_name, one.words, address)]
    if one.taken_back_at is not None and one.taken_back_by is not None:
        words = _("The confirmation of a delivery was taken back: %(amount)s.") % told
        found.append(
            Moment(one.taken_back_at, words, one.taken_back_by.full_name, one.taken_back_why, address)
        )
    return found


def _of_invoice(one: Invoice, address: str) -> list[Moment]:
    told = {"number": one.number, "amount": format_euros(one.cents)}
    words = _("Invoice %(number)s was entered: %(amount)s including VAT.") % told
    found = [Moment(one.entered_at, words, one.entered_by.full_name, address=address)]
    if one.taken_back_at is not None and one.taken_back_by is not None:
        words = _("Invoice %(number)s was taken back: %(amount)s.") % told
        found.append(
            Moment(one.taken_back_at, words, one.taken_back_by.full_name, one.taken_back_why, address)
        )
    return found
