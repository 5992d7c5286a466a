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

import structlog
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.money import MAX_CENTS
from wijkraden.people.models import User

from .errors import (
    KeyReused,
    NotCovered,
    OverCeiling,
    Refused,
    WrongAmount,
    WrongDay,
    YearClosed,
    closed_until,
)
from .models import Dossier, Entry, Slice, Year, account_label, fingerprint
from .statements import Account, Leaf, add, balances, done_before, locked_slice, start
from .states import BOOK_OF, CREDIT_KINDS, EITHER_SIDE_KINDS, PER_DOSSIER, Event, Kind

log = structlog.get_logger(__name__)

LONGEST_KEY = 120  # characters, as the columns of an entry have it


@dataclass(frozen=True)
class Stamp:
    """Who books it, when it is written, on which day it counts, under which key, and for what.

    Raises ValueError for an empty key, and for a key or source that is longer than its column.
    """

    by: User | None
    at: datetime
    booked_on: date
    key: str
    source: str = ""

    def __post_init__(self) -> None:
        if not self.key or max(len(self.key), len(self.source)) > LONGEST_KEY:
            raise ValueError(f"a key has 1 to {LONGEST_KEY} characters, a source at most as many")


def key_within(key: str, name: str) -> str:
    """Return the key of one entry of several that are booked under `key`; a long one is hashed."""
    made = f"{key}/{name}"
    return made if len(made) <= LONGEST_KEY else hashlib.sha256(made.encode()).hexdigest()


@dataclass(frozen=True)
class Decision:
    """A decision of the city council: its number and its day."""

    number: str
    on: date


Place = tuple[str, int | None]  # kind of an account, and its dossier


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
        return _place(self.debit, self.debit_dossier or dossier), _place(
            self.credit, self.credit_dossier or dossier
        )


def _place(kind: Kind, dossier: Dossier | None) -> Place:
    return kind.value, dossier.pk if dossier is not None and kind in PER_DOSSIER else None


class Books:
    """The accounts of one slice as they stand under its lock: the totals, and the leaves of some dossiers.

    One query, unless they were `read` already: rows of id, kind, dossier, and debits less credits.
    """

    def __init__(
        self, slice_: Slice, dossiers: Iterable[Dossier], *, read: Sequence[Account] | None = None
    ) -> None:
        self.slice = slice_
        rows = balances(slice_.pk, [one.pk for one in dossiers]) if read is None else read
        self.ids = {(kind, dossier): pk for pk, kind, dossier, _debit in rows}
        self._debit = {(kind, dossier): debit for _pk, kind, dossier, debit in rows}

    def balance(self, kind: Kind, dossier: Dossier | None = None) -> int:
        """Return the cents on the account's normal side; 0 for a leaf that was never used."""
        return self._balance((kind.value, dossier.pk if dossier else None), kind)

    def _balance(self, place: Place, kind: Kind) -> int:
        debit = self._debit.get(place, 0)
        return -debit if kind in CREDIT_KINDS else debit

    def play(self, moves: Sequence[Move], dossier: Dossier | None) -> None:
        """Raise OverCeiling or NotCovered when one of the moves would push an account off its side.

        And NotCovered when after all of them more would be advanced to the dossier than is committed to it:
        what is paid was granted.
        """
        unused = self._not_advanced(dossier)
        for move in moves:
            debit, credit = move.sides(dossier)
            self._play(credit, move.credit, -move.cents)
            self._play(debit, move.debit, move.cents)
        if self._not_advanced(dossier) < 0:
            raise NotCovered(str(Kind.COMMITTED.label), unused)

    def _not_advanced(self, dossier: Dossier | None) -> int:
        if dossier is None:
            return 0
        return self.balance(Kind.COMMITTED, dossier) - self.balance(Kind.ADVANCES, dossier)

    def _play(self, place: Place, kind: Kind, cents: int) -> None:
        before = self._balance(place, kind)
        self._debit[place] = self._debit.get(place, 0) + cents
        if self._balance(place, kind) < 0 and kind not in EITHER_SIDE_KINDS:
            raise OverCeiling(before) if kind is Kind.FREE else NotCovered(str(kind.label), before)

    def accounts_of(self, played: Sequence[tuple[Place, Place, int]]) -> tuple[list[Leaf], dict[Place, int]]:
        """Return the leaves that have to be made, and the ids of all accounts; below zero those of new leaves."""
        places = {place for debit, credit, _cents in played for place in (debit, credit)}
        new = sorted(
            (kind, dossier) for kind, dossier in places if dossier and (kind, dossier) not in self.ids
        )
        leaves = [(kind, BOOK_OF[kind].value, dossier, self.ids[kind, None]) for kind, dossier in new]
        return leaves, self.ids | {place: -number for number, place in enumerate(new, start=1)}


