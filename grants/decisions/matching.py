"""What the city buys is settled at what was delivered and invoiced, by who keeps the orders above this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.states import Route

from .errors import NotReady
from .signals import computed_final
from .states import DecisionKind

if TYPE_CHECKING:
    from grants.proposals.models import Proposal


def waits_for_invoice(proposal: Proposal, kind: DecisionKind) -> bool:
    """Tell if a final amount of that kind cannot be decided yet: something the city buys is not invoiced.

    Three queries at most, none for a subsidy or where the order was read.
    """
    return (
        kind == DecisionKind.DETERMINE
        and proposal.route == Route.PURCHASE
        and computed_final(proposal) is None
    )


def refuse_without_invoice(proposal: Proposal, kind: DecisionKind) -> None:
    """Raise NotReady when what the city buys was not delivered and invoiced yet. Three queries at most."""
    if waits_for_invoice(proposal, kind):
        raise NotReady(
            _(
                "First someone confirms the delivery, and then the invoice is entered. What both say is settled, "
                "and nothing else."
            )
        )


def refuse_unmatched(proposal: Proposal, kind: DecisionKind, cents: int) -> None:
    """Raise as `refuse_without_invoice`, and NotReady for another amount than what was invoiced."""
    refuse_without_invoice(proposal, kind)
    if kind != DecisionKind.DETERMINE or proposal.route != Route.PURCHASE:
        return
    found = computed_final(proposal)
    if found is not None and found.cents != cents:
        told = {"amount": format_euros(found.cents)}
        raise NotReady(lacks=[("cents", _("Settle what was delivered and invoiced: %(amount)s.") % told)])
