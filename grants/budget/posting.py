"""How an entry is written: under the lock of its slice, once per key, all of it or nothing.

The flows say which amounts move between which accounts; this is the one place that makes entries and
transfers of it. Before anything is written the moves are played on the accounts as they stand, so a refusal
reads how much is left; the database refuses the same by itself (`models/guards.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.money import MAX_CENTS
from wijkraden.people.models import User

from .errors import KeyReused, NotCovered, OverCeiling, Refused, WrongAmount, WrongDay, YearClosed
from .models import Account, Dossier, Entry, Slice, Transfer, fingerprint
from .states import BOOK_OF, CREDIT_KINDS, EITHER_SIDE_KINDS, PER_DOSSIER, Event, Kind


@dataclass(frozen=True)
class Stamp:
    """Who books it, when it is written, on which day it counts, under which key, and for what."""

    by: User | None
    at: datetime
    booked_on: date
    key: str
    source: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision of the city council: its number and its day."""

    number: str
    on: date


Place = tuple[Kind, Dossier | None]


@dataclass(frozen=True)
class Move:
    """Cents from the credited to the debited account; 0 moves nothing.

    A leaf is of the entry's dossier, unless the move names another one, as a set-off does.
    """

    debit: Kind
    credit: Kind
    cents: int
    debit_dossier: Dossier | None = None
    credit_dossier: Dossier | None = None

    def sides(self, dossier: Dossier | None) -> tuple[Place, Place]:
        """Return the debited and the credited place, in an entry of `dossier`."""
        return (
            (self.debit, (self.debit_dossier or dossier) if self.debit in PER_DOSSIER else None),
            (self.credit, (self.credit_dossier or dossier) if self.credit in PER_DOSSIER else None),
        )


class Books:
    """The accounts of one slice as they stand under its lock: the totals, and the leaves of some dossiers.

    One query; one more when a leaf has to be made.
    """

    def __init__(self, slice_: Slice, dossiers: Iterable[Dossier]) -> None:
        self.slice = slice_
        ids = [dossier.pk for dossier in dossiers]
        found = Account.objects.filter(slice=slice_).filter(Q(dossier__isnull=True) | Q(dossier__in=ids))
        self._accounts = {(one.kind, one.dossier_id): one for one in found.order_by("id")}
        self._moved: dict[tuple[str, int | None], int] = {}

    def balance(self, kind: Kind, dossier: Dossier | None = None) -> int:
        """Return the cents on the account's normal side; 0 for a leaf that was never used."""
        account = self._accounts.get((kind.value, dossier.pk if dossier else None))
        return account.balance if account else 0

    def play(self, moves: Sequence[Move], dossier: Dossier | None) -> None:
        """Raise OverCeiling or NotCovered when one of the moves would push an account off its side."""
        for move in moves:
            debit, credit = move.sides(dossier)
            self._play(*debit, move.cents)
            self._play(*credit, -move.cents)

    def _play(self, kind: Kind, dossier: Dossier | None, cents: int) -> None:
        place = (kind.value, dossier.pk if dossier else None)
        sign = -1 if kind in CREDIT_KINDS else 1
        before = self.balance(kind, dossier) + self._moved.get(place, 0)
        self._moved[place] = self._moved.get(place, 0) + sign * cents
        if before + sign * cents < 0 and kind not in EITHER_SIDE_KINDS:
            raise OverCeiling(before) if kind is Kind.FREE else NotCovered(str(kind.label), before)

    def accounts_of(self, moves: Sequence[Move], dossier: Dossier | None) -> list[tuple[Account, Account]]:
        """Return the debited and credited account of each move; a leaf that is not there yet is made."""
        places = [move.sides(dossier) for move in moves]
        self._make_leaves({place for pair in places for place in pair})
        return [(self._account(*debit), self._account(*credit)) for debit, credit in places]

    def _account(self, kind: Kind, dossier: Dossier | None) -> Account:
        return self._accounts[kind.value, dossier.pk if dossier else None]

    def _make_leaves(self, places: set[Place]) -> None:
        missing = [
            Account(
                slice=self.slice,
                kind=kind,
                book=BOOK_OF[kind],
                dossier=dossier,
                parent=self._accounts[kind.value, None],
            )
            for kind, dossier in sorted(places, key=lambda one: (one[0].value, one[1].pk if one[1] else 0))
            if dossier is not None and (kind.value, dossier.pk) not in self._accounts
        ]
        for account in Account.objects.bulk_create(missing):
            self._accounts[account.kind, account.dossier_id] = account


Plan = Sequence[Move] | Callable[[Books], list[Move]]


def lock(slice_id: int) -> Slice:
    """Return a slice with its year and regulation, held until the transaction ends. One query."""
    found = Slice.objects.select_related("year", "regulation")
    return found.select_for_update(of=("self",)).get(pk=slice_id)


def lock_together(*ids: int) -> list[Slice]:
    """Return the slices with these ids, locked by id so that no two flows wait for each other, as asked."""
    held = {one: lock(one) for one in sorted(set(ids))}
    return [held[one] for one in ids]


def path(dossier: Dossier) -> list[int]:
    """Return the ids of the slices in which a dossier stood and stands, without a lock."""
    found = [dossier.slice_id]
    while after := Slice.objects.filter(pk=found[-1]).values_list("successor_id", flat=True).first():
        found.append(after)
    return found


