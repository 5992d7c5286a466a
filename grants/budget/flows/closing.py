"""The year change: what lapses, what goes on in the next year, and then nothing more (E15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.fields import new_public_id
from portal.trail.flows import flow, record
from portal.trail.states import is_code
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import OverCeiling, StillOpen, WrongDay, WrongSlices, YearClosed, closed_before
from ..models import Account, Dossier, Slice, SliceDistrict, Year
from ..posting import Books, Decision, Move, Stamp, key_within, lock, lock_together, lock_years, post
from ..queries import with_dossiers
from ..states import OPEN_KINDS, PER_DOSSIER, Event, Kind

SLICE_CLOSED = describe("budget.slice_closed", gettext_lazy("closed the books of a district ({year})"))
YEAR_CLOSED = describe("budget.year_closed", gettext_lazy("closed a budget year ({year})"))

# What goes over to the next year: the debit side and the credit side there.
_GOES_ON = (
    (Kind.ADVANCES, Kind.CLEARING),
    (Kind.RECEIVABLE, Kind.CLEARING),
    (Kind.CLEARING, Kind.PAYABLE),
    (Kind.CLEARING, Kind.IN_TRANSIT),
)

_Place = tuple[int | None, str, frozenset[int]]  # regulation, scope, districts


@dataclass(frozen=True)
class _Change:
    """One slice on its way into the next: a pair of entries per dossier, and one for what has no dossier."""

    old: Slice
    new: Slice | None
    transfer: Decision | None
    stamp: Stamp

    @property
    def transfer_number(self) -> str:
        return self.transfer.number if self.transfer else ""

    def goes_out(self, name: str = "") -> Stamp:
        """Return the stamp of an entry in the old slice."""
        return replace(self.stamp, key=key_within(self.stamp.key, f"{name}/out" if name else "out"))

    def comes_in(self, name: str = "") -> Stamp:
        """Return the stamp of an entry in the next slice: its source is the transfer, when one was decided."""
        key = key_within(self.stamp.key, f"{name}/in" if name else "in")
        told = self.transfer
        source = f"transfer:{told.number}/{told.on.isoformat()}" if told else self.stamp.source
        return replace(self.stamp, key=key, source=source)


@flow
def close_slice(
    slice_: Slice,
    *,
    into: Slice | None,
    transfer: Decision | None,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Slice:
    """Close a slice: what is free lapses, what is still open goes into the slice `into` of a later year.

    With a `transfer` that the city council decided the open commitments bring their budget along, and the
    reserved share of that year grows by it: the entries there name that decision as their source, and the trail
    tells it with the amount. Without (None), they take from what is free there.
    Raises WrongSlices unless `into` is the money of the same districts under the same regulation, StillOpen while
    something is reserved or conditional, or without `into` for a slice that ever had a dossier: what comes back or in
    later needs a place. Raises OverCeiling when the next year has too little free, WrongDay when
    something was booked after `booked_on`. Closing again returns the slice.
    """
    old, new = _held(slice_, into)
    if old.closed_at is not None:
        return old
    _refuse_open(old)
    last = old.entries.aggregate(last=Max("booked_on"))["last"]
    if last is not None and last > booked_on:
        raise WrongDay(closed_before(last))
    change = _Change(old, new, transfer, Stamp(by, at, booked_on, key, source))
    dossiers = _open_dossiers(old)
    if new is None:
        _refuse_homeless(old)
    along = sum(committed for _dossier, committed in dossiers) if transfer is not None else 0
    if along and transfer is not None and new is not None:
        _bring_budget_along(new, along, transfer)
    for dossier, _committed in dossiers:
        _take_over(change, dossier)
    _let_go(change)
    closed = {"closed_at": at, "closed_on": booked_on, "successor": new}
    Slice.objects.filter(pk=old.pk).update(**closed)
    told = {**_facts(transfer), "transferred_cents": along} if transfer else {}
    record(SLICE_CLOSED, f"slice:{old.public_id}", by=by, at=at, year=old.year.year, **told)
    return lock(old.pk)


def _held(slice_: Slice, into: Slice | None) -> tuple[Slice, Slice | None]:
    lock_years(*(one.year_id for one in (slice_, into) if one is not None))
    if into is None:
        return lock(slice_.pk), None
    old, new = lock_together(slice_.pk, into.pk)
    places = _places([old, new])
    is_same = old.year.city_id == new.year.city_id and places[old.pk] == places[new.pk]
    if new.year.year <= old.year.year or not is_same:
        raise WrongSlices(_("Choose the same budget in a later year."))
    if new.closed_at is not None and old.closed_at is None:
        raise YearClosed(new.year.year)
    return old, new


def _facts(transfer: Decision | None) -> dict[str, str | None]:
    """Return number and day of the decision for the trail; a number that is no code stands in the entries alone."""
    if transfer is None:
        return {}
    number = transfer.number if is_code(transfer.number) else None
    return {"decision": number, "decided_on": transfer.on.isoformat()}


def _refuse_open(old: Slice) -> None:
    books = Books(old, [])
    if books.balance(Kind.RESERVED):
        raise StillOpen(_("%(name)s: something is still reserved. Decide on it first.") % {"name": old.title})
    if books.balance(Kind.CONDITIONAL):
        raise StillOpen(_("%(name)s: something is still granted under condition.") % {"name": old.title})


def _refuse_homeless(old: Slice) -> None:
    if old.pk in with_dossiers(old.year.city) or Books(old, []).balance(Kind.SUSPENSE):
        text = _(
            "%(name)s: prepare its budget in the next year first. What still moves for its dossiers goes there."
        )
        raise StillOpen(text % {"name": old.title})


def _open_dossiers(old: Slice) -> list[tuple[Dossier, int]]:
    """Return the dossiers with something open, by number, each with what is committed to it."""
    leaves = Account.objects.filter(slice=old, dossier__isnull=False, kind__in=OPEN_KINDS).exclude(
        debits=F("credits")
    )
    committed: dict[Dossier, int] = {}
    for leaf in leaves.select_related("dossier").order_by("dossier__number"):
        if leaf.dossier is not None:
            amount = leaf.balance if leaf.kind == Kind.COMMITTED else 0
            committed[leaf.dossier] = committed.get(leaf.dossier, 0) + amount
    return list(committed.items())


def _bring_budget_along(new: Slice, cents: int, transfer: Decision) -> None:
    """Let the share of the next year grow; of a year without a share the transfer is the decision of its share."""
    year = Year.objects.get(pk=new.year_id)
    if not year.reserved_cents:
        year.decision_number, year.decision_on = transfer.number, transfer.on
    Year.objects.filter(pk=year.pk).update(
        programme_cents=year.programme_cents + cents,
        reserved_cents=year.reserved_cents + cents,
        decision_number=year.decision_number,
        decision_on=year.decision_on,
    )


def _take_over(change: _Change, dossier: Dossier) -> None:
    old, new = change.old, change.new
    if new is None:
        raise ValueError("an open dossier needs a slice to go to")
    books = Books(old, [dossier])
    committed = books.balance(Kind.COMMITTED, dossier)
    here = Books(new, [])
    if change.transfer is None and committed > here.balance(Kind.FREE):
        raise OverCeiling(here.balance(Kind.FREE))
    goes = [(debit, credit, _amount(books, debit, credit, dossier)) for debit, credit in _GOES_ON]
    pair, asked = new_public_id(), [old.public_id, new.public_id, change.transfer_number]
    away = [Move(Kind.LAPSED, Kind.COMMITTED, committed), *(Move(c, d, cents) for d, c, cents in goes)]
    takes_from = Kind.AUTHORITY if change.transfer else Kind.FREE
    back = [Move(Kind.COMMITTED, takes_from, committed), *(Move(d, c, cents) for d, c, cents in goes)]
    out, over = change.goes_out(dossier.number), change.comes_in(dossier.number)
    post(old, Event.CLOSE, out, dossier=dossier, asked=asked, plan=away, pair=pair)
    post(new, Event.CARRY, over, dossier=dossier, asked=asked, plan=back, pair=pair)


def _amount(books: Books, debit: Kind, credit: Kind, dossier: Dossier) -> int:
    return books.balance(debit if debit in PER_DOSSIER else credit, dossier)


def _let_go(change: _Change) -> None:
    old, new = change.old, change.new
    books = Books(old, [])
    free, waits = books.balance(Kind.FREE), books.balance(Kind.SUSPENSE)
    pair = new_public_id() if waits else ""
    asked = [old.public_id, new.public_id if new else "", change.transfer_number]
    away = [Move(Kind.LAPSED, Kind.FREE, free), Move(Kind.SUSPENSE, Kind.CLEARING, waits)]
    post(old, Event.CLOSE, change.goes_out(), asked=asked, plan=away, pair=pair)
    if new is not None and waits:
        over = [Move(Kind.CLEARING, Kind.SUSPENSE, waits)]
        post(new, Event.CARRY, change.comes_in(), asked=asked, plan=over, pair=pair)


@flow
def close_year(
    year: Year,
    *,
    transfer: Decision | None,
    by: User | None,
    at: datetime,
    booked_on: date,
    key: str,
    source: str = "",
) -> Year:
    """Close every slice of a year into the slice of the same districts and regulation of the next, and the year.

    All of it or nothing; raises what `close_slice` raises.
    """
    following = Year.objects.filter(city=year.city_id, year=year.year + 1)
    held = {one.pk: one for one in lock_years(year.pk, *following.values_list("pk", flat=True))}[year.pk]
    if held.closed_at is not None:
        return held
    here = _by_place(held.slices.order_by("pk"))
    after = _by_place(Slice.objects.filter(year__in=following).order_by("pk"))
    lock_together(*(one.pk for one in (*here.values(), *after.values())))
    for place, slice_ in here.items():
        close_slice(
            slice_,
            into=after.get(place),
            transfer=transfer,
            by=by,
            at=at,
            booked_on=booked_on,
            key=key_within(key, slice_.public_id),
            source=source,
        )
    Year.objects.filter(pk=held.pk).update(closed_at=at)
    record(YEAR_CLOSED, f"year:{held.year}", by=by, at=at, year=held.year, **_facts(transfer))
    held.refresh_from_db()
    return held


def _by_place(slices: Iterable[Slice]) -> dict[_Place, Slice]:
    found = list(slices)
    places = _places(found)
    return {places[one.pk]: one for one in found}


def _places(slices: Sequence[Slice]) -> dict[int, _Place]:
    """Return by id whose money slices are, whatever they are called: regulation, scope and districts. One query."""
    districts: dict[int, set[int]] = {one.pk: set() for one in slices}
    shares = SliceDistrict.objects.filter(slice__in=districts)
    for slice_id, district_id in shares.values_list("slice_id", "district_id"):
        districts[slice_id].add(district_id)
    return {one.pk: (one.regulation_id, one.scope, frozenset(districts[one.pk])) for one in slices}
