"""A ledger with one thing wrong is noticed: by the comparison with the model, by an invariant, or by the proof."""

from __future__ import annotations

import copy
import dataclasses
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from structlog.testing import capture_logs

from grants.budget import flows, posting, queries
from grants.budget.errors import Refused
from grants.budget.models import Transfer
from grants.budget.posting import Books, Move
from grants.budget.states import Event
from portal import triggers
from portal.triggers import Trigger
from tests.make import another_city

from .both import AT, Both, World
from .make import faults
from .model import Stamp
from .script import begin, play, steps

pytestmark = pytest.mark.django_db

Change = Callable[[list[Move]], list[Move]]


def fresh() -> Both:
    """Return a world in which nothing happened yet."""
    return Both(World.of(another_city()))


def ours() -> dict[str, Trigger]:
    """Return the triggers of this floor by name."""
    return {name: one for name, one in triggers._registered.items() if name.startswith("grants_")}


def test_the_script_plays_every_event_and_all_agrees() -> None:
    both = fresh()

    play(both)

    both.prove()
    assert {one.event for one in both.model.booked} == {event.value for event in Event}


class Mutant:
    """Takes the place of `post` in every flow, and books one entry of a flow with other moves."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.entry, self.calls = -1, 0
        self.change: Change = _same
        for module in [one for name, one in sys.modules.items() if name.startswith("grants.budget.flows.")]:
            if hasattr(module, "post"):
                patch.setattr(module, "post", self.post)

    def aim(self, entry: int, change: Change) -> None:
        """Change the moves of the entry with this place in the next flow."""
        self.entry, self.calls, self.change = entry, -1, change

    def post(self, slice_: Any, event: Event, stamp: Any, *, plan: Any, **rest: Any) -> Any:
        """Book it as `post` does, with other moves if this is the entry."""
        self.calls += 1
        is_aim = self.calls == self.entry

        def mutated(books: Books) -> list[Move]:
            moves = [move for move in (plan(books) if callable(plan) else plan) if move.cents]
            return self.change(moves) if is_aim else moves

        return posting.post(slice_, event, stamp, plan=mutated, **rest)


def _same(moves: list[Move]) -> list[Move]:
    return moves


def _swap(place: int) -> Change:
    def change(moves: list[Move]) -> list[Move]:
        one = moves[place]
        turned = dataclasses.replace(
            one,
            debit=one.credit,
            credit=one.debit,
            debit_dossier=one.credit_dossier,
            credit_dossier=one.debit_dossier,
        )
        return [*moves[:place], turned, *moves[place + 1 :]]

    return change


def _more(moves: list[Move]) -> list[Move]:
    return [dataclasses.replace(moves[0], cents=moves[0].cents + 1), *moves[1:]]


def _changes(size: int) -> dict[str, Change]:
    """Return what may be wrong with an entry of so many transfers."""
    swaps = {f"transfer {place + 1} swapped": _swap(place) for place in range(size)}
    if not size:
        return {}
    order: dict[str, Change] = {"another order": lambda moves: moves[::-1]} if size > 1 else {}
    return {**swaps, "a transfer less": lambda moves: moves[:-1], "a cent more": _more, **order}


def test_every_entry_with_something_wrong_in_it_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """At every step of the script: each transfer swapped, one left out, a cent more, another order."""
    mutant, both = Mutant(monkeypatch), fresh()
    begin(both)
    tried: Counter[str] = Counter()
    for event, asked in steps(both):
        model = copy.deepcopy(both.model)
        made = [model.booked[place] for place in model.play(event, **_stamped(asked))]
        for place, entry in enumerate(made):
            for name, change in _changes(len(entry.lines)).items():
                mutant.aim(place, change)
                assert _is_noticed(both, event, asked), f"{event}: {entry.event} with {name}"
                tried[entry.event] += 1
        mutant.aim(-1, _same)
        assert not _is_noticed(both, event, asked), f"{event}: nothing is wrong, and it is noticed"
        assert both.play(event, **asked) == ""
    assert set(tried) == {one.value for one in Event}
    assert tried.total() > 200


def _stamped(asked: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in asked.items() if name not in {"on", "key"}}
    return {"stamp": Stamp(asked["on"], asked["key"]), **rest}


def _is_noticed(both: Both, event: str, asked: dict[str, Any]) -> bool:
    with transaction.atomic():
        try:
            both.again().play(event, **asked)
        except (AssertionError, DatabaseError):
            return True
        finally:
            transaction.set_rollback(True)
    return False


def _install(one: Trigger) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in one.statements():
            cursor.execute(statement)


def _lift(one: Trigger) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'DROP TRIGGER IF EXISTS "{one.name}" ON "{one.table}"')
        else:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{one.name}"')


SIGNS = [
    ("grants_transfer_adds_up", "debits + NEW.cents", "debits - NEW.cents"),
    ("grants_transfer_adds_up", "credits + NEW.cents", "credits - NEW.cents"),
    ("grants_transfer_adds_up", "allotted_cents + NEW.cents", "allotted_cents - NEW.cents"),
    ("grants_transfer_adds_up", "allotted_cents - NEW.cents", "allotted_cents + NEW.cents"),
    ("grants_account_moves", "OLD.debits + t.cents", "OLD.debits - t.cents"),
    ("grants_account_moves", "OLD.credits + t.cents", "OLD.credits - t.cents"),
    ("grants_year_follows", "OLD.allotted_cents + t.cents", "OLD.allotted_cents - t.cents"),
    ("grants_year_follows", "OLD.allotted_cents - t.cents", "OLD.allotted_cents + t.cents"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), SIGNS)
def test_a_sign_turned_in_a_trigger_is_noticed(name: str, right: str, wrong: str) -> None:
    one = ours()[name]
    assert right in one.sqlite + one.sqlite_condition
    assert right in one.postgresql
    both = fresh()
    _install(
        dataclasses.replace(
            one,
            sqlite=one.sqlite.replace(right, wrong),
            sqlite_condition=one.sqlite_condition.replace(right, wrong),
            postgresql=one.postgresql.replace(right, wrong),
        )
    )

    assert faults() == [f"trigger {name}: missing or changed"]
    with pytest.raises(AssertionError):
        play(both)


def test_sums_whose_two_signs_were_both_turned_are_noticed_without_a_look_at_the_triggers() -> None:
    """The guard of the sums turned along: now only the figures themselves can tell."""
    both = fresh()
    for name, right, wrong in (SIGNS[1], SIGNS[5]):
        one = ours()[name]
        texts = (one.sqlite, one.sqlite_condition, one.postgresql)
        sqlite, condition, postgresql = (text.replace(right, wrong) for text in texts)
        _install(dataclasses.replace(one, sqlite=sqlite, sqlite_condition=condition, postgresql=postgresql))

    with pytest.raises(AssertionError):
        play(both)


def test_sums_that_are_not_kept_at_all_are_noticed() -> None:
    both = fresh()
    _lift(ours()["grants_transfer_adds_up"])

    with pytest.raises(AssertionError):
        play(both)


def test_a_head_that_does_not_move_is_noticed() -> None:
    both = fresh()
    _lift(ours()["grants_entry_moves_head"])

    with pytest.raises(AssertionError):
        play(both)


def test_an_entry_that_follows_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    both, values = fresh(), posting._values
    for name in ("grants_entry_follows", "grants_slice_follows"):
        _lift(ours()[name])
    monkeypatch.setattr(posting, "_values", lambda *told: values(*told) | {"previous_hash": "f" * 64})

    with pytest.raises(AssertionError, match="each entry follows the one before it"):
        play(both)


@pytest.mark.parametrize("table", sorted({one.table for one in ours().values()}))
def test_each_trigger_that_is_missing_is_named_by_the_proof(table: str) -> None:
    of_table, elsewhere = [one for one in ours().values() if one.table == table], another_city()
    for one in of_table:
        _lift(one)

    # SQLite knows no TRUNCATE, PostgreSQL needs no second look at a CHECK
    needed = sorted(one.name for one in of_table if one.statements())
    assert faults(elsewhere) == [f"trigger {name}: missing or changed" for name in needed]


def test_a_sign_turned_in_the_figures_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    both = fresh()
    play(both)
    monkeypatch.setattr(queries.figures, "on_its_side", lambda _kind, debit: debit)

    with pytest.raises(AssertionError):
        both.prove()


def test_a_figure_of_a_past_day_that_forgets_the_day_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    both = fresh()
    play(both)
    real: Callable[..., Any] = queries.figures_on
    monkeypatch.setattr("tests.grants.budget.both.figures_on", lambda found, _day: real(found, max_day()))

    with pytest.raises(AssertionError):
        both.prove()


def max_day() -> Any:
    """Return the last day on which anything was booked."""
    return Transfer.objects.latest("entry__booked_on").entry.booked_on


def test_a_ceiling_that_is_not_asked_is_still_refused_by_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mutant that looks at no balance: the check of the account refuses, and nothing is written."""
    both = fresh()
    both.play("allot", part="A26", cents=100, on=max_day(), key="one")
    dossier = both.open_dossier("A26")
    monkeypatch.setattr(Books, "play", lambda self, moves, dossier: None)

    with pytest.raises(Refused), capture_logs() as told:
        flows.raise_grant(both.dossiers[dossier], cents=101, by=None, at=AT, booked_on=max_day(), key="two")
    assert [one["booked"] for one in told] == ["change"]
    assert told[0]["refusal"]
    both.compare()
