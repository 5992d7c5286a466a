"""What the bank tells: statements and their lines; and what was paid too much and must come back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from grants.budget.models import Entry
from grants.decisions.models import Decision
from grants.proposals.models import Proposal
from portal.fields import PublicIdField
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import ClaimState, LineKind
from .orders import Order, PayingAccount


class Statement(models.Model):
    """A statement of the bank (camt.053), read once: the same file changes nothing."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="statements")
    account = models.ForeignKey(PayingAccount, on_delete=models.PROTECT, related_name="statements")
    reference = models.CharField(max_length=70)  # of the bank
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-read_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "sha256"], name="statement_file_once"),
            models.UniqueConstraint(fields=["city", "reference"], name="statement_reference_once"),
        ]

    def __str__(self) -> str:
        return self.reference


class Claim(models.Model):
    """What was paid too much and must come back (euro cents), by a decision; its term starts when it is told.

    `eased_cents` is what it no longer asks: the final amount became higher, or a newer claim asks it. Once its recovery
    was taken away on objection it has no term.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="claims")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="claim")
    reference = models.CharField(max_length=35, unique=True)  # to be named with the payment
    cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField(default=0)
    eased_cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.OPEN)
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
                name="claim_is_paid_in_full_or_open",
                condition=Q(cents__gt=0, paid_cents__gte=0, eased_cents__gte=0)
                & (
                    Q(state=ClaimState.OPEN, paid_cents__lt=F("cents") - F("eased_cents"))
                    | Q(state=ClaimState.PAID, paid_cents=F("cents") - F("eased_cents"), paid_cents__gt=0)
                    | Q(state=ClaimState.EASED, eased_cents=F("cents"), paid_cents=0)
                ),
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
    def asked_cents(self) -> int:
        """What is asked back of it now."""
        return self.cents - self.eased_cents

    def ends_as(self) -> ClaimState:
        """Return how far it is by its amounts."""
        if self.left_cents:
            return ClaimState.OPEN
        return ClaimState.PAID if self.paid_cents else ClaimState.EASED


class StatementLine(models.Model):
    """One line of a statement, kept as it was read, with what it turned out to be; euro cents above zero.

    `entry` is what it was booked as: none while nobody knows what it is, but money that came in waits in the city's
    own ledger until it is matched.
    """

    public_id = PublicIdField()
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=100)  # the same line in another file has the same one
    position = models.PositiveIntegerField()
    is_receipt = models.BooleanField()  # money that came in
    cents = models.BigIntegerField()
    booked_on = models.DateField()
    end_to_end_id = models.CharField(max_length=35, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    iban_hash = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=500, blank=True)
    is_return = models.BooleanField(default=False)  # the bank says that a payment came back
    is_fee = models.BooleanField(default=False)  # the bank says that it is its own
    reason = models.CharField(max_length=100, blank=True)  # why a payment came back, in the bank's code
    why = models.CharField(max_length=500, blank=True)  # why it belongs to nothing here
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.UNKNOWN)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="lines")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="lines")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="statement_line")
    matched_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    matched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["statement", "position"]
        indexes = [models.Index(fields=["city", "kind"], name="statement_line_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["city", "reference"], name="statement_line_once"),
            models.CheckConstraint(name="statement_line_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="matched_line_says_with_what",
                condition=Q(kind=LineKind.UNKNOWN, entry__isnull=True)
                | (Q(kind__in=[LineKind.PAYMENT, LineKind.RETURN], order__isnull=False, entry__isnull=False))
                | Q(kind=LineKind.CLAIM, claim__isnull=False, entry__isnull=False)
                | Q(kind=LineKind.REFUND, is_receipt=False, claim__isnull=False, entry__isnull=False)
                | (
                    Q(kind=LineKind.NOT_OURS)
                    & (Q(is_receipt=True, entry__isnull=False) | Q(is_receipt=False, entry__isnull=True))
                    & ~Q(why="")
                )
                | Q(kind__in=[LineKind.RECEIPT, LineKind.FEE], entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def source(self) -> str:
        """For what its entries are booked."""
        return f"line:{self.public_id}"
