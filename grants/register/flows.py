"""Closing a dossier: the one write of the register, the lowest room that knows all that may keep one open."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from grants.proposals.holding import lock
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from .queries import AT_THE_END, what_keeps_open

CLOSED = describe("register.closed", gettext_lazy("closed a dossier"))


@flow
def close(proposal: Proposal, *, by: User | None = None, at: datetime) -> bool:
    """Close a dossier at its end; tell False, and write nothing, while something keeps it open or it is closed.

    No money moves, so a dossier of a closed year closes like any other. `by` None is the system.
    """
    row = lock(proposal)
    if row.state not in AT_THE_END or what_keeps_open(row, at):
        return False
    row.move(State.CLOSED, by=by, at=at)
    record(CLOSED, row, by=by, at=at)
    return True
