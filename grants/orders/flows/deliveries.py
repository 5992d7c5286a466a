"""Proof that something was delivered, by someone else than who ordered it; and taking back one that is wrong."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold
from grants.proposals.states import State
from grants.terms import day_of
from portal.files.flows import store
from portal.files.kinds import PAPERS_AND_SHEETS
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import may_in

from ..checking import DeliveryOf, delivered_cents, refuse_to_confirm, refuse_to_take_back
from ..errors import WrongDelivery
from ..holding import lock_order, refuse_while_settled
from ..models import Delivery, DeliveryFile, PurchaseOrder
from ..queries import match_of
from ..rules import CONFIRM, CONFIRM_AS_OFFICER
from ..states import RUNNING, Whole
from .no_more import await_invoices

CONFIRMED = describe("orders.delivered", gettext_lazy("confirmed a delivery (cents: {cents})"))
TAKEN_BACK = describe("orders.delivery_taken_back", gettext_lazy("took back a delivery (cents: {cents})"))


@flow
def confirm_delivery(order: PurchaseOrder, *, what: DeliveryOf, by: User, at: datetime) -> Delivery:
    """Confirm that all or a part of an order was delivered; the last part takes the proposal to reported.

    Raises NoLongerAllowed, HasInterest, OrderedIt for who ordered it, WrongState when nothing is still to come,
    WrongDelivery for what does not fit, and Refused for a file that is not accepted.
    """
    allowed = CONFIRM if may_in(by, CONFIRM, order.proposal.district_id) else CONFIRM_AS_OFFICER
    proposal = hold(order.proposal, allowed, by=by, at=at)
    row = lock_order(order, proposal)
    match = match_of(row)
    refuse_to_confirm(row, match, by=by)
    if not what.words.strip():
        raise WrongDelivery(_("Write what was delivered, and how you know."), field="words")
    made = Delivery.objects.create(
        order=row,
        delivered_on=what.delivered_on,
        cents=delivered_cents(match, what, on=day_of(at)),
        is_last=what.whole != Whole.PART,
        words=what.words.strip(),
        confirmed_by=by,
        confirmed_at=at,
    )
    for upload in what.uploads:
        DeliveryFile.objects.create(delivery=made, file=store(upload, kinds=PAPERS_AND_SHEETS, by=by, at=at))
    if made.is_last:
        proposal.move(State.REPORTED, by=by, at=at)
    record(CONFIRMED, row, by=by, at=at, cents=made.cents, is_last=made.is_last)
    return made


@flow
def take_back_delivery(delivery: Delivery, *, why: str, by: User, at: datetime) -> None:
    """Take back what was confirmed wrongly; once nothing says any more that all is there, it is under way again.

    Raises NoLongerAllowed, HasInterest, and WrongState for what was taken back, invoiced or is being settled.
    """
    proposal = hold(delivery.order.proposal, CONFIRM_AS_OFFICER, among=RUNNING, by=by, at=at)
    order = lock_order(delivery.order, proposal)
    row = Delivery.objects.get(pk=delivery.pk)
    row.order = order
    refuse_to_take_back(row, match_of(order))
    refuse_while_settled(proposal)
    _refuse_silent(why)
    if order.gets_no_more:
        await_invoices(order, by=by, at=at)
    row.taken_back_by, row.taken_back_at, row.taken_back_why = by, at, why.strip()
    row.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_why"])
    if row.is_last and proposal.state == State.REPORTED:
        proposal.move(State.UNDER_WAY, by=by, at=at, reason=why.strip())
    record(TAKEN_BACK, order, by=by, at=at, cents=row.cents)
    reread(delivery)


def _refuse_silent(why: str) -> None:
    if not why.strip():
        raise WrongDelivery(_("Write why it is taken back."), field="why")
