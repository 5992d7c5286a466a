"""What stands in the way of closing a year, what its closing would do, and the closings themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)

from grants.budget.models import Account, Change, Entry, Slice, SliceDistrict, Transfer, Year
from grants.budget.queries import Figures, with_dossiers
from grants.budget.states import ChangeState, Event, Kind, Scope
from portal.trail.models import Record
from wijkraden.places.models import City

from ..models import Closing
from ..states import GOES_ON, LEDGER_PROVED, MOVED, UNFINISHED, Amounts, Need

_OPEN_CHANGES = (ChangeState.PREPARED, ChangeState.RETURNED)  # after the closing nobody could finish these


@dataclass(frozen=True)
class Part:
    """A slice of the year: what stands there, and the slice of the next year in which it goes on, if there is one."""

    slice: Slice
    figures: Figures
    into: Slice | None = None
    free_there: int = 0
    has_dossiers: bool = False  # of its own or taken over, asked of a slice without a place

    @property
    def is_open(self) -> bool:
        """Tell if something of it goes on in the next year."""
        return any(self.figures[kind] for kind in GOES_ON)

    @property
    def lacks_cents(self) -> int:
        """What the next year has free too little for its open commitments."""
        return max(self.figures[Kind.COMMITTED] - self.free_there, 0) if self.into else 0


@dataclass(frozen=True)
class Proof:
    """The last check of the whole ledger that somebody asked for: when, of how many entries, with how many faults."""

    at: datetime
    entries: int
    faults: int


@dataclass(frozen=True)
class Checklist:
    """What is right and what is not yet, of closing `year` today with or without a `transfer` of its budget."""

    year: Year
    today: date
    transfer: bool
    earlier: list[Year]  # that are not closed
    following: Year | None
    open_changes: int
    entries: int  # of the city
    last_on: date | None  # the last day on which something of this year was booked
    parts: list[Part]
    unfinished: dict[Kind, list[str]]  # numbers of the dossiers, by kind of UNFINISHED
    proof: Proof | None

    @property
    def earliest_day(self) -> date:
        """The first day on which the closing may be booked."""
        end = date(self.year.year, 12, 31)
        return max(end, self.last_on) if self.last_on is not None else end

    @property
    def homeless(self) -> list[Part]:
        """The slices with something open, or a dossier of which money may still move, without a place next year."""
        return [part for part in self.parts if (part.is_open or part.has_dossiers) and part.into is None]

    @cached_property
    def amounts(self) -> Amounts:
        """What the closing would move now."""
        cents = {kind: sum(part.figures[kind] for part in self.parts) for kind in MOVED}
        rows = {part.slice.public_id: [part.figures[kind] for kind in MOVED] for part in self.parts}
        return Amounts(cents, hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest())

    def fits(self, closing: Closing) -> bool:
        """Tell if what was prepared is what the closing would do now, on a day on which it can be booked."""
        return closing.amounts == self.amounts and closing.booked_on >= self.earliest_day

    @property
    def short(self) -> list[Part]:
        """The slices for whose open commitments too little is free in the next year."""
        return [part for part in self.parts if part.lacks_cents]

    @property
    def is_checked_since(self) -> bool:
        """Tell if the ledger was checked after its last entry: entries are never removed, so their number tells."""
        return self.proof is not None and self.proof.entries == self.entries

    @property
    def faults(self) -> int:
        """How many faults the last check found."""
        return self.proof.faults if self.proof is not None else 0

    @cached_property
    def needs(self) -> dict[Need, bool]:
        """What is right already, in order."""
        return {
            Need.OVER: self.today > date(self.year.year, 12, 31),
            Need.EARLIER: not self.earlier,
            Need.CHANGES: not self.open_changes,
            Need.RESERVED: not self.unfinished[Kind.RESERVED],
            Need.CONDITIONAL: not self.unfinished[Kind.CONDITIONAL],
            Need.NEXT_YEAR: self.following is not None and not self.homeless,
            Need.ENOUGH_FREE: self.transfer or not self.short,
            Need.PROVED: self.is_checked_since and not self.faults,
        }

    @property
    def left(self) -> int:
        """How many things are not right yet; a year is closed when there are none."""
        return list(self.needs.values()).count(False)


def checklist_of(city: City, number: int, *, today: date, transfer: bool) -> Checklist | None:
    """Return the checklist of the closing of a year; None if the city has no such year.

    Four queries, and one more when a slice has no place in the next year.
    """
    found = {one.year: one for one in _years(city, number)}
    year, following = found.get(number), found.get(number + 1)
    if year is None:
        return None
    if following is not None and following.closed_at is not None:
        following = None
    accounts = _accounts([one for one in (year, following) if one is not None], year)
    return Checklist(
        year,
        today,
        transfer,
        earlier=[one for one in found.values() if one.year < number],
        following=following,
        open_changes=year.open_changes,  # type: ignore[attr-defined]  # annotated
        entries=year.entries,  # type: ignore[attr-defined]  # annotated
        last_on=year.last_on,  # type: ignore[attr-defined]  # annotated
        parts=_with_dossiers(_parts(year, accounts), city),
        unfinished=_unfinished(accounts),
        proof=_proof(year),
    )


def _years(city: City, number: int) -> QuerySet[Year]:
    """Return that year and the next one, and earlier years that are not closed."""
    changes = Change.objects.filter(year=OuterRef("pk"), state__in=_OPEN_CHANGES).order_by().values("year")
    here = Entry.objects.filter(slice__year=OuterRef("pk")).order_by().values("slice__year")
    every = Slice.objects.filter(year__city=city).order_by().values("year__city")
    proofs = Record.objects.filter(subject_kind="ledger", subject_id=city.public_id, act=LEDGER_PROVED)
    newest = proofs.order_by("-number")
    found = Year.objects.filter(city=city, year__lte=number + 1).select_related("city")
    return found.filter(
        Q(year__gte=number) | Q(closed_at__isnull=True)
    ).annotate(
        open_changes=_or_none(changes.annotate(told=Count("pk"))),
        entries=_or_none(every.annotate(told=Sum("last_number"))),  # numbers have no gaps
        last_on=_or_none(here.annotate(told=Max("booked_on"))),
        proved_at=Subquery(newest.values("at")[:1]),
        proved=Subquery(newest.values("facts")[:1]),
    )


def _or_none(found: QuerySet[Any, Any]) -> Subquery:
    return Subquery(found.values("told")[:1])


def _accounts(years: Sequence[Year], closes: Year) -> list[Account]:
    """Return the totals of these years, and the leaves of the year that closes which stand in its way.

    Two queries. A year has many accounts and few slices, so accounts of one slice share it.
    """
    waits = Q(slice__year=closes, kind__in=UNFINISHED) & ~Q(debits=F("credits"))
    found = Account.objects.filter(Q(dossier__isnull=True) | waits, slice__year__in=years)
    related = found.select_related("dossier", "slice__regulation")
    accounts = list(related.order_by("slice__sort_key", "slice_id", "dossier__number"))
    slices: dict[int, Slice] = {}
    of = {one.pk: one for one in years}
    for one in accounts:
        one.slice = slices.setdefault(one.slice_id, one.slice)
        one.slice.year = of[one.slice.year_id]
    prefetch_related_objects(list(slices.values()), Prefetch("shares", SliceDistrict.objects.order_by("pk")))
    return accounts


def _with_dossiers(parts: list[Part], city: City) -> list[Part]:
    """Return the parts, and of those without a place in the next year whether that matters."""
    if all(part.into is not None for part in parts):
        return parts
    held = with_dossiers(city)
    return [replace(part, has_dossiers=part.into is None and part.slice.pk in held) for part in parts]


def _parts(year: Year, accounts: Iterable[Account]) -> list[Part]:
    """Return the slices of the year in order, the city's own ledger last, each with its place in the next one."""
    balances: dict[Slice, dict[str, int]] = {}
    for one in accounts:
        if one.dossier_id is None:
            balances.setdefault(one.slice, {})[one.kind] = one.balance
    after = {_place(one): one for one in balances if one.year_id != year.pk and one.closed_at is None}
    parts = []
    for slice_, kinds in balances.items():
        if slice_.year_id == year.pk:
            into = after.get(_place(slice_))
            free = balances[into].get(Kind.FREE, 0) if into is not None else 0
            parts.append(Part(slice_, Figures(kinds), into, free))
    return sorted(parts, key=lambda part: part.slice.scope == Scope.BOOKS)


