"""What a council decides: who counts, how many are enough, and that it is of the text of now."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from grants.proposals import flows
from grants.proposals.errors import (
    HasInterest,
    NoDecision,
    NoQuorum,
    NotAuthorised,
    NotConfirmed,
    PutForward,
    WrongDay,
    WrongVotes,
)
from grants.proposals.flows import Votes
from grants.proposals.models import Attendance, CouncilDecision, CouncilRules, Proposal
from grants.proposals.queries import is_confirmed
from grants.proposals.states import Manner, Part, Route, State
from grants.proposals.votes import Turnout, outcome_of
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from tests import proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

TODAY = NOON.date()


def vote(
    proposal: Proposal,
    votes: Votes,
    *,
    by: User,
    attendance: dict[User, Part],
    others: int = 0,
    others_back: int = 0,
    seats: int = 7,
    on: date = TODAY,
) -> CouncilDecision:
    return flows.record_meeting(
        proposal,
        decided_on=on,
        attendance=attendance,
        others_present=others,
        others_stepped_back=others_back,
        seats=seats,
        votes=votes,
        by=by,
        at=NOON,
    )


def set_rules(district: District, beheer: User, **rules: object) -> None:
    asked: dict[str, Any] = {
        "quorum_percent": 50,
        "tie_accepts": False,
        "authorised_cents": 0,
        "source": "Reglement",
        **rules,
    }
    flows.set_council_rules(district, **asked, by=beheer, at=NOON)


@shared
def presented(delfshaven: District) -> Proposal:
    """A draft that was put before the council."""
    return proposals.presented(delfshaven)


def test_more_for_than_against_puts_it_forward(presented: Proposal, anna: User, chris: User) -> None:
    decision = vote(
        presented, Votes(3, 1, 1), by=chris, attendance={anna: Part.PRESENT, chris: Part.PRESENT}, others=3
    )

    assert (decision.accepted, decision.seats, decision.quorum_percent) == (True, 7, 50)
    assert {one.user: one.part for one in decision.attendances.all()} == {anna: "present", chris: "present"}


def test_a_tie_is_a_no_unless_the_council_says_otherwise(
    delfshaven: District, chris: User, beheer: User
) -> None:
    one, other = proposals.presented(delfshaven), proposals.presented(delfshaven)
    there = {chris: Part.PRESENT}

    assert vote(one, Votes(2, 2), by=chris, attendance=there, others=3).accepted is False
    set_rules(delfshaven, beheer, tie_accepts=True)
    assert vote(other, Votes(2, 2), by=chris, attendance=there, others=3).accepted is True


def test_who_stepped_back_does_not_count_for_the_quorum(presented: Proposal, anna: User, chris: User) -> None:
    """Seven seats: three who vote are not enough, but of the five who may vote they are."""
    with pytest.raises(NoQuorum):
        vote(presented, Votes(3, 0), by=chris, attendance={chris: Part.PRESENT, anna: Part.ABSENT}, others=2)

    decision = vote(
        presented,
        Votes(3, 0),
        by=chris,
        attendance={chris: Part.PRESENT, anna: Part.STEPPED_BACK},
        others=2,
        others_back=1,
    )

    assert (decision.accepted, decision.stepped_back) == (True, 2)


@given(
    seats=st.integers(1, 30),
    back=st.integers(0, 30),
    percent=st.integers(0, 99),
    for_=st.integers(0, 30),
    against=st.integers(0, 30),
)
def test_the_quorum_is_exceeded_and_the_outcome_is_the_majority(
    seats: int, back: int, percent: int, for_: int, against: int
) -> None:
    rules = CouncilRules(quorum_percent=percent)
    present = for_ + against
    turnout = Turnout(seats=seats, present=present, stepped_back=back)
    try:
        found = outcome_of(rules, turnout, Votes(for_, against))
    except WrongVotes:
        assert present + back > seats
    except NoQuorum:
        assert present * 100 <= (seats - back) * percent or present == 0
    else:
        assert present * 100 > (seats - back) * percent
        assert found.accepted == (for_ > against)


@pytest.mark.parametrize(
    ("votes", "others", "error"),
    [(Votes(5, 1), 6, WrongVotes), (Votes(8, 0), 7, WrongVotes), (Votes(2, 0), 1, NoQuorum)],
)
def test_votes_that_cannot_be_are_refused(
    presented: Proposal, chris: User, votes: Votes, others: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        vote(presented, votes, by=chris, attendance={chris: Part.PRESENT}, others=others)

    assert presented.council_decisions.count() == 0


def test_the_day_lies_between_the_presentation_and_today(presented: Proposal, chris: User) -> None:
    for on in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(WrongDay):
            vote(presented, Votes(5, 1), by=chris, attendance={chris: Part.PRESENT}, others=5, on=on)

    assert vote(presented, Votes(5, 1), by=chris, attendance={chris: Part.PRESENT}, others=5).accepted


def test_only_who_sits_in_the_council_that_day_votes(
    presented: Proposal, chris: User, bram: User, coen: User
) -> None:
    for stranger in (bram, coen):
        with pytest.raises(WrongVotes, match="zetel"):
            vote(presented, Votes(5, 1), by=chris, attendance={stranger: Part.PRESENT}, others=5)


def test_who_declared_an_interest_can_only_step_back(delfshaven: District, anna: User, chris: User) -> None:
    made = proposals.presented(delfshaven, by=chris)
    flows.declare_interest(made, has_interest=True, explanation="Mijn zus.", by=anna, at=NOON)
    for part in (Part.PRESENT, Part.ABSENT):
        with pytest.raises(WrongVotes, match="Anna"):
            vote(made, Votes(5, 1), by=chris, attendance={anna: part}, others=6)

    decision = vote(made, Votes(5, 1), by=chris, attendance={anna: Part.STEPPED_BACK}, others=6, seats=8)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(decision=decision, user=anna, part=Part.PRESENT)


def test_a_chair_with_an_interest_enters_and_submits_nothing_but_the_coordinator_does(
    delfshaven: District, chris: User, coen: User
) -> None:
    made = proposals.presented(delfshaven, route=Route.PURCHASE)
    flows.declare_interest(made, has_interest=True, explanation="Mijn bedrijf.", by=chris, at=NOON)
    with pytest.raises(HasInterest):
        vote(made, Votes(5, 1), by=chris, attendance={}, others=6)

    vote(made, Votes(5, 1), by=coen, attendance={chris: Part.STEPPED_BACK}, others=6)

    with pytest.raises(HasInterest):
        flows.submit(made, by=chris, at=NOON)
    flows.submit(made, by=coen, at=NOON)
    assert made.state == State.SUBMITTED


def test_who_stepped_back_in_the_vote_does_not_submit_either(
    delfshaven: District, chris: User, coen: User
) -> None:
    made = proposals.presented(delfshaven, route=Route.OWN)
    vote(made, Votes(5, 1), by=coen, attendance={chris: Part.STEPPED_BACK}, others=6)

    with pytest.raises(HasInterest):
        flows.submit(made, by=chris, at=NOON)


def test_a_member_enters_no_decision(presented: Proposal, anna: User) -> None:
    with pytest.raises(NoLongerAllowed):
        vote(presented, Votes(5, 1), by=anna, attendance={anna: Part.PRESENT}, others=5)


def test_one_decision_stands_on_one_text(presented: Proposal, chris: User) -> None:
    proposals.decide(presented)

    with pytest.raises(WrongVotes):
        vote(presented, Votes(1, 5), by=chris, attendance={chris: Part.PRESENT}, others=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilDecision.objects.filter(proposal=presented).update(accepted=False)


def test_the_database_refuses_a_vote_of_too_few(presented: Proposal, chris: User) -> None:
    row: dict[str, Any] = {
        "proposal": presented,
        "decided_on": TODAY,
        "recorded_by": chris,
        "recorded_at": NOON,
    }
    few: dict[str, Any] = {"manner": Manner.MEETING, "seats": 7, "votes_for": 3, "accepted": True}

    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilDecision.objects.create(**row, **few, step=presented.steps)
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilDecision.objects.create(**row, **{**few, "votes_for": 4}, step=presented.steps + 1)
    assert CouncilDecision.objects.create(**row, **{**few, "votes_for": 4}, step=presented.steps).accepted


def test_someone_acts_for_the_council_up_to_the_amount_of_its_rules(
    delfshaven: District, chris: User, anna: User, bram: User, beheer: User
) -> None:
    made = proposals.presented(delfshaven, cents=1_000_00)
    act: dict[str, Any] = {"decided_on": TODAY, "basis": "Besluit van 4 juni 2026", "by": chris, "at": NOON}
    with pytest.raises(NotAuthorised):
        flows.record_authorisation(made, authorised=chris, **act)
    set_rules(delfshaven, beheer, authorised_cents=999_99)
    with pytest.raises(NotAuthorised):
        flows.record_authorisation(made, authorised=chris, **act)
    set_rules(delfshaven, beheer, authorised_cents=1_000_00)
    with pytest.raises(NotAuthorised):
        flows.record_authorisation(made, authorised=bram, **act)

    decision = flows.record_authorisation(made, authorised=anna, **act)

    assert (decision.accepted, decision.authorised, decision.authorised_cents) == (True, anna, 1_000_00)


def test_a_text_that_went_back_needs_a_new_decision_and_a_new_confirmation(
    delfshaven: District, chris: User, anna: User
) -> None:
    made = proposals.put_forward(delfshaven)
    assert is_confirmed(made)

    flows.send_back(made, reason="Het bedrag klopt niet.", by=chris, at=NOON)
    flows.present(made, by=anna, at=NOON)

    assert not is_confirmed(made)
    with pytest.raises(NoDecision):
        flows.submit(made, by=chris, at=NOON)
    proposals.decide(made)
    with pytest.raises(NotConfirmed):
        flows.submit(made, by=chris, at=NOON)
    question, _token = flows.ask_applicant(made, by=anna, at=NOON)
    flows.confirm(question, name="Fatima", at=NOON)
    flows.submit(made, by=chris, at=NOON)
    assert made.number == "WS-2026-0001"


def test_the_author_of_what_goes_back_gets_the_reason(presented: Proposal, chris: User, anna: User) -> None:
    question, _token = flows.ask_applicant(presented, by=anna, at=NOON)

    flows.send_back(presented, reason="Het bedrag klopt niet.", by=chris, at=NOON)

    mail = Message.objects.get(kind="proposals.sent_back")
    assert (mail.to, mail.text.count("Het bedrag klopt niet.")) == (anna, 1)
    question.refresh_from_db()
    assert (presented.state, question.ended_at) == (State.DRAFT, NOON)


def test_what_was_voted_down_ends_and_what_was_not_does_not(delfshaven: District, chris: User) -> None:
    open_, yes, no = (proposals.presented(delfshaven) for _one in range(3))
    proposals.decide(yes)
    proposals.decide(no, votes=Votes(1, 5))
    reason: dict[str, Any] = {"reason": "Past niet in het wijkplan.", "by": chris, "at": NOON}

    with pytest.raises(NoDecision):
        flows.not_put_forward(open_, **reason)
    with pytest.raises(PutForward):
        flows.not_put_forward(yes, **reason)
    with pytest.raises(NoDecision):
        flows.submit(no, by=chris, at=NOON)
    flows.not_put_forward(no, **reason)

    assert no.state == State.NOT_PUT_FORWARD
    with pytest.raises(WrongState):
        flows.send_back(no, **reason)
