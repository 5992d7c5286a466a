"""Reads of the money. Amounts are euro cents on the normal side of each account; a slice is one row.

Nothing is added up from transfers but for a past day: the totals of a slice stand in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from wijkraden.places.models import Area, City, District

from .models import Account, Change, Dossier, Entry, Slice, SliceDistrict, Transfer, Year
from .states import CREDIT_KINDS, PARTS, ChangeState, Kind, Scope


@dataclass(frozen=True)
class Figures:
    """What stands on the accounts of one or more slices, in euro cents.

    Budget = reserved + committed + realised + free + lapsed; `paid` stands apart.
    """

    balances: dict[str, int]

    def __getitem__(self, kind: Kind) -> int:
        """Return the balance of one kind."""
        return self.balances.get(kind.value, 0)

    @property
    def authority(self) -> int:
        """The whole budget."""
        return self[Kind.AUTHORITY]

    @property
    def granted(self) -> int:
        """What was granted: committed and realised."""
        return self[Kind.COMMITTED] + self[Kind.REALISED]

    @property
    def paid(self) -> int:
        """What has been sent to payees and not come back: on its way, or through the bank."""
        return self[Kind.IN_TRANSIT] - self[Kind.BANK]

    @property
    def parts(self) -> list[tuple[Kind, int]]:
        """The parts of the budget in the order of every table and bar."""
        return [(kind, self[kind]) for kind in PARTS]

    @property
    def used_percent(self) -> int:
        """The share of its own budget that was granted, in whole percents rounded down (99 while a cent is left)."""
        return self.granted * 100 // self.authority if self.authority else 0


def years_of(city: City) -> QuerySet[Year]:
    """Return the years of a city, the newest first. One query."""
    return Year.objects.filter(city=city).select_related("city").order_by("-year")


def year_of(city: City, year: int) -> Year | None:
    """Return one year of a city. One query."""
    return years_of(city).filter(year=year).first()


def slices(
    city: City,
    *,
    year: int | None = None,
    district: District | None = None,
    area: Area | None = None,
    regulation: Any = None,
    with_books: bool = False,
) -> QuerySet[Slice]:
    """Return slices by year, district, area and regulation, in order of name, with year and regulation.

    One query; a further one for their districts (`slice.shares`) when asked for. `with_books`: also the
    city's own ledger.
    """
    found = Slice.objects.filter(year__city=city).select_related("year", "regulation")
    if not with_books:
        found = found.exclude(scope=Scope.BOOKS)
    if year is not None:
        found = found.filter(year__year=year)
    if regulation is not None:
        found = found.filter(regulation=regulation)
    mine = SliceDistrict.objects.filter(slice=OuterRef("pk"))
    if district is not None:
        found = found.filter(Q(scope=Scope.CITY) | Exists(mine.filter(district=district)))
    if area is not None:
        found = found.filter(Exists(mine.filter(district__area=area)))
    return found.order_by("-year__year", "sort_key", "id")


def with_districts(found: QuerySet[Slice]) -> QuerySet[Slice]:
    """Return slices with their districts at hand. One query more."""
    shares = SliceDistrict.objects.select_related("district__area").order_by("district__sort_key")
    return found.prefetch_related(Prefetch("shares", shares))


def figures_of(found: Iterable[Slice]) -> dict[int, Figures]:
    """Return the figures of each slice, by its id: one row a kind, whatever the number of entries. One query."""
    totals = Account.objects.filter(slice__in=_ids(found), dossier__isnull=True)
    balances: dict[int, dict[str, int]] = {pk: {} for pk in _ids(found)}
    for slice_id, kind, debits, credited in totals.values_list("slice_id", "kind", "debits", "credits"):
        balances[slice_id][kind] = _on_its_side(kind, debits - credited)
    return {pk: Figures(kinds) for pk, kinds in balances.items()}


def figures_on(found: Iterable[Slice], day: date) -> dict[int, Figures]:
    """Return the figures of each slice as they stood at the end of a day, by the day of booking. Two queries."""
    before = Transfer.objects.filter(entry__slice__in=_ids(found), entry__booked_on__lte=day)
    balances: dict[int, dict[str, int]] = {pk: {} for pk in _ids(found)}
    for side, sign in (("debit", 1), ("credit", -1)):
        sums = before.values("entry__slice_id", f"{side}__kind").order_by().annotate(cents=Sum("cents"))
        for slice_id, kind, cents in sums.values_list("entry__slice_id", f"{side}__kind", "cents"):
            here = balances[slice_id]
            here[kind] = here.get(kind, 0) + _on_its_side(kind, sign * cents)
    return {pk: Figures(kinds) for pk, kinds in balances.items()}


def together(figures: Iterable[Figures]) -> Figures:
    """Return the sum of figures."""
    balances: dict[str, int] = {}
    for one in figures:
        for kind, cents in one.balances.items():
            balances[kind] = balances.get(kind, 0) + cents
    return Figures(balances)


def authority_of(found: Iterable[Slice]) -> dict[int, int]:
    """Return the budget of each slice, by its id. One query."""
    return _balances(found, Kind.AUTHORITY)


def free_of(found: Iterable[Slice]) -> dict[int, int]:
    """Return what is free in each slice, by its id. One query."""
    return _balances(found, Kind.FREE)


def _balances(found: Iterable[Slice], kind: Kind) -> dict[int, int]:
    totals = Account.objects.filter(slice__in=_ids(found), kind=kind, dossier__isnull=True)
    rows = totals.values_list("slice_id", "debits", "credits")
    return {slice_id: _on_its_side(kind, debits - credited) for slice_id, debits, credited in rows}


def _ids(found: Iterable[Slice]) -> list[int]:
    return sorted({one.pk for one in found})


def _on_its_side(kind: str, debit: int) -> int:
    return -debit if kind in CREDIT_KINDS else debit


@dataclass(frozen=True)
class CardLine:
    """One transfer on the account card of a dossier, and what stood on that account after it."""

    transfer: Transfer
    account: Account
    debit: int
    credit: int
    balance: int


def card_of(dossier: Dossier) -> list[CardLine]:
    """Return every booking on the accounts of a dossier, in order, with the balance after it. Two queries."""
    leaves = {one.pk: one for one in Account.objects.filter(dossier=dossier)}
    touched = Transfer.objects.filter(Q(debit__in=leaves) | Q(credit__in=leaves))
    found = touched.select_related("entry__by", "entry__slice__year").order_by("entry_id", "position")
    return list(_carded(found, leaves))


def _carded(found: Iterable[Transfer], leaves: dict[int, Account]) -> Iterator[CardLine]:
    balances = dict.fromkeys(leaves, 0)
    for one in found:
        for pk, debit in ((one.debit_id, one.cents), (one.credit_id, -one.cents)):
            if pk in leaves:
                balances[pk] += _on_its_side(leaves[pk].kind, debit)
                yield CardLine(one, leaves[pk], max(debit, 0), max(-debit, 0), balances[pk])


def leaves_of(dossiers: Sequence[Dossier]) -> dict[int, Figures]:
    """Return the figures of each dossier over all years, by its id. One query."""
    balances: dict[int, dict[str, int]] = {one.pk: {} for one in dossiers}
    signed = Case(
        When(kind__in=CREDIT_KINDS, then=F("credits") - F("debits")), default=F("debits") - F("credits")
    )
    rows = Account.objects.filter(dossier__in=list(balances)).values("dossier_id", "kind").order_by()
    for dossier_id, kind, cents in rows.annotate(cents=Sum(signed)).values_list(
        "dossier_id", "kind", "cents"
    ):
        balances[dossier_id][kind] = cents
    return {pk: Figures(kinds) for pk, kinds in balances.items()}


def journal(
    city: City,
    *,
    year: int | None = None,
    district: District | None = None,
    event: str = "",
    key: str = "",
    dossier: str = "",
    first_on: date | None = None,
    last_on: date | None = None,
) -> QuerySet[Entry]:
    """Return entries, the newest first, with slice, dossier and who booked them, and `cents`: what they moved.

    `key` is the whole key or source of an entry, `dossier` a whole number of a dossier. One query.
    """
    found = Entry.objects.filter(slice__year__city=city)
    if year is not None:
        found = found.filter(slice__year__year=year)
    if district is not None:
        mine = SliceDistrict.objects.filter(slice=OuterRef("slice"), district=district)
        found = found.filter(Exists(mine))
    if event:
        found = found.filter(event=event)
    if key:
        found = found.filter(Q(key=key) | Q(source=key))
    if dossier:
        found = found.filter(dossier__number=dossier)
    if first_on is not None:
        found = found.filter(booked_on__gte=first_on)
    if last_on is not None:
        found = found.filter(booked_on__lte=last_on)
    moved = Transfer.objects.filter(entry=OuterRef("pk")).values("entry").order_by()
    total = Coalesce(moved.annotate(cents=Sum("cents")).values("cents")[:1], Value(0))
    related = found.select_related("slice__year", "dossier", "by").annotate(cents=total)
    return related.order_by("-id")


def entry_at(city: City, slice_id: str, number: int) -> Entry | None:
    """Return one entry by the public id of its slice and its number. One query."""
    found = Entry.objects.filter(slice__year__city=city, slice__public_id=slice_id, number=number)
    return found.select_related("slice__year", "slice__regulation", "dossier", "by", "undoes").first()


def transfers_of(entry: Entry) -> QuerySet[Transfer]:
    """Return the transfers of an entry in their order, with accounts and dossiers. One query."""
    accounts = ("debit__dossier", "credit__dossier")
    return Transfer.objects.filter(entry=entry).select_related(*accounts).order_by("position")


def belongs_with(entry: Entry) -> QuerySet[Entry]:
    """Return the other entries of its pair, what it undoes and what undoes it. One query."""
    others = Q(undoes=entry)
    if entry.undoes_id is not None:
        others |= Q(pk=entry.undoes_id)
    if entry.pair:
        others |= Q(pair=entry.pair)
    return Entry.objects.filter(others).exclude(pk=entry.pk).select_related("slice__year").order_by("id")


def dossier_at(city: City, number: str) -> Dossier | None:
    """Return a dossier of the city by its number. One query."""
    found = Dossier.objects.filter(year__city=city, number=number)
    return found.select_related("slice__year", "year").first()


def changes_of(year: Year) -> QuerySet[Change]:
    """Return the prepared and decided changes of a year, the newest first, with the people. One query."""
    return Change.objects.filter(year=year).select_related("year", "prepared_by", "decided_by")


def waiting_changes(city: City) -> QuerySet[Change]:
    """Return the changes that wait for approval, the oldest first. One query."""
    found = Change.objects.filter(year__city=city, state=ChangeState.PREPARED)
    return found.select_related("year", "prepared_by").order_by("prepared_at", "id")


def change_at(city: City, public_id: str) -> Change | None:
    """Return a change of the city with its year and people. One query."""
    found = Change.objects.filter(year__city=city, public_id=public_id)
    return found.select_related("year__city", "prepared_by", "decided_by").first()


def lines_of(change: Change) -> QuerySet[Any]:
    """Return the lines of a change in their order, with slices and takers. One query."""
    return change.lines.select_related("slice", "taker").order_by("position")
