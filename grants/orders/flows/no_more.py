"""Whether more invoices come of an order of which less is invoiced than was delivered: else that is settled."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..checking import refuse_to_await_invoices, refuse_to_end_invoices
from ..errors import WrongInvoice
from ..holding import lock_order, refuse_while_settled
from ..models import PurchaseOrder
from ..queries import match_of
from ..rules import INVOICE

ENDED = describe(
    "orders.no_more",
    gettext_lazy("noted that no more invoices come of an order (cents not invoiced: {cents})"),
)
AWAITED = describe("orders.more", gettext_lazy("noted that more invoices of an order can come again"))
_COLUMNS = ["no_more_by", "no_more_at", "no_more_why"]


@flow
def end_invoices(order: PurchaseOrder, *, why: str, by: User, at: datetime) -> None:
    """Say that no more invoices come of an order, though less is invoiced than was delivered: then that is settled.

    Raises NoLongerAllowed, HasInterest, WrongInvoice without a reason, and WrongState as `refuse_to_end_invoices` or
    while a settlement waits.
    """
    proposal = hold(order.proposal, INVOICE, by=by, at=at)
    row = lock_order(order, proposal)
    match = match_of(row)
    refuse_to_end_invoices(row, match)
    refuse_while_settled(proposal)
    if not why.strip():
        raise WrongInvoice([("why", _("Write why no more invoices come."))])
    note_handler(proposal, by=by, at=at)
    row.no_more_by, row.no_more_at, row.no_more_why = by, at, why.strip()
    row.save(update_fields=_COLUMNS)
    record(ENDED, row, by=by, at=at, cents=match.to_invoice_cents)
    reread(order)


@flow
def await_invoices(order: PurchaseOrder, *, by: User, at: datetime) -> None:
    """Take back that no more invoices come of an order; also when another one comes, or something is taken back.

    Raises NoLongerAllowed, HasInterest, and WrongState when nobody said so or while a settlement waits.
    """
    proposal = hold(order.proposal, INVOICE, by=by, at=at)
    row = lock_order(order, proposal)
    refuse_to_await_invoices(row)
    refuse_while_settled(proposal)
    row.no_more_by, row.no_more_at, row.no_more_why = None, None, ""
    row.save(update_fields=_COLUMNS)
    record(AWAITED, row, by=by, at=at)
    reread(order)
