"""A ledger with dossiers in it: the worked example of the trade, and more of the same."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from grants.budget.flows import (
    allot,
    award_advance,
    commit,
    determine,
    lower,
    open_dossier,
    open_slices,
    open_year,
    receive,
    release,
    reserve,
    send,
    settle,
)
from grants.budget.models import Dossier, Slice, Year
from grants.budget.queries import authority_of, slices
from grants.control.flows import note_proof, prepare_closing
from grants.control.models import Closing
from grants.control.queries import checklist_of, newest_closing
from grants.plan.flows import add_regulation
from tests.budget import approved_share
from tests.make import person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

YEAR = 2026  # of the demo's money when it was loaded at NOON


@dataclass(frozen=True)
class Worked:
    """A district budget of 25,000.00 with three dossiers: one paid at once, one paid back in part, one refused."""

    slice: Slice
    paid: Dossier
    paid_back: Dossier
    refused: Dossier


def with_budget(slice_: Slice, cents: int, *, by: User, at: datetime) -> Slice:
    """Give a slice exactly so much budget: what it has too much is lowered, what it lacks allotted."""
    more = cents - authority_of([slice_])[slice_.pk]
    if more:
        book = allot if more > 0 else lower
        book(slice_, cents=abs(more), by=by, at=at, booked_on=localdate(at), key=f"budget of {cents}")
    return slice_


def slice_of(district: District, year: int = YEAR) -> Slice:
    """Return the demo's slice of a district."""
    return slices(district.city, year=year, district=district).get(regulation__prefix="WS")


def worked_example(district: District, *, by: User, at: datetime) -> Worked:
    """Play the worked example in the slice of a district, the keys being p1/…, p2/… and p3/….

    It ends with 14,200.00 free, 10,800.00 realised, and 11,200.00 paid of which 400.00 came back. What was
    played there already is returned.
    """
    here = slice_of(district)
    played = [here.entries.filter(key=f"p{number}/reserve").first() for number in (1, 2, 3)]
    dossiers = [one.dossier for one in played if one is not None and one.dossier is not None]
    if dossiers:
        return Worked(here, *dossiers)
    with_budget(here, 2_500_000, by=by, at=at)
    paid, paid_back, refused = (open_dossier(here, by=by, at=at) for _ in range(3))
    day = localdate(at)

    def stamp(key: str) -> dict[str, Any]:
        return {"by": by, "at": at, "booked_on": day, "key": key, "source": f"proef:{key}"}

    reserve(paid, cents=480_000, **stamp("p1/reserve"))
    commit(paid, cents=480_000, **stamp("p1/commit"))
    determine(paid, cents=480_000, **stamp("p1/determine"))
    send(paid, cents=480_000, **stamp("p1/send"))
    settle(paid, cents=480_000, **stamp("p1/settle"))
    reserve(paid_back, cents=900_000, **stamp("p2/reserve"))
    commit(paid_back, cents=800_000, **stamp("p2/commit"))
    award_advance(paid_back, cents=640_000, **stamp("p2/advance"))
    send(paid_back, cents=640_000, **stamp("p2/send"))
    settle(paid_back, cents=640_000, **stamp("p2/settle"))
    reserve(refused, cents=1_300_000, **stamp("p3/reserve"))
    release(refused, **stamp("p3/release"))
    determine(paid_back, cents=600_000, **stamp("p2/determine"))
    receive(paid_back, cents=40_000, **stamp("p2/receive"))
    here.refresh_from_db()
    return Worked(here, paid, paid_back, refused)


def more_bookings(worked: Worked, number: int, *, by: User, at: datetime) -> None:
    """Open further dossiers with a reservation each, and reserve for the refused one and release it again."""
    day = localdate(at)
    for _ in range(number):
        fresh = open_dossier(worked.slice, by=by, at=at)
        for dossier in (fresh, worked.refused):
            key = f"{fresh.number}/{dossier.number}"
            reserve(dossier, cents=100, by=by, at=at, booked_on=day, key=key)
        release(worked.refused, by=by, at=at, booked_on=day, key=f"{fresh.number}/release")


def ledger_of(city: City, *, by: User, approver: User, at: datetime) -> Dossier:
    """Give another city, unless it has one, a year with a slice and a dossier with money reserved."""
    known = Dossier.objects.filter(year__city=city).first()
    if known is not None:
        return known
    day = localdate(at)
    regulation = add_regulation(
        city, title="Regeling van elders", prefix="EL", starts_on=date(YEAR, 1, 1), by=by, at=at
    )
    year = open_year(city, year=YEAR, by=by, at=at)
    adviser = person("adviser.of.elders", role=Role.FINANCE_ADVISER, city=city, at=at)
    holder = person("holder.of.elders", role=Role.BUDGET_HOLDER, city=city, at=at)
    approved_share(year, cents=1_000_000, prepares=adviser, approves=holder, at=at)
    (made,) = open_slices(year, regulation=regulation, districts=list(city.districts.all()), by=by, at=at)
    allot(made, cents=500_000, by=by, at=at, booked_on=day, key="begin")
    dossier = open_dossier(made, by=by, at=at)
    reserve(dossier, cents=100_000, by=by, at=at, booked_on=day, key="asked")
    return dossier


def waiting_closing(city: City, number: int, *, by: User, at: datetime) -> Closing:
    """Return the closing of a year that waits; unless it is there, `by` prepares it for the first day allowed."""
    found = checklist_of(city, number, today=localdate(at), transfer=False)
    assert found is not None
    known = newest_closing(found.year)
    if known is not None:
        return known
    note_proof(city, entries=found.entries, transfers=0, faults=0, by=None, at=at)
    return prepare_closing(found.year, booked_on=found.earliest_day, transfer=None, by=by, at=at)


def closing_of_elders(city: City, *, by: User, at: datetime) -> Closing:
    """Prepare that another city closes a year of long ago, in which nothing was booked, unless it did."""
    if not Year.objects.filter(city=city, year=2020).exists():
        person("closes.elders", role=Role.FINANCE_ADVISER, city=city, at=at)
        for number in (2020, 2021):
            open_year(city, year=number, by=by, at=at)
    adviser = User.objects.get(email="closes.elders@test.example")
    return waiting_closing(city, 2020, by=adviser, at=at)
