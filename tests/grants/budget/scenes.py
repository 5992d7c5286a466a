"""Small ledgers for the tests of the money, made through the flows; each in a city of its own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from grants.budget.flows import (
    allot,
    approve,
    award_advance,
    change_advance,
    commit,
    open_dossier,
    open_slice,
    open_year,
    prepare_share,
    send,
)
from grants.budget.flows.changes import Share
from grants.budget.models import Account, Change, Dossier, Entry, Slice, Transfer, Year
from grants.budget.posting import Decision
from grants.budget.proof import prove
from grants.budget.queries import figures_of
from grants.budget.states import Kind, Leftover, Scope
from grants.plan.flows import add_regulation
from grants.plan.models import Regulation
from wijkraden.people.flows import add_person, give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
NEW_YEAR = datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
LAST_DAY = date(2026, 12, 31)
COUNCIL = Decision("26bb1234", date(2026, 10, 8))
RESERVED = 10_000_000_000  # euro cents a year, far above what a test uses


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


def said(key: str, *, at: datetime = NOON, booked_on: date = TODAY, **more: Any) -> dict[str, Any]:
    """Return what every event is told besides its amounts."""
    return {"by": None, "at": at, "booked_on": booked_on, "key": key, **more}


def scene(*years: int, reserved: int = RESERVED) -> Scene:
    """Make a city with these years (2026 when none is named) and a reserved share in each."""
    name = _letters(8)
    city = City.objects.create(name=name, slug=name.lower(), host=f"{name.lower()}.example")
    prepares = _person(f"prepares.{name.lower()}", Role.FINANCE_ADVISER, city)
    approves = _person(f"approves.{name.lower()}", Role.BUDGET_HOLDER, city)
    made = tuple(open_year(city, year=one, by=None, at=NOON) for one in years or (2026,))
    share = Share("Samenleven", reserved, reserved, Leftover.LAPSES)
    for year in made:
        change = prepare_share(year, share=share, decision=COUNCIL, by=prepares, at=NOON)
        approve(change, by=approves, at=NOON, booked_on=TODAY)
        year.refresh_from_db()
    return Scene(city, made, prepares, approves)


def pot(year: Year, *, cents: int, dossiers: int = 0, regulation: Regulation | None = None) -> Pot:
    """Make a slice with `cents` of budget (0: none yet) and so many dossiers."""
    rules = regulation or add_regulation(
        year.city,
        title="Proefregeling",
        prefix=_letters(6),
        starts_on=date(2026, 1, 1),
        by=None,
        at=NOON,
    )
    slice_ = open_slice(year, regulation=rules, by=None, at=NOON)
    if cents:
        allot(slice_, cents=cents, **said(f"allot-{_letters(6)}"))
    return Pot(slice_, rules, [open_dossier(slice_, by=None, at=NOON) for _one in range(dossiers)])


def owes_and_gets(dossier: Dossier, **when: Any) -> None:
    """Give a dossier a grant of € 800, of which € 200 is to be paid back and € 300 still to be paid."""
    commit(dossier, cents=80_000, **said(f"{dossier.pk}/commit", **when))
    award_advance(dossier, cents=50_000, **said(f"{dossier.pk}/advance", **when))
    send(dossier, cents=50_000, **said(f"{dossier.pk}/send", **when))
    change_advance(dossier, cents=20_000, **said(f"{dossier.pk}/less", **when))
    award_advance(dossier, cents=30_000, **said(f"{dossier.pk}/more", **when))


def books_of(year: Year) -> Slice:
    """Return the city's own ledger of a year."""
    return Slice.objects.get(year=year, scope=Scope.BOOKS)


def figures(slice_: Slice) -> dict[str, int]:
    """Return what stands on the budget's accounts of a slice, in euro cents, without those at 0."""
    found = figures_of([slice_])[slice_.pk]
    return {kind.value: found[kind] for kind in Kind if found[kind]}


def faults(city: City | None = None) -> list[str]:
    """Return what the proof of the ledger finds wrong."""
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


def _person(name: str, role: Role, city: City) -> User:
    made = add_person(
        email=f"{name}@test.example", given_name=name, family_name="Proef", password=None, by=None, at=NOON
    )
    give_seat(made, role=role, city=city, starts_on=date(2026, 3, 30), by=None, at=NOON)
    return made


def _letters(count: int) -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _one in range(count))
