"""The table of states: closed, walked to the end, and the same in the database as in the code."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from grants.proposals.models import Proposal
from grants.proposals.states import PUBLIC_LABELS, STEPS, State
from portal import triggers
from portal.errors import WrongState
from portal.trail.flows import acting
from tests import proposals
from tests.grants.budget.raw import refusal, run
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District

STEPS_ONLY = "a proposal takes only the steps that there are, one by one"
BEFORE = {State.DRAFT, State.PRESENTED, State.NOT_PUT_FORWARD}
PAIRS = [(was, to) for was, to in product(State, State) if was != to]


def next_of(state: State) -> set[State]:
    return {to for to, origins in STEPS.items() if state in origins}


def test_every_state_can_be_reached_and_has_its_row() -> None:
    reached = {State.DRAFT}
    while more := {to for state in reached for to in next_of(state)} - reached:
        reached |= more

    assert reached == set(State)
    assert set(STEPS) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_leads_to_closed(state: State) -> None:
    ahead = {state}
    while more := {to for one in ahead for to in next_of(one)} - ahead:
        ahead |= more

    assert State.CLOSED in ahead


def test_nothing_comes_after_closed() -> None:
    assert next_of(State.CLOSED) == set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_state_has_a_label_for_staff_and_one_for_members_and_the_public(language: str) -> None:
    with translation.override(language):
        assert all(str(state.label) and str(PUBLIC_LABELS[state]) for state in State)
    assert set(PUBLIC_LABELS) == set(State)


def test_before_a_decision_nobody_outside_reads_an_outcome() -> None:
    before = {State.COMPLETE, State.IN_REVIEW, State.REVIEWED, State.PREPARED}
    with translation.override("nl"):
        assert {str(PUBLIC_LABELS[state]) for state in before} == {"In behandeling"}


def test_the_database_takes_the_steps_of_the_table_and_no_others(delfshaven: District) -> None:
    drafted, submitted = proposals.draft(delfshaven), proposals.submitted(delfshaven)
    guard = triggers._registered["grants_proposal_steps"]
    answers: dict[tuple[State, State], bool] = {}
    for was in State:
        one = drafted if was in BEFORE else submitted
        _hold_nothing_back()
        triggers.lift()
        run("UPDATE grants_proposal SET state = %s WHERE id = %s", was.value, one.pk)
        _hold_nothing_back()
        for statement in guard.statements():
            run(statement)
        answers |= {(was, to): _takes(one, to) for to in State if to != was}

    assert answers == {(was, to): was in STEPS[to] for was, to in PAIRS}


def _hold_nothing_back() -> None:
    """Let nothing of a table wait for the end of the transaction: PostgreSQL changes no trigger of it meanwhile."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")


def _takes(proposal: Proposal, to: State) -> bool:
    """Tell if the guard of the steps lets a step through; nothing of it stays."""
    step = "UPDATE grants_proposal SET state = %s, steps = steps + 1 WHERE id = %s"
    try:
        with transaction.atomic():
            run(step, to.value, proposal.pk)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return STEPS_ONLY not in str(error)
    return True


@pytest.mark.parametrize(
    "change", ["state = 'presented'", "steps = steps + 1", "state = 'presented', steps = 3"]
)
def test_a_step_and_its_number_go_together(delfshaven: District, change: str) -> None:
    made = proposals.draft(delfshaven)

    sentence = refusal(run, f"UPDATE grants_proposal SET {change} WHERE id = %s", made.pk)

    assert sentence == STEPS_ONLY


def test_a_step_that_someone_else_took_first_is_refused_in_words(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    stale = Proposal.objects.get(pk=made.pk)
    with acting():
        made.move(State.COMPLETE, by=olga, at=NOON)
    with pytest.raises(WrongState), acting():
        stale.move(State.COMPLETE, by=olga, at=NOON)

    assert made.events.filter(state=State.COMPLETE).count() == 1
