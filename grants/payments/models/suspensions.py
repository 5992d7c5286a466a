"""Payments of a dossier that stand still because of a serious suspicion (Awb 4:56)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import SuspensionEnd


class Suspension(models.Model):
    """Nothing is paid on a dossier from the day on which the recipient was told, thirteen weeks at most (Awb 4:56).

    It ends before `last_on` when an officer lifts it, or when a decision that changes, revokes or settles the grant is
    made known. Once it ended it stays as it is; nobody is named when it ended by itself.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField(max_length=2000)  # as the recipient reads it
    told_on = models.DateField()
    last_on = models.DateField()  # the last day on which it stands
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    end = models.CharField(max_length=8, choices=SuspensionEnd, blank=True)
    ended_on = models.DateField(null=True)  # the last day on which it stood
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    why_ended = models.TextField(max_length=2000, blank=True)  # for whoever may see the payments

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(end=""), name="one_suspension_of_a_dossier_stands"
            ),
            models.CheckConstraint(
                name="suspension_says_why_and_how_long",
                condition=~Q(reason="") & Q(last_on__gte=F("told_on")),
            ),
            models.CheckConstraint(
                name="suspension_that_ended_says_how",
                condition=Q(end="", ended_on__isnull=True, ended_by__isnull=True, ended_at__isnull=True)
                | Q(
                    end__in=SuspensionEnd.values,
                    ended_on__gte=F("told_on"),
                    ended_on__lte=F("last_on"),
                    ended_at__gte=F("told_at"),
                ),
            ),
            models.CheckConstraint(
                name="who_lifts_a_suspension_says_why",
                condition=(Q(end=SuspensionEnd.LIFTED, ended_by__isnull=False) & ~Q(why_ended=""))
                | (~Q(end=SuspensionEnd.LIFTED) & Q(ended_by__isnull=True, why_ended="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.told_on}"

    def stands_on(self, day: date) -> bool:
        """Tell if nothing is paid because of it on that day: it did not end, and its last day is not over."""
        return self.stands and self.last_on >= day

    @property
    def stands(self) -> bool:
        """Tell if nothing is paid because of it, by its row: who pays ends first what is over."""
        return not self.end
