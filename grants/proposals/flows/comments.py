"""What members of a council say to each other about a proposal that is being written."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..holding import hold
from ..models import Comment, Proposal
from ..rules import WRITE
from ..states import State

COMMENTED = describe("proposals.commented", gettext_lazy("commented on a proposal"))
OPEN_TO_COMMENTS = frozenset({State.DRAFT, State.PRESENTED, State.COMPLETING})


@flow
def comment(proposal: Proposal, *, text: str, by: User, at: datetime) -> Comment:
    """Say something to the rest of the council; nobody outside it ever reads it.

    Raises NoLongerAllowed, HasInterest and WrongState.
    """
    row = hold(proposal, WRITE, among=OPEN_TO_COMMENTS, by=by, at=at)
    made = Comment.objects.create(proposal=row, text=text, by=by, at=at)
    record(COMMENTED, row, by=by, at=at)
    return made
