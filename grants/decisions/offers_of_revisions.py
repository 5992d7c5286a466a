"""Whether a final amount can be revised now, of decisions and objections that were read with the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grants.terms import law

from . import queries
from .states import DecisionKind, Ground

if TYPE_CHECKING:
    from datetime import date

    from grants.proposals.models import Proposal

    from .models import Decision


def asks_revision(proposal: Proposal) -> bool:
    """Tell if an upheld objection to its final amount asks for a higher one that was not decided yet."""
    final = _final(proposal)
    upheld = [
        one.decided_at for made in final for one in made.objections.all() if one.is_upheld and one.decided_at
    ]
    raised = [
        made.decided_at
        for made in final
        if made.kind == DecisionKind.REVISE and made.ground == Ground.OBJECTION and made.decided_at
    ]
    return bool(upheld) and not any(at >= max(upheld) for at in raised)


def can_be_lowered(proposal: Proposal, *, on: date) -> bool:
    """Tell if its final amount can still be lowered on that day: told, not nothing, and within five years."""
    final = _final(proposal)
    told_on = final[0].sent_on if final else None
    return told_on is not None and final[-1].cents > 0 and on <= law.WITHDRAWAL.last_day(told_on).day


def _final(proposal: Proposal) -> list[Decision]:
    return [one for one in queries.decisions_of(proposal) if one.is_decided and one.is_final]
