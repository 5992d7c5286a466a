"""The year change: what lapses, what goes on in the next year, and then nothing more (E15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.fields import new_public_id
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import OverCeiling, StillOpen, WrongDay, WrongSlices, YearClosed, closed_before
from ..models import Account, Dossier, Slice, Year
from ..posting import Books, Decision, Move, Stamp, lock, lock_together, post
from ..states import OPEN_KINDS, PER_DOSSIER, Event, Kind

SLICE_CLOSED = describe("budget.slice_closed", gettext_lazy("closed the books of a district for {year}"))
YEAR_CLOSED = describe("budget.year_closed", gettext_lazy("closed the budget year {year}"))

# What goes over to the next year: the debit side and the credit side there.
_GOES_ON = (
    (Kind.ADVANCES, Kind.CLEARING),
    (Kind.RECEIVABLE, Kind.CLEARING),
    (Kind.CLEARING, Kind.PAYABLE),
    (Kind.CLEARING, Kind.IN_TRANSIT),
)


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

    def stamped(self, name: str) -> Stamp:
        one = self.stamp
        return Stamp(one.by, one.at, one.booked_on, f"{one.key}/{name}", one.source)


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
    reserved share of that year grows by it; without (None), they take from what is free there.
    Raises StillOpen while something is reserved or conditional, OverCeiling when the next year has too
    little free, WrongDay when something was booked after `booked_on`. Closing again returns the slice.
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
    if new is None and (dossiers or Books(old, []).balance(Kind.SUSPENSE)):
        raise StillOpen(_("Prepare the next year first: something of this year is still open."))
    if transfer is not None and new is not None:
        _bring_budget_along(new, sum(committed for _dossier, committed in dossiers), transfer)
    for dossier, _committed in dossiers:
        _take_over(change, dossier)
    _let_go(change)
    closed = {"closed_at": at, "closed_on": booked_on, "successor": new}
    Slice.objects.filter(pk=old.pk).update(**closed)
    record(SLICE_CLOSED, f"slice:{old.public_id}", by=by, at=at, year=old.year.year)
    return lock(old.pk)


def _held(slice_: Slice, into: Slice | None) -> tuple[Slice, Slice | None]:
    for year in sorted({one.year_id for one in (slice_, into) if one is not None}):
        Year.objects.select_for_update().get(pk=year)
    if into is None:
        return lock(slice_.pk), None
    old, new = lock_together(slice_.pk, into.pk)
    same_rules = (old.year.city_id, old.regulation_id, old.scope) == (
        new.year.city_id,
        new.regulation_id,
        new.scope,
    )
    if new.year.year <= old.year.year or not same_rules:
        raise WrongSlices(_("Choose the same budget in a later year."))
    if new.closed_at is not None:
        raise YearClosed(new.year.year)
    return old, new


def _refuse_open(old: Slice) -> None:
    books = Books(old, [])
    if books.balance(Kind.RESERVED):
        raise StillOpen(_("%(name)s: something is still reserved. Decide on it first.") % {"name": old.name})
    if books.balance(Kind.CONDITIONAL):
        raise StillOpen(_("%(name)s: something is still granted under condition.") % {"name": old.name})


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
    year = Year.objects.get(pk=new.year_id)
    if cents:
        Year.objects.filter(pk=year.pk).update(
            programme_cents=year.programme_cents + cents,
            reserved_cents=year.reserved_cents + cents,
            decision_number=year.decision_number or transfer.number,
            decision_on=year.decision_on or transfer.on,
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
    out, over = change.stamped(f"{dossier.number}/out"), change.stamped(f"{dossier.number}/in")
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
    post(old, Event.CLOSE, change.stamped("out"), asked=asked, plan=away, pair=pair)
    if new is not None and waits:
        over = [Move(Kind.CLEARING, Kind.SUSPENSE, waits)]
        post(new, Event.CARRY, change.stamped("in"), asked=asked, plan=over, pair=pair)


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
    """Close every slice of a year into the slice of the same name and regulation of the next, and the year.

    All of it or nothing; raises what `close_slice` raises.
    """
    held = Year.objects.select_for_update().get(pk=year.pk)
    if held.closed_at is not None:
        return held
    after = _by_name(Slice.objects.filter(year__city=held.city_id, year__year=held.year + 1))
    for place, slice_ in _by_name(held.slices.all()).items():
        close_slice(
            slice_,
            into=after.get(place),
            transfer=transfer,
            by=by,
            at=at,
            booked_on=booked_on,
            key=f"{key}/{slice_.public_id}",
            source=source,
        )
    Year.objects.filter(pk=held.pk).update(closed_at=at)
    record(YEAR_CLOSED, f"year:{held.year}", by=by, at=at, year=held.year)
    held.refresh_from_db()
    return held


def _by_name(slices: Iterable[Slice]) -> dict[tuple[int | None, str, str], Slice]:
    found = sorted(slices, key=lambda one: one.pk)
    return {(one.regulation_id, one.scope, one.name): one for one in found}
