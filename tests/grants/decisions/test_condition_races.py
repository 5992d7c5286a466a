"""Two at the same moment at one condition of the budget, in two processes, on both databases."""

from grants.decisions.flows import confirm_condition, decide
from tests import decisions
from tests.conditions import ADOPTED
from tests.grants.budget.processes import Pair, call
from tests.grants.decisions import scenes


def test_a_condition_is_confirmed_once(deciders: Pair) -> None:
    daan = deciders.ask(decisions.cast, "daan")
    first, second, revoking = deciders.ask(scenes.two_under_condition)

    twice = deciders.at_once(*(call(confirm_condition, first, by=None, at=ADOPTED) for _ in range(2)))
    assert sorted(one.word for one in twice) == ["WrongState", "done"]

    either = deciders.at_once(
        call(confirm_condition, second, by=None, at=ADOPTED), call(decide, revoking, by=daan, at=ADOPTED)
    )
    words = sorted(one.word for one in either)
    assert words in (["WrongState", "done"], ["done", "done"])
    assert deciders.ask(scenes.ended, second) in {
        ("met", "granted"),
        ("revoked", "revoked"),
        ("met", "revoked"),
    }
    assert deciders.ask(scenes.unsound) == []
