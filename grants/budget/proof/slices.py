"""The proof of one slice: its chain, its sums, its invariants and its closing, while its entries go by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Account, Entry, Slice, SliceDistrict, Transfer, account_label, fingerprint
from ..states import BOOK_OF, BOOKS, CREDIT_KINDS, EITHER_SIDE_KINDS, OPEN_KINDS, PARTS, Event, Kind
from .outcome import MOST, Proof

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


class SliceProof:
    """The sums of one slice while its entries go by."""

    def __init__(self, slice_: Slice, proof: Proof) -> None:
        self.slice, self.proof = slice_, proof
        self.name = f"{slice_.title} {slice_.year.year}"
        self.accounts = {one.pk: one for one in Account.objects.filter(slice=slice_)}
        self.labels = {pk: one.label for pk, one in self.accounts.items()}
        self.debits = dict.fromkeys(self.accounts, 0)
        self.credits = dict.fromkeys(self.accounts, 0)
        self.number, self.hash = 0, ""
        self.found = 0
        self.event, self.was_closed, self.day = "", False, date.min

    def fault(self, text: str, **told: object) -> None:
        """Note a fault, with what is `told` in its places; only the first MOST of a slice are told."""
        self.found += 1
        if self.found <= MOST:
            self.proof.faults.append(f"{self.name}: " + text % told)

    def read(self) -> None:
        """Read the entries of the slice in their order, with their transfers, and check what they come to."""
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
        if self.found > MOST:
            more = self.found - MOST
            told = ngettext("and %(count)s fault more", "and %(count)s faults more", more)
            self.proof.faults.append(f"{self.name}: " + told % {"count": more})
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
            self.fault(_("entry %(number)s is missing"), number=self.number)
            self.number = number if _is_whole(number) else self.number
        if values["previous_hash"] != self.hash:
            self.fault(_("entry %(number)s does not follow the one before it"), number=number)
        if not _is_whole(size) or [one[1] for one in transfers] != list(range(1, size + 1)):
            self.fault(_("entry %(number)s has not the %(size)s transfers it says"), number=number, size=size)
        told = list(self._transfers(number, transfers))
        if not isinstance(values["at"], datetime) or not isinstance(values["booked_on"], date):
            self.fault(_("entry %(number)s has a day or a moment that cannot be read"), number=number)
        elif fingerprint(slice_id=self.slice.pk, **values, transfers=told) != found:
            self.fault(_("entry %(number)s does not have the hash of its content"), number=number)
        self.hash = found
        self.event, self.was_closed = values["event"], self.was_closed or values["event"] == Event.CLOSE
        self.day = max(self.day, values["booked_on"] or self.day)

    def _transfers(
        self, number: int, transfers: list[tuple[int, int, int, int, int]]
    ) -> Iterator[tuple[str, str, int]]:
        """Add the transfers up, and yield each as the hash of its entry holds it."""
        for _id, _position, debit, credit, cents in transfers:
            if debit not in self.accounts or credit not in self.accounts:
                self.fault(_("entry %(number)s touches an account of another slice"), number=number)
                continue
            yield self.labels[debit], self.labels[credit], cents
            if not _is_whole(cents):
                self.fault(_("entry %(number)s moves something else than whole cents"), number=number)
                continue
            self.debits[debit] += cents
            self.credits[credit] += cents

    def _end(self) -> None:
        if self.slice.last_number != self.number:
            self.fault(
                _("its chain ends at entry %(number)s, not at %(told)s"),
                number=self.number,
                told=self.slice.last_number,
            )
        elif self.slice.head_hash != self.hash:
            self.fault(_("its head is not the hash of its last entry"))
        for pk, account in self.accounts.items():
            if account.parent_id is not None:
                self._add_to_total(pk, account)
        self._totals()
        for pk, account in self.accounts.items():
            if account.book != BOOK_OF.get(account.kind):
                self.fault(_("%(account)s stands in another book than its kind"), account=account.label)
            if (account.debits, account.credits) != (self.debits[pk], self.credits[pk]):
                self.fault(_("the sums of %(account)s are not what its transfers say"), account=account.label)
            self._normal_side(pk, account)
        self._invariants()
        self._advances()
        if self.slice.closed_at is not None:
            self._closed(self.slice.closed_on)
        elif self.was_closed:
            self.fault(_("it was closed, and is open again"))

    def _totals(self) -> None:
        there = {one.kind for one in self.accounts.values() if one.dossier_id is None}
        for kind in Kind:
            if kind.value not in there:
                self.fault(_("its total “%(account)s” is away"), account=kind.label)

    def _add_to_total(self, pk: int, account: Account) -> None:
        parent = self.accounts.get(account.parent_id or 0)
        if parent is None or parent.kind != account.kind or parent.dossier_id is not None:
            self.fault(_("%(account)s does not stand under the total of its kind"), account=account.label)
            return
        self.debits[parent.pk] += self.debits[pk]
        self.credits[parent.pk] += self.credits[pk]

    def _normal_side(self, pk: int, account: Account) -> None:
        debit = self.debits[pk] - self.credits[pk]
        on_its_side = -debit if account.kind in CREDIT_KINDS else debit
        if on_its_side < 0 and account.kind not in EITHER_SIDE_KINDS:
            self.fault(_("%(account)s stands on the wrong side"), account=account.label)

    def total(self, kind: Kind) -> int:
        """Return the balance of a kind, from the transfers: debits less credits."""
        of_kind = [pk for pk, one in self.accounts.items() if one.kind == kind and one.dossier_id is None]
        return sum(self.debits[pk] - self.credits[pk] for pk in of_kind)

    def _invariants(self) -> None:
        for book, kinds in BOOKS.items():
            if sum(self.total(kind) for kind in kinds):
                self.fault(_("the book “%(book)s” does not sum to zero"), book=book.label)
        if sum(self.total(kind) for kind in PARTS) != -self.total(Kind.AUTHORITY):
            self.fault(_("its parts are not its budget"))
        if self.total(Kind.REALISED) != self.total(Kind.EXPENSE):
            self.fault(_("what was realised is not what was spent"))

    def _advances(self) -> None:
        """An advance stands on what is committed; a determination ends both."""
        leaves = {
            (one.kind, one.dossier_id): self.debits[pk] - self.credits[pk]
            for pk, one in self.accounts.items()
        }
        for (kind, dossier), cents in leaves.items():
            if kind == Kind.ADVANCES and dossier and cents > leaves.get((Kind.COMMITTED.value, dossier), 0):
                label = account_label(kind, dossier)
                self.fault(_("%(account)s is more than what is committed"), account=label)

    def _closed(self, closed_on: date | None) -> None:
        if self.event != Event.CLOSE:
            self.fault(_("it is closed, but its last entry is not that of its closing"))
        if closed_on is None or self.day > closed_on:
            self.fault(_("something was booked after the day on which it was closed"))
        for kind in OPEN_KINDS:
            if self.total(kind):
                self.fault(_("it is closed, but “%(account)s” is not 0"), account=kind.label)
        if self.slice.successor is not None and not _follows(self.slice, self.slice.successor):
            self.fault(_("what it left open stands in a slice that is not the same one in a later year"))


def _is_whole(number: object) -> bool:
    """SQLite gives back what was put in a column, also a half or a text."""
    return type(number) is int


def _follows(old: Slice, new: Slice) -> bool:
    return new.year.year > old.year.year and _place(old) == _place(new)


def _place(slice_: Slice) -> tuple[int, int | None, str, list[int]]:
    """Return whose money a slice is."""
    districts = SliceDistrict.objects.filter(slice=slice_).order_by("district")
    return (
        slice_.year.city_id,
        slice_.regulation_id,
        slice_.scope,
        list(districts.values_list("district", flat=True)),
    )
