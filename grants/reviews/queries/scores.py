"""What the reviewers found: per proposal a matrix of criteria and reviewers, with totals and differences."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from grants.plan.models import Criterion, Frame
from grants.plan.states import Assessment
from grants.proposals.models import Proposal

from ..models import Assignment, Score, ShortAnswer, Talk
from ..states import NEEDED, Question
from ..totals import mean, shown, spread, total_of
from .barriers import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Scores = dict[tuple[int, int], Score]
_Answers = dict[tuple[int, str], ShortAnswer]


@dataclass(frozen=True)
class Line:
    """A criterion with the score of each submitted review, in the order of the reviewers; None: not in yet."""

    criterion: Criterion
    scores: list[Score | None]
    spread_tenths: int
    talk: Talk | None

    @property
    def values(self) -> list[int | None]:
        """The scores that count."""
        return [one.value for one in self.scores if one is not None]

    @property
    def mean(self) -> Fraction | None:
        """The mean of the scores, None when none counts."""
        return mean(self.values)

    @property
    def mean_shown(self) -> str:
        """The mean with two decimals."""
        return shown(self.mean)

    @property
    def spread(self) -> int:
        """The difference between the highest and the lowest score."""
        return spread(self.values)

    @property
    def differs(self) -> bool:
        """Tell if the difference asks for a talk."""
        return 10 * self.spread > self.spread_tenths

    @property
    def is_enough(self) -> bool:
        """Tell if the mean is at least the lowest score that the frame asks."""
        minimum = self.criterion.minimum
        return minimum is None or (self.mean is not None and self.mean >= minimum)


@dataclass(frozen=True)
class QuestionLine:
    """A question of the short assessment with its answers."""

    question: Question
    answers: list[ShortAnswer | None]


@dataclass(frozen=True)
class Matrix:
    """What was found about a proposal; `reviews` are those that count, released ones are apart."""

    proposal: Proposal
    frame: Frame
    reviews: list[Assignment]
    released: list[Assignment]
    lines: list[Line]
    questions: list[QuestionLine]
    totals: list[Fraction | None] = field(
        default_factory=list
    )  # of each review, None: not in or nothing counts

    @property
    def is_full(self) -> bool:
        """Tell if it is scored by the whole frame."""
        return self.proposal.assessment == Assessment.FULL

    @property
    def is_in(self) -> bool:
        """Tell if there are enough reviews and every one is submitted."""
        needed = NEEDED.get(self.proposal.assessment, 0)
        return len(self.reviews) >= needed > 0 and all(one.is_submitted for one in self.reviews)

    @cached_property
    def total(self) -> Fraction | None:
        """The mean of the totals of the submitted reviews, of 100; None: nothing is scored."""
        return mean(self.totals)

    @property
    def total_shown(self) -> str:
        """The total with two decimals, "" when there is none."""
        return shown(self.total)

    @property
    def totals_shown(self) -> list[str]:
        """The total of each review with two decimals."""
        return [shown(one) for one in self.totals]

    @property
    def first(self) -> Fraction | None:
        """The mean score on the first criterion, which comes first between equal totals."""
        return self.lines[0].mean if self.lines else None

    @property
    def meets_total(self) -> bool:
        """Tell if the total is at least the lowest that counts as enough."""
        return self.total is not None and self.total >= self.frame.minimum_total

    @property
    def is_enough(self) -> bool:
        """Tell if the total and each criterion reach their lowest score."""
        return self.meets_total and all(line.is_enough for line in self.lines)

    @property
    def too_low(self) -> list[Criterion]:
        """The criteria that do not reach their lowest score."""
        return [line.criterion for line in self.lines if not line.is_enough]

    @property
    def open_talks(self) -> list[Talk]:
        """The differences that are yet to be talked about."""
        return [line.talk for line in self.lines if line.talk and line.talk.closed_at is None]


def matrix_of(proposal: Proposal) -> Matrix:
    """Return the matrix of one proposal. Four queries at most."""
    return matrices([proposal])[proposal.pk]


def matrices(proposals: Sequence[Proposal], *, whole: bool = True) -> dict[int, Matrix]:
    """Return the matrix of each proposal, by its id; not `whole`: without talks and short answers, as a ranking needs.

    Five queries at most, three when not whole, whatever their number.
    """
    if not proposals:
        return {}
    asked = Criterion.objects.filter(frame__in={one.round.frame_id for one in proposals})
    criteria = grouped(asked.select_related("frame"), "frame_id")
    found = Assignment.objects.filter(proposal__in=proposals).select_related(
        "reviewer", "released_by", "assigned_by"
    )
    assignments = grouped(found, "proposal_id")
    sizes = {one.assessment for one in proposals}
    talks, scores, answers = {}, {}, {}
    of = {"assignment__proposal__in": proposals, "assignment__released_at__isnull": True}
    if Assessment.FULL in sizes:
        scores = _newest_scores(Score.objects.filter(**of).order_by("version"))
    if Assessment.FULL in sizes and whole:
        held = Talk.objects.filter(proposal__in=proposals).select_related("chaired_by", "criterion")
        talks = {(talk.proposal_id, talk.criterion_id): talk for talk in held}
    if Assessment.SHORT in sizes and whole:
        answers = _newest_answers(ShortAnswer.objects.filter(**of).order_by("version"))
    return {
        one.pk: _matrix(one, criteria[one.round.frame_id], assignments[one.pk], talks, (scores, answers))
        for one in proposals
    }


def drafts_of(assignment: Assignment) -> tuple[dict[int, Score], dict[str, ShortAnswer]]:
    """Return what a reviewer has filled in so far, by criterion and by question. One query."""
    is_short = assignment.proposal.assessment == Assessment.SHORT
    scores = {} if is_short else _newest_scores(assignment.scores.order_by("version"))
    answers = _newest_answers(assignment.answers.order_by("version")) if is_short else {}
    return (
        {criterion: one for (_pk, criterion), one in scores.items()},
        {question: one for (_pk, question), one in answers.items()},
    )


def _matrix(
    proposal: Proposal,
    criteria: list[Criterion],
    assignments: list[Assignment],
    talks: dict[tuple[int, int], Talk],
    given: tuple[_Scores, _Answers],
) -> Matrix:
    scores, answers = given
    reviews = [one for one in assignments if one.is_active]
    is_full = proposal.assessment == Assessment.FULL
    frame = criteria[0].frame
    lines = [
        Line(
            criterion,
            [scores.get((one.pk, criterion.pk)) if one.is_submitted else None for one in reviews],
            frame.spread_tenths,
            talks.get((proposal.pk, criterion.pk)),
        )
        for criterion in (criteria if is_full else [])
    ]
    questions = [
        QuestionLine(
            question,
            [answers.get((one.pk, question.value)) if one.is_submitted else None for one in reviews],
        )
        for question in (Question if proposal.assessment == Assessment.SHORT else ())
    ]
    totals = [
        total_of((line.criterion.weight, score.value) for line in lines if (score := line.scores[place]))
        for place in range(len(reviews))
    ]
    released = [one for one in assignments if not one.is_active]
    return Matrix(proposal, frame, reviews, released, lines, questions, totals)


def _newest_scores(rows: Iterable[Score]) -> _Scores:
    return {(one.assignment_id, one.criterion_id): one for one in rows}


def _newest_answers(rows: Iterable[ShortAnswer]) -> _Answers:
    return {(one.assignment_id, one.question): one for one in rows}
