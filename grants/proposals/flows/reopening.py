"""Taking up again a proposal that was dismissed, because an objection to that was right."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from grants.budget.flows import reserve
from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..clocks import end_request, keep_due
from ..holding import lock
from ..models import Proposal
from ..states import State

TAKEN_UP = describe("proposals.taken_up_again", gettext_lazy("took a dismissed proposal up again"))


@flow
def take_up_again(proposal: Proposal, *, source: str, by: User, at: datetime) -> None:
    """Let a dismissed proposal be complete: its clock runs on, and what is free is reserved as at its receipt.

    It ranks by the last answer that came, without one by its receipt: then nothing was missing. `source` says why, in
    the ledger. Raises WrongState, and YearClosed where the round reserves.
    """
    row = lock(proposal, among=[State.DISMISSED])
    asked = row.completion_requests.order_by("-id").first()
    end_request(row, at=at)
    completed_at = (asked.answered_at if asked else None) or row.received_at
    row.move(State.COMPLETE, by=by, at=at, completed_at=completed_at)
    keep_due(row)
    if row.round.reserves and row.dossier is not None:
        reserve(
            row.dossier,
            cents=row.asked_cents,
            by=by,
            at=at,
            booked_on=day_of(at),
            key=f"reserve:{source}",
            source=source,
        )
    record(TAKEN_UP, row, by=by, at=at)
    reread(proposal)