def _place(slice_: Slice) -> tuple[int | None, str, frozenset[int]]:
    """Return whose money a slice is, whatever it is called."""
    districts = frozenset(share.district_id for share in slice_.shares.all())
    return slice_.regulation_id, slice_.scope, districts


def _unfinished(accounts: Iterable[Account]) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {kind: [] for kind in UNFINISHED}
    for one in accounts:
        if one.dossier is not None:
            found[Kind(one.kind)].append(one.dossier.number)
    return {kind: sorted(numbers) for kind, numbers in found.items()}


def _proof(year: Year) -> Proof | None:
    """Return the last check, from what `_years` tells of it."""
    at: datetime | None = year.proved_at  # type: ignore[attr-defined]  # annotated
    facts: dict[str, int] = year.proved or {}  # type: ignore[attr-defined]  # annotated
    return Proof(at, facts["entries"], facts["faults"]) if at is not None else None


# --- the closings ---------------------------------------------------------------------------------
_WITH_PEOPLE = ("year__city", "prepared_by", "decided_by")


def closing_at(city: City, public_id: str) -> Closing | None:
    """Return a closing of the city with its year and people. One query."""
    found = Closing.objects.filter(year__city=city, public_id=public_id)
    return found.select_related(*_WITH_PEOPLE).first()


