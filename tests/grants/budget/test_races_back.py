"""Races about what is taken back: counter-entries, payments that came back, claims on closed years."""

from __future__ import annotations

from typing import Any

from grants.budget.flows import (
    allot,
    award_advance,
    claim_after_close,
    close_slice,
    close_year,
    commit,
    determine,
    fail,
    send,
    settle,
    undo,
)
from grants.budget.models import Dossier, Entry
from tests.grants.budget.make import Pot, Scene, faults, figures, pot, said, scene
from tests.grants.budget.processes import Pair, call
from tests.grants.budget.test_races import AT_THE_END, IN_JANUARY, ROUNDS, words


def test_an_entry_that_two_undo_at_once_is_undone_once(pair: Pair) -> None:
    full: Pot = pair.ask(pot, pair.ask(scene).year, cents=100_000)
    for number in range(ROUNDS):
        entry: Entry = pair.ask(allot, full.slice, cents=5_000, **said(f"{number}/more"))
        outcomes = pair.at_once(*(call(undo, entry, **said(f"{number}/undo {who}")) for who in "ab"))
        assert words(outcomes) == ["AlreadyUndone", "done"]
        assert pair.ask(figures, full.slice) == {"authority": 100_000, "free": 100_000}
    assert pair.ask(faults) == []


def test_two_who_undo_the_same_under_one_key_get_the_same_counter_entry(pair: Pair) -> None:
    full: Pot = pair.ask(pot, pair.ask(scene).year, cents=100_000)
    for number in range(ROUNDS):
        entry: Entry = pair.ask(allot, full.slice, cents=5_000, **said(f"{number}/more"))
        outcomes = pair.at_once(*(call(undo, entry, **said(f"{number}/undo")) for _who in range(2)))
        assert words(outcomes) == ["done", "done"]
        assert len({outcome.value[0].pk for outcome in outcomes}) == 1
    assert pair.ask(faults) == []


def test_a_grant_is_undone_before_its_slice_closes_or_goes_over_whole(pair: Pair) -> None:
    for _round in range(ROUNDS):
        play: Scene = pair.ask(scene, 2026, 2027)
        old: Pot = pair.ask(pot, play.year, cents=100_000, dossiers=1)
        new: Pot = pair.ask(pot, play.years[1], cents=50_000, regulation=old.regulation)
        grant: Entry = pair.ask(commit, old.dossiers[0], cents=30_000, **said("grant", **AT_THE_END))
        undone, closed = pair.at_once(
            call(undo, grant, **said("undo", **AT_THE_END)),
            call(close_slice, old.slice, into=new.slice, transfer=None, **said("close", **AT_THE_END)),
        )
        assert (undone.word in ("done", "YearClosed"), closed.word) == (True, "done")
        went_over = {"authority": 50_000, "committed": 30_000, "free": 20_000}
        stayed = {"authority": 50_000, "free": 50_000}
        assert pair.ask(figures, new.slice) == (went_over if undone.error else stayed)
    assert pair.ask(faults) == []


def test_a_grant_is_undone_or_advanced_and_never_both(pair: Pair) -> None:
    full: Pot = pair.ask(pot, pair.ask(scene).year, cents=100_000, dossiers=1)
    for number in range(ROUNDS):
        grant: Entry = pair.ask(commit, full.dossiers[0], cents=10_000, **said(f"{number}/grant"))
        undone, advanced = pair.at_once(
            call(undo, grant, **said(f"{number}/undo")),
            call(award_advance, full.dossiers[0], cents=8_000, **said(f"{number}/advance")),
        )
        assert words([undone, advanced]) == ["NotCovered", "done"]
        found = pair.ask(figures, full.slice)
        assert found.get("advances", 0) == (0 if advanced.error else 8_000)
        if not advanced.error:
            pair.ask(undo, advanced.value, **said(f"{number}/again"))
            pair.ask(undo, grant, **said(f"{number}/and again"))
    assert pair.ask(faults) == []


def _paid(pair: Pair, dossier: Dossier, cents: int, name: str, **when: Any) -> None:
    pair.ask(commit, dossier, cents=cents, **said(f"{name}/grant", **when))
    pair.ask(award_advance, dossier, cents=cents, **said(f"{name}/advance", **when))
    pair.ask(send, dossier, cents=cents, **said(f"{name}/send", **when))
    pair.ask(settle, dossier, cents=cents, **said(f"{name}/settle", **when))


def test_a_payment_that_two_report_as_returned_came_back_once(pair: Pair) -> None:
    full: Pot = pair.ask(pot, pair.ask(scene).year, cents=100_000, dossiers=ROUNDS)
    for number, dossier in enumerate(full.dossiers):
        _paid(pair, dossier, 10_000, str(number))
        outcomes = pair.at_once(
            *(
                call(fail, dossier, cents=10_000, was_settled=True, **said(f"{number}/back {who}"))
                for who in "ab"
            )
        )
        assert words(outcomes) == ["NotCovered", "done"]
        assert pair.ask(figures, full.slice)["payable"] == (number + 1) * 10_000
    assert pair.ask(faults) == []


def test_a_closed_year_is_claimed_back_once_by_two_at_once(pair: Pair) -> None:
    for _round in range(ROUNDS):
        play: Scene = pair.ask(scene, 2026, 2027)
        old: Pot = pair.ask(pot, play.year, cents=100_000, dossiers=1)
        pair.ask(pot, play.years[1], cents=50_000, regulation=old.regulation)
        (one,) = old.dossiers
        _paid(pair, one, 10_000, "paid", **AT_THE_END)
        pair.ask(determine, one, cents=9_000, **said("determine", **AT_THE_END))
        pair.ask(close_year, play.year, transfer=None, **said("close", **AT_THE_END))
        outcomes = pair.at_once(
            *(call(claim_after_close, one, cents=6_000, **said(f"claim {who}", **IN_JANUARY)) for who in "ab")
        )
        assert words(outcomes) == ["NotCovered", "done"]
        assert {outcome.left_cents for outcome in outcomes if outcome.error} == {3_000}
    assert pair.ask(faults) == []
