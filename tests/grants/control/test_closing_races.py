"""A closing approved twice at the same moment, or while something is booked, on real connections."""

from grants.budget.flows import commit
from grants.control.flows import approve_closing
from tests.grants.budget.conftest import books_house, pair
from tests.grants.budget.make import NEW_YEAR, faults, figures
from tests.grants.budget.processes import Pair, call

from .closing_scenes import another_holder, over_with_a_closing, stamp

__all__ = ["books_house", "pair"]
ROUNDS = 3


def test_two_budget_holders_who_approve_at_once_close_the_year_once(pair: Pair) -> None:
    for _round in range(ROUNDS):
        play, closing = pair.ask(over_with_a_closing)
        other = pair.ask(another_holder, play)

        outcomes = pair.at_once(
            *(call(approve_closing, closing, by=one, at=NEW_YEAR) for one in (play.approves, other))
        )

        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]
        assert pair.ask(figures, play.old) == {"authority": 100_000, "lapsed": 100_000}
        assert pair.ask(faults, play.city) == []


def test_a_commitment_at_the_moment_of_the_approval_is_in_it_or_comes_too_late(pair: Pair) -> None:
    for _round in range(ROUNDS):
        play, closing = pair.ask(over_with_a_closing)

        approved, committed = pair.at_once(
            call(approve_closing, closing, by=play.approves, at=NEW_YEAR),
            call(commit, play.dossier, cents=10_000, **stamp("at that moment")),
        )

        assert (approved.word, committed.word) in {("done", "YearClosed"), ("NotReady", "done")}
        free_or_lapsed = pair.ask(figures, play.old)
        assert free_or_lapsed == (
            {"authority": 100_000, "lapsed": 100_000}
            if approved.word == "done"
            else {"authority": 100_000, "free": 90_000, "committed": 10_000}
        )
        assert pair.ask(faults, play.city) == []
