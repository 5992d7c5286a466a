"""What the orders do, or answer, when a decision below is made known or asks: within the same flow."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from grants.decisions.models import Decision
from grants.decisions.signals import follows, made_known
from grants.decisions.states import DecisionKind
from grants.proposals.models import Proposal
from grants.proposals.states import Route
from wijkraden.people.models import User

from . import flows
from .matching import Settled, settled
from .queries import match_for

_ACTS = {
    DecisionKind.GRANT: flows.place_order,
    DecisionKind.CHANGE: flows.change_order,
    DecisionKind.REVOKE: flows.end_order,
}


@receiver(made_known)
def ordered(*, decision: Decision, by: User, at: datetime, **_more: Any) -> None:
    """Place, change or end the order of what the city buys."""
    act = _ACTS.get(DecisionKind(decision.kind))
    if decision.proposal.route == Route.PURCHASE and act is not None:
        act(decision, by=by, at=at)


@receiver(follows)
def final(*, proposal: Proposal, **_more: Any) -> Settled | None:
    """Tell what the invoices come to, once all was delivered."""
    match = match_for(proposal)
    return settled(match) if match is not None else None
