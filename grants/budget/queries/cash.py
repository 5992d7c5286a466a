"""What stands in the cash book, slice by slice. Amounts are euro cents on the normal side of each account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from wijkraden.places.models import City

from ..models import Account, Transfer
from ..states import CREDIT_KINDS, Event, Kind
from .budgets import slices, with_districts

# What a closing takes along, so that it stands in one year: the next one has it, a closed one none of it.
CASH = (Kind.PAYABLE, Kind.IN_TRANSIT, Kind.ADVANCES, Kind.RECEIVABLE, Kind.SUSPENSE)


def slices_with_cash(city: City, *, on: date) -> QuerySet[Any]:
    """Return the slices that are open, still carry something, or had something given up or set off in that year.

    That year is the calendar year of `on`. The newest year comes first, with the city's own ledger. Adds
    `payable_cents` and so on for each kind of `CASH`; `bank_cents`: what went out through the bank less what came in,
    while the slice is open; `given_up_cents`: what was written off in that year, whatever came of it since;
    `set_off_cents`: what of claims was set off in that year against what was to be paid. Two queries, of which one for
    the districts.
    """
    holds = Account.objects.filter(slice=OuterRef("pk"), kind__in=CASH, dossier__isnull=True)
    given_up, set_off = _written_off(on.year), _set_off(on.year)
    found = with_districts(slices(city, with_books=True)).filter(
        Q(closed_at__isnull=True)
        | Exists(holds.exclude(debits=F("credits")))
        | Exists(given_up)
        | Exists(set_off)
    )
    totals = {f"{kind.value}_cents": _total(kind) for kind in CASH}
    return found.annotate(
        **totals,
        bank_cents=_total(Kind.BANK, is_open=True),
        given_up_cents=_summed(given_up),
        set_off_cents=_summed(set_off),
    )


def leaf_cents(kind: Kind, *, dossier: str) -> Coalesce:
    """Return, for a query of which `dossier` names the dossier, what stands on its leaves of that kind in all years."""
    leaves = Account.objects.filter(dossier=OuterRef(dossier), kind=kind).order_by().values("dossier")
    return _or_none(Subquery(leaves.values(cents=Sum(_side(kind)))))


def _total(kind: Kind, *, is_open: bool = False) -> Coalesce:
    found = Account.objects.filter(slice=OuterRef("pk"), kind=kind, dossier__isnull=True)
    if is_open:
        found = found.filter(slice__closed_at__isnull=True)
    return _or_none(Subquery(found.values(cents=_side(kind))[:1]))


def _side(kind: Kind) -> Any:
    """Return the side on which that kind counts up: of the bank what went out."""
    is_credit = kind in {*CREDIT_KINDS, Kind.BANK}
    return F("credits") - F("debits") if is_credit else F("debits") - F("credits")


def _written_off(year: int) -> QuerySet[Transfer]:
    return _booked_in(year, Event.WRITE_OFF).filter(debit__kind=Kind.WRITTEN_OFF)


def _set_off(year: int) -> QuerySet[Transfer]:
    return _booked_in(year, Event.SET_OFF).filter(credit__kind=Kind.RECEIVABLE)


def _booked_in(year: int, event: Event) -> QuerySet[Transfer]:
    return Transfer.objects.filter(
        entry__slice=OuterRef("pk"),
        entry__event=event,
        entry__undone_by__isnull=True,
        entry__booked_on__range=(date(year, 1, 1), date(year, 12, 31)),
    )


def _summed(found: QuerySet[Transfer]) -> Coalesce:
    return _or_none(Subquery(found.order_by().values("entry__slice").values(cents=Sum("cents"))))


def _or_none(found: Subquery) -> Coalesce:
    return Coalesce(found, Value(0), output_field=BigIntegerField())
