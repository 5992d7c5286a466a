"""A process that is killed between any two statements, or at any moment: all of an event or nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from grants.budget.flows import (
    allot,
    approve,
    close_slice,
    commit,
    prepare_amounts,
    prepare_redistribution,
    redistribute,
    reserve,
)
from grants.budget.flows.changes import Gift
from grants.budget.models import Change
from grants.budget.states import ChangeState
from tests.grants.budget.make import (
    COUNCIL,
    DAY,
    LAST_DAY,
    NEW_YEAR,
    entries,
    everything,
    faults,
    owes_and_gets,
    pot,
    said,
    scene,
)
from tests.grants.budget.player import Call, killed_after, killed_before
from tests.grants.budget.processes import Pair, call
from tests.make import NOON
from wijkraden.places.models import City

AT_RANDOM = 6  # kills at any moment, at the least, besides those between two statements
ENOUGH = 25  # kills of each of four events: a hundred
TRIES = 20  # for each of those at random: an event may be done before its moment comes
CHANCE = random.Random(20261102)


@dataclass(frozen=True)
class Victim:
    """A call that is about to be killed, in which city, and how many entries it makes when it is not."""

    call: Call
    city: City
    entries: int


def to_commit() -> Callable[[], Victim]:
    play = scene()
    full = pot(play.year, cents=100_000, dossiers=2)
    gives_way, gets = full.dossiers

    def victim() -> Victim:
        name = str(entries(play.city))
        allot(full.slice, cents=1_000, **said(f"allot {name}"))
        reserve(gives_way, cents=1_000_000, **said(f"reserve {name}"))  # all that is free
        grant = said(f"grant {name}", lower_ranked=[gives_way])
        return Victim(call(commit, gets, cents=1_000, **grant), play.city, 2)

    return victim


def to_redistribute() -> Callable[[], Victim]:
    play = scene()
    giver, taker = (pot(play.year, cents=10_000_000).slice for _one in range(2))

    def victim() -> Victim:
        move = said(f"move {entries(play.city)}")
        return Victim(call(redistribute, giver, taker, cents=1_000, **move), play.city, 2)

    return victim


def to_approve() -> Callable[[], Victim]:
    play = scene()
    one, other = (pot(play.year, cents=1_000_000).slice for _one in range(2))
    prepared: dict[str, Any] = {"decision": COUNCIL, "by": play.prepares, "at": NOON}
    decided: dict[str, Any] = {"by": play.approves, "at": NOON, "booked_on": DAY}

    def victim() -> Victim:
        if Change.objects.filter(year=play.year).count() % 2:
            change = prepare_redistribution(play.year, gifts=[Gift(one, other, 1_000)], **prepared)
        else:
            more = entries(play.city)
            now = {one: 1_000_000 + more, other: 2_000_000 + more}
            change = prepare_amounts(play.year, amounts=now, **prepared)
        return Victim(call(approve_once, change, **decided), play.city, 2)

    return victim


def approve_once(change: Change, **decided: Any) -> None:
    """Approve a change, unless it is approved: what a person sees who tries again."""
    if Change.objects.get(pk=change.pk).state == ChangeState.PREPARED:
        approve(change, **decided)


def to_close() -> Callable[[], Victim]:
    def victim() -> Victim:
        play = scene(2026, 2027)
        old = pot(play.year, cents=100_000, dossiers=1)
        new = pot(play.years[1], cents=100_000, regulation=old.regulation)
        owes_and_gets(old.dossiers[0])
        when = said("close", at=NEW_YEAR, booked_on=LAST_DAY)
        close = call(close_slice, old.slice, into=new.slice, transfer=COUNCIL, **when)
        return Victim(close, play.city, 3)

    return victim


EVENTS: dict[str, Callable[[], Callable[[], Victim]]] = {
    "commit": to_commit,
    "redistribute": to_redistribute,
    "approve": to_approve,
    "close": to_close,
}


def kill_at_every_step(event: str) -> int:
    """Kill the event before each of its statements and at random moments; return how many were still alive."""
    next_victim = EVENTS[event]()
    step, was_killed = 0, True
    while was_killed:
        step += 1
        was_killed = _one_kill(next_victim(), partial(killed_before, step))
    at_random, longest = 0, 0.05
    wanted = max(AT_RANDOM, ENOUGH - step + 1)
    for _number in range(TRIES * wanted):
        if at_random == wanted:
            break
        was_killed = _one_kill(next_victim(), partial(killed_after, CHANCE.uniform(0, longest)))
        at_random += was_killed
        longest *= 1 if was_killed else 0.8  # it was done before: look earlier
    return step - 1 + at_random


def _one_kill(victim: Victim, kill: Callable[[Call], bool]) -> bool:
    before = everything(victim.city)
    was_killed = kill(victim.call)
    after, found = everything(victim.city), faults(victim.city)
    victim.call.function(*victim.call.args, **victim.call.kwargs)
    whole = everything(victim.city)

    assert whole[0] == before[0] + victim.entries
    assert after in (before, whole)  # also whole: the same key again adds nothing
    assert found == []  # that the whole is right too, the proof of everything tells when all kills are done
    return was_killed


def test_a_call_that_was_done_before_its_moment_is_no_kill(pair: Pair) -> None:
    city: City = pair.ask(scene).city

    assert pair.ask(killed_after, 2, call(entries, city)) is False


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_that_is_killed_anywhere_is_there_as_a_whole_or_not_at_all(pair: Pair, event: str) -> None:
    kills = pair.ask(kill_at_every_step, event)

    assert kills >= ENOUGH
    assert pair.ask(faults) == []
