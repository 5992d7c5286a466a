"""What the city's officers did with a proposal: who handles it, conditions, completion, the clock, notes."""

from django.db import models
from django.db.models import F, Q

from grants.plan.models import Condition
from grants.terms import Why
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import Answer
from .parts import Attachment
from .proposals import Proposal


class Handling(models.Model):
    """Someone who checked or handled a proposal for the city, and so never decides on it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="handlings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handlings")
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="handling_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.user_id}"


class Check(models.Model):
    """What an officer found about a condition of the frame; the newest answer counts, earlier ones stay."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="checks")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="checks")
    answer = models.CharField(max_length=5, choices=Answer)
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.condition_id} {self.answer}"


class CompletionRequest(models.Model):
    """The question to complete a proposal, with its last day; the clock stands still meanwhile (Awb 4:5, 4:15).

    `answered_by` is None where the applicant answered by the link.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="completion_requests")
    message = models.TextField(max_length=2000, blank=True)
    token_hash = models.CharField(
        max_length=64, unique=True, null=True
    )  # of the applicant's link in the mail
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    last_day = models.DateField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # when an officer found it whole, or its term was over

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(ended_at__isnull=True), name="one_open_completion_request"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class RequestedItem(models.Model):
    """One thing that is missing: a part of the proposal that may change, with the officer's words."""

    request = models.ForeignKey(CompletionRequest, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=10)  # of the editor: only that part opens
    words = models.CharField(max_length=500)
    answer = models.TextField(max_length=2000, blank=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="requested_item_once"),
        ]

    def __str__(self) -> str:
        return self.words


class Pause(models.Model):
    """Days on which the term to decide stands still, with the reason of the law (Awb 4:15)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="pauses")
    request = models.OneToOneField(
        CompletionRequest, on_delete=models.PROTECT, null=True, related_name="pause"
    )
    why = models.CharField(max_length=15, choices=Why)
    note = models.TextField(max_length=1000, blank=True)
    since = models.DateField()
    last_day = models.DateField(null=True)  # of the term that was given
    runs_on = models.DateField(null=True)  # the first day that counts again
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_began",
                condition=Q(runs_on__isnull=True) | Q(runs_on__gte=F("since")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.since}"


class Extension(models.Model):
    """The one time that the term to decide was made longer (Awb 4:14)."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="extension")
    told_on = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.weeks}"


class NoticeOfDefault(models.Model):
    """A letter that says that the city decides too late (Awb 4:17); one before the end of the term starts nothing."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="notices")
    received_on = models.DateField()
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "notices of default"
        ordering = ["received_on", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.received_on}"


class Receipt(models.Model):
    """A moment of receipt or completeness that an officer put back, with the reason; both values stay."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="receipts")
    of_completeness = models.BooleanField()
    was = models.DateTimeField()
    becomes = models.DateTimeField()
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="receipt_is_put_back", condition=Q(becomes__lt=F("was")))]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.becomes}"


class Note(models.Model):
    """A note of the city's staff about a proposal; it stays inside."""

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.public_id
