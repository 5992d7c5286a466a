"""How a report is asked for: questions and reminders that were sent, and links for who received the money."""

from django.db import models

from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from wijkraden.people.models import User


class Reminder(models.Model):
    """A mail that asked for a report: 0 when the action was over, 1 when the report was too late, 2 once more."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="reminder_once"),
            models.CheckConstraint(name="reminders_are_two", condition=models.Q(number__lte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.number}"


class ReportLink(models.Model):
    """A secret link by which who received the money writes the report without an account."""

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="report_links")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return self.public_id
