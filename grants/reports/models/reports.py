"""The report on an action, in versions, with what each cost line really cost and its files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from portal.files.models import StoredFile
from wijkraden.people.models import User

from ..states import Done, FileKind, ReportState


class Report(models.Model):
    """What became of an action, by the council or by who received the money (`submitted_by` None: by the link).

    `spent_cents` (euro cents) is what the lines come to when it is sent. A report that was returned stays; its next
    version begins as a copy. The judgement of the council is entered once, on what was sent.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    text = models.TextField(max_length=4000, blank=True)
    participants = models.PositiveIntegerField(null=True)
    volunteers = models.PositiveIntegerField(null=True)
    done = models.CharField(max_length=10, choices=Done, blank=True)
    spent_cents = models.BigIntegerField(default=0)
    edits = models.PositiveIntegerField(default=1)  # how often it changed
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    judgement = models.CharField(max_length=10, choices=Done, blank=True)
    judgement_words = models.TextField(max_length=1000, blank=True)
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    return_reason = models.TextField(max_length=2000, blank=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposal", "version"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "version"], name="report_version_once"),
            models.CheckConstraint(
                name="report_that_was_sent_is_whole",
                condition=Q(state=ReportState.DRAFT, submitted_at__isnull=True)
                | (Q(submitted_at__isnull=False) & ~Q(text="") & ~Q(done="")),
            ),
            models.CheckConstraint(
                name="judgement_says_by_whom",
                condition=Q(judgement="", judged_by__isnull=True, judged_at__isnull=True)
                | (~Q(judgement="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="returned_report_says_why",
                condition=(
                    Q(state=ReportState.RETURNED, returned_by__isnull=False, returned_at__isnull=False)
                    & ~Q(return_reason="")
                )
                | (
                    ~Q(state=ReportState.RETURNED)
                    & Q(returned_by__isnull=True, returned_at__isnull=True, return_reason="")
                ),
            ),
            models.CheckConstraint(name="report_spends_nothing_or_more", condition=Q(spent_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.version}"

    @property
    def is_draft(self) -> bool:
        """Tell if it is still being written."""
        return self.state == ReportState.DRAFT

    @property
    def is_submitted(self) -> bool:
        """Tell if it was sent and stands."""
        return self.state == ReportState.SUBMITTED


class ReportLine(models.Model):
    """What a thing was to cost and really cost, in euro cents; `spent_cents` None: not told yet."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=160)
    budgeted_cents = models.BigIntegerField(default=0)  # 0: it was not in the proposal
    spent_cents = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it cost something else

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="report_line_is_nothing_or_more",
                condition=Q(budgeted_cents__gte=0) & (Q(spent_cents__isnull=True) | Q(spent_cents__gte=0)),
            )
        ]

    def __str__(self) -> str:
        return self.description


class ReportFile(models.Model):
    """A photo, a receipt or another file; it stands in each later version too, until one takes it out.

    `is_public`: who handed it in lets everyone see it, and said that the people in it agree (`has_consent`).
    """

    public_id = PublicIdField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="report_file")
    kind = models.CharField(max_length=10, choices=FileKind)
    is_public = models.BooleanField(default=False)
    has_consent = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_in = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, related_name="files_taken_out"
    )
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="public_photo_has_consent",
                condition=Q(is_public=False) | Q(kind=FileKind.PHOTO, has_consent=True),
            ),
            models.CheckConstraint(
                name="report_file_goes_with_its_moment",
                condition=Q(removed_in__isnull=True, removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_in__isnull=False, removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file.name
