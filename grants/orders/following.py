"""What the orders do, or answer, when a decision below is made known or asks: within the same flow."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from grants.decisions.models import Decision
from grants.decisions.signals import condition_met, follows, is_ordered, made_known, weighs
from grants.decisions.states import DecisionKind
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from wijkraden.people.models import User

from . import flows
from .checking import refuse_change, refuse_revocation, refuse_without_supplier
from .matching import Settled, settled
from .queries import match_for, order_of

_ACTS = {
    DecisionKind.GRANT: flows.place_order,
    DecisionKind.CHANGE: flows.change_order,
    DecisionKind.REVOKE: flows.end_order,
}


@receiver(made_known)
def ordered(*, decision: Decision, by: User, at: datetime, **_more: Any) -> None:
    """Place, change or end the order of what the city buys; under condition of the budget nothing is ordered yet."""
    act = _ACTS.get(DecisionKind(decision.kind))
    if decision.condition is not None and decision.condition.is_open:
        return
    if decision.proposal.route == Route.PURCHASE and act is not None:
        act(decision, by=by, at=at)


@receiver(condition_met)
def ordered_after_all(*, decision: Decision, by: User | None, at: datetime, **_more: Any) -> None:
    """Place the order of what was agreed under condition of the budget, once that gives enough (Awb 4:34)."""
    if decision.proposal.route == Route.PURCHASE:
        flows.place_order(decision, by=by, at=at)


@receiver(weighs)
def weighed(
    *, proposal: Proposal, kind: DecisionKind, cents: int | None, people: frozenset[int], **_more: Any
) -> None:
    """Refuse what its order, and what was delivered of that, has against a decision."""
    if kind == DecisionKind.GRANT:
        refuse_without_supplier(proposal)
    match = match_for(proposal) if kind in {DecisionKind.CHANGE, DecisionKind.REVOKE} else None
    if match is None:
        return
    if kind == DecisionKind.REVOKE:
        refuse_revocation(match)
    elif cents is not None:
        refuse_change(match, cents, people=people)


@receiver(is_ordered)
def has_order(*, proposal: Proposal, **_more: Any) -> bool:
    """Tell if it has an order."""
    return order_of(proposal) is not None


@receiver(follows)
def final(*, proposal: Proposal, **_more: Any) -> Settled | None:
    """Tell what the invoices come to, once all was delivered."""
    match = match_for(proposal)
    return settled(match) if match is not None else None
