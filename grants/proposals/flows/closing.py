"""Reminding a council that the round of a proposal is about to close."""

from datetime import datetime

from django.utils.translation import gettext_lazy, override

from grants.terms import day_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..addressees import of_council
from ..closing import is_due, left_to_do
from ..holding import lock
from ..models import ClosingReminder, Proposal
from .telling import tell

REMINDED = describe(
    "proposals.reminded_of_closing",
    gettext_lazy("reminded the council that the round closes within 24 hours (people: {count})"),
)


@flow
def remind_of_closing(proposal: Proposal, *, by: User | None = None, at: datetime) -> int:
    """Mail the council that its round closes within 24 hours, what is left to do and until when; return to how many.

    Once for each last day of the round, also when two do it at once. 0 when it is not due, or while nobody of the
    council can be mailed: then nothing is kept, and the next round of regular work looks again.
    """
    row = lock(proposal)
    people = of_council(row, on=day_of(at)) if is_due(row, at=at) else []
    if not people:
        return 0
    round_ = row.round
    ClosingReminder.objects.create(proposal=row, closes_on=round_.last_day, sent_at=at)
    for one in people:
        with override(one.language):
            left = left_to_do(row, at=at)
        tell("proposals.closing", row, to=one, by=by, at=at, closes_on=round_.last_day, left=left)
    record(REMINDED, row, by=by, at=at, count=len(people))
    return len(people)
