"""Builders for the money: years, slices and dossiers, made through the flows.

In a city that a test has already a `Play` tells a slice's story; a `scene` is a small ledger in a city of its own.
The money of the demo stands in `tests/budget.py`.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils import translation

from grants.budget import flows
from grants.budget.models import Account, Change, Dossier, Entry, Slice, Transfer, Year
from grants.budget.posting import Decision
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind, Scope
from grants.plan.flows import add_regulation
from grants.plan.models import Regulation
from tests.budget import approved_share
from tests.make import NOON, person
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

DAY = date(2026, 11, 2)  # the day of NOON
NEW_YEAR = datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
LAST_DAY = date(2026, 12, 31)
RESERVED = 10_000_000_000  # euro cents a year, far above what a test uses
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


def seated(name: str, role: Role, city: City) -> User:
    """Return someone of the cast, with that role in the city."""
    user = User.objects.get(email=f"{name}@demo.example")
    if not user.seats.filter(city=city, role=role).exists():
        give_seat(user, role=role, city=city, starts_on=date(2026, 3, 30), by=None, at=NOON)
    return user


def year(city: City, number: int, *, reserved: int = 0) -> Year:
    """Open a year of the city with that reserved share: fenna prepared it, bas approved it."""
    made = flows.open_year(city, year=number, by=None, at=NOON)
    if reserved:
        fenna, bas = seated("fenna", Role.FINANCE_ADVISER, city), seated("bas", Role.BUDGET_HOLDER, city)
        approved_share(made, cents=reserved, prepares=fenna, approves=bas, at=NOON, decision=COUNCIL)
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


# --- a city of its own, for what really commits or is altered by hand ----------------------------------
@dataclass(frozen=True)
class Scene:
    """A city with one year or two, and the two people who change its budget."""

    city: City
    years: tuple[Year, ...]
    prepares: User
    approves: User

    @property
    def year(self) -> Year:
        """The first of its years."""
        return self.years[0]


@dataclass(frozen=True)
class Pot:
    """A slice of the whole city, under a regulation of its own, with dossiers."""

    slice: Slice
    regulation: Regulation
    dossiers: list[Dossier]


def said(key: str, *, at: datetime = NOON, booked_on: date = DAY, **more: Any) -> dict[str, Any]:
    """Return what every event is told besides its amounts."""
    return {"by": None, "at": at, "booked_on": booked_on, "key": key, **more}


def scene(*years: int, reserved: int = RESERVED) -> Scene:
    """Make a city with these years (2026 when none is named) and a reserved share in each."""
    name = _letters(8)
    city = City.objects.create(name=name, slug=name.lower(), host=f"{name.lower()}.example")
    prepares = person(f"prepares.{name.lower()}", role=Role.FINANCE_ADVISER, city=city)
    approves = person(f"approves.{name.lower()}", role=Role.BUDGET_HOLDER, city=city)
    made = tuple(flows.open_year(city, year=one, by=None, at=NOON) for one in years or (2026,))
    for one in made:
        approved_share(one, cents=reserved, prepares=prepares, approves=approves, at=NOON, decision=COUNCIL)
    return Scene(city, made, prepares, approves)


def pot(of: Year, *, cents: int, dossiers: int = 0, regulation: Regulation | None = None) -> Pot:
    """Make a slice with `cents` of budget (0: none yet) and so many dossiers."""
    rules = regulation or _rules(of.city)
    made = city_slice(of, rules)
    if cents:
        flows.allot(made, cents=cents, **said(f"allot-{_letters(6)}"))
    return Pot(made, rules, [flows.open_dossier(made, by=None, at=NOON) for _one in range(dossiers)])


def owes_and_gets(dossier: Dossier, **when: Any) -> None:
    """Give a dossier a grant of € 800, of which € 200 is to be paid back and € 300 still to be paid."""
    flows.commit(dossier, cents=80_000, **said(f"{dossier.pk}/commit", **when))
    flows.award_advance(dossier, cents=50_000, **said(f"{dossier.pk}/advance", **when))
    flows.send(dossier, cents=50_000, **said(f"{dossier.pk}/send", **when))
    flows.change_advance(dossier, cents=20_000, **said(f"{dossier.pk}/less", **when))
    flows.award_advance(dossier, cents=30_000, **said(f"{dossier.pk}/more", **when))


def books_of(of: Year) -> Slice:
    """Return the city's own ledger of a year."""
    return Slice.objects.get(year=of, scope=Scope.BOOKS)


def figures(slice_: Slice) -> dict[str, int]:
    """Return what stands on the budget's accounts of a slice, in euro cents, without those at 0."""
    found = figures_of([slice_])[slice_.pk]
    return {kind.value: found[kind] for kind in Kind if found[kind]}


def faults(city: City | None = None) -> list[str]:
    """Return what the proof of the ledger finds wrong, in English."""
    with translation.override("en"):
        return prove(city=city).faults


def entries(city: City) -> int:
    """Return how many entries a city has."""
    return Entry.objects.filter(slice__year__city=city).count()


def everything(city: City) -> tuple[Any, ...]:
    """Return all that an event in a city could change, to compare before and after."""
    slices = Slice.objects.filter(year__city=city).order_by("pk")
    accounts = Account.objects.filter(slice__in=slices).order_by("pk")
    return (
        entries(city),
        Transfer.objects.filter(entry__slice__in=slices).count(),
        list(slices.values_list("pk", "last_number", "head_hash", "closed_at")),
        list(accounts.values_list("pk", "debits", "credits")),
        list(Year.objects.filter(city=city).order_by("pk").values_list("reserved_cents", "allotted_cents")),
        list(Change.objects.filter(year__city=city).order_by("pk").values_list("pk", "state")),
    )


def _rules(city: City) -> Regulation:
    return regulation(city, prefix=_letters(6))


def _letters(count: int) -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _one in range(count))
