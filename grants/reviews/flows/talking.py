"""The talk about a difference: a reviewer changes her score, or the officer who chaired it notes what was said."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from grants.proposals.states import State
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import NotFinished, ReviewStands
from ..holding import refuse_rewritten, refuse_to_close, take
from ..models import Assignment, Talk
from ..queries import drafts_of
from ..rules import ASSIGN
from ..states import Outcome
from .scoring import Scored, write_score
from .settling import settle

CHANGED = describe("reviews.score_changed", gettext_lazy("changed a score after a talk"))
TALKED = describe("reviews.talked", gettext_lazy("noted what came of the talk between reviewers"))


@flow
def change_score(
    assignment: Assignment,
    *,
    talk: Talk,
    value: int | None,
    reason: str,
    was: Collection[int] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Change a submitted score on the criterion of an open talk; the score before it stays on file.

    A talk whose scores no longer differ as much ends by it. Raises NoLongerAllowed, WrongState, ReviewStands when
    she has yet to submit or the talk ended, NotFinished without a reason, WrongScore, and ChangedMeanwhile when
    it is not the score that the page showed (`was`).
    """
    row, mine = take(assignment, by=by, at=at)
    standing = row.talks.filter(pk=talk.pk, closed_at__isnull=True).select_related("criterion").first()
    if standing is None or not mine.is_submitted:
        raise ReviewStands(_("This score stays as it is: there is no talk about it now."))
    if not reason:
        raise NotFinished(_("Tell why you change your score."), [standing.criterion.code])
    scores, _answers = drafts_of(mine)
    before = scores[standing.criterion_id]
    refuse_rewritten([before.pk], was)
    if (before.value, before.reason) == (value, reason):
        return
    write_score(mine, Scored(standing.criterion, value, reason), after=before, by=by, at=at)
    record(CHANGED, mine, by=by, at=at, criterion=standing.criterion.code)
    settle(row, at=at)


@flow
def close_talk(talk: Talk, *, note: str, by: User, at: datetime) -> None:
    """Note what came of a talk: the scores stay as they are, with the officer's words beside them.

    Raises NoLongerAllowed, and WrongState when it ended already or not all reviews are in.
    """
    row = hold(talk.proposal, ASSIGN, among=[State.IN_REVIEW], by=by, at=at)
    note_handler(row, by=by, at=at)
    standing = Talk.objects.get(pk=talk.pk)
    refuse_to_close(standing, row)
    standing.outcome, standing.chaired_by, standing.note, standing.closed_at = Outcome.TALKED, by, note, at
    standing.save(update_fields=["outcome", "chaired_by", "note", "closed_at"])
    record(TALKED, row, by=by, at=at, outcome=Outcome.TALKED.value)
    settle(row, at=at)
