"""Builders for the money: years, slices and dossiers, made through the flows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from grants.budget import flows
from grants.budget.flows.changes import Share
from grants.budget.models import Account, Dossier, Entry, Slice, Transfer, Year
from grants.budget.posting import Decision
from grants.budget.states import Kind, Leftover
from grants.plan.flows import add_regulation
from grants.plan.models import Regulation
from tests.make import NOON
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

DAY = date(2026, 11, 2)  # the day of NOON
COUNCIL = Decision("26bb000117", date(2026, 10, 29))


def regulation(city: City, *, prefix: str = "PR", returns_to_free: bool = True) -> Regulation:
    """Enter a regulation without tiers."""
    return add_regulation(
        city,
        title=f"Proefregeling {prefix}",
        prefix=prefix,
        starts_on=date(2025, 1, 1),
        returns_to_free=returns_to_free,
        by=None,
        at=NOON,
    )


def person(name: str) -> User:
    """Return someone of the cast."""
    return User.objects.get(email=f"{name}@demo.example")


def seated(name: str, role: Role, city: City) -> User:
    """Return someone of the cast, with that role in the city."""
    user = person(name)
    if not user.seats.filter(city=city, role=role).exists():
        give_seat(user, role=role, city=city, starts_on=date(2026, 3, 30), by=None, at=NOON)
    return user


def year(city: City, number: int, *, reserved: int = 0) -> Year:
    """Open a year of the city with that reserved share: fenna prepared it, bas approved it."""
    made = flows.open_year(city, year=number, by=None, at=NOON)
    if reserved:
        share = Share("Programma", reserved * 10, reserved, Leftover.LAPSES)
        fenna, bas = seated("fenna", Role.FINANCE_ADVISER, city), seated("bas", Role.BUDGET_HOLDER, city)
        change = flows.prepare_share(made, share=share, decision=COUNCIL, by=fenna, at=NOON)
        flows.approve(change, by=bas, at=NOON, booked_on=DAY)
        made.refresh_from_db()
    return made


def city_slice(of: Year, rules: Regulation) -> Slice:
    """Open one pot for the whole city."""
    return flows.open_slice(of, regulation=rules, by=None, at=NOON)


def district_slice(of: Year, rules: Regulation, district: District) -> Slice:
    """Open the slice of one district."""
    (made,) = flows.open_slices(of, regulation=rules, districts=[district], by=None, at=NOON)
    return made


@dataclass
class Play:
    """A slice with budget and short words for what happens in it, each on its own day and under its own key."""

    slice: Slice
    day: date = DAY
    at: datetime = NOON
    count: int = field(default=0, init=False)

    def stamp(self, **other: Any) -> dict[str, Any]:
        """Return by whom, when, for which day and under which key; each key is new."""
        self.count += 1
        key = f"play:{self.slice.public_id}:{self.count}"
        return {"by": None, "at": self.at, "booked_on": self.day, "key": key, **other}

    def dossier(self) -> Dossier:
        """Open the next dossier of the slice."""
        return flows.open_dossier(self.slice, by=None, at=self.at)

    def allot(self, cents: int) -> Entry:
        """Give the slice budget."""
        return flows.allot(self.slice, cents=cents, **self.stamp())

    def granted(self, cents: int, *, advance: int = 0, paid: int = 0) -> Dossier:
        """Return a dossier with that commitment, advance, and payment through the bank."""
        made = self.dossier()
        flows.commit(made, cents=cents, **self.stamp())
        if advance:
            flows.award_advance(made, cents=advance, **self.stamp())
        if paid:
            flows.send(made, cents=paid, **self.stamp())
            flows.settle(made, cents=paid, **self.stamp())
        return made


def lines(entry: Entry) -> list[tuple[str, str, int]]:
    """Return what an entry moved: debited kind, credited kind, euro cents, in order."""
    found = Transfer.objects.filter(entry=entry).order_by("position").select_related("debit", "credit")
    return [(str(one.debit.kind), str(one.credit.kind), one.cents) for one in found]


def standing(slice_: Slice, dossier: Dossier | None = None) -> dict[str, int]:
    """Return what stands in a slice, or on the leaves of one dossier there: kind to cents, without the zeros."""
    rows = Account.objects.filter(slice=slice_, dossier=dossier)
    return {str(Kind(one.kind).value): one.balance for one in rows if one.balance}
