"""What the bank or the financial system tells: statements and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grants.budget.models import Entry
from grants.plan.states import Channel
from portal.fields import PublicIdField
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import LineKind
from .claims import Claim
from .orders import Batch, Order, PayingAccount


class Statement(models.Model):
    """A statement of the bank, or a status file of the financial system, read once: the same file changes nothing.

    A wrong one is withdrawn: it stays with its lines and counts nowhere, and the same file may be read again.
    """

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="statements")
    account = models.ForeignKey(PayingAccount, on_delete=models.PROTECT, related_name="statements")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.BANK)
    reference = models.CharField(max_length=70)  # of the bank, or of the financial system
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    line_count = models.PositiveIntegerField(
        null=True
    )  # in the file; fewer are kept when another told some before
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-read_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "sha256"],
                name="statement_file_once",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["city", "channel", "reference"],
                name="statement_reference_once",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="withdrawn_statement_says_by_whom_and_why",
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__gte=F("read_at")) & ~Q(withdrawn_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What it is called on a page."""
        words = _("Status file %(number)s") if self.is_of_finance else _("Statement %(number)s")
        return words % {"number": self.reference}

    @property
    def is_of_finance(self) -> bool:
        """Tell if it is a status file of the city's financial system."""
        return self.channel == Channel.FINANCE

    @property
    def is_withdrawn(self) -> bool:
        """Tell if somebody withdrew it: then none of it counts."""
        return self.withdrawn_at is not None


class StatementPart(models.Model):
    """One statement in a file of the bank, with its balances in euro cents: None of one that tells none.

    By these is seen that a statement is missing (`missing.py`).
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=35, blank=True)  # of the bank
    first_on = models.DateField()
    last_on = models.DateField()
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["statement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="part_of_a_statement_once"),
            models.CheckConstraint(
                name="part_of_a_statement_has_both_balances",
                condition=Q(first_on__lte=F("last_on"))
                & (
                    Q(opening_cents__isnull=True, closing_cents__isnull=True)
                    | Q(opening_cents__isnull=False, closing_cents__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.number}"


class StatementLine(models.Model):
    """One line of a statement, kept as it was read, with what it turned out to be; euro cents above zero.

    `entry` is what it was booked as: none while nobody knows what it is, but money that came in waits in the city's
    own ledger until it is matched. One of the bank that belongs to nothing here may name an `order` of the financial
    system: that system tells what came of it. One for a whole `batch` is booked by each payment of it. A withdrawn one
    keeps the `entry` that was undone with it. `why` stays when somebody takes back that it belongs to nothing here.
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
    is_refusal = models.BooleanField(default=False)  # the financial system says that it never left
    is_fee = models.BooleanField(default=False)  # the bank says that it is its own
    reason = models.CharField(max_length=100, blank=True)  # why a payment came back, in the bank's code
    why = models.CharField(max_length=500, blank=True)  # why it belongs to nothing here
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.UNKNOWN)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="lines")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="lines")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="lines")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="statement_line")
    matched_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    matched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["statement", "position"]
        indexes = [models.Index(fields=["city", "kind"], name="statement_line_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "reference"],
                name="statement_line_once",
                condition=~Q(kind=LineKind.WITHDRAWN),
            ),
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
                | Q(
                    kind=LineKind.BATCH,
                    batch__isnull=False,
                    is_receipt=False,
                    entry__isnull=True,
                    order__isnull=True,
                )
                | Q(kind=LineKind.WITHDRAWN, order__isnull=True, claim__isnull=True)
                | Q(kind__in=[LineKind.RECEIPT, LineKind.FEE], entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def source(self) -> str:
        """For what its entries are booked."""
        return f"line:{self.public_id}"

    @property
    def tells_of_a_payment(self) -> bool:
        """Tell if it says what came of a payment, and not that money moved: nothing is booked of it by itself.

        That is what the financial system says was refused or came back; a bank tells of its account.
        """
        return self.is_refusal or (self.is_return and self.statement.is_of_finance)

    @property
    def what(self) -> str:
        """What it turned out to be, in words."""
        if self.is_refusal and self.kind != LineKind.NOT_OURS:
            if self.kind == LineKind.RETURN:
                return _("Payment that was refused and never left")
            return _("Refusal, not matched")
        if self.kind == LineKind.NOT_OURS and self.order_id is not None:
            back = _("Came back; the financial system tells it")
            return back if self.is_receipt else _("Paid by the financial system, which tells it")
        return str(self.get_kind_display())
