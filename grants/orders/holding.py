"""How a flow takes hold of an order: its proposal is held already, and that is its lock."""

from django.utils.translation import gettext as _

from grants.decisions.queries import prepared_decision
from grants.decisions.states import DecisionKind
from grants.proposals.models import Proposal
from portal.errors import WrongState

from .models import PurchaseOrder


def lock_order(order: PurchaseOrder, proposal: Proposal) -> PurchaseOrder:
    """Return the order as it is now, of a proposal that is held: that is its lock."""
    row = PurchaseOrder.objects.select_related("city").get(pk=order.pk)
    row.proposal = proposal
    return row


def is_settling(proposal: Proposal) -> bool:
    """Tell if a final amount waits for a decision. One query at most."""
    waits = prepared_decision(proposal)
    return waits is not None and waits.kind == DecisionKind.DETERMINE


def refuse_while_settled(proposal: Proposal) -> None:
    """Raise WrongState while a final amount waits for a decision. One query at most."""
    if is_settling(proposal):
        raise WrongState(
            _("The settlement of the invoice waits for a decision. It is taken or returned first.")
        )
