"""Who reviews a proposal, what each reviewer found, and the talk about what they differ on."""

from django.db import models
from django.db.models import F, Q

from grants.plan.models import Criterion
from grants.plan.states import HIGHEST_SCORE
from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import Outcome, Question


class Assignment(models.Model):
    """A proposal that a reviewer was asked to review, up to and including a last day.

    One that was released (an interest, or taken back by an officer) stays on file and counts nowhere; a submitted
    one stays as it is.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    last_day = models.DateField()
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    has_interest = models.BooleanField(null=True)  # None: she has yet to say
    explanation = models.TextField(max_length=1000, blank=True)  # of an interest
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    reason = models.TextField(max_length=1000, blank=True)  # of the release
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["assigned_at", "id"]
        indexes = [models.Index(fields=["reviewer", "submitted_at"], name="assignment_by_reviewer")]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "reviewer"],
                condition=Q(released_at__isnull=True),
                name="reviewer_once_per_proposal",
            ),
            models.CheckConstraint(
                name="declared_interest_ends_the_review",
                condition=Q(declared_at__isnull=True, has_interest__isnull=True)
                | Q(declared_at__isnull=False, has_interest=False)
                | Q(declared_at__isnull=False, has_interest=True, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submitted_review_is_without_interest",
                condition=Q(submitted_at__isnull=True)
                | Q(has_interest=False, released_at__isnull=True, submitted_at__gte=F("declared_at")),
            ),
            models.CheckConstraint(
                name="released_review_says_by_whom_and_why",
                condition=Q(released_at__isnull=True, released_by__isnull=True, reason="")
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.reviewer_id}"

    @property
    def is_active(self) -> bool:
        """Tell if it counts: it was not released."""
        return self.released_at is None

    @property
    def is_submitted(self) -> bool:
        """Tell if the reviewer is done."""
        return self.submitted_at is not None


class Score(models.Model):
    """What a reviewer gave on a criterion, in versions: the newest counts, earlier ones stay.

    `value` is 0 to 4, None for “not applicable”. A criterion without a row was not scored yet.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="scores", db_index=False
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    version = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["assignment", "criterion", "version"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion", "version"], name="score_version_once"),
            models.CheckConstraint(
                name="score_is_there", condition=Q(value__isnull=True) | Q(value__lte=HIGHEST_SCORE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.criterion_id}: {self.value}"


class ShortAnswer(models.Model):
    """What a reviewer answered to a question of the short assessment, in versions as scores are."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    question = models.CharField(max_length=10, choices=Question)
    version = models.PositiveSmallIntegerField()
    is_yes = models.BooleanField()
    reason = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["assignment", "question", "version"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "question", "version"], name="answer_version_once"),
            models.CheckConstraint(
                name="answer_to_a_question_that_there_is", condition=Q(question__in=sorted(Question))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.question}: {self.is_yes}"


class Talk(models.Model):
    """A difference on a criterion that the reviewers must talk about before the proposal is reviewed.

    It ends by a note of the officer who chaired it, or by changed scores that no longer differ as much.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="talks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="talks")
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    chaired_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "criterion"], name="one_talk_per_criterion"),
            models.CheckConstraint(name="talk_is_about_a_difference", condition=Q(highest__gt=F("lowest"))),
            models.CheckConstraint(
                name="talk_ends_with_a_note_or_other_scores",
                condition=Q(closed_at__isnull=True, outcome="", chaired_by__isnull=True, note="")
                | Q(closed_at__isnull=False, outcome=Outcome.SCORES, chaired_by__isnull=True, note="")
                | (
                    Q(closed_at__isnull=False, outcome=Outcome.TALKED, chaired_by__isnull=False) & ~Q(note="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.criterion_id}"
