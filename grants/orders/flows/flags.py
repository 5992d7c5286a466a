"""Whether what is paid for an order belongs in the yearly return of payments to third parties."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import WrongDelivery
from ..holding import lock_order
from ..models import PurchaseOrder
from ..rules import INVOICE

MARKED = describe(
    "orders.marked", gettext_lazy("marked an order for the yearly return of payments to third parties")
)
UNMARKED = describe(
    "orders.unmarked", gettext_lazy("took an order out of the yearly return of payments to third parties")
)


@flow
def mark_for_return(order: PurchaseOrder, *, is_returned: bool, why: str, by: User, at: datetime) -> None:
    """Say that an order belongs in the yearly return, or does not; it began by the kind of its supplier.

    Raises NoLongerAllowed, HasInterest, WrongDelivery without a reason, and WrongState when it says so already.
    """
    proposal = hold(order.proposal, INVOICE, by=by, at=at)
    row = lock_order(order, proposal)
    if row.is_returned == is_returned:
        raise WrongState(_("The order says so already."))
    if not why.strip():
        raise WrongDelivery(_("Write why."), field="why")
    row.is_returned, row.returned_why = is_returned, why.strip()
    row.returned_set_by, row.returned_set_at = by, at
    row.save(update_fields=["is_returned", "returned_why", "returned_set_by", "returned_set_at"])
    record(MARKED if is_returned else UNMARKED, row, by=by, at=at)
    reread(order)
