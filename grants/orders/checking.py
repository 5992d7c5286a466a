"""What a flow asks of an order before it writes, and a page before it shows its form: the same sentences."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants import vat
from grants.money import format_euros
from grants.vat import Rate
from portal.errors import WrongState
from portal.ui.dates import short_date

from .errors import ConfirmedIt, CouncilOrderedIt, OrderedIt, WrongDelivery, WrongInvoice
from .queries import same_invoice, supplier_of
from .rules import is_of_council_that_ordered, is_who_ordered
from .states import DELIVERED_FROM, RUNNING, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grants.proposals.models import Proposal
    from portal.files.flows import Upload
    from wijkraden.people.models import User

    from .matching import Match
    from .models import Delivery, Invoice, PurchaseOrder

Lack = tuple[str, str]
_SEPARATORS = re.compile(r"[\s\-–—./_]+")  # as people type them between the parts of an order number
_KEY_LENGTH = 120  # of a number that is written in full, as its column


@dataclass(frozen=True)
class DeliveryOf:
    """What was delivered, and when; `cents` is what a part comes to with VAT, of all of it nothing is told.

    `left_cents` is what was still to come as the page told it, None where nobody looked at a page.
    """

    whole: Whole
    delivered_on: date
    words: str
    cents: int | None = None
    uploads: tuple[Upload, ...] = ()
    left_cents: int | None = None


@dataclass(frozen=True)
class LineOf:
    """What an invoice asks at one rate of VAT, in euro cents."""

    rate: Rate
    net_cents: int
    vat_cents: int


@dataclass(frozen=True)
class InvoiceOf:
    """What stands on an invoice; `cents` is what it asks with VAT, `order_number` the order that it names."""

    number: str
    order_number: str
    dated_on: date
    received_on: date
    lines: Sequence[LineOf]
    cents: int
    compensable_cents: int
    upload: Upload

    @property
    def number_key(self) -> str:
        """The number by which the same invoice is known again.

        Letters and figures alone, in one case and one width; between groups of figures one sign stays, so that
        2026-1-11 is not 2026-11-1.
        """
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", self.number).casefold())
        return re.sub(r"[\W_]+", _between, plain)[:_KEY_LENGTH]

    @property
    def net_cents(self) -> int:
        """What it asks without VAT."""
        return sum(one.net_cents for one in self.lines)

    @property
    def vat_cents(self) -> int:
        """The VAT on it."""
        return sum(one.vat_cents for one in self.lines)


def _between(signs: re.Match[str]) -> str:
    """Return what stands for these signs in the key of a number: one sign between two figures, else nothing."""
    text, (start, end) = signs.string, signs.span()
    between = start > 0 and end < len(text) and text[start - 1].isdigit() and text[end].isdigit()
    return "-" if between else ""


def refuse_ended(order: PurchaseOrder) -> None:
    """Raise WrongState for an order that was withdrawn or settled."""
    if order.ended_on is not None:
        raise WrongState(_("The agreement on this order was withdrawn."))
    if order.proposal.state not in RUNNING:
        raise WrongState(_("This order was settled already."))


def refuse_to_confirm(order: PurchaseOrder, match: Match, *, by: User) -> None:
    """Raise OrderedIt or CouncilOrderedIt for who ordered it, WrongState when nothing of it is still to come."""
    refuse_ended(order)
    if is_who_ordered(by, order):
        raise OrderedIt
    if is_of_council_that_ordered(by, order):
        raise CouncilOrderedIt
    if match.is_delivered or order.proposal.state not in DELIVERED_FROM:
        raise WrongState(_("Everything of this order was confirmed already."))


def delivered_meanwhile(left_cents: int) -> str:
    """Return what is told to whoever filled in a delivery while someone else confirmed one, or took one back."""
    told = {"left": format_euros(left_cents)}
    return (
        _(
            "Someone confirmed a delivery after you opened the page, or took one back: %(left)s is still to come. "
            "Is what you filled in not among it? Then confirm it once more."
        )
        % told
    )


def delivered_cents(match: Match, what: DeliveryOf, *, on: date) -> int:
    """Return what the delivery comes to; raises WrongDelivery when it does not fit the order."""
    if what.delivered_on > on:
        raise WrongDelivery(_("This day has yet to come. Confirm it afterwards."), field="delivered_on")
    if what.delivered_on < match.order.placed_on:
        told = {"day": short_date(match.order.placed_on)}
        raise WrongDelivery(
            _("It was ordered on %(day)s, so it cannot be delivered before that day.") % told,
            field="delivered_on",
        )
    left = match.to_deliver_cents
    if what.left_cents not in (None, left):
        raise WrongDelivery(delivered_meanwhile(left))
    if what.whole == Whole.ALL:
        return left
    if what.cents is None:
        raise WrongDelivery(_("Type what the part that was delivered comes to, with VAT."), field="cents")
    told = {"left": format_euros(left)}
    if what.whole == Whole.PART and not 0 < what.cents < left:
        raise WrongDelivery(
            _("A part is more than nothing and less than what is still to come, %(left)s.") % told,
            field="cents",
        )
    if what.cents > left:
        raise WrongDelivery(_("No more than %(left)s of the order is still to come.") % told, field="cents")
    if not what.cents and not match.deliveries:
        raise WrongDelivery(
            _("Nothing at all was delivered. Then the agreement is withdrawn by a decision."), field="cents"
        )
    return what.cents


def refuse_to_take_back(delivery: Delivery, match: Match) -> None:
    """Raise WrongState when a delivery was taken back already, is invoiced or is not the last one."""
    refuse_ended(delivery.order)
    if not delivery.stands:
        raise WrongState(_("This was taken back already."))
    if match.is_delivered and not delivery.is_last:
        raise WrongState(_("Take the last delivery back first: that one says that nothing more comes."))
    if match.delivered_cents - delivery.cents < match.invoiced_cents:
        raise WrongState(_("It is invoiced already. Take the invoice back first."))


def refuse_to_take_invoice_back(invoice: Invoice) -> None:
    """Raise WrongState when it was taken back already, or its order is over or settled."""
    refuse_ended(invoice.order)
    if not invoice.stands:
        raise WrongState(_("This was taken back already."))


def refuse_without_supplier(proposal: Proposal) -> None:
    """Raise WrongState for what is bought from nobody: no order could be sent, nor known whom the city pays."""
    if supplier_of(proposal) is None:
        raise WrongState(
            _(
                "Nobody is named who delivers it or receives the money, so nothing can be ordered. Ask the council "
                "to complete the proposal with that."
            )
        )


def refuse_revocation(match: Match) -> None:
    """Raise WrongState while something of the order was delivered: the city pays for that."""
    if match.delivered_cents:
        raise WrongState(
            _(
                "%(amount)s of order %(number)s was delivered, and the city pays for that. Confirm that nothing more "
                "comes, and settle the invoice: the rest goes back to the budget. If it was not delivered after all, "
                "take that back first."
            )
            % {"amount": format_euros(match.delivered_cents), "number": match.order.number}
        )


def refuse_change(match: Match, cents: int, *, people: frozenset[int]) -> None:
    """Raise WrongDelivery for less than was delivered, WrongState for more after the last delivery.

    Raises ConfirmedIt when one of `people` confirmed a delivery of what becomes more.
    """
    if cents < match.delivered_cents:
        raise WrongDelivery(
            _("%(amount)s of this order was delivered already, so it cannot become less than that.")
            % {"amount": format_euros(match.delivered_cents)}
        )
    if cents <= match.order.cents:
        return
    if match.is_delivered:
        raise WrongState(
            _(
                "Of this order nothing more comes, so it cannot become larger. Take the last delivery back first, or "
                "agree on what comes beside it in a proposal of its own."
            )
        )
    if any(one.confirmed_by_id in people for one in match.deliveries):
        raise ConfirmedIt


def refuse_to_invoice(order: PurchaseOrder, match: Match) -> None:
    """Raise WrongState when no invoice can be entered now: nothing was delivered, or all of that is invoiced."""
    refuse_ended(order)
    if not match.to_invoice_cents:
        raise WrongState(
            _("All that was delivered is invoiced already.")
            if match.deliveries
            else _("Nothing was confirmed as delivered yet. That comes first; then the invoice is entered.")
        )


def refuse_to_end_invoices(order: PurchaseOrder, match: Match) -> None:
    """Raise WrongState when it cannot be said that no more invoices come: more of it comes, or nothing is awaited."""
    refuse_ended(order)
    if order.gets_no_more:
        raise WrongState(_("It was said already that no more invoices come."))
    if not match.is_delivered:
        raise WrongState(_("More of this order is still to be delivered, and invoiced after that."))
    if not match.invoices:
        raise WrongState(_("No invoice was entered yet. What is paid follows from one."))
    if not match.to_invoice_cents:
        raise WrongState(_("All that was delivered is invoiced already."))


def refuse_to_await_invoices(order: PurchaseOrder) -> None:
    """Raise WrongState when more invoices can come already, or the order is over or settled."""
    refuse_ended(order)
    if not order.gets_no_more:
        raise WrongState(_("More invoices can come already."))


def check_invoice(match: Match, what: InvoiceOf, *, on: date) -> None:
    """Raise WrongInvoice with every sentence about what does not hold or match. Three queries."""
    lacks = [
        *_numbers(match.order, what),
        *_days(match.order, what, on=on),
        *_sums(what),
        *_amounts(match, what),
    ]
    if lacks:
        raise WrongInvoice(lacks)


def _numbers(order: PurchaseOrder, what: InvoiceOf) -> list[Lack]:
    found: list[Lack] = []
    if not what.number_key:
        found.append(("number", _("Type the number that the supplier gave it.")))
    elif (other := same_invoice(order, what.number_key)) is not None:
        told = {"number": other.number, "order": other.order.number, "day": short_date(other.received_on)}
        found.append(
            (
                "number",
                _(
                    "Invoice %(number)s of this supplier is here already: for order %(order)s, received on %(day)s. "
                    "It is not paid twice."
                )
                % told,
            )
        )
    if _SEPARATORS.sub("-", what.order_number.strip().upper()) != order.number:
        found.append(
            (
                "order_number",
                _("This order has the number %(number)s. Ask the supplier for an invoice that names it.")
                % {"number": order.number},
            )
        )
    return found


def _days(order: PurchaseOrder, what: InvoiceOf, *, on: date) -> list[Lack]:
    found: list[Lack] = []
    told = {"day": short_date(order.placed_on)}
    if what.dated_on > on:
        found.append(("dated_on", _("The date of an invoice cannot lie in the future.")))
    elif what.dated_on < order.placed_on:
        words = _(
            "It was ordered on %(day)s, and an invoice comes after that. Look at the date on the invoice."
        )
        found.append(("dated_on", words % told))
    if what.received_on > on:
        found.append(("received_on", _("This day has yet to come.")))
    elif what.received_on < order.placed_on:
        found.append(("received_on", _("It was ordered on %(day)s, so its invoice came after that.") % told))
    elif what.received_on < what.dated_on:
        found.append(("received_on", _("It was received before the date that stands on it. Look at both.")))
    return found


def _sums(what: InvoiceOf) -> list[Lack]:
    found: list[Lack] = []
    if not what.lines:
        found.append(("net_1", _("Type the amount without VAT.")))
    for place, one in enumerate(what.lines, start=1):
        if not vat.holds(one.net_cents, one.vat_cents, one.rate):
            told = {
                "net": format_euros(one.net_cents),
                "rate": one.rate.label,
                "vat": format_euros(vat.vat_on(one.net_cents, one.rate)),
            }
            words = (
                _("At %(rate)s the VAT on %(net)s is %(vat)s. Look at the invoice, or send it back.") % told
            )
            found.append((f"vat_{place}", words))
    together = what.net_cents + what.vat_cents
    if what.lines and what.cents != together:
        told = {"together": format_euros(together)}
        found.append(("cents", _("The amounts above come to %(together)s. Look at the invoice.") % told))
    if not 0 <= what.compensable_cents <= what.vat_cents:
        told = {"vat": format_euros(what.vat_cents)}
        found.append(("compensable_cents", _("At most the VAT itself comes back, %(vat)s.") % told))
    return found


def _amounts(match: Match, what: InvoiceOf) -> list[Lack]:
    if what.cents <= match.to_invoice_cents:
        return []
    told = {
        "ordered": format_euros(match.order.cents),
        "delivered": format_euros(match.delivered_cents),
        "left": format_euros(match.to_invoice_cents),
    }
    if match.invoiced_cents + what.cents > match.order.cents:
        words = _("It is more than was ordered, %(ordered)s. At most %(left)s can still be invoiced.")
    else:
        words = _("It is more than was delivered, %(delivered)s. At most %(left)s can be invoiced now.")
    return [("cents", words % told)]
