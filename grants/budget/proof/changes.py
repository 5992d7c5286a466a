"""What a proof asks of the decisions behind the budget: the reserved shares, and what approved changes booked.

Each returns sentences about one city, or (None) about all of them.
"""

from __future__ import annotations

from django.db.models import F, QuerySet, Sum

from wijkraden.places.models import City

from ..models import Change, ChangeLine, Entry, Transfer, Year
from ..states import ChangeKind, ChangeState, Event, Kind
from .outcome import MOST

_SOURCE = "change:"
_Booked = dict[tuple[int, str], int]  # what the budget of a slice got (below zero: gave) under a key


def shares(city: City | None) -> list[str]:
    """Name years whose share is not what changes of it made, with what transfers of a year change brought.

    A change of the share says what stood there before, so the sum of what each added is the share, in any order.
    """
    found = Year.objects.filter(city=city) if city else Year.objects.all()
    columns = ("programme_cents", "reserved_cents")
    added = _added(city)
    faults = []
    rows = found.order_by("pk").values_list("pk", "city__name", "year", *columns)
    for pk, name, year, *stands in rows:
        told = zip(("programme", "reserved share"), stands, added.get(pk, (0, 0)), strict=True)
        faults += [
            f"{name} {year}: its {what} is not what was decided of it"
            for what, cents, decided in told
            if type(cents) is int and cents != decided
        ]
    return faults


def _added(city: City | None) -> dict[int, tuple[int, int]]:
    """Return per year what decisions added to its programme and to its share."""
    approved = _approved(city).filter(kind=ChangeKind.SHARE).order_by()
    sums = approved.values("year").annotate(
        programme=Sum(F("programme_cents") - F("programme_cents_before")),
        reserved=Sum(F("reserved_cents") - F("reserved_cents_before")),
    )
    added: dict[int, tuple[int, int]] = {
        pk: (programme, reserved)
        for pk, programme, reserved in sums.values_list("year", "programme", "reserved")
    }
    along = Transfer.objects.filter(entry__event=Event.CARRY, credit__kind=Kind.AUTHORITY).order_by()
    if city:
        along = along.filter(entry__slice__year__city=city)
    brought = along.values("entry__slice__year").annotate(sum=Sum("cents"))
    for pk, cents in brought.values_list("entry__slice__year", "sum"):
        programme, reserved = added.get(pk, (0, 0))
        added[pk] = (programme + cents, reserved + cents)
    return added


def _approved(city: City | None) -> QuerySet[Change]:
    found = Change.objects.filter(state=ChangeState.APPROVED)
    return found.filter(year__city=city) if city else found


def changes(city: City | None) -> list[str]:
    """Name approved changes that booked something else than they say, and entries of what nobody approved."""
    approved = dict(_approved(city).values_list("public_id", "decision_number"))
    decided, booked = _decided(city), _booked(city)
    faults = []
    for public_id, number in approved.items():
        if decided.get(public_id, {}) != booked.pop(public_id, {}):
            faults.append(f"change {public_id} ({number}): what it booked is not what was approved")
    for public_id, places in booked.items():
        faults.append(f"change {public_id}: {len(places)} entries name it, but nobody approved it here")
    return faults[:MOST]


def _decided(city: City | None) -> dict[str, _Booked]:
    found = ChangeLine.objects.filter(change__in=_approved(city)).order_by("change", "position")
    columns = ("change__public_id", "position", "slice", "taker", "before_cents", "after_cents")
    decided: dict[str, _Booked] = {}
    for public_id, position, slice_, taker, before, after in found.values_list(*columns).iterator():
        key = f"{_SOURCE}{public_id}/{position}"
        places = decided.setdefault(public_id, {})
        places[slice_, key] = after - before
        if taker is not None:
            places[taker, key] = before - after
    return decided


def _booked(city: City | None) -> dict[str, _Booked]:
    """Return per change what entries that name it did to budgets; a counter-entry is a decision of its own."""
    found = Entry.objects.filter(source__startswith=_SOURCE).exclude(event=Event.COUNTER)
    if city:
        found = found.filter(slice__year__city=city)
    columns = (
        "source",
        "slice",
        "key",
        "transfers__cents",
        "transfers__debit__kind",
        "transfers__credit__kind",
    )
    booked: dict[str, _Booked] = {}
    for source, slice_, key, cents, debit, credit in found.order_by("pk").values_list(*columns).iterator():
        places = booked.setdefault(source.removeprefix(_SOURCE), {})
        sign = (credit == Kind.AUTHORITY) - (debit == Kind.AUTHORITY)
        places[slice_, key] = places.get((slice_, key), 0) + sign * (cents or 0)
    return booked
