"""What follows by itself from the reviews: talks open and end, and a proposal becomes reviewed."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy

from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..models import Talk
from ..notices import tell_talk
from ..queries import Line, matrix_of
from ..states import Outcome

TALK_OPENED = describe(
    "reviews.talk_opened",
    gettext_lazy("found that reviewers differ, so that they must talk (criteria: {count})"),
)
TALK_ENDED = describe(
    "reviews.talk_ended", gettext_lazy("ended a talk, since the scores no longer differ as much")
)
REVIEWED = describe("reviews.reviewed", gettext_lazy("found that all reviews are in"))


@flow
def settle(proposal: Proposal, *, by: User | None = None, at: datetime) -> None:
    """Open and end the talks about differences and, once all is in and talked about, make the proposal reviewed.

    For a flow that holds the proposal. Nobody does it (`by` is None): it follows from what was done.
    """
    matrix = matrix_of(proposal)
    if not matrix.is_in:
        return
    opened = [_open(proposal, line, at=at) for line in matrix.lines if line.differs and line.talk is None]
    if opened:
        record(TALK_OPENED, proposal, by=by, at=at, count=len(opened))
        tell_talk(proposal, opened, matrix.reviews, at=at)
    standing = [line for line in matrix.lines if line.talk and line.talk.closed_at is None]
    over = [line.talk for line in standing if line.talk and not line.differs]
    _end(over, at=at)
    if over:
        record(TALK_ENDED, proposal, by=by, at=at)
    if not opened and len(over) == len(standing):
        proposal.move(State.REVIEWED, by=by, at=at)
        record(REVIEWED, proposal, by=by, at=at)


def _open(proposal: Proposal, line: Line, *, at: datetime) -> Talk:
    values = [value for value in line.values if value is not None]
    return Talk.objects.create(
        proposal=proposal,
        criterion=line.criterion,
        lowest=min(values),
        highest=max(values),
        opened_at=at,
    )


def _end(talks: Sequence[Talk], *, at: datetime) -> None:
    for talk in talks:
        talk.outcome, talk.closed_at = Outcome.SCORES, at
        talk.save(update_fields=["outcome", "closed_at"])