Plan = Sequence[Move] | Callable[[Books], list[Move]]


def lock(slice_id: int) -> Slice:
    """Return a slice with its year and regulation, held until the transaction ends. One query."""
    return locked_slice(slice_id)


def lock_together(*ids: int) -> list[Slice]:
    """Return the slices with these ids, as asked, locked by year and id so that no two flows wait for each other.

    The successor of a slice is of a later year: who follows one keeps to that order. One query.
    """
    found = Slice.objects.select_related("year", "regulation").filter(pk__in=ids)
    held = {
        one.pk: one for one in found.order_by("year__year", "pk").select_for_update(of=("self",), no_key=True)
    }
    return [held[one] for one in ids]


def lock_years(*ids: int) -> list[Year]:
    """Return the years with these ids, by id, locked before any slice of them. One query."""
    return list(Year.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))


def lock_years_of(*dossiers: Dossier) -> None:
    """Lock every year of the cities of these dossiers: none of their slices closes meanwhile. One query."""
    cities = Year.objects.filter(pk__in=[one.year_id for one in dossiers]).values("city_id")
    list(Year.objects.filter(city_id__in=cities).order_by("pk").select_for_update(no_key=True))


def path(dossier: Dossier) -> list[int]:
    """Return the ids of the slices in which a dossier stood and stands; who locks them holds the years first."""
    found = [dossier.slice_id]
    while after := Slice.objects.filter(pk=found[-1]).values_list("successor_id", flat=True).first():
        found.append(after)
    return found


def standing(dossier: Dossier, stamp: Stamp) -> Slice:
    """Return the slice in which the money of the dossier stands now, locked: after a year change the next.

    For a key that was booked before: the slice of that entry. Raises WrongDay, naming the first day that is
    possible, when the day of booking lies in a time that is closed for it.
    """
    slice_ = lock(dossier.slice_id)
    while slice_.closed_on is not None and slice_.successor_id is not None:
        if stamp.booked_on <= slice_.closed_on:
            if done_before(slice_.pk, dossier.pk, stamp.key) is None:
                raise WrongDay(closed_until(slice_.year.year, slice_.closed_on))
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
    slice_: Slice | int,
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
    """Write one entry in a slice and return it; the same key with the same content returns the first.

    The slice is locked already, or named by its id and locked with what else a posting reads, in one go.

    `asked` is what makes the content of a key, besides event, dossier, source and day; `plan` are the moves, or
    tells them from the accounts as they stand. Raises KeyReused, YearClosed, WrongDay, OverCeiling or NotCovered; then
    nothing is written.
    """
    request = _request(event, dossier, stamp, asked)
    dossiers = [one for one in (dossier, other) if one is not None]
    held, done, accounts = start(slice_, [one.pk for one in dossiers], stamp.key)
    if done is not None:
        if done[1] != request:
            raise KeyReused(_("Something else was booked already under the same key."))
        return Entry.objects.get(pk=done[0])
    _check_day(held, stamp)
    books = Books(held, dossiers, read=accounts)
    planned = plan(books) if callable(plan) else plan
    moves = [move for move in planned if move.cents]
    books.play(moves, dossier)
    values = _values(held, stamp)
    values |= {"event": event.value, "dossier_id": dossier.pk if dossier else None, "request": request}
    values |= {"undoes_id": undoes.pk if undoes else None, "pair": pair}
    try:
        entry = _write(values, books, [(*move.sides(dossier), move.cents) for move in moves])
    except IntegrityError as error:
        log.warning("the database refused an entry", booked=event.value, refusal=str(error))
        raise Refused(_("The ledger refused this entry. Nothing was booked.")) from error
    held.last_number, held.head_hash = entry.number, entry.hash
    return entry


def _values(slice_: Slice, stamp: Stamp) -> dict[str, Any]:
    return {
        "slice_id": slice_.pk,
        "number": slice_.last_number + 1,
        "source": stamp.source,
        "by_id": stamp.by.pk if stamp.by else None,
        "booked_on": stamp.booked_on,
        "at": stamp.at,
        "key": stamp.key,
        "previous_hash": slice_.head_hash,
    }


def _write(values: dict[str, Any], books: Books, played: list[tuple[Place, Place, int]]) -> Entry:
    told = [(account_label(*debit), account_label(*credit), cents) for debit, credit, cents in played]
    values |= {"hash": fingerprint(**values, transfers=told), "size": len(played)}
    leaves, ids = books.accounts_of(played)
    return add(values, leaves, [(ids[debit], ids[credit], cents) for debit, credit, cents in played])


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
