"""What a reviewer does: tell about an interest, score criterion by criterion, and submit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.plan.models import Criterion
from grants.plan.states import HIGHEST_SCORE, Assessment
from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import NotFinished, NotFree, ReviewStands, WrongScore
from ..holding import refuse_rewritten, take, take_open
from ..models import Assignment, Score, ShortAnswer
from ..notices import tell_interest
from ..queries import drafts_of, left_out
from ..states import NEEDS_REASON, Question
from .settling import settle

DECLARED = describe("reviews.declared", gettext_lazy("told about an interest before a review ({interest})"))
SAVED = describe("reviews.saved", gettext_lazy("saved scores of a review ({count})"))
SUBMITTED = describe("reviews.submitted", gettext_lazy("submitted a review"))


@dataclass(frozen=True)
class Scored:
    """A score from 0 to 4 on a criterion, None for “not applicable”, with its reason."""

    criterion: Criterion
    value: int | None
    reason: str = ""


@dataclass(frozen=True)
class Answered:
    """An answer to a question of the short assessment, with its reason."""

    question: Question
    is_yes: bool
    reason: str = ""


@flow
def declare(
    assignment: Assignment, *, has_interest: bool, explanation: str = "", by: User, at: datetime
) -> None:
    """Tell whether the reviewer has an interest; if so, her review ends and who assigned it gets a mail.

    Raises NoLongerAllowed, WrongState, ReviewStands when it was told before, and NotFree when a side function or
    seat of hers came to light after she was assigned.
    """
    row, mine = take(assignment, by=by, at=at)
    if mine.declared_at is not None:
        raise ReviewStands(_("You told about your interest already."))
    if not has_interest and (reason := left_out([row], [by], on=day_of(at)).get((row.pk, by.pk))):
        raise NotFree(
            _("You cannot review this proposal: %(name)s %(reason)s. Tell that you have an interest.")
            % {"name": by.full_name, "reason": reason}
        )
    mine.declared_at, mine.has_interest, mine.explanation = at, has_interest, explanation
    if has_interest:
        mine.released_at, mine.released_by = at, by
    mine.save(update_fields=["declared_at", "has_interest", "explanation", "released_at", "released_by"])
    record(DECLARED, row, by=by, at=at, interest=has_interest)
    if has_interest:
        tell_interest(mine, by=by, at=at)
        settle(row, at=at)


@flow
def save_scores(
    assignment: Assignment,
    *,
    scores: Sequence[Scored],
    was: Collection[int] | None = None,
    by: User,
    at: datetime,
) -> int:
    """Save what was scored so far and return how many scores are new; each becomes a version of its own.

    `was` are the ids of the scores that the page showed. Raises NoLongerAllowed, WrongState, NotDeclared,
    ReviewStands once it was submitted, WrongScore, and ChangedMeanwhile.
    """
    _row, mine = take_open(assignment, Assessment.FULL, by=by, at=at)
    standing, _answers = drafts_of(mine)
    refuse_rewritten([one.pk for one in standing.values()], was)
    count = 0
    for one in scores:
        before = standing.get(one.criterion.pk)
        if before is None or (before.value, before.reason) != (one.value, one.reason):
            write_score(mine, one, after=before, by=by, at=at)
            count += 1
    if count:
        record(SAVED, mine, by=by, at=at, count=count)
    return count


@flow
def save_answers(
    assignment: Assignment,
    *,
    answers: Sequence[Answered],
    was: Collection[int] | None = None,
    by: User,
    at: datetime,
) -> int:
    """Save the answers of a short review so far; raises as `save_scores`."""
    _row, mine = take_open(assignment, Assessment.SHORT, by=by, at=at)
    _scores, standing = drafts_of(mine)
    refuse_rewritten([one.pk for one in standing.values()], was)
    count = 0
    for one in answers:
        before = standing.get(one.question.value)
        if before is not None and (before.is_yes, before.reason) == (one.is_yes, one.reason):
            continue
        ShortAnswer.objects.create(
            assignment=mine,
            question=one.question,
            version=before.version + 1 if before else 1,
            is_yes=one.is_yes,
            reason=one.reason,
            at=at,
        )
        count += 1
    if count:
        record(SAVED, mine, by=by, at=at, count=count)
    return count


@flow
def submit_review(
    assignment: Assignment,
    *,
    scores: Sequence[Scored] = (),
    answers: Sequence[Answered] = (),
    was: Collection[int] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Save these and submit; nothing is blank then, and it stays as it is but for what is talked about.

    When it was the last one the proposal is reviewed, or the talks about the differences open. Raises
    NoLongerAllowed, WrongState, NotDeclared, ReviewStands, NotFinished with the codes of what is blank or
    without its reason, and ChangedMeanwhile.
    """
    row, mine = take_open(assignment, assignment.proposal.assessment, by=by, at=at)
    if scores:
        save_scores(mine, scores=scores, was=was, by=by, at=at)
    if answers:
        save_answers(mine, answers=answers, was=was, by=by, at=at)
    _refuse_blank(row, mine)
    mine.submitted_at = at
    mine.save(update_fields=["submitted_at"])
    record(SUBMITTED, mine, by=by, at=at)
    settle(row, at=at)
    reread(assignment)


def _refuse_blank(row: Proposal, mine: Assignment) -> None:
    scores, answers = drafts_of(mine)
    if row.assessment == Assessment.SHORT:
        blank = [one.value for one in Question if one.value not in answers]
        without = [one.question for one in answers.values() if not one.is_yes and not one.reason]
    else:
        criteria = list(row.round.frame.criteria.all())
        blank = [one.code for one in criteria if one.pk not in scores]
        without = [
            one.code
            for one in criteria
            if one.pk in scores and scores[one.pk].value in NEEDS_REASON and not scores[one.pk].reason
        ]
        if not blank and all(one.value is None for one in scores.values()):
            raise NotFinished(
                _("Score at least one criterion: if none applies, there is nothing to compare."), []
            )
    if blank:
        words = _("Fill in everything before you submit; a blank is no score.")
        raise NotFinished(words, [*blank, *without])  # a reason that is missing is told with it, not after it
    if without:
        raise NotFinished(_("Tell why, where it is asked."), without)


@flow
def write_score(
    assignment: Assignment,
    one: Scored,
    *,
    after: Score | None,
    by: User,
    at: datetime,
) -> Score:
    """Write a score as the version after `after`, for a flow that holds the proposal. Raises WrongScore."""
    if one.criterion.frame_id != assignment.proposal.round.frame_id:
        raise WrongScore(_("This is no criterion of this round."))
    if one.value is not None and not 0 <= one.value <= HIGHEST_SCORE:
        raise WrongScore(_("Choose a score from 0 to 4, or “not applicable”."))
    return Score.objects.create(
        assignment=assignment,
        criterion=one.criterion,
        version=after.version + 1 if after else 1,
        value=one.value,
        reason=one.reason,
        at=at,
    )
