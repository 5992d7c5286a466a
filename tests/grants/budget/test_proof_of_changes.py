"""`verify_ledger` on the decisions behind the budget: shares and booked changes, altered by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grants.budget.flows import allot, approve, close_slice, commit, prepare_share, undo
from grants.budget.flows.changes import Share
from grants.budget.models import Change, ChangeLine, Entry, Year
from grants.budget.states import Leftover
from tests.grants.budget.raw import Books
from tests.grants.budget.scenes import COUNCIL, LAST_DAY, NEW_YEAR, NOON, TODAY, faults, pot, said, scene
from tests.grants.budget.test_proof import by_hand

SHARE = "its {} is not what was decided of it"


def year(made: Books) -> Any:
    return Year.objects.filter(pk=made.play.year.pk)


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"reserved_cents": 9_999_999}, ["reserved share"]),
        ({"programme_cents": 10_000_001}, ["programme"]),
        ({"programme_cents": 10_000_001, "reserved_cents": 10_000_001}, ["programme", "reserved share"]),
    ],
)
def test_a_share_that_nobody_decided_is_named(made: Books, columns: dict[str, int], wrong: list[str]) -> None:
    assert faults(made.play.city) == []

    assert year(made).update(**columns) == 1  # the guards allow it: a change of the share does the same

    assert faults(made.play.city) == [f"{made.play.city.name} 2026: {SHARE.format(one)}" for one in wrong]


def test_what_a_decided_transfer_brought_belongs_to_the_share(made: Books) -> None:
    play = scene(2026, 2027, reserved=100_000)
    old = pot(play.year, cents=10_000, dossiers=1)
    new = pot(play.years[1], cents=0, regulation=old.regulation)
    commit(old.dossiers[0], cents=4_000, **said("commit"))
    when = said("close", at=NEW_YEAR, booked_on=LAST_DAY)
    close_slice(old.slice, into=new.slice, transfer=COUNCIL, **when)
    assert Year.objects.get(pk=play.years[1].pk).reserved_cents == 104_000
    assert faults(play.city) == []

    share = Share("Samenleven", 300_000, 200_000, Leftover.LAPSES)
    change = prepare_share(play.years[1], share=share, decision=COUNCIL, by=play.prepares, at=NEW_YEAR)
    approve(change, by=play.approves, at=NEW_YEAR, booked_on=TODAY)
    assert faults(play.city) == []

    Year.objects.filter(pk=play.years[1].pk).update(reserved_cents=204_000)
    assert faults(play.city) == [f"{play.city.name} 2027: {SHARE.format('reserved share')}"]


def approve_the_waiting_one(made: Books) -> Change:
    Change.objects.filter(pk=made.waiting.pk).update(
        state="approved", decided_by=made.play.approves, decided_at=NOON
    )
    return made.waiting


def book_another_amount(made: Books) -> Change:
    ChangeLine.objects.filter(change=made.approved).update(after_cents=110_001)
    return made.approved


def name_another_slice(made: Books) -> Change:
    ChangeLine.objects.filter(change=made.approved).update(slice=made.elsewhere.slice)
    return made.approved


@pytest.mark.parametrize("alter", [approve_the_waiting_one, book_another_amount, name_another_slice])
def test_an_approved_change_that_booked_something_else_is_named(
    made: Books, alter: Callable[[Books], Change]
) -> None:
    assert faults(made.play.city) == []

    changed: list[Change] = []
    by_hand(made, lambda made: changed.append(alter(made)))

    (one,) = changed
    assert faults(made.play.city) == [
        f"change {one.public_id} ({COUNCIL.number}): what it booked is not what was approved"
    ]


@pytest.mark.parametrize("state", ["returned", "waiting", "unknown"])
def test_an_entry_that_names_a_change_which_nobody_approved_is_named(made: Books, state: str) -> None:
    name = "geen" if state == "unknown" else getattr(made, state).public_id
    allot(made.slice, cents=1, **said(f"change:{name}/1", source=f"change:{name}"))

    assert faults(made.play.city) == [f"change {name}: 1 entries name it, but nobody approved it here"]


def test_an_entry_more_that_names_an_approved_change_is_named(made: Books) -> None:
    allot(made.slice, cents=1, **said("more", source=f"change:{made.approved.public_id}"))

    assert faults(made.play.city) == [
        f"change {made.approved.public_id} ({COUNCIL.number}): what it booked is not what was approved"
    ]


def test_a_change_that_was_booked_and_undone_is_whole(made: Books) -> None:
    source = f"change:{made.approved.public_id}"
    undo(Entry.objects.get(source=source), **said("undone", source=source))

    assert faults(made.play.city) == []


def test_a_redistribution_books_what_was_approved_on_both_sides(made: Books) -> None:
    approve(made.waiting, by=made.play.approves, at=NOON, booked_on=TODAY)

    assert Entry.objects.filter(source=f"change:{made.waiting.public_id}").count() == 2
    assert faults(made.play.city) == []
