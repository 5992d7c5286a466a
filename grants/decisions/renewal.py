"""A new decision after an upheld objection: from where it begins, who takes it, and which ceiling counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.budget.errors import OverCeiling
from grants.errors import GrantError
from portal.errors import WrongState

from .errors import NeedsMoney, NotReady, RefusedIt
from .queries_of_objections import replaced_refusal, waits_for_change
from .states import AFTER_OBJECTION, FROM, DecisionKind, Ground

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from grants.proposals.states import State
    from wijkraden.people.models import User

    from .models import Decision


def begins_from(proposal: Proposal, kind: DecisionKind) -> frozenset[State]:
    """Return in which states such a decision is prepared; a grant also of a refusal that was taken away. One query."""
    state = AFTER_OBJECTION.get(kind)
    if state is None or proposal.state != state or replaced_refusal(proposal) is None:
        return FROM[kind]
    return FROM[kind] | {state}


def refuse_without_objection(proposal: Proposal, kind: DecisionKind, ground: Ground | None) -> None:
    """Raise WrongState for a grant while the refusal stands, NotReady for a change without an upheld objection."""
    if proposal.state == AFTER_OBJECTION.get(kind) and replaced_refusal(proposal) is None:
        raise WrongState(_("The refusal stands: only an objection that is upheld takes it away."))
    if ground == Ground.OBJECTION and not waits_for_change(proposal):
        raise NotReady(_("No objection to this grant was upheld, so choose another ground."))


def refuse_who_refused(decision: Decision, proposal: Proposal, *, by: User) -> None:
    """Raise RefusedIt for who took the refusal that this grant comes in the place of. One query."""
    first = replaced_refusal(proposal) if decision.kind == DecisionKind.GRANT else None
    if first is not None and first.council_on is None and first.decided_by_id == by.pk:
        raise RefusedIt


def over_both_ceilings(decision: Decision, first: Decision, *, left_cents: int) -> GrantError:
    """Return why a grant after an objection is more than the `left_cents` of the budget of now.

    The ceiling obliges to refuse only as far as it did at the first decision (Awb 4:25, third paragraph): within that
    one the money must be added first, above it the grant is over the ceiling.
    """
    left_then = first.free_before_cents or 0
    if decision.cents <= left_then:
        return NeedsMoney(left_cents, decision.cents - left_cents)
    return OverCeiling(max(left_then, left_cents))
