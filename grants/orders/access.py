"""The doors to orders. Who may not see the dossier finds no order, delivery or invoice of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from grants.proposals.rules import may_see

from . import queries, rules

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.people.models import User
    from wijkraden.people.rules import Person
    from wijkraden.places.models import City

    from .models import Delivery, Invoice, PurchaseOrder

Rule = Callable[["Person", "Proposal"], bool]


def get_order(user: User, city: City | None, public_id: str, *, rule: Rule = may_see) -> PurchaseOrder:
    """Return an order; 404 if it is not there for `user`, 403 if she may not do this."""
    found = queries.order_at(city, public_id) if city else None
    if found is None:
        raise Http404
    _refuse(user, found.proposal, rule)
    return found


def get_delivery(user: User, city: City | None, public_id: str) -> Delivery:
    """Return a delivery that `user` may take back; 404 if it is not there for her, 403 if she may not."""
    found = queries.delivery_at(city, public_id) if city else None
    if found is None:
        raise Http404
    _refuse(user, found.order.proposal, rules.may_take_back)
    return found


def get_invoice(user: User, city: City | None, public_id: str) -> Invoice:
    """Return an invoice that `user` may take back; 404 if it is not there for her, 403 if she may not."""
    found = queries.invoice_at(city, public_id) if city else None
    if found is None:
        raise Http404
    _refuse(user, found.order.proposal, rules.may_invoice)
    return found


def _refuse(user: User, proposal: Proposal, rule: Rule) -> None:
    if not may_see(user, proposal):
        raise Http404
    if not rule(user, proposal):
        raise PermissionDenied
