"""What was paid too much and must come back, how its recipient was urged, and what of it was given up."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from grants.budget.models import Entry
from grants.decisions.models import Decision
from grants.proposals.models import Proposal
from grants.terms import law
from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import ClaimState, Ground, WriteOffState

_ASKED = F("cents") - F("eased_cents") - F("written_off_cents") - F("set_off_cents")
_SETTLED = (
    Q(state=ClaimState.WRITTEN_OFF, written_off_cents__gt=0)
    | Q(state=ClaimState.SET_OFF, written_off_cents=0, set_off_cents__gt=0)
    | Q(state=ClaimState.PAID, written_off_cents=0, set_off_cents=0, paid_cents__gt=0)
    | Q(state=ClaimState.EASED, written_off_cents=0, set_off_cents=0, paid_cents=0)
)


class Claim(models.Model):
    """What was paid too much and must come back (euro cents), by a decision; its term starts when it is told.

    `eased_cents` is what it no longer asks: the final amount became higher, or a newer claim asks it;
    `written_off_cents` what was given up and did not come in after all; `set_off_cents` what another dossier of the
    same recipient was paid less for it. Once its recovery was taken away on objection it has no term.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="claims")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="claim")
    reference = models.CharField(max_length=35, unique=True)  # to be named with the payment
    cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField(default=0)
    eased_cents = models.BigIntegerField(default=0)
    written_off_cents = models.BigIntegerField(default=0)
    set_off_cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=11, choices=ClaimState, default=ClaimState.OPEN)
    told_on = models.DateField()
    due_on = models.DateField()  # the last day to pay back (Awb 4:87)
    reminded_on = models.DateField(null=True)  # once, after that day
    reminded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="claim_is_settled_by_its_amounts",
                condition=Q(cents__gt=0, paid_cents__gte=0, eased_cents__gte=0, written_off_cents__gte=0)
                & Q(set_off_cents__gte=0)
                & (Q(state=ClaimState.OPEN, paid_cents__lt=_ASKED) | (Q(paid_cents=_ASKED) & _SETTLED)),
            ),
            models.CheckConstraint(
                name="claim_is_reminded_after_its_term",
                condition=Q(reminded_on__isnull=True, reminded_by__isnull=True)
                | Q(reminded_on__gt=F("due_on"), reminded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def source(self) -> str:
        """For what its entries are booked."""
        return f"claim:{self.public_id}"

    @property
    def is_open(self) -> bool:
        """Tell if something has yet to come back."""
        return self.state == ClaimState.OPEN

    @property
    def has_term(self) -> bool:
        """Tell if it must be paid back by a day: its decision stands."""
        return self.decision.replaced_at is None

    @property
    def left_cents(self) -> int:
        """What has yet to come back."""
        return self.asked_cents - self.paid_cents

    @property
    def came_back_cents(self) -> int:
        """What came back of it: by payments, and by what was set off."""
        return self.paid_cents + self.set_off_cents

    @property
    def asked_cents(self) -> int:
        """What is asked back of it now."""
        return self.cents - self.eased_cents - self.written_off_cents - self.set_off_cents

    @property
    def can_pay(self) -> bool:
        """Tell if money that comes in may pay it: it is open, or was written off and comes in after all."""
        return self.is_open or self.written_off_cents > 0

    def late_part(self, cents: int) -> int:
        """Return how much of `cents` that come in was given up before; what is open of it is paid first."""
        return max(0, min(cents - self.left_cents, self.written_off_cents))

    def ends_as(self) -> ClaimState:
        """Return how far it is by its amounts."""
        if self.left_cents:
            return ClaimState.OPEN
        if self.written_off_cents:
            return ClaimState.WRITTEN_OFF
        if self.set_off_cents:
            return ClaimState.SET_OFF
        return ClaimState.PAID if self.paid_cents else ClaimState.EASED

    def lapses_on(self, interrupted_on: date) -> date:
        """Return the last day on which the city can at least claim it at law: five years from that day (Awb 4:104).

        That is its last day to pay, or when a formal notice, a set-off or a payment interrupted them (Awb 4:105,
        4:106). What extends them, as a bankruptcy does (Awb 4:111), the portal does not know.
        """
        return law.LIMITATION.last_day(interrupted_on).day


class Notice(models.Model):
    """A formal notice to pay within two weeks (Awb 4:112), of a claim that is too late; it is in default from then on.

    The five years after which a claim lapses begin anew with it (Awb 4:106, 4:110).
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="notices")
    cents = models.BigIntegerField()  # what was asked then
    told_on = models.DateField()
    due_on = models.DateField()
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "told_on"], name="one_notice_a_day"),
            models.CheckConstraint(
                name="notice_asks_something", condition=Q(cents__gt=0, due_on__gt=F("told_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.told_on}"


class WriteOff(models.Model):
    """Giving up what is open of a claim, or a part of it (euro cents): prepared by one, decided by another.

    `entry` is what was booked when it was approved (E13). Who prepared it takes it back; when less is left of the claim
    than it gives up it ends by itself, with nobody's name. Without a claim it is of what was paid too much on
    `proposal` and was not asked back within the five years of the Act (Awb 4:57): the recipient keeps it.
    """

    public_id = PublicIdField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="write_offs")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="write_offs")
    cents = models.BigIntegerField()
    ground = models.CharField(max_length=14, choices=Ground)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=WriteOffState, default=WriteOffState.PREPARED)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # why it was returned
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state=WriteOffState.PREPARED),
                name="one_write_off_of_a_claim_waits",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state=WriteOffState.PREPARED),
                name="one_write_off_of_a_dossier_waits",
            ),
            models.CheckConstraint(
                name="write_off_is_of_a_claim_or_of_what_lapsed_unasked",
                condition=Q(claim__isnull=False, proposal__isnull=True)
                | Q(claim__isnull=True, proposal__isnull=False, ground=Ground.LAPSED),
            ),
            models.CheckConstraint(
                name="write_off_is_of_something", condition=Q(cents__gt=0) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="write_off_is_decided_by_another",
                condition=Q(
                    state=WriteOffState.PREPARED,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    entry__isnull=True,
                    answer="",
                )
                | Q(state=WriteOffState.WITHDRAWN, decided_at__isnull=False, entry__isnull=True, answer="")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("prepared_by"))
                & (
                    Q(state=WriteOffState.APPROVED, entry__isnull=False, answer="")
                    | Q(state=WriteOffState.RETURNED, entry__isnull=True) & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id or self.proposal_id} {self.cents}"

    @property
    def of(self) -> Proposal:
        """The proposal whose money it gives up; as many queries as were not read with it."""
        found = self.claim.proposal if self.claim is not None else self.proposal
        assert found is not None  # noqa: S101  # for the type checker: a constraint says so
        return found

    @property
    def booked_for(self) -> str:
        """For what its entry is booked: its claim, or itself when nothing was asked."""
        return self.claim.source if self.claim is not None else self.source

    @property
    def source(self) -> str:
        """For what its entry is booked."""
        return f"writeoff:{self.public_id}"

    @property
    def is_waiting(self) -> bool:
        """Tell if it has yet to be decided on."""
        return self.state == WriteOffState.PREPARED
