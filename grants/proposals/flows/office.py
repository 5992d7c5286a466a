"""What an officer finds about a proposal: its conditions, that it is complete, who has it in hand, notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.models import Condition
from grants.terms import day_of
from portal.errors import ChangedMeanwhile, WrongState, changed_meanwhile, refuse_if_changed
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import may

from ..clocks import end_request, keep_due
from ..holding import hold, note_handler
from ..models import Check, Note, Proposal
from ..rules import HANDLE
from ..states import AT_THE_OFFICE, Answer, State

CHECKED = describe("proposals.checked", gettext_lazy("checked conditions of a proposal ({count})"))
COMPLETE = describe("proposals.complete", gettext_lazy("found a proposal complete"))
ASSIGNED = describe("proposals.assigned", gettext_lazy("gave a proposal to an officer to handle"))
NOTED = describe("proposals.noted", gettext_lazy("wrote a note about a proposal"))
CHECKING = (State.SUBMITTED, State.COMPLETING, State.COMPLETE)


@dataclass(frozen=True)
class Found:
    """What an officer found about a condition."""

    answer: Answer
    note: str = ""


@flow
def check(
    proposal: Proposal,
    *,
    found: Mapping[Condition, Found],
    seen: int | None = None,
    by: User,
    at: datetime,
) -> int:
    """Keep what is new of what was found, and return how many answers that are; earlier answers stay on file.

    `seen` is the newest check that the page showed. Raises NoLongerAllowed, WrongState once it is in review, and
    ChangedMeanwhile when a colleague checked since.
    """
    row = hold(proposal, HANDLE, among=CHECKING, by=by, at=at)
    newest = {one.condition_id: one for one in row.checks.all()}
    if seen is not None and max((one.pk for one in newest.values()), default=0) != seen:
        raise ChangedMeanwhile(changed_meanwhile())
    made = [
        Check(proposal=row, condition=condition, answer=one.answer, note=one.note, by=by, at=at)
        for condition, one in found.items()
        if _is_new(newest.get(condition.pk), one)
    ]
    if made:
        for one in made:
            one.save(force_insert=True)
        note_handler(row, by=by, at=at)
        record(CHECKED, row, by=by, at=at, count=len(made))
    return len(made)


def _is_new(standing: Check | None, found: Found) -> bool:
    if standing is None:
        return found.answer != Answer.OPEN or bool(found.note)
    return (standing.answer, standing.note) != (found.answer, found.note)


@flow
def find_complete(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Find it complete; in the order of receipt it ranks by the moment at which it was.

    That is the receipt when nothing was asked, else the moment at which the last answer came. Raises NoLongerAllowed
    and WrongState.
    """
    row = hold(proposal, HANDLE, among=[State.SUBMITTED, State.COMPLETING], by=by, at=at)
    note_handler(row, by=by, at=at)
    asked = row.completion_requests.order_by("-id").first()
    completed_at = (asked.answered_at or at) if asked else row.received_at
    end_request(row, at=at)
    row.move(State.COMPLETE, by=by, at=at, completed_at=completed_at)
    keep_due(row)
    record(COMPLETE, row, by=by, at=at)
    reread(proposal)


@flow
def assign(proposal: Proposal, *, to: User, was: int | None = None, by: User, at: datetime) -> None:
    """Give it to an officer to handle, oneself or a colleague; `was` is who had it when the page opened, 0 nobody.

    Raises NoLongerAllowed, WrongState when it is decided or `to` is no officer now, and ChangedMeanwhile.
    """
    row = hold(proposal, HANDLE, among=AT_THE_OFFICE, by=by, at=at)
    refuse_if_changed(row, None if was is None else {"handler_id": was or None})
    if not may(User.objects.get(pk=to.pk), HANDLE, row.district.city_id, on=day_of(at)):
        raise WrongState(_("%(name)s is no officer now. Choose someone else.") % {"name": to.full_name})
    if row.handler_id != to.pk:
        row.handler = to
        row.save(update_fields=["handler"])
        note_handler(row, by=by, at=at)
        record(ASSIGNED, row, by=by, at=at, person=to.public_id)
    reread(proposal)


@flow
def add_note(proposal: Proposal, *, text: str, by: User, at: datetime) -> Note:
    """Keep a note for the staff of the city alone; it is never changed, a mistake gets a further note.

    Raises NoLongerAllowed.
    """
    row = hold(proposal, HANDLE, by=by, at=at)
    made = Note.objects.create(proposal=row, text=text, by=by, at=at)
    note_handler(row, by=by, at=at)
    record(NOTED, row, by=by, at=at)
    return made
