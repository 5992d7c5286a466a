"""What was ordered, delivered and invoiced side by side: only what all three say is paid. Amounts are euro cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Delivery, Invoice, PurchaseOrder


_TO_PAY = timedelta(days=30)  # art. 6:119b BW: the term of a public body that buys


def last_day_to_pay(received_on: date, delivered_on: date | None) -> date:
    """Return the last day to pay an invoice: thirty days after it came or after the last delivery."""
    return max(received_on, delivered_on or received_on) + _TO_PAY


@dataclass(frozen=True)
class Match:
    """An order with the deliveries and the invoices that stand."""

    order: PurchaseOrder
    deliveries: Sequence[Delivery]
    invoices: Sequence[Invoice]

    @property
    def delivered_cents(self) -> int:
        """What was delivered comes to."""
        return sum(one.cents for one in self.deliveries)

    @property
    def invoiced_cents(self) -> int:
        """What the invoices ask together."""
        return sum(one.cents for one in self.invoices)

    @property
    def to_deliver_cents(self) -> int:
        """What of the order is still to come."""
        return 0 if self.is_delivered else self.order.cents - self.delivered_cents

    @property
    def to_invoice_cents(self) -> int:
        """What an invoice may still ask."""
        return self.delivered_cents - self.invoiced_cents

    @property
    def delivered_on(self) -> date | None:
        """The day of its last delivery, None before the first."""
        return max((one.delivered_on for one in self.deliveries), default=None)

    @property
    def is_delivered(self) -> bool:
        """Tell if nothing more of it comes."""
        return any(one.is_last for one in self.deliveries)

    @property
    def can_be_settled(self) -> bool:
        """Tell if all of it was delivered, and invoiced: then that can be paid.

        So it is where less was invoiced, once an officer said that no more invoices come.
        """
        is_whole = not self.to_invoice_cents or self.order.gets_no_more
        return self.is_delivered and bool(self.invoices) and is_whole

    @property
    def can_end(self) -> bool:
        """Tell if an officer can say that no more invoices come: all was delivered, and a part of that invoiced."""
        awaits = self.is_delivered and bool(self.invoices) and self.to_invoice_cents > 0
        return awaits and not self.order.gets_no_more


@dataclass(frozen=True)
class Settled:
    """What an order costs in the end, in euro cents, with its computation in words."""

    cents: int
    ordered_cents: int
    numbers: tuple[str, ...]
    delivered_cents: int

    @property
    def is_lower(self) -> bool:
        """Tell if it is less than what was agreed."""
        return self.cents < self.ordered_cents

    @property
    def words(self) -> str:
        """Return the computation as a sentence, in the language of the moment."""
        words = (
            _(
                "At most %(ordered)s was ordered. It was delivered and invoiced (invoice %(numbers)s): "
                "that is %(cents)s."
            )
            if self.cents == self.delivered_cents
            else _(
                "At most %(ordered)s was ordered, and %(delivered)s delivered. %(cents)s of that was invoiced "
                "(invoice %(numbers)s), and no more invoices come: that is %(cents)s."
            )
        )
        return words % {
            "ordered": format_euros(self.ordered_cents),
            "delivered": format_euros(self.delivered_cents),
            "numbers": ", ".join(self.numbers),
            "cents": format_euros(self.cents),
        }


def settled(match: Match) -> Settled | None:
    """Return what it costs in the end, None until it was delivered and invoiced whole, or no more invoices come."""
    if not match.can_be_settled:
        return None
    numbers = tuple(one.number for one in match.invoices)
    return Settled(match.invoiced_cents, match.order.cents, numbers, match.delivered_cents)
