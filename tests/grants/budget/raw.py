"""Statements past the flows, by the application's own database role, and a ledger to try them on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from grants.budget.flows import (
    allot,
    award_advance,
    close_slice,
    commit,
    determine,
    open_slices,
    prepare_amounts,
    prepare_redistribution,
    reserve,
    return_change,
    send,
    settle,
)
from grants.budget.flows.changes import Gift, approve
from grants.budget.models import Account, Change, Dossier, Entry, Slice, SliceDistrict
from grants.budget.states import Kind
from tests.grants.budget.make import COUNCIL, DAY, LAST_DAY, NEW_YEAR, Pot, Scene, pot, said, scene
from tests.make import NOON
from wijkraden.places.models import Area, District

HASH = "f" * 64


@dataclass(frozen=True)
class Books:
    """Two open slices of 2026 with dossiers, one that is closed into 2027, and changes of the budget."""

    play: Scene
    pot: Pot
    elsewhere: Pot
    closed: Pot
    after: Pot
    share: SliceDistrict
    approved: Change
    returned: Change
    waiting: Change

    @property
    def slice(self) -> Slice:
        """The slice as it stands now: its head moves."""
        return Slice.objects.get(pk=self.pot.slice.pk)

    @property
    def mine(self) -> Dossier:
        """A dossier with € 300 committed and € 100 paid."""
        return self.pot.dossiers[0]

    @property
    def theirs(self) -> Dossier:
        """Another dossier of the same slice, with € 200 committed."""
        return self.pot.dossiers[1]


def books() -> Books:
    """Make that ledger."""
    play = scene(2026, 2027, reserved=10_000_000)
    here = pot(play.year, cents=100_000, dossiers=3)
    elsewhere = pot(play.year, cents=50_000, dossiers=1)
    for number, (dossier, cents) in enumerate([(here.dossiers[0], 30_000), (here.dossiers[1], 20_000)]):
        commit(dossier, cents=cents, **said(f"commit {number}"))
    _pay(here.dossiers[0], 10_000)
    reserve(here.dossiers[2], cents=5_000, **said("reserve"))
    commit(elsewhere.dossiers[0], cents=10_000, **said("commit elsewhere"))
    closed, after = _closed(play)
    prepared: dict[str, Any] = {"decision": COUNCIL, "by": play.prepares, "at": NOON}
    approved = prepare_amounts(play.year, amounts={here.slice: 110_000}, **prepared)
    approve(approved, by=play.approves, at=NOON, booked_on=DAY)
    returned = prepare_amounts(play.year, amounts={here.slice: 120_000}, **prepared)
    return_change(returned, reason="Nog niet.", by=play.approves, at=NOON)
    gifts = [Gift(here.slice, elsewhere.slice, 1_000)]
    waiting = prepare_redistribution(play.year, gifts=gifts, **prepared)
    share = _of_a_district(play, here)
    connection.check_constraints()  # PostgreSQL: nothing may wait for the end when a trigger is tried
    return Books(play, here, elsewhere, closed, after, share, approved, returned, waiting)


def _pay(dossier: Dossier, cents: int) -> None:
    for flow in (award_advance, send, settle):
        flow(dossier, cents=cents, **said(f"{flow.__name__} {dossier.pk}"))


def _closed(play: Scene) -> tuple[Pot, Pot]:
    old = pot(play.year, cents=40_000, dossiers=2)
    after = pot(play.years[1], cents=0, regulation=old.regulation)
    allot(after.slice, cents=40_000, **said("allot after"))
    for number, dossier in enumerate(old.dossiers):
        commit(dossier, cents=10_000, **said(f"commit {number}"))
    _pay(old.dossiers[0], 10_000)
    determine(old.dossiers[0], cents=10_000, **said("determine"))
    _pay(old.dossiers[1], 4_000)
    when = said("close", at=NEW_YEAR, booked_on=LAST_DAY)
    old_slice = close_slice(old.slice, into=after.slice, transfer=None, **when)
    return Pot(old_slice, old.regulation, old.dossiers), after


def _of_a_district(play: Scene, of: Pot) -> SliceDistrict:
    area = Area.objects.create(city=play.city, name="Gebied", slug="gebied")
    district = District(
        city=play.city,
        area=area,
        name="Verweg",
        slug="verweg",
        short_name="Verweg",
        column=1,
        row=1,
        valid_from=DAY,
    )
    district.index_words()
    district.save(force_insert=True)
    (made,) = open_slices(play.year, regulation=of.regulation, districts=[district], by=None, at=NOON)
    return SliceDistrict.objects.get(slice=made)


def run(statement: str, *values: Any) -> int:
    """Run a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Do what the database refuses, and return its sentence; nothing of it stays."""
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        act(*args, **kwargs)
    return str(raised.value).splitlines()[0]


def refused(statement: str, *values: Any) -> str:
    """Run a statement that the database refuses, and return its sentence."""
    return refusal(run, statement, *values)


def columns(row: models.Model, *without: str) -> list[str]:
    """Return the columns of a row's table."""
    return [str(field.column) for field in row._meta.concrete_fields if field.column not in without]


def table(row: models.Model) -> str:
    """Return the row's table."""
    return row._meta.db_table


def insert(like: models.Model, **changes: Any) -> int:
    """Insert a row as another one stands, but with these values and an id of its own; return that id."""
    names = columns(like, *(() if "id" in changes else ("id",)))
    values = [changes.get(name, like.__dict__[name]) for name in names]
    parts = [json.dumps(value) if isinstance(value, (dict, list)) else value for value in values]
    slots = ", ".join(["%s"] * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table(like)} ({quoted}) VALUES ({slots}) RETURNING id", parts)
        return int(cursor.fetchone()[0])


def raw_entry(slice_: Slice, **changes: Any) -> Entry:
    """Write the next entry of a slice past the flows: a commit of its last dossier with one transfer."""
    fresh = Slice.objects.get(pk=slice_.pk)
    like = Entry.objects.filter(slice=fresh, dossier__isnull=False, event="commit").order_by("number")[0]
    values: dict[str, Any] = {
        "number": fresh.last_number + 1,
        "previous_hash": fresh.head_hash,
        "hash": HASH,
        "key": "raw",
        "size": 1,
    }
    return Entry.objects.get(pk=insert(like, **(values | changes)))


def raw_transfer(entry: Entry, debit: Account, credit: Account, cents: int, position: int = 1) -> None:
    """Write a transfer past the flows."""
    run(
        "INSERT INTO grants_transfer (entry_id, position, debit_id, credit_id, cents) VALUES (%s, %s, %s, %s, %s)",
        *(entry.pk, position, debit.pk, credit.pk, cents),
    )


def account(slice_: Slice, kind: Kind, dossier: Dossier | None = None) -> Account:
    """Return an account as it stands."""
    return Account.objects.get(slice=slice_, kind=kind, dossier=dossier)
