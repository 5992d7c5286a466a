"""Submitting under races: two processes at a barrier; each act happens once or not at all, and whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from grants.budget.flows import close_slice
from grants.proposals import flows
from grants.proposals.states import State
from tests.grants.budget.processes import Pair, call
from tests.grants.proposals import races
from tests.grants.proposals.races import LATER, Stands
from tests.portal.house import build

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

ROUNDS = 5
REASON = "Toch niet."


@pytest.fixture(scope="module")
def pair(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes on a database of their own, in which the city and its cast live."""
    house = build(tmp_path_factory.mktemp("council"))
    made = Pair(house)
    made.ask(races.district)
    yield made
    made.end()
    house.close()


@pytest.fixture(scope="module")
def act(pair: Pair) -> dict[str, Any]:
    """Return by whom and when, as a flow takes it."""
    chris: User = pair.ask(races.chris)
    return {"by": chris, "at": LATER}


def submitted(number: str, *, mails: int = 3) -> Stands:
    return Stands(State.SUBMITTED, number, 100_00, 1, 3, mails, 2)


def ready(pair: Pair, title: str) -> Proposal:
    made: Proposal = pair.ask(races.ready, title)
    return made


def test_three_clicks_at_once_are_one_submission(pair: Pair) -> None:
    """DUP-1: one number, one reservation, one set of mails, both attachments, one receipt for all three."""
    for turn in range(ROUNDS):
        made = ready(pair, f"Drie keer geklikt {turn}")

        outcomes = pair.at_once(*(call(races.press_submit, made) for _click in range(3)))

        assert [one.error for one in outcomes] == ["", "", ""]
        assert {one.value for one in outcomes} == {(302, f"/proposals/{made.public_id}/receipt/")}
        found = pair.ask(races.stands, made)
        assert found == submitted(found.number)
    assert pair.ask(races.is_sound) == []


def test_of_two_who_submit_one_does(pair: Pair, act: dict[str, Any]) -> None:
    for turn in range(ROUNDS):
        made = ready(pair, f"Twee keer {turn}")

        outcomes = pair.at_once(call(flows.submit, made, **act), call(flows.submit, made, **act))

        assert sorted(one.word for one in outcomes) == ["WrongState", "done"]
        found = pair.ask(races.stands, made)
        assert found == submitted(found.number)


def test_numbers_have_no_gap_when_many_submit_at_once(pair: Pair, act: dict[str, Any]) -> None:
    many = [ready(pair, f"Drukte {turn}") for turn in range(8)]

    outcomes = pair.at_once(*(call(flows.submit, one, **act) for one in many))

    assert {one.word for one in outcomes} == {"done"}
    numbers = sorted(int(pair.ask(races.stands, one).number[-4:]) for one in many)
    assert numbers == list(range(numbers[0], numbers[0] + 8))


@pytest.mark.parametrize(
    ("other", "state", "after"),
    [(flows.send_back, State.DRAFT, "WrongState"), (flows.withdraw, State.WITHDRAWN, "done")],
)
def test_a_submission_meets_its_end(
    pair: Pair, act: dict[str, Any], other: Any, state: State, after: str
) -> None:
    """Sent back first, it is not submitted; withdrawn after it was submitted, its money is free again."""
    seen: Counter[tuple[str, str]] = Counter()
    for turn in range(ROUNDS):
        made = ready(pair, f"{other.__name__} {turn}")

        first, second = pair.at_once(call(flows.submit, made, **act), call(other, made, reason=REASON, **act))

        seen[first.word, second.word] += 1
        found: Stands = pair.ask(races.stands, made)
        if first.error:
            assert found == Stands(state, "", 0, 0, 3, 0, 2)
        elif second.error:
            assert found == submitted(found.number)
        else:
            assert (found.state, found.reserved_cents, found.entries, found.events) == (state, 0, 2, 4)
    assert set(seen) <= {("done", after), ("WrongState", "done")}
    assert pair.ask(races.is_sound) == []


def test_the_last_moment_decides_whoever_is_first(pair: Pair, act: dict[str, Any]) -> None:
    """A click in time and one too late, at once: the first counts, the other is told why."""
    too_late = {**act, "at": races.after_the_round()}
    for turn in range(ROUNDS):
        made = ready(pair, f"Laatste moment {turn}")

        late, in_time = pair.at_once(call(flows.submit, made, **too_late), call(flows.submit, made, **act))

        assert in_time.word == "done"
        assert late.word in {"RoundClosed", "WrongState"}
        found = pair.ask(races.stands, made)
        assert found == submitted(found.number)


def test_a_text_that_two_decide_on_has_one_decision(pair: Pair, act: dict[str, Any]) -> None:
    for turn in range(ROUNDS):
        made: Proposal = pair.ask(races.before_the_council, f"Stemming {turn}")
        yes, no = flows.Votes(6, 0), flows.Votes(0, 6)
        vote = {"decided_on": LATER.date(), "attendance": {}, "others_present": 6, "seats": 7, **act}

        outcomes = pair.at_once(
            call(flows.record_meeting, made, votes=yes, **vote),
            call(flows.record_meeting, made, votes=no, **vote),
        )

        assert sorted(one.word for one in outcomes) == ["StandsAlready", "done"]


def test_an_applicant_who_says_yes_and_no_at_once_says_one_of_both(pair: Pair) -> None:
    for turn in range(ROUNDS):
        question = pair.ask(races.question, f"Ja en nee {turn}")

        outcomes = pair.at_once(
            call(flows.confirm, question, name="Fatima", at=LATER),
            call(flows.decline, question, reason=REASON, at=LATER),
            call(flows.confirm, question, name="Fatima", at=LATER),
        )

        assert sorted(one.word for one in outcomes) == ["ConfirmationEnded", "ConfirmationEnded", "done"]


def test_a_submission_that_meets_the_close_of_its_budget_holds_it_up_or_is_refused(pair: Pair) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for slug in ("feijenoord", "hillesluis", "bloemhof", "vreewijk", "heijplaat"):
        made: Proposal = pair.ask(races.ready, "Einde jaar", where=pair.ask(races.district, slug))
        by, share = pair.ask(races.who_acts, made), pair.ask(races.slice_of, made)
        closing = {"into": None, "transfer": None, "key": "race", "booked_on": date(2026, 12, 31)}

        submit, close = pair.at_once(
            call(flows.submit, made, by=by, at=LATER),
            call(close_slice, share, **closing, by=None, at=LATER + timedelta(days=90)),
        )

        seen[submit.word, close.word] += 1
        found: Stands = pair.ask(races.stands, made)
        assert found == (
            submitted(found.number, mails=1) if not submit.error else Stands("presented", "", 0, 0, 2, 0, 2)
        )
    assert set(seen) <= {("done", "StillOpen"), ("YearClosed", "done")}
    assert pair.ask(races.is_sound) == []
