"""Paying less on one dossier because of a claim on another one of the same recipient (Awb 4:57, third paragraph)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from grants.budget.models import Entry
from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import SetOffState
from .claims import Claim

_IS_NOT_TOLD = Q(told_on__isnull=True, objection_until__isnull=True, entry__isnull=True)


class SetOff(models.Model):
    """Setting what is open of a claim, or a part of it (euro cents), off against what is to be paid on `proposal`.

    Prepared by one payer and decided on by another. `reason` says why both are about the same activities in another
    period, as the recipient reads it; the recipient is told on the day on which it is approved. `entry` is what was
    booked on the dossier of the claim (E12). Who prepared it takes it back; when less is left of the claim than
    it sets off it ends by itself, with nobody's name.
    """

    public_id = PublicIdField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="set_offs")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="set_offs")
    cents = models.BigIntegerField()
    reason = models.TextField(max_length=1000)
    state = models.CharField(max_length=10, choices=SetOffState, default=SetOffState.PREPARED)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # why it was returned
    told_on = models.DateField(null=True)
    objection_until = models.DateField(null=True)  # the last day to object (Awb 6:7)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state=SetOffState.PREPARED),
                name="one_set_off_of_a_claim_waits",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state=SetOffState.PREPARED),
                name="one_set_off_against_a_dossier_waits",
            ),
            models.CheckConstraint(name="set_off_is_of_something", condition=Q(cents__gt=0) & ~Q(reason="")),
            models.CheckConstraint(
                name="set_off_is_decided_by_another",
                condition=_IS_NOT_TOLD
                & Q(state=SetOffState.PREPARED, decided_by__isnull=True, decided_at__isnull=True, answer="")
                | _IS_NOT_TOLD
                & Q(state=SetOffState.WITHDRAWN, decided_at__isnull=False, answer="")
                & (Q(decided_by__isnull=True) | Q(decided_by=F("prepared_by")))
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("prepared_by"))
                & (
                    Q(
                        state=SetOffState.APPROVED,
                        entry__isnull=False,
                        told_on__isnull=False,
                        objection_until__gt=F("told_on"),
                        answer="",
                    )
                    | _IS_NOT_TOLD & Q(state=SetOffState.RETURNED) & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.proposal_id} {self.cents}"

    @property
    def source(self) -> str:
        """The key of its entries."""
        return f"setoff:{self.public_id}"

    @property
    def is_waiting(self) -> bool:
        """Tell if it has yet to be decided on."""
        return self.state == SetOffState.PREPARED
