"""Two decision-makers at the same moment, in two processes, on both databases."""

from grants.decisions.flows import decide, return_decision
from grants.decisions.states import Ground
from tests import decisions
from tests.grants.budget.processes import Pair, call
from tests.grants.decisions import scenes
from tests.make import NOON

ROUNDS = 50  # of CON-1, as the requirements say


def test_of_two_grants_of_800_from_1000_one_succeeds_and_the_other_may_have_200(deciders: Pair) -> None:
    daan, dewi = (deciders.ask(decisions.cast, name) for name in ("daan", "dewi"))
    winners = set()
    for number in range(ROUNDS):
        waiting = deciders.ask(scenes.two_waiting, number)
        outcomes = deciders.at_once(
            *(call(decide, one, by=by, at=NOON) for one, by in zip(waiting, (daan, dewi), strict=True))
        )
        assert sorted(one.word for one in outcomes) == ["OverCeiling", "done"]
        (refused,) = (place for place, one in enumerate(outcomes) if one.error)
        assert outcomes[refused].left_cents == 200_00
        winners.add(1 - refused)
        deciders.ask(
            decide,
            waiting[refused],
            cents=200_00,
            ground=Ground.CEILING,
            by=(daan, dewi)[refused],
            at=NOON,
        )
        assert deciders.ask(scenes.standing) == (0, (number + 1) * 1_000_00)
    assert winners == {0, 1}
    assert deciders.ask(scenes.faults) == []


def test_one_decision_is_taken_or_returned_once(deciders: Pair) -> None:
    daan, dewi = (deciders.ask(decisions.cast, name) for name in ("daan", "dewi"))
    for number in range(5):
        one, _other = deciders.ask(scenes.two_waiting, 1_000 + number)
        outcomes = deciders.at_once(
            call(decide, one, by=daan, at=NOON), call(return_decision, one, reason="Nee.", by=dewi, at=NOON)
        )
        assert sorted(outcome.word for outcome in outcomes) == ["WrongState", "done"]
    assert deciders.ask(scenes.faults) == []
