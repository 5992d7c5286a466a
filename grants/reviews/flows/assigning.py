"""Who reviews: reviewers are assigned and released, and a proposal without scoring is reviewed by its checklist."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.proposals.holding import hold, note_handler
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import NotFree, WrongDay, WrongNumber
from ..holding import refuse_checklist, refuse_release
from ..models import Assignment
from ..notices import tell_released, tell_reviewer
from ..queries import left_out, reviewers_in
from ..rules import ASSIGN
from ..states import MOST, NEEDED
from .settling import settle

STARTED = describe("reviews.started", gettext_lazy("began the review of a proposal (reviewers: {reviewers})"))
ASSIGNED = describe("reviews.assigned", gettext_lazy("assigned further reviewers (reviewers: {reviewers})"))
RELEASED = describe("reviews.released", gettext_lazy("took a review back from a reviewer"))
CHECKED = describe("reviews.checklist", gettext_lazy("found a proposal reviewed by its checklist"))


@flow
def start_review(
    proposal: Proposal,
    *,
    reviewers: Sequence[User],
    last_day: date,
    tells: bool = True,
    by: User,
    at: datetime,
) -> list[Assignment]:
    """Have a complete proposal reviewed by these people until that last day, and mail them (unless not `tells`).

    Raises NoLongerAllowed, WrongState, WrongDay, WrongNumber for fewer than its assessment asks, and NotFree with
    the reason when someone of them may not review it.
    """
    row = hold(proposal, ASSIGN, among=[State.COMPLETE], by=by, at=at)
    if row.assessment not in NEEDED:
        raise WrongState(_("A proposal of this size is not scored: its checklist is enough."))
    note_handler(row, by=by, at=at)
    _refuse_number(row, len(reviewers), standing=0)
    row.move(State.IN_REVIEW, by=by, at=at)
    made = _assign(row, reviewers, last_day, tells=tells, by=by, at=at)
    record(STARTED, row, by=by, at=at, reviewers=len(made))
    reread(proposal)
    return made


@flow
def assign(
    proposal: Proposal, *, reviewers: Sequence[User], last_day: date, by: User, at: datetime
) -> list[Assignment]:
    """Have further people review a proposal that is being reviewed; raises what `start_review` raises."""
    row = hold(proposal, ASSIGN, among=[State.IN_REVIEW], by=by, at=at)
    note_handler(row, by=by, at=at)
    _refuse_number(row, len(reviewers), standing=row.assignments.filter(released_at__isnull=True).count())
    made = _assign(row, reviewers, last_day, tells=True, by=by, at=at)
    record(ASSIGNED, row, by=by, at=at, reviewers=len(made))
    return made


@flow
def release(assignment: Assignment, *, reason: str, by: User, at: datetime) -> None:
    """Take a review back that was not submitted, and mail the reviewer; what she scored stays on file, unread.

    Raises NoLongerAllowed, WrongState, and ReviewStands for one that was submitted or ended.
    """
    row = hold(assignment.proposal, ASSIGN, among=[State.IN_REVIEW], by=by, at=at)
    note_handler(row, by=by, at=at)
    mine = Assignment.objects.select_related("reviewer").get(pk=assignment.pk)
    refuse_release(mine)
    mine.released_at, mine.released_by, mine.reason = at, by, reason
    mine.save(update_fields=["released_at", "released_by", "reason"])
    mine.proposal = row
    record(RELEASED, row, by=by, at=at, person=mine.reviewer.public_id)
    tell_released(mine, by=by, at=at)
    settle(row, at=at)


@flow
def accept_checklist(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Find a proposal that is not scored reviewed, once each condition of its frame was answered by yes or no.

    Raises NoLongerAllowed, WrongState, and ConditionsOpen with the codes that are still open.
    """
    row = hold(proposal, ASSIGN, among=[State.COMPLETE], by=by, at=at)
    refuse_checklist(row)
    note_handler(row, by=by, at=at)
    row.move(State.REVIEWED, by=by, at=at)
    record(CHECKED, row, by=by, at=at)
    reread(proposal)


def _assign(
    row: Proposal,
    reviewers: Sequence[User],
    last_day: date,
    *,
    tells: bool,
    by: User,
    at: datetime,
) -> list[Assignment]:
    today = day_of(at)
    if last_day < today:
        raise WrongDay(_("The last day lies in the past. Choose today or a later day."))
    _refuse_unfit(row, reviewers, on=today)
    made = [
        Assignment.objects.create(
            proposal=row, reviewer=one, last_day=last_day, assigned_by=by, assigned_at=at
        )
        for one in reviewers
    ]
    for one in made if tells else []:
        tell_reviewer(one.reviewer, [row], last_day, city=row.district.city, by=by, at=at)
    return made


def _refuse_unfit(row: Proposal, reviewers: Sequence[User], *, on: date) -> None:
    known = {one.pk for one in reviewers_in(row.district.city, on=on)}
    reasons = left_out([row], reviewers, on=on)
    standing = set(row.assignments.filter(released_at__isnull=True).values_list("reviewer_id", flat=True))
    for one in reviewers:
        told = {"name": one.full_name, "title": row.title}
        if one.pk not in known:
            raise NotFree(_("%(name)s is no reviewer now. Choose somebody else.") % told)
        if one.pk in standing:
            raise NotFree(_("%(name)s reviews “%(title)s” already.") % told)
        if reason := reasons.get((row.pk, one.pk)):
            told["reason"] = reason
            raise NotFree(
                _("%(name)s cannot review “%(title)s”: %(name)s %(reason)s. Choose somebody else.") % told
            )


def _refuse_number(row: Proposal, number: int, *, standing: int) -> None:
    least, most = NEEDED[row.assessment] - standing, MOST[row.assessment] - standing
    if number < max(least, 1):
        raise WrongNumber(
            ngettext(
                "Choose at least %(count)d reviewer for “%(title)s”.",
                "Choose at least %(count)d reviewers for “%(title)s”.",
                max(least, 1),
            )
            % {"count": max(least, 1), "title": row.title}
        )
    if number > most:
        raise WrongNumber(
            ngettext(
                "“%(title)s” takes at most %(count)d more reviewer.",
                "“%(title)s” takes at most %(count)d more reviewers.",
                most,
            )
            % {"count": most, "title": row.title}
        )
