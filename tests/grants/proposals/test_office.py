"""An officer checks a proposal, finds it complete, takes it in hand and writes notes."""

import pytest
from django.db import DatabaseError, transaction

from grants.plan.models import Condition
from grants.proposals import flows
from grants.proposals.flows import Found
from grants.proposals.models import Check, Note, Proposal
from grants.proposals.queries import conditions_of, newest_checks
from grants.proposals.states import Answer, Route, State
from portal.errors import ChangedMeanwhile, NoLongerAllowed, WrongState
from tests import proposals
from tests.make import NOON, person
from tests.shared import shared
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District


def condition(proposal: Proposal, code: str = "D1") -> Condition:
    return conditions_of(proposal).get(code=code)


@shared
def submitted(delfshaven: District) -> Proposal:
    """What the council submitted to the city."""
    return proposals.submitted(delfshaven)


def test_the_newest_answer_counts_and_earlier_ones_stay(submitted: Proposal, olga: User, otto: User) -> None:
    first = condition(submitted)
    flows.check(submitted, found={first: Found(Answer.YES)}, by=olga, at=NOON)

    flows.check(submitted, found={first: Found(Answer.NO, "Buiten de wijk")}, by=otto, at=NOON)

    assert [(one.answer, one.note, one.by) for one in submitted.checks.all()] == [
        ("yes", "", olga),
        ("no", "Buiten de wijk", otto),
    ]
    assert {key: one.answer for key, one in newest_checks(submitted).items()} == {first.pk: "no"}
    assert set(submitted.handlings.values_list("user", flat=True)) == {olga.pk, otto.pk}


def test_a_condition_that_is_not_known_yet_is_not_kept(submitted: Proposal, olga: User) -> None:
    counts = [
        flows.check(submitted, found={condition(submitted): one}, by=olga, at=NOON)
        for one in (Found(Answer.OPEN), Found(Answer.OPEN, "Vraag het na"))
    ]

    assert (counts, [one.note for one in submitted.checks.all()]) == ([0, 1], ["Vraag het na"])


def test_the_same_answer_is_not_kept_twice(submitted: Proposal, olga: User) -> None:
    found = {condition(submitted): Found(Answer.YES, "Gezien")}

    counts = [flows.check(submitted, found=found, by=olga, at=NOON) for _ in range(2)]

    assert (counts, submitted.checks.count()) == ([1, 0], 1)


def test_who_checks_on_an_old_page_is_told(submitted: Proposal, olga: User, otto: User) -> None:
    flows.check(submitted, found={condition(submitted): Found(Answer.YES)}, seen=0, by=olga, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        flows.check(submitted, found={condition(submitted): Found(Answer.NO)}, seen=0, by=otto, at=NOON)

    assert [one.answer for one in Check.objects.filter(proposal=submitted)] == ["yes"]


def test_an_answer_no_does_not_make_it_incomplete(submitted: Proposal, olga: User) -> None:
    flows.check(submitted, found={condition(submitted): Found(Answer.NO)}, by=olga, at=NOON)

    flows.find_complete(submitted, by=olga, at=NOON)

    assert (submitted.state, submitted.completed_at) == (State.COMPLETE, submitted.received_at)


def test_of_two_officers_one_finds_it_complete(submitted: Proposal, olga: User, otto: User) -> None:
    stale = Proposal.objects.get(pk=submitted.pk)
    flows.find_complete(submitted, by=olga, at=NOON)

    with pytest.raises(WrongState):
        flows.find_complete(stale, by=otto, at=NOON)

    assert submitted.events.filter(state=State.COMPLETE).count() == 1


@pytest.mark.parametrize("route", Route)
def test_every_route_is_found_complete(delfshaven: District, olga: User, route: Route) -> None:
    made = proposals.submitted(delfshaven, route=route)

    flows.find_complete(made, by=olga, at=NOON)

    assert made.state == State.COMPLETE


def test_a_decision_maker_handles_nothing(submitted: Proposal, daan: User) -> None:
    for act in (
        lambda: flows.find_complete(submitted, by=daan, at=NOON),
        lambda: flows.add_note(submitted, text="x", by=daan, at=NOON),
        lambda: flows.assign(submitted, to=daan, by=daan, at=NOON),
    ):
        with pytest.raises(NoLongerAllowed):
            act()


def test_an_officer_takes_it_in_hand_and_hands_it_over(submitted: Proposal, olga: User, otto: User) -> None:
    flows.assign(submitted, to=olga, was=0, by=olga, at=NOON)

    flows.assign(submitted, to=otto, was=olga.pk, by=olga, at=NOON)

    assert submitted.handler == otto


def test_two_take_it_at_once_and_the_second_is_told(submitted: Proposal, olga: User, otto: User) -> None:
    flows.assign(submitted, to=olga, was=0, by=olga, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        flows.assign(submitted, to=otto, was=0, by=otto, at=NOON)

    assert Proposal.objects.get(pk=submitted.pk).handler == olga


def test_nobody_hands_over_to_who_is_no_officer(submitted: Proposal, olga: User, daan: User) -> None:
    with pytest.raises(WrongState):
        flows.assign(submitted, to=daan, by=olga, at=NOON)

    assert Proposal.objects.get(pk=submitted.pk).handler is None


def test_an_officer_whose_seat_ended_does_nothing_more(submitted: Proposal, city: City) -> None:
    odette = person("odette", role=Role.OFFICER, city=city)
    seat = odette.seats.get()
    flows.assign(submitted, to=odette, by=odette, at=NOON)
    end_seat_at_once(seat, by=None, at=NOON)

    with pytest.raises(NoLongerAllowed):
        flows.find_complete(submitted, by=User.objects.get(pk=odette.pk), at=NOON)


def test_a_note_stays_as_it_is_in_the_database_too(submitted: Proposal, olga: User) -> None:
    note = flows.add_note(submitted, text="Gebeld met de wijkraad.", by=olga, at=NOON)

    for act in (
        lambda: Note.objects.filter(pk=note.pk).update(text="Anders"),
        lambda: Note.objects.filter(pk=note.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert Note.objects.get(pk=note.pk).text == "Gebeld met de wijkraad."


def test_the_first_act_of_an_officer_takes_it_in_hand(submitted: Proposal, olga: User, otto: User) -> None:
    assert submitted.handler is None
    flows.add_note(submitted, text="Gebeld.", by=otto, at=NOON)
    assert Proposal.objects.get(pk=submitted.pk).handler == otto
    flows.add_note(submitted, text="Ook gebeld.", by=olga, at=NOON)
    assert Proposal.objects.get(pk=submitted.pk).handler == otto

    flows.assign(submitted, to=olga, by=otto, at=NOON)
    flows.add_note(submitted, text="Nog eens.", by=otto, at=NOON)
    assert Proposal.objects.get(pk=submitted.pk).handler == olga
