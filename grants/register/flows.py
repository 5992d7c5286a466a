"""Closing a dossier, and marking what of an action is not public: what the register itself writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, lock, note_handler
from grants.proposals.models import Proposal
from grants.proposals.rules import HANDLE
from grants.proposals.states import SAFETY, State
from portal.errors import WrongState, refuse_if_changed
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_facts
from wijkraden.people.models import User

from .errors import NoReason
from .queries import AT_THE_END, what_keeps_open

CLOSED = describe("register.closed", gettext_lazy("closed a dossier"))
MARKED = describe("register.marked", gettext_lazy("marked what of an action is not public"))
HIDES = SAFETY[:-1]
name_facts(
    {
        "place_is_hidden": gettext_lazy("place not public"),
        "days_are_hidden": gettext_lazy("days not public"),
        "name_is_hidden": gettext_lazy("name of the organisation not public"),
    }
)


@flow
def set_publicity(
    proposal: Proposal,
    *,
    values: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Mark what of a submitted proposal is not public for safety (the columns SAFETY), also long after it was decided.

    Raises NoLongerAllowed, ReviewsIt, WrongState before the submission, NoReason without the reason, and
    ChangedMeanwhile when it is not what the page showed (`was`).
    """
    row = hold(proposal, HANDLE, by=by, at=at)
    if not row.is_submitted:
        raise WrongState(_("The council marks this itself until it submits the proposal."))
    if any(values[name] for name in HIDES) and not str(values["safety_reason"]).strip():
        raise NoReason
    refuse_if_changed(row, was)
    for name in SAFETY:
        setattr(row, name, values[name])
    row.save(update_fields=list(SAFETY))
    note_handler(row, by=by, at=at)
    record(MARKED, row, by=by, at=at, **{name: bool(values[name]) for name in HIDES})
    reread(proposal)


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
