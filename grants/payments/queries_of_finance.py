"""Which payments of the financial system the bank tells of too: its money leaves from an account of the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from grants.plan.states import Channel

from .models import Order, StatementLine
from .states import LineKind, OrderState

if TYPE_CHECKING:
    from django.db.models import QuerySet

_CAME_BACK = Q(state=OrderState.FAILED, settled_on__isnull=False)
_WENT = Q(state__in=[OrderState.RELEASED, OrderState.SETTLED]) | _CAME_BACK


def finance_orders_for(line: StatementLine) -> QuerySet[Order]:
    """Return the payments of the financial system that a line of the bank may tell of. One query.

    To the cent; each is told by one line that goes out and one that comes back. What goes out has its number, or no
    number of ours and the account of its payee. What comes back is of one that the system says came back, or of one
    that the bank alone told of.
    """
    found = Order.objects.filter(
        ~Exists(_noted(is_receipt=line.is_receipt)),
        channel=Channel.FINANCE,
        cents=line.cents,
        proposal__district__city=line.city_id,
    )
    if line.statement.is_of_finance or line.is_refusal:
        return found.none()
    named = _names(line)
    if line.is_receipt:
        told_by_the_bank_alone = Exists(_noted(is_receipt=False)) & Q(state=OrderState.RELEASED) & named
        found = found.filter(_CAME_BACK | told_by_the_bank_alone)
    else:
        found = found.filter(_WENT, named)
    return found.select_related("proposal__dossier", "bank_account", "batch").order_by("id")


def left_by_the_bank() -> Exists | Q:
    """Return, for a query of payments, that the bank told that it went out, and not that it came back."""
    return Exists(_noted(is_receipt=False)) & ~Exists(_noted(is_receipt=True))


def has_left_by_the_bank(order: Order) -> bool:
    """Tell if the bank told that a payment went out, and not that it came back. One query."""
    return Order.objects.filter(left_by_the_bank(), pk=order.pk).exists()


def _noted(*, is_receipt: bool) -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(
        order=OuterRef("pk"), kind=LineKind.NOT_OURS, is_receipt=is_receipt
    ).order_by()


def _names(line: StatementLine) -> Q:
    """Return that a line has the number of a payment, or no number of ours and the account of its payee."""
    account = Q(bank_account__iban_hash=line.iban_hash) if line.iban_hash else Q(pk__in=[])
    if not line.end_to_end_id:
        return account
    known = Order.objects.filter(end_to_end_id=line.end_to_end_id, proposal__district__city=line.city_id)
    return Q(end_to_end_id=line.end_to_end_id) | Q(account, ~Exists(known))
