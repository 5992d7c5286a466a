"""Two lawyers at the same moment, in two processes, on both databases."""

from grants.decisions.flows import decide_objection, enter_objection, withdraw_objection
from grants.decisions.states import Outcome
from tests import objections
from tests.grants.budget.processes import Pair, call
from tests.grants.decisions import scenes_of_objections as scenes
from tests.objections import DECIDED, LATER, REASONS

ROUNDS = 10


def test_an_objection_is_decided_once(deciders: Pair) -> None:
    joris, jet = deciders.ask(scenes.lawyers)
    for number in range(ROUNDS):
        made = deciders.ask(scenes.running, number)
        outcomes = deciders.at_once(
            call(decide_objection, made, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED),
            call(decide_objection, made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=jet, at=DECIDED),
        )
        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]
        first = outcomes[0].error == ""
        assert deciders.ask(scenes.standing, made) == (
            ("upheld", True, 1) if first else ("unfounded", False, 1)
        )


def test_it_is_decided_or_taken_back(deciders: Pair) -> None:
    joris, jet = deciders.ask(scenes.lawyers)
    for number in range(3):
        made = deciders.ask(scenes.running, 100 + number)
        outcomes = deciders.at_once(
            call(decide_objection, made, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED),
            call(withdraw_objection, made, on=LATER.date(), by=jet, at=LATER),
        )
        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]


def test_of_two_upheld_objections_one_takes_the_refusal_away(deciders: Pair) -> None:
    joris, jet = deciders.ask(scenes.lawyers)
    for number in range(3):
        first = deciders.ask(scenes.running, 200 + number)
        second = deciders.ask(scenes.another, first)
        told = {"outcome": Outcome.UPHELD, "reasons": REASONS, "at": DECIDED}
        outcomes = deciders.at_once(
            call(decide_objection, first, by=joris, **told), call(decide_objection, second, by=jet, **told)
        )
        assert sorted(one.word for one in outcomes) == ["NoObjection", "done"]


def test_someone_objects_once(deciders: Pair) -> None:
    joris, jet = deciders.ask(scenes.lawyers)
    for number in range(3):
        refusal = deciders.ask(scenes.refusal, 300 + number)
        what = objections.an_objection()
        outcomes = deciders.at_once(
            *(call(enter_objection, refusal, what=what, by=who, at=LATER) for who in (joris, jet))
        )
        assert sorted(one.word for one in outcomes) == ["NoObjection", "done"]
