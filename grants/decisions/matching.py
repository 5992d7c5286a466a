"""What the city buys is settled at what was delivered and invoiced, by who keeps the orders above this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.money import format_euros
from grants.proposals.states import Route

from .errors import NotReady
from .signals import computed_final, has_order, weighs
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
        and has_order(proposal)
    )


def refuse_without_invoice(proposal: Proposal, kind: DecisionKind) -> None:
    """Raise NotReady when what the city buys was not delivered and invoiced yet. Three queries at most."""
    if waits_for_invoice(proposal, kind):
        raise NotReady(
            _(
                "First someone confirms the delivery, and then all of that is invoiced, or an officer notes that no "
                "more invoices come. What was delivered and invoiced is settled, and nothing else."
            )
        )


def refuse_against_order(
    proposal: Proposal, kind: DecisionKind, cents: int | None = None, people: frozenset[int] = frozenset()
) -> None:
    """Raise what the order of what the city buys has against a decision, by who keeps the orders.

    `cents` and `people`, the ids of who prepares and decides, where they are known.
    """
    if proposal.route == Route.PURCHASE:
        weighs.send(type(proposal), proposal=proposal, kind=kind, cents=cents, people=people)


def refuse_unmatched(proposal: Proposal, kind: DecisionKind, cents: int, *, people: frozenset[int]) -> None:
    """Raise as `refuse_without_invoice` and `refuse_against_order`, NotReady for another amount than was invoiced."""
    refuse_without_invoice(proposal, kind)
    refuse_against_order(proposal, kind, cents, people)
    if kind != DecisionKind.DETERMINE or proposal.route != Route.PURCHASE:
        return
    found = computed_final(proposal) if has_order(proposal) else None
    if found is not None and found.cents != cents:
        told = {"amount": format_euros(found.cents)}
        raise NotReady(lacks=[("cents", _("Settle what was delivered and invoiced: %(amount)s.") % told)])
