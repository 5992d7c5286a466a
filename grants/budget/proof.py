"""The proof of the ledger: every hash, sum and invariant, computed again from the entries themselves.

Memory stays flat: entries and transfers are read as a stream, slice by slice, from one snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Sum

from portal import triggers

from .models import Account, Entry, Slice, Transfer, Year, fingerprint
from .states import BOOKS, CREDIT_KINDS, EITHER_SIDE_KINDS, PARTS, Event, Kind

CHUNK = 5_000
_ENTRY = (
    "id",
    "number",
    "event",
    "dossier_id",
    "source",
    "by_id",
    "booked_on",
    "at",
    "key",
    "request",
    "undoes_id",
    "pair",
    "previous_hash",
    "size",
    "hash",
)


@dataclass
class Proof:
    """What was checked, and every fault found: the slice's name with what is wrong there."""

    slices: int = 0
    entries: int = 0
    transfers: int = 0
    accounts: int = 0
    names: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell if nothing is wrong."""
        return not self.faults


def prove() -> Proof:
    """Check the whole ledger, of every city. Reads one snapshot and changes nothing."""
    proof = Proof()
    with _snapshot():
        proof.faults += [f"trigger {name}: missing or changed" for name in triggers.wrong() if _ours(name)]
        clearing: dict[str, int] = {}
        for slice_ in Slice.objects.select_related("year__city").order_by("id").iterator():
            sums = _Slice(slice_, proof)
            sums.read()
            city = slice_.year.city.name
            clearing[city] = clearing.get(city, 0) + sums.total(Kind.CLEARING)
        for city, cents in clearing.items():
            if cents:
                proof.faults.append(f"{city}: what stands between slices is {cents} cents, not 0")
        _prove_years(proof)
        if proof.transfers != (count := Transfer.objects.count()):
            proof.faults.append(f"{count - proof.transfers} transfers belong to no entry of a slice")
    return proof


def _ours(name: str) -> bool:
    return name.startswith("grants_")


def _prove_years(proof: Proof) -> None:
    totals = Account.objects.filter(kind=Kind.AUTHORITY, dossier__isnull=True)
    sums = totals.values("slice__year").order_by().annotate(cents=Sum(F("credits") - F("debits")))
    allotted = dict(sums.values_list("slice__year", "cents"))
    for year in Year.objects.select_related("city"):
        if year.allotted_cents != allotted.get(year.pk, 0):
            proof.faults.append(
                f"{year.city.name} {year.year}: allotted is not what its slices have together"
            )


class _Slice:
    """The sums of one slice while its entries go by."""

    def __init__(self, slice_: Slice, proof: Proof) -> None:
        self.slice, self.proof = slice_, proof
        self.name = f"{slice_.name} {slice_.year.year}"
        self.accounts = {one.pk: one for one in Account.objects.filter(slice=slice_)}
        self.labels = {pk: one.label for pk, one in self.accounts.items()}
        self.debits = dict.fromkeys(self.accounts, 0)
        self.credits = dict.fromkeys(self.accounts, 0)
        self.number, self.hash = 0, ""

    def fault(self, text: str) -> None:
        self.proof.faults.append(f"{self.name}: {text}")

    def read(self) -> None:
        entries = Entry.objects.filter(slice=self.slice).order_by("number").values_list(*_ENTRY)
        rows = Transfer.objects.filter(entry__slice=self.slice).order_by("entry__number", "position")
        columns = ("entry_id", "position", "debit_id", "credit_id", "cents")
        transfers = rows.values_list(*columns).iterator(chunk_size=CHUNK)
        following = next(transfers, None)
        for entry in entries.iterator(chunk_size=CHUNK):
            own = []
            while following is not None and following[0] == entry[0]:
                own.append(following)
                following = next(transfers, None)
            self._entry(entry, own)
        self._end()
        self.proof.slices += 1
        self.proof.entries += self.number
        self.proof.accounts += len(self.accounts)
        self.proof.names.append(self.name)

    def _entry(self, row: tuple[Any, ...], transfers: list[tuple[int, int, int, int, int]]) -> None:
        values = dict(zip(_ENTRY, row, strict=True))
        number, size, found = values["number"], values.pop("size"), values.pop("hash")
        del values["id"]
        self.number += 1
        self.proof.transfers += len(transfers)
        if number != self.number:
            self.fault(f"entry {self.number} is missing")
            self.number = number
        if values["previous_hash"] != self.hash:
            self.fault(f"entry {number} does not follow the one before it")
        if [one[1] for one in transfers] != list(range(1, size + 1)):
            self.fault(f"entry {number} has not the {size} transfers it says")
        told = []
        for _entry, _position, debit, credit, cents in transfers:
            if debit not in self.accounts or credit not in self.accounts:
                self.fault(f"entry {number} touches an account of another slice")
                continue
            told.append((self.labels[debit], self.labels[credit], cents))
            self.debits[debit] += cents
            self.credits[credit] += cents
        if fingerprint(slice_id=self.slice.pk, **values, transfers=told) != found:
            self.fault(f"entry {number} does not have the hash of its content")
        self.hash = found

    def _end(self) -> None:
        if (self.slice.last_number, self.slice.head_hash) != (self.number, self.hash):
            self.fault(f"its chain ends at entry {self.number}, not at {self.slice.last_number}")
        for pk, account in self.accounts.items():
            if account.parent_id is not None:
                self._add_to_total(pk, account)
        for pk, account in self.accounts.items():
            if (account.debits, account.credits) != (self.debits[pk], self.credits[pk]):
                self.fault(f"the sums of {account.label} are not what its transfers say")
            self._normal_side(pk, account)
        self._invariants()

    def _add_to_total(self, pk: int, account: Account) -> None:
        parent = self.accounts.get(account.parent_id or 0)
        if parent is None or parent.kind != account.kind or parent.dossier_id is not None:
            self.fault(f"{account.label} does not stand under the total of its kind")
            return
        self.debits[parent.pk] += self.debits[pk]
        self.credits[parent.pk] += self.credits[pk]

    def _normal_side(self, pk: int, account: Account) -> None:
        debit = self.debits[pk] - self.credits[pk]
        on_its_side = -debit if account.kind in CREDIT_KINDS else debit
        if on_its_side < 0 and account.kind not in EITHER_SIDE_KINDS:
            self.fault(f"{account.label} stands on the wrong side")

    def total(self, kind: Kind) -> int:
        """Return the balance of a kind, from the transfers: debits less credits."""
        of_kind = [pk for pk, one in self.accounts.items() if one.kind == kind and one.dossier_id is None]
        return sum(self.debits[pk] - self.credits[pk] for pk in of_kind)

    def _invariants(self) -> None:
        for book, kinds in BOOKS.items():
            if sum(self.total(kind) for kind in kinds):
                self.fault(f"the {book.value} book does not sum to zero")
        if sum(self.total(kind) for kind in PARTS) != -self.total(Kind.AUTHORITY):
            self.fault("its parts are not its budget")
        if self.total(Kind.REALISED) != self.total(Kind.EXPENSE):
            self.fault("what was realised is not what was spent")
        counters = Entry.objects.filter(slice=self.slice, event=Event.COUNTER)
        if counters.exclude(undoes__slice=self.slice).exists():
            self.fault("a counter-entry undoes an entry of another slice")


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read everything as it stood at one moment, without holding up who writes."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
