"""The budget of a slice: allotted, raised, lowered, moved (E1, E1b)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.fields import new_public_id
from portal.trail.flows import flow
from wijkraden.people.models import User

from ..errors import OverReserved, WrongSlices
from ..models import Entry, Slice, Year
from ..posting import Move, Stamp, check_cents, lock, lock_together, post
from ..states import Event, Kind, Scope


@flow
def allot(
    slice_: Slice, *, cents: int, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Give a slice `cents` of budget, or that much more (E1).

    Raises OverReserved when the slices of the year would pass its reserved share.
    """
    check_cents(cents)
    _refuse_city_ledger(slice_)
    year = Year.objects.select_for_update(no_key=True).get(pk=slice_.year_id)
    held = lock(slice_.pk)
    stamp = Stamp(by, at, booked_on, key, source)
    is_new = not held.entries.filter(key=key).exists()
    if is_new and held.closed_at is None and cents > year.unallotted_cents:
        raise OverReserved(year.unallotted_cents)
    moves = [Move(Kind.FREE, Kind.AUTHORITY, cents)]
    return post(held, Event.ALLOT, stamp, asked=[cents], plan=moves)


@flow
def lower(
    slice_: Slice, *, cents: int, by: User | None, at: datetime, booked_on: date, key: str, source: str = ""
) -> Entry:
    """Take `cents` of the free budget back (E1); raises OverCeiling when less is free."""
    check_cents(cents)
    Year.objects.select_for_update(no_key=True).get(pk=slice_.year_id)
    stamp = Stamp(by, at, booked_on, key, source)
    moves = [Move(Kind.AUTHORITY, Kind.FREE, cents)]
    return post(slice_.pk, Event.LOWER, stamp, asked=[cents], plan=moves)


@flow
def redistribute(
    giver: Slice,
    taker: Slice,
    *,
    cents: int,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> tuple[Entry, Entry]:
    """Move `cents` of free budget from one slice to another of the same year (E1b): two entries, one pair."""
    check_cents(cents)
    _refuse_city_ledger(taker)
    if giver.year_id != taker.year_id or giver.pk == taker.pk:
        raise WrongSlices(_("Choose two different districts of the same year."))
    Year.objects.select_for_update(no_key=True).get(pk=giver.year_id)
    gives, takes = lock_together(giver.pk, taker.pk)
    stamp = Stamp(by, at, booked_on, key, source)
    pair = new_public_id()
    less, more = [Move(Kind.AUTHORITY, Kind.FREE, cents)], [Move(Kind.FREE, Kind.AUTHORITY, cents)]
    asked = [giver.public_id, taker.public_id, cents]
    return (
        post(gives, Event.REDISTRIBUTE, stamp, asked=asked, plan=less, pair=pair),
        post(takes, Event.REDISTRIBUTE, stamp, asked=asked, plan=more, pair=pair),
    )


def _refuse_city_ledger(slice_: Slice) -> None:
    if slice_.scope == Scope.BOOKS:
        raise WrongSlices(_("The city's own ledger has no budget of its own."))