def standing(dossier: Dossier, stamp: Stamp) -> Slice:
    """Return the slice in which the money of the dossier stands now, locked: after a year change the next.

    For a key that was booked before: the slice of that entry. Raises YearClosed when the day of booking lies
    in a year that is closed for it.
    """
    slice_ = lock(dossier.slice_id)
    while slice_.closed_on is not None and slice_.successor_id is not None:
        if stamp.booked_on <= slice_.closed_on:
            if _done(slice_, dossier, stamp.key) is None:
                raise YearClosed(slice_.year.year)
            return slice_
        slice_ = lock(slice_.successor_id)
    return slice_


def check_cents(*amounts: int) -> None:
    """Raise WrongAmount unless each is a whole number of cents above zero that a budget may have."""
    for cents in amounts:
        if isinstance(cents, bool) or not isinstance(cents, int):
            raise TypeError("an amount is a whole number of cents")
        if cents <= 0:
            raise WrongAmount(_("The amount must be more than zero."))
        if cents > MAX_CENTS:
            raise WrongAmount(_("This amount is too large."))


def post(
    slice_: Slice,
    event: Event,
    stamp: Stamp,
    *,
    asked: Sequence[Any],
    plan: Plan,
    dossier: Dossier | None = None,
    other: Dossier | None = None,
    undoes: Entry | None = None,
    pair: str = "",
) -> Entry:
    """Write one entry in a locked slice and return it; the same key with the same content returns the first.

    `asked` is what makes the content of a key, besides event, dossier, source and day; `plan` are the moves, or
    tells them from the accounts as they stand. Raises KeyReused, YearClosed, WrongDay, OverCeiling or NotCovered; then
    nothing is written.
    """
    request = _request(event, dossier, stamp, asked)
    done = _done(slice_, dossier, stamp.key)
    if done is not None:
        if done.request != request:
            raise KeyReused(_("Something else was booked already under the same key."))
        return done
    _check_day(slice_, stamp)
    dossiers = [one for one in (dossier, other) if one is not None]
    books = Books(slice_, dossiers)
    planned = plan(books) if callable(plan) else plan
    moves = [move for move in planned if move.cents]
    books.play(moves, dossier)
    entry = _draft(slice_, stamp)
    entry.event, entry.dossier, entry.undoes, entry.pair = event, dossier, undoes, pair
    entry.request, entry.size = request, len(moves)
    try:
        with transaction.atomic():
            _write(entry, books.accounts_of(moves, dossier), [move.cents for move in moves])
    except IntegrityError as error:
        Books(slice_, dossiers).play(moves, dossier)
        raise Refused(_("The ledger refused this entry. Nothing was booked.")) from error
    slice_.last_number, slice_.head_hash = entry.number, entry.hash
    return entry


def _draft(slice_: Slice, stamp: Stamp) -> Entry:
    return Entry(
        slice=slice_,
        number=slice_.last_number + 1,
        previous_hash=slice_.head_hash,
        source=stamp.source,
        by=stamp.by,
        booked_on=stamp.booked_on,
        at=stamp.at,
        key=stamp.key,
    )


def _write(entry: Entry, accounts: list[tuple[Account, Account]], amounts: list[int]) -> None:
    pairs = list(zip(accounts, amounts, strict=True))
    told = [(debit.label, credit.label, cents) for (debit, credit), cents in pairs]
    entry.hash = fingerprint(
        slice_id=entry.slice_id,
        number=entry.number,
        event=entry.event,
        dossier_id=entry.dossier_id,
        source=entry.source,
        by_id=entry.by_id,
        booked_on=entry.booked_on,
        at=entry.at,
        key=entry.key,
        request=entry.request,
        undoes_id=entry.undoes_id,
        pair=entry.pair,
        previous_hash=entry.previous_hash,
        transfers=told,
    )
    entry.save(force_insert=True)
    Transfer.objects.bulk_create(
        Transfer(entry=entry, position=position, debit=debit, credit=credit, cents=cents)
        for position, ((debit, credit), cents) in enumerate(pairs, start=1)
    )


def _done(slice_: Slice, dossier: Dossier | None, key: str) -> Entry | None:
    here = Q(slice=slice_) if dossier is None else Q(slice=slice_) | Q(dossier=dossier)
    return Entry.objects.filter(here, key=key).order_by("id").first()


def _request(event: Event, dossier: Dossier | None, stamp: Stamp, asked: Sequence[Any]) -> str:
    number = dossier.number if dossier else ""
    content = [event.value, number, stamp.source, stamp.booked_on.isoformat(), *asked]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def _check_day(slice_: Slice, stamp: Stamp) -> None:
    if slice_.closed_at is not None:
        raise YearClosed(slice_.year.year)
    if stamp.booked_on > timezone.localdate(stamp.at):
        raise WrongDay(_("The day of booking lies in the future."))
    if stamp.booked_on.year < slice_.year.year - 1:
        raise WrongDay(
            _("The day of booking lies long before the year %(year)s.") % {"year": str(slice_.year.year)}
        )


def returns_to(slice_: Slice, dossier: Dossier) -> Kind:
    """Tell where money that a dossier does not need goes: free, or lapsed by rule or after its own year."""
    regulation = slice_.regulation
    is_own_year = slice_.year_id == dossier.year_id
    return Kind.FREE if is_own_year and regulation is not None and regulation.returns_to_free else Kind.LAPSED


def taken_back(books: Books, dossier: Dossier, kind: Kind, cents: int) -> list[Move]:
    """Return the moves that undo `cents` of advance or expense: what was not paid yet first."""
    unpaid = min(cents, books.balance(Kind.PAYABLE, dossier))
    return [Move(Kind.PAYABLE, kind, unpaid), Move(Kind.RECEIVABLE, kind, cents - unpaid)]
