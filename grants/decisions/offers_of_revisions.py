"""Whether a final amount can be lowered, or asked back, now; of decisions that were read with the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grants.proposals.states import Route
from grants.terms import law

from . import queries

if TYPE_CHECKING:
    from datetime import date

    from grants.proposals.models import Proposal

    from .models import Decision


def can_be_lowered(proposal: Proposal, *, on: date) -> bool:
    """Tell if its final amount can still be lowered on that day: told, not nothing, and within five years."""
    final = _final(proposal)
    told_on = final[0].sent_on if final else None
    return told_on is not None and final[-1].cents > 0 and on <= law.WITHDRAWAL.last_day(told_on).day


def is_late_to_recover(proposal: Proposal, *, on: date) -> bool:
    """Tell if the five years are over in which a subsidy that was paid too much is asked back (Awb 4:57)."""
    final = _final(proposal) if proposal.route == Route.SUBSIDY else []
    told_on = final[0].sent_on if final else None
    return told_on is not None and on > law.RECOVERY.last_day(told_on).day


def _final(proposal: Proposal) -> list[Decision]:
    return [one for one in queries.decisions_of(proposal) if one.is_decided and one.is_final]
