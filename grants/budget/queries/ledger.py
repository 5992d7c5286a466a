"""Reads of the ledger: the journal, one entry, one dossier with its account card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from wijkraden.places.models import City, District

from ..models import Account, Dossier, Entry, Slice, SliceDistrict, Transfer
from ..states import Scope
from .figures import on_its_side


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
                balances[pk] += on_its_side(leaves[pk].kind, debit)
                yield CardLine(one, leaves[pk], max(debit, 0), max(-debit, 0), balances[pk])


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

    `key` is the whole key or source of an entry, or the source of the other of its pair; `dossier` a whole number of
    a dossier. One query.
    """
    found = Entry.objects.filter(slice__year__city=city)
    if year is not None:
        found = found.filter(slice__year__year=year)
    if district is not None:
        mine = SliceDistrict.objects.filter(slice=OuterRef("slice"), district=district)
        found = found.filter(Q(slice__scope=Scope.CITY) | Exists(mine))
    if event:
        found = found.filter(event=event)
    if key:
        paired = Entry.objects.filter(slice__year__city=city, source=key).exclude(pair="")
        found = found.filter(Q(key=key) | Q(source=key) | Q(pair__in=paired.values("pair")))
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


def with_dossiers(city: City) -> frozenset[int]:
    """Return the ids of the slices that hold a dossier or took over from one that did: money of it may still move.

    One query.
    """
    begun = Exists(Dossier.objects.filter(slice=OuterRef("pk")))
    found = Slice.objects.filter(year__city=city).annotate(begun=begun).order_by("year__year")
    held: set[int] = set()
    for pk, successor, has_dossier in found.values_list("pk", "successor_id", "begun"):
        if has_dossier or pk in held:
            held |= {pk, successor} - {None}
    return frozenset(held)


def dossier_at(city: City, number: str) -> Dossier | None:
    """Return a dossier of the city by its number. One query."""
    found = Dossier.objects.filter(year__city=city, number=number)
    return found.select_related("slice__year", "year").first()
