"""How a flow of a reviewer takes hold of her review: first she, then the proposal, then what must be so."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from grants.plan.states import Assessment
from grants.proposals.holding import hold
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.errors import ChangedMeanwhile, WrongState, changed_meanwhile
from wijkraden.people.models import User

from .errors import ConditionsOpen, NotDeclared, NoTie, ReviewStands, WrongScore
from .models import Assignment, Talk
from .queries import Ranking, matrix_of, open_conditions
from .rules import SCORE


def refuse_release(assignment: Assignment) -> None:
    """Raise ReviewStands for a review that was submitted or ended."""
    if not assignment.is_active or assignment.is_submitted:
        raise ReviewStands(_("This review was submitted or ended already, so it stays as it is."))


def refuse_to_close(talk: Talk, proposal: Proposal) -> None:
    """Raise WrongState for a talk that ended, or while a review is still to come. As many queries as `matrix_of`."""
    if talk.closed_at is not None or not matrix_of(proposal).is_in:
        raise WrongState(_("This talk ended already, or a review is still to come. Look at the page again."))


def refuse_draw(found: Iterable[Ranking], day: date) -> None:
    """Raise NoTie when none of these rankings asks to draw lots between what was complete on that day."""
    if not any(day in one.to_draw for one in found):
        raise NoTie(
            _("There is nothing to draw lots about here: no places are equal, or lots were drawn already.")
        )


def refuse_checklist(proposal: Proposal) -> None:
    """Raise WrongState for a proposal that is scored, ConditionsOpen with the codes that have no answer. One query."""
    if proposal.assessment != Assessment.NONE:
        raise WrongState(_("A proposal of this size is scored by reviewers first."))
    if missing := open_conditions(proposal):
        raise ConditionsOpen(
            _("Answer these conditions first by yes or no: %(codes)s.") % {"codes": ", ".join(missing)}
        )


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


def refuse_rewritten(standing: Collection[int], was: Collection[int] | None) -> None:
    """Raise ChangedMeanwhile when other rows stand there than the page showed; None for who saw no page."""
    if was is not None and set(standing) != set(was):
        raise ChangedMeanwhile(changed_meanwhile())
