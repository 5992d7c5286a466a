"""Acts of the office that two processes do at the same moment: each happens once or not at all, and whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from grants.proposals import flows
from grants.proposals.flows import Missing
from grants.proposals.states import Section, State
from grants.register.flows import set_publicity
from grants.reports.flows import remind
from tests.grants.budget.processes import Pair, call
from tests.grants.register import act_races
from tests.grants.register.act_races import EVENING, NEXT_DAY, OVER
from tests.portal.house import build

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

ROUNDS = 3


@pytest.fixture(scope="module")
def pair(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes on a database of their own, in which the city and its cast live."""
    house = build(tmp_path_factory.mktemp("acts"))
    made = Pair(house)
    made.ask(act_races.begin)
    yield made
    made.end()
    house.close()


@pytest.fixture(scope="module")
def who(pair: Pair) -> dict[str, User]:
    """Return who acts, by first name."""
    return {name: pair.ask(act_races.cast, name) for name in ("chris", "olga", "otto")}


def test_a_question_to_complete_that_meets_a_withdrawal(pair: Pair, who: dict[str, User]) -> None:
    """Withdrawn after it was asked, the question stands and nothing waits; withdrawn first, nothing is asked."""
    for turn in range(ROUNDS):
        made: Proposal = pair.ask(act_races.submitted, f"Aanvullen {turn}")
        items = [Missing(Section.MONEY, "Een offerte.")]
        last = (NEXT_DAY + timedelta(days=14)).date()

        ask, withdraw = pair.at_once(
            call(flows.ask_to_complete, made, items=items, last_day=last, by=who["olga"], at=NEXT_DAY),
            call(flows.withdraw, made, reason="Toch niet.", by=who["chris"], at=NEXT_DAY),
        )

        assert (withdraw.word, ask.word in {"done", "WrongState"}) == ("done", True)
        asked = int(ask.word == "done")
        assert pair.ask(act_races.office, made) == (State.WITHDRAWN, asked, asked, 0)
    assert pair.ask(act_races.is_sound) == []


def test_of_two_who_put_a_receipt_back_the_earliest_moment_stands(pair: Pair, who: dict[str, User]) -> None:
    """The second finds an earlier moment or goes on from the first one: the row tells both or one, without a gap."""
    early, late = act_races.received_at() - timedelta(hours=2), act_races.received_at() - timedelta(hours=1)
    for turn in range(ROUNDS):
        made: Proposal = pair.ask(act_races.submitted, f"Ontvangst {turn}")
        told: dict[str, Any] = {"of_completeness": False, "reason": "Per post.", "at": NEXT_DAY}

        outcomes = pair.at_once(
            call(flows.put_back, made, becomes=early, by=who["olga"], **told),
            call(flows.put_back, made, becomes=late, by=who["otto"], **told),
        )

        assert outcomes[0].word == "done"
        steps, stands = pair.ask(act_races.receipts, made)
        assert stands == early
        if outcomes[1].error:
            assert (outcomes[1].word, steps) == ("WrongDay", [(act_races.received_at(), early)])
        else:
            assert steps == [(act_races.received_at(), late), (late, early)]


def test_the_term_is_made_longer_once(pair: Pair, who: dict[str, User]) -> None:
    for turn in range(ROUNDS):
        made: Proposal = pair.ask(act_races.submitted, f"Verlengen {turn}")
        told: dict[str, Any] = {"reason": "Er is meer tijd nodig.", "at": NEXT_DAY}

        outcomes = pair.at_once(
            call(flows.extend, made, by=who["olga"], **told), call(flows.extend, made, by=who["otto"], **told)
        )

        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]
        assert pair.ask(act_races.mails, made, "proposals.extended") == 1


def test_a_report_is_asked_and_a_closing_told_by_one_mail(pair: Pair) -> None:
    """Two workers at the same hour: one row and one mail for each who is told."""
    for turn in range(ROUNDS):
        made: Proposal = pair.ask(act_races.over, f"Verslag {turn}")
        draft: Proposal = pair.ask(act_races.draft, f"Concept {turn}")

        asked = pair.at_once(call(remind, made, at=OVER), call(remind, made, at=OVER))
        told = pair.at_once(
            call(flows.remind_of_closing, draft, at=EVENING), call(flows.remind_of_closing, draft, at=EVENING)
        )

        assert sorted(str(one.value) for one in asked) == ["0", "None"]
        assert sorted(one.value for one in told) == [0, 3]
        assert pair.ask(act_races.mails, made, "reports.ask") == 1
        assert pair.ask(act_races.mails, draft, "proposals.closing") == 3


def test_of_two_who_mark_what_is_not_public_the_second_sees_what_the_first_did(
    pair: Pair, who: dict[str, User]
) -> None:
    for turn in range(ROUNDS):
        made: Proposal = pair.ask(act_races.submitted, f"Openbaar {turn}")
        was = pair.ask(act_races.publicity, made)
        place = was | {"place_is_hidden": True, "safety_reason": "Een opvang."}
        days = was | {"days_are_hidden": True, "safety_reason": "Een opvang."}

        outcomes = pair.at_once(
            call(set_publicity, made, values=place, was=was, by=who["olga"], at=NEXT_DAY),
            call(set_publicity, made, values=days, was=was, by=who["otto"], at=NEXT_DAY),
        )

        assert sorted(one.word for one in outcomes) == ["ChangedMeanwhile", "done"]
        assert pair.ask(act_races.publicity, made) == (days if outcomes[0].error else place)
