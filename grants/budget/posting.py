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
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.money import MAX_CENTS
from wijkraden.people.models import User

from .errors import KeyReused, NotCovered, OverCeiling, Refused, WrongAmount, WrongDay, YearClosed
from .models import Dossier, Entry, Slice, Year, account_label, fingerprint
from .statements import add_entry, add_leaves, add_transfers, balances, done_before, locked_slice
from .states import BOOK_OF, CREDIT_KINDS, EITHER_SIDE_KINDS, PER_DOSSIER, Event, Kind

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


class Posted(NamedTuple):
    """An account that a transfer touches, with its label in the hash of the entry."""

    id: int
    label: str


class Books:
    """The accounts of one slice as they stand under its lock: the totals, and the leaves of some dossiers.

    One query; one more when a leaf has to be made.
    """

    def __init__(self, slice_: Slice, dossiers: Iterable[Dossier]) -> None:
        self.slice = slice_
        found = balances(slice_.pk, [dossier.pk for dossier in dossiers])
        self._ids = {(kind, dossier): pk for pk, kind, dossier, _debit in found}
        self._debit = {(kind, dossier): debit for _pk, kind, dossier, debit in found}

    def balance(self, kind: Kind, dossier: Dossier | None = None) -> int:
        """Return the cents on the account's normal side; 0 for a leaf that was never used."""
        debit = self._debit.get((kind.value, dossier.pk if dossier else None), 0)
        return -debit if kind in CREDIT_KINDS else debit

    def play(self, moves: Sequence[Move], dossier: Dossier | None) -> None:
        """Raise OverCeiling or NotCovered when one of the moves would push an account off its side.

        And NotCovered when after all of them more would be advanced to the dossier than is committed to it:
        what is paid was granted.
        """
        unused = self._not_advanced(dossier)
        for move in moves:
            debit, credit = move.sides(dossier)
            self._play(*credit, -move.cents)
            self._play(*debit, move.cents)
        if self._not_advanced(dossier) < 0:
            raise NotCovered(str(Kind.COMMITTED.label), unused)

    def _not_advanced(self, dossier: Dossier | None) -> int:
        if dossier is None:
            return 0
        return self.balance(Kind.COMMITTED, dossier) - self.balance(Kind.ADVANCES, dossier)

    def _play(self, kind: Kind, dossier: Dossier | None, cents: int) -> None:
        before = self.balance(kind, dossier)
        place = (kind.value, dossier.pk if dossier else None)
        self._debit[place] = self._debit.get(place, 0) + cents
        if self.balance(kind, dossier) < 0 and kind not in EITHER_SIDE_KINDS:
            raise OverCeiling(before) if kind is Kind.FREE else NotCovered(str(kind.label), before)

    def accounts_of(self, moves: Sequence[Move], dossier: Dossier | None) -> list[tuple[Posted, Posted]]:
        """Return the debited and credited account of each move; a leaf that is not there yet is made."""
        places = [move.sides(dossier) for move in moves]
        self._make_leaves({place for pair in places for place in pair})
        return [(self._posted(*debit), self._posted(*credit)) for debit, credit in places]

    def _posted(self, kind: Kind, dossier: Dossier | None) -> Posted:
        of = dossier.pk if dossier else None
        return Posted(self._ids[kind.value, of], account_label(kind.value, of))

    def _make_leaves(self, places: set[Place]) -> None:
        missing = sorted(
            (self.slice.pk, kind.value, BOOK_OF[kind].value, dossier.pk, self._ids[kind.value, None])
            for kind, dossier in places
            if dossier is not None and (kind.value, dossier.pk) not in self._ids
        )
        if missing:
            self._ids.update({(kind, of): pk for pk, kind, of in add_leaves(missing)})


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

    For a key that was booked before: the slice of that entry. Raises YearClosed when the day of booking lies
    in a year that is closed for it.
    """
    slice_ = lock(dossier.slice_id)
    while slice_.closed_on is not None and slice_.successor_id is not None:
        if stamp.booked_on <= slice_.closed_on:
            if done_before(slice_.pk, dossier.pk, stamp.key) is None:
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
    done = done_before(slice_.pk, dossier.pk if dossier else None, stamp.key)
    if done is not None:
        if done[1] != request:
            raise KeyReused(_("Something else was booked already under the same key."))
        return Entry.objects.get(pk=done[0])
    _check_day(slice_, stamp)
    dossiers = [one for one in (dossier, other) if one is not None]
    books = Books(slice_, dossiers)
    planned = plan(books) if callable(plan) else plan
    moves = [move for move in planned if move.cents]
    books.play(moves, dossier)
    values = _values(slice_, stamp)
    values |= {"event": event.value, "dossier_id": dossier.pk if dossier else None, "request": request}
    values |= {"undoes_id": undoes.pk if undoes else None, "pair": pair}
    try:
        with transaction.atomic():
            entry = _write(values, books.accounts_of(moves, dossier), [move.cents for move in moves])
    except IntegrityError as error:
        Books(slice_, dossiers).play(moves, dossier)
        raise Refused(_("The ledger refused this entry. Nothing was booked.")) from error
    slice_.last_number, slice_.head_hash = entry.number, entry.hash
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


def _write(values: dict[str, Any], accounts: list[tuple[Posted, Posted]], amounts: list[int]) -> Entry:
    moved = [(debit, credit, cents) for (debit, credit), cents in zip(accounts, amounts, strict=True)]
    told = [(debit.label, credit.label, cents) for debit, credit, cents in moved]
    found = fingerprint(**values, transfers=told)
    entry = add_entry({**values, "size": len(moved), "hash": found})
    add_transfers(entry.pk, [(debit.id, credit.id, cents) for debit, credit, cents in moved])
    return entry


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
