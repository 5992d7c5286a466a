"""The ledger: dossiers, accounts, entries and the transfers between accounts. All append-only.

What the database itself enforces stands in `guards.py`; docs/money.md tells what each event books.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import models
from django.db.models import Case, F, Q, Value, When

from portal.fields import PublicIdField
from wijkraden.people.models import User

from ..states import CREDIT_KINDS, EITHER_SIDE_KINDS, Book, Event, Kind
from .years import Slice, Year

SUMS_BELOW = 2**62  # far from where an integer of the database ends, so that nothing ever wraps or rounds


class Dossier(models.Model):
    """The anchor that everything of one submitted proposal hangs on; made with its number at submission."""

    public_id = PublicIdField()
    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="dossiers")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="dossiers")  # of the activity
    prefix = models.CharField(max_length=6)
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=24)  # WS-2027-0123, without gaps
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "prefix", "sequence"], name="dossier_number_once"),
            models.UniqueConstraint(fields=["year", "number"], name="dossier_number_once_as_text"),
        ]

    def __str__(self) -> str:
        return self.number


def account_label(kind: str, dossier_id: int | None) -> str:
    """Return how an account is named in the hash of an entry."""
    return f"{kind}/{dossier_id or ''}"


class Account(models.Model):
    """Running sums of what was debited and credited, in euro cents; only the database writes them.

    The row without dossier is the slice's total of its kind; a leaf of a dossier names it as its parent. What never
    changes of an account is asked once, by the guard of new accounts: PostgreSQL reads each CHECK anew at every
    statement, and each transfer touches four of these rows.
    """

    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    book = models.CharField(max_length=10, choices=Book)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, related_name="accounts", db_index=False
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="leaves", db_index=False
    )
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)
    last_transfer = models.BigIntegerField(default=0)  # the newest transfer that the sums hold

    class Meta:
        ordering = ["id"]
        indexes = [  # a posting reads the totals, and the leaves of a dossier or two, however many there are
            models.Index(fields=["slice", "dossier"], name="account_by_slice_and_dossier"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["slice", "kind"], condition=Q(dossier__isnull=True), name="one_total_per_kind"
            ),
            models.UniqueConstraint(
                fields=["dossier", "slice", "kind"],
                condition=Q(dossier__isnull=False),
                name="one_leaf_per_dossier_and_kind",
            ),
            models.CheckConstraint(
                name="account_stays_on_its_normal_side",
                condition=Case(
                    When(kind__in=CREDIT_KINDS, then=Q(credits__gte=F("debits"))),
                    When(~Q(kind__in=EITHER_SIDE_KINDS), then=Q(debits__gte=F("credits"))),
                    default=Value(value=True),
                    output_field=models.BooleanField(),
                ),
            ),
            models.CheckConstraint(
                name="sums_of_an_account_stay_countable",
                condition=Q(debits__range=(0, SUMS_BELOW - 1), credits__range=(0, SUMS_BELOW - 1)),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def balance(self) -> int:
        """The cents on the account's normal side; debits count up where either side may be."""
        return self.credits - self.debits if self.kind in CREDIT_KINDS else self.debits - self.credits

    @property
    def label(self) -> str:
        """How the account is named in the hash of an entry."""
        return account_label(self.kind, self.dossier_id)


class Entry(models.Model):
    """One event, booked in one slice: numbered without gaps, chained by hash, never changed.

    `booked_on` is the day on which it counts, `at` the moment it was written. `key` makes it happen once;
    `request` is the hash of what was asked under that key. `size` is the number of its transfers.
    """

    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="entries", db_index=False)
    number = models.BigIntegerField()
    event = models.CharField(max_length=20, choices=Event)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="entries")
    source = models.CharField(max_length=120, blank=True)  # what it was booked for: change:…, decision:…
    by = models.ForeignKey(  # None: the system
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    booked_on = models.DateField()
    at = models.DateTimeField()
    key = models.CharField(max_length=120)
    request = models.CharField(max_length=64)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    pair = models.CharField(max_length=36, blank=True)  # the same on entries that belong together
    size = models.PositiveSmallIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["slice", "number"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["slice", "booked_on"], name="entry_by_day"),
            models.Index(fields=["pair"], condition=~Q(pair=""), name="entry_by_pair"),
            models.Index(fields=["key"], name="entry_by_key"),
            # What was set off is read with the totals: it is found without the other entries, which do not carry this.
            models.Index(fields=["slice"], condition=Q(event=Event.SET_OFF), name="entry_set_off"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["slice", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["slice", "key"], name="entry_key_once"),
            models.CheckConstraint(name="entry_has_its_key", condition=~Q(key="")),
            models.CheckConstraint(
                name="counter_entry_names_what_it_undoes",
                condition=Q(event=Event.COUNTER, undoes__isnull=False)
                | (~Q(event=Event.COUNTER) & Q(undoes__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slice_id}/{self.number}"


class Transfer(models.Model):
    """Cents that go from the credited to the debited account. It cannot be out of balance."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="transfers", db_index=False)
    position = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    cents = models.BigIntegerField()

    class Meta:
        ordering = ["entry", "position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="transfer_position_once"),
            models.CheckConstraint(name="transfer_moves_something", condition=Q(cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.debit_id} <- {self.credit_id}: {self.cents}"


def fingerprint(
    *,
    slice_id: int,
    number: int,
    event: str,
    dossier_id: int | None,
    source: str,
    by_id: int | None,
    booked_on: date,
    at: datetime,
    key: str,
    request: str,
    undoes_id: int | None,
    pair: str,
    previous_hash: str,
    transfers: Iterable[tuple[str, str, int]],
) -> str:
    """Return the SHA-256 (hex) of an entry: over its values, its transfers and the hash before it.

    `transfers` are the labels of the debited and the credited account with the cents, in their order.
    """
    values = (
        slice_id,
        number,
        str(event),
        dossier_id,
        source,
        by_id,
        booked_on.isoformat(),
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        key,
        request,
        undoes_id,
        pair,
        list(transfers),
        previous_hash,
    )
    return hashlib.sha256(json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