def newest_closing(year: Year) -> Closing | None:
    """Return the closing of a year that was prepared last, unless it was withdrawn. One query."""
    found = Closing.objects.filter(year=year).exclude(state=ChangeState.WITHDRAWN)
    return found.select_related(*_WITH_PEOPLE).order_by("-prepared_at", "-pk").first()


def closings_to_approve(city: City) -> list[Closing]:
    """Return the closings that wait for approval and still fit, with year and people.

    A query, and for each what its checklist takes.
    """
    return [one for one in _waiting(city) if _fits(one)]


def _waiting(city: City) -> QuerySet[Closing]:
    found = Closing.objects.filter(year__city=city, state=ChangeState.PREPARED)
    return found.select_related(*_WITH_PEOPLE).order_by("year__year")


def _fits(closing: Closing) -> bool:
    year = closing.year
    found = checklist_of(year.city, year.year, today=closing.booked_on, transfer=False)
    return found is not None and found.fits(closing)


def years_to_close(city: City, *, today: date) -> QuerySet[Year]:
    """Return the years that are over and not closed, the oldest first, and for which nothing waits that still fits.

    A query, and what the closings that wait take.
    Each has `reason`: why its closing was returned, None when it was not.
    """
    returned = FilteredRelation("closings", condition=Q(closings__state=ChangeState.RETURNED))
    waiting = [one.year_id for one in closings_to_approve(city)]
    found = Year.objects.filter(city=city, year__lt=today.year, closed_at__isnull=True)
    told = found.exclude(pk__in=waiting).annotate(returned=returned, reason=F("returned__reason"))
    return told.order_by("year")


def year_to_check(city: City, *, today: date) -> Year | None:
    """Return the oldest year that is over, of whose closing all is right but for a check of the ledger of now.

    Six queries at most. What the check found wrong is not mended by another one.
    """
    over = Year.objects.filter(city=city, year__lt=today.year, closed_at__isnull=True)
    oldest = over.order_by("year").first()
    found = checklist_of(city, oldest.year, today=today, transfer=True) if oldest is not None else None
    if found is None or found.is_checked_since:
        return None
    return oldest if found.left == 1 else None


def booked_by(closing: Closing) -> dict[Kind, int]:
    """Return what an approved closing did in its year, in euro cents, by the kind that it emptied. One query."""
    booked = Transfer.objects.filter(
        entry__event=Event.CLOSE,
        entry__source=f"closing:{closing.public_id}",
        entry__slice__year=closing.year,
    )
    rows = booked.order_by().values_list("debit__kind", "credit__kind").annotate(moved=Sum("cents"))
    found: dict[Kind, int] = {}
    for debit, credit, cents in rows:
        emptied = credit if debit in {Kind.LAPSED, Kind.CLEARING} else debit
        found[Kind(emptied)] = found.get(Kind(emptied), 0) + cents
    return found
