"""A bulk loader: large ledgers, quickly, that `verify_ledger` accepts.

It writes entries and transfers past the triggers, with the numbers, hashes and sums that these would have made,
and puts the triggers back; whether it did so right is for the proof to say. For measuring only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from grants.budget.flows import (
    allot,
    approve,
    award_advance,
    commit,
    open_dossier,
    open_slices,
    open_year,
    prepare_share,
)
from grants.budget.flows.changes import Share
from grants.budget.models import Account, Dossier, Entry, Slice, Transfer, fingerprint
from grants.budget.posting import Decision
from grants.budget.statements import ENTRY
from grants.budget.states import BOOK_OF, PER_DOSSIER, Event, Kind, Leftover
from grants.demo.flows import load_cast
from grants.plan.flows import add_regulation
from tests.unguarded import unguarded
from wijkraden.places.flows import load_city

AT = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
BATCH = 20_000
CENTS = 100
REQUEST = "0" * 64
# A payment that is sent, settled, and comes back: four transfers that leave everything as it was.
ROUND = (
    (Event.SEND, ((Kind.PAYABLE, Kind.IN_TRANSIT),)),
    (Event.SETTLE, ((Kind.IN_TRANSIT, Kind.BANK),)),
    (Event.FAIL, ((Kind.BANK, Kind.IN_TRANSIT), (Kind.IN_TRANSIT, Kind.PAYABLE))),
)
TRANSFERS_A_ROUND = 4
_ENTRY = ["id", *(name for name in ENTRY if name not in {"size", "hash"}), "size", "hash"]
_TRANSFER = ["id", "entry_id", "position", "debit_id", "credit_id", "cents"]
_Rows = list[tuple[Any, ...]]


def slices() -> list[Slice]:
    """Make a city of 39 districts with a year, and return their slices with a large budget each."""
    city = load_city("rotterdam", by=None, at=AT)
    people = load_cast(city, by=None, at=AT)
    regulation = add_regulation(city, title="Meting", prefix="ME", starts_on=date(2026, 1, 1), by=None, at=AT)
    year = open_year(city, year=2026, by=None, at=AT)
    share = Share("Meting", 10**12, 10**12, Leftover.LAPSES)
    decision = Decision("26bb000001", DAY)
    change = prepare_share(year, share=share, decision=decision, by=people["fenna"], at=AT)
    approve(change, by=people["bas"], at=AT, booked_on=DAY)
    made = open_slices(year, regulation=regulation, districts=list(city.districts.all()), by=None, at=AT)
    for one in made:
        allot(one, cents=10**10, by=None, at=AT, booked_on=DAY, key="budget")
    return made


def dossiers(slice_: Slice, count: int) -> list[Dossier]:
    """Make dossiers in a slice, each with a commitment and an advance that is yet to be paid."""
    found = []
    for _ in range(count):
        one = open_dossier(slice_, by=None, at=AT)
        commit(one, cents=CENTS, by=None, at=AT, booked_on=DAY, key=f"{one.number}/commit")
        award_advance(one, cents=CENTS, by=None, at=AT, booked_on=DAY, key=f"{one.number}/advance")
        found.append(one)
    return found


def load(slice_: Slice, of: list[Dossier], transfers: int) -> None:
    """Add that many transfers (rounded up to whole rounds) to the dossiers `of` a slice, in turn."""
    loader = _Loader(Slice.objects.get(pk=slice_.pk), of)
    rounds = -(-transfers // TRANSFERS_A_ROUND)
    with unguarded():
        loader.write(of[place % len(of)] for place in range(rounds))


class _Loader:
    """Numbers, hashes and sums of a slice while its entries are written."""

    def __init__(self, slice_: Slice, of: list[Dossier]) -> None:
        self.slice = slice_
        self.number, self.hash = slice_.last_number, slice_.head_hash
        self.entry = (Entry.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1
        self.transfer = (Transfer.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1
        self.accounts = {(one.kind, one.dossier_id): one for one in Account.objects.filter(slice=slice_)}
        kinds = (Kind.PAYABLE, Kind.IN_TRANSIT)
        missing = [
            Account(
                slice=slice_, kind=kind, book=BOOK_OF[kind], dossier=one, parent=self.accounts[kind, None]
            )
            for one in of
            for kind in kinds
            if (kind.value, one.pk) not in self.accounts
        ]
        for account in Account.objects.bulk_create(missing):
            self.accounts[account.kind, account.dossier_id] = account

    def write(self, turns: Iterable[Dossier]) -> None:
        """Write a round for each of these dossiers, then the sums and the head of the slice."""
        entries: _Rows = []
        transfers: _Rows = []
        for dossier in turns:
            for event, moves in ROUND:
                entries.append(self._entry(event, dossier, moves, transfers))
            if len(entries) >= BATCH:
                self._flush(entries, transfers)
        self._flush(entries, transfers)
        touched = [one for one in self.accounts.values() if one.pk]
        Account.objects.bulk_update(touched, ["debits", "credits", "last_transfer"], batch_size=500)
        Slice.objects.filter(pk=self.slice.pk).update(last_number=self.number, head_hash=self.hash)
        self._go_on_counting()

    def _entry(
        self, event: Event, dossier: Dossier, moves: tuple[tuple[Kind, Kind], ...], transfers: _Rows
    ) -> tuple[Any, ...]:
        told = list(self._moved(dossier, moves, transfers))
        self.number += 1
        values = {
            "slice_id": self.slice.pk,
            "number": self.number,
            "event": event.value,
            "dossier_id": dossier.pk,
            "source": "",
            "by_id": None,
            "booked_on": DAY,
            "at": AT,
            "key": f"load/{self.number}",
            "request": REQUEST,
            "undoes_id": None,
            "pair": "",
            "previous_hash": self.hash,
        }
        self.hash = fingerprint(**values, transfers=told)  # type: ignore[arg-type]  # one dict of all its values
        self.entry += 1
        return (self.entry - 1, *values.values(), len(moves), self.hash)

    def _moved(
        self, dossier: Dossier, moves: tuple[tuple[Kind, Kind], ...], transfers: _Rows
    ) -> Iterator[tuple[str, str, int]]:
        for position, (debit, credit) in enumerate(moves, start=1):
            debited, credited = self._account(debit, dossier), self._account(credit, dossier)
            transfers.append((self.transfer, self.entry, position, debited.pk, credited.pk, CENTS))
            for one in self._with_total(debited):
                one.debits, one.last_transfer = one.debits + CENTS, self.transfer
            for one in self._with_total(credited):
                one.credits, one.last_transfer = one.credits + CENTS, self.transfer
            self.transfer += 1
            yield debited.label, credited.label, CENTS

    def _account(self, kind: Kind, dossier: Dossier) -> Account:
        return self.accounts[kind.value, dossier.pk if kind in PER_DOSSIER else None]

    def _with_total(self, account: Account) -> list[Account]:
        return [account, self.accounts[account.kind, None]] if account.dossier_id else [account]

    def _flush(self, entries: _Rows, transfers: _Rows) -> None:
        _insert("grants_entry", _ENTRY, entries)
        _insert("grants_transfer", _TRANSFER, transfers)
        entries.clear()
        transfers.clear()

    def _go_on_counting(self) -> None:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Entry, Transfer]):
                cursor.execute(statement)


def _insert(table: str, columns: list[str], rows: _Rows) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
