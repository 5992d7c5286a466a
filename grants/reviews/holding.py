"""How a flow of a reviewer takes hold of her review: first she, then the proposal, then what must be so."""

from datetime import datetime

from django.utils.translation import gettext as _

from grants.proposals.holding import hold
from grants.proposals.models import Proposal
from grants.proposals.states import State
from wijkraden.people.models import User

from .errors import NotDeclared, ReviewStands, WrongScore
from .models import Assignment
from .rules import SCORE


def take(assignment: Assignment, *, by: User, at: datetime) -> tuple[Proposal, Assignment]:
    """Lock reviewer and proposal and return the proposal and the review as they are now.

    Raises NoLongerAllowed, HasInterest, WrongState, and ReviewStands when it is not (or no longer) hers.
    """
    row = hold(assignment.proposal, SCORE, among=[State.IN_REVIEW], by=by, at=at)
    mine = Assignment.objects.select_related("reviewer", "assigned_by").get(pk=assignment.pk)
    if mine.reviewer_id != by.pk or not mine.is_active:
        raise ReviewStands(_("This review is no longer yours."))
    mine.proposal = row
    return row, mine


def take_open(
    assignment: Assignment, assessment: str, *, by: User, at: datetime
) -> tuple[Proposal, Assignment]:
    """Take hold of a review that she may fill in now, in the way of its tier.

    Raises what `take` raises, NotDeclared, ReviewStands once it was submitted, and WrongScore for another tier.
    """
    row, mine = take(assignment, by=by, at=at)
    if mine.declared_at is None:
        raise NotDeclared(_("Tell first whether you have an interest in this proposal."))
    if mine.is_submitted:
        raise ReviewStands(_("You submitted this review, so it stays as it is."))
    if row.assessment != assessment:
        raise WrongScore(_("This proposal is assessed in another way."))
    return row, mine
