"""The invoice of a supplier: entered once it matches, taken back when it was entered wrong."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, changed_meanwhile
from portal.files.flows import store
from portal.files.kinds import PAPERS_AND_SHEETS
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..checking import InvoiceOf, check_invoice, refuse_to_invoice, refuse_to_take_invoice_back
from ..errors import WrongInvoice
from ..holding import lock_order, refuse_while_settled
from ..models import Invoice, InvoiceLine, PurchaseOrder
from ..queries import keys_of_supplier, match_of
from ..rules import INVOICE
from ..states import RUNNING
from .no_more import await_invoices

ENTERED = describe("orders.invoiced", gettext_lazy("entered an invoice (cents: {cents}, VAT: {vat_cents})"))
TAKEN_BACK = describe("orders.invoice_taken_back", gettext_lazy("took back an invoice (cents: {cents})"))


@flow
def enter_invoice(order: PurchaseOrder, *, what: InvoiceOf, by: User, at: datetime) -> Invoice:
    """Enter an invoice that matches what was ordered and delivered, with its paper; more of them can come after it.

    Raises NoLongerAllowed, HasInterest, WrongState when nothing that was delivered is still to be invoiced,
    WrongInvoice with what does not hold, and Refused for a file that is not accepted.
    """
    proposal = hold(order.proposal, INVOICE, by=by, at=at)
    row = lock_order(order, proposal)
    match = match_of(row)
    refuse_to_invoice(row, match)
    refuse_while_settled(proposal)
    check_invoice(match, what, on=day_of(at))
    if row.gets_no_more:
        await_invoices(row, by=by, at=at)
    note_handler(proposal, by=by, at=at)
    try:
        with transaction.atomic():  # the same number of the same supplier, entered elsewhere at this moment
            made = _stored(row, what, by=by, at=at)
    except IntegrityError:
        raise ChangedMeanwhile(changed_meanwhile()) from None
    record(ENTERED, row, by=by, at=at, cents=made.cents, vat_cents=made.vat_cents)
    return made


@flow
def take_back_invoice(invoice: Invoice, *, why: str, by: User, at: datetime) -> None:
    """Take back an invoice that was entered wrong; its number can be entered again.

    Raises NoLongerAllowed, HasInterest, and WrongState for what was taken back already or is being settled.
    """
    proposal = hold(invoice.order.proposal, INVOICE, among=RUNNING, by=by, at=at)
    order = lock_order(invoice.order, proposal)
    row = Invoice.objects.get(pk=invoice.pk)
    row.order = order
    refuse_to_take_invoice_back(row)
    refuse_while_settled(proposal)
    if not why.strip():
        raise WrongInvoice([("why", _("Write why it is taken back."))])
    if order.gets_no_more:
        await_invoices(order, by=by, at=at)
    row.taken_back_by, row.taken_back_at, row.taken_back_why = by, at, why.strip()
    row.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_why"])
    record(TAKEN_BACK, order, by=by, at=at, cents=row.cents)
    reread(invoice)


def _stored(row: PurchaseOrder, what: InvoiceOf, *, by: User, at: datetime) -> Invoice:
    """Store the invoice with its paper and its lines."""
    made = Invoice.objects.create(
        order=row,
        city=row.city,
        **keys_of_supplier(row),
        number=what.number.strip(),
        number_key=what.number_key,
        dated_on=what.dated_on,
        received_on=what.received_on,
        net_cents=what.net_cents,
        vat_cents=what.vat_cents,
        cents=what.cents,
        compensable_cents=what.compensable_cents,
        file=store(what.upload, kinds=PAPERS_AND_SHEETS, by=by, at=at),
        entered_by=by,
        entered_at=at,
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=made,
            position=place,
            rate=one.rate,
            net_cents=one.net_cents,
            vat_cents=one.vat_cents,
        )
        for place, one in enumerate(what.lines, start=1)
    )
    return made
