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
from wijkraden.people.flows import end_seat_at_once
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District


def condition(proposal: Proposal, code: str = "D1") -> Condition:
    return conditions_of(proposal).get(code=code)


def test_the_newest_answer_counts_and_earlier_ones_stay(delfshaven: District, olga: User, otto: User) -> None:
    made = proposals.submitted(delfshaven)
    first = condition(made)
    flows.check(made, found={first: Found(Answer.YES)}, by=olga, at=NOON)

    flows.check(made, found={first: Found(Answer.NO, "Buiten de wijk")}, by=otto, at=NOON)

    assert [(one.answer, one.note, one.by) for one in made.checks.all()] == [
        ("yes", "", olga),
        ("no", "Buiten de wijk", otto),
    ]
    assert {key: one.answer for key, one in newest_checks(made).items()} == {first.pk: "no"}
    assert set(made.handlings.values_list("user", flat=True)) == {olga.pk, otto.pk}


def test_a_condition_that_is_not_known_yet_is_not_kept(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven)

    counts = [
        flows.check(made, found={condition(made): one}, by=olga, at=NOON)
        for one in (Found(Answer.OPEN), Found(Answer.OPEN, "Vraag het na"))
    ]

    assert (counts, [one.note for one in made.checks.all()]) == ([0, 1], ["Vraag het na"])


def test_the_same_answer_is_not_kept_twice(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    found = {condition(made): Found(Answer.YES, "Gezien")}

    counts = [flows.check(made, found=found, by=olga, at=NOON) for _ in range(2)]

    assert (counts, made.checks.count()) == ([1, 0], 1)


def test_who_checks_on_an_old_page_is_told(delfshaven: District, olga: User, otto: User) -> None:
    made = proposals.submitted(delfshaven)
    flows.check(made, found={condition(made): Found(Answer.YES)}, seen=0, by=olga, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        flows.check(made, found={condition(made): Found(Answer.NO)}, seen=0, by=otto, at=NOON)

    assert [one.answer for one in Check.objects.filter(proposal=made)] == ["yes"]


def test_an_answer_no_does_not_make_it_incomplete(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    flows.check(made, found={condition(made): Found(Answer.NO)}, by=olga, at=NOON)

    flows.find_complete(made, by=olga, at=NOON)

    assert (made.state, made.completed_at) == (State.COMPLETE, made.received_at)


def test_of_two_officers_one_finds_it_complete(delfshaven: District, olga: User, otto: User) -> None:
    made = proposals.submitted(delfshaven)
    stale = Proposal.objects.get(pk=made.pk)
    flows.find_complete(made, by=olga, at=NOON)

    with pytest.raises(WrongState):
        flows.find_complete(stale, by=otto, at=NOON)

    assert made.events.filter(state=State.COMPLETE).count() == 1


@pytest.mark.parametrize("route", Route)
def test_every_route_is_found_complete(delfshaven: District, olga: User, route: Route) -> None:
    made = proposals.submitted(delfshaven, route=route)

    flows.find_complete(made, by=olga, at=NOON)

    assert made.state == State.COMPLETE


def test_a_decision_maker_handles_nothing(delfshaven: District, daan: User) -> None:
    made = proposals.submitted(delfshaven)

    for act in (
        lambda: flows.find_complete(made, by=daan, at=NOON),
        lambda: flows.add_note(made, text="x", by=daan, at=NOON),
        lambda: flows.assign(made, to=daan, by=daan, at=NOON),
    ):
        with pytest.raises(NoLongerAllowed):
            act()


def test_an_officer_takes_it_in_hand_and_hands_it_over(delfshaven: District, olga: User, otto: User) -> None:
    made = proposals.submitted(delfshaven)
    flows.assign(made, to=olga, was=0, by=olga, at=NOON)

    flows.assign(made, to=otto, was=olga.pk, by=olga, at=NOON)

    assert made.handler == otto


def test_two_take_it_at_once_and_the_second_is_told(delfshaven: District, olga: User, otto: User) -> None:
    made = proposals.submitted(delfshaven)
    flows.assign(made, to=olga, was=0, by=olga, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        flows.assign(made, to=otto, was=0, by=otto, at=NOON)

    assert Proposal.objects.get(pk=made.pk).handler == olga


def test_nobody_hands_over_to_who_is_no_officer(delfshaven: District, olga: User, daan: User) -> None:
    made = proposals.submitted(delfshaven)

    with pytest.raises(WrongState):
        flows.assign(made, to=daan, by=olga, at=NOON)

    assert Proposal.objects.get(pk=made.pk).handler is None


def test_an_officer_whose_seat_ended_does_nothing_more(city: City, delfshaven: District) -> None:
    made = proposals.submitted(delfshaven)
    odette = person("odette", role=Role.OFFICER, city=city)
    seat = odette.seats.get()
    flows.assign(made, to=odette, by=odette, at=NOON)
    end_seat_at_once(seat, by=None, at=NOON)

    with pytest.raises(NoLongerAllowed):
        flows.find_complete(made, by=User.objects.get(pk=odette.pk), at=NOON)


def test_a_note_stays_as_it_is_in_the_database_too(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven)
    note = flows.add_note(made, text="Gebeld met de wijkraad.", by=olga, at=NOON)

    for act in (
        lambda: Note.objects.filter(pk=note.pk).update(text="Anders"),
        lambda: Note.objects.filter(pk=note.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert Note.objects.get(pk=note.pk).text == "Gebeld met de wijkraad."


def test_the_first_act_of_an_officer_takes_it_in_hand(delfshaven: District, olga: User, otto: User) -> None:
    made = proposals.submitted(delfshaven)
    assert made.handler is None
    flows.add_note(made, text="Gebeld.", by=otto, at=NOON)
    assert Proposal.objects.get(pk=made.pk).handler == otto
    flows.add_note(made, text="Ook gebeld.", by=olga, at=NOON)
    assert Proposal.objects.get(pk=made.pk).handler == otto

    flows.assign(made, to=olga, by=otto, at=NOON)
    flows.add_note(made, text="Nog eens.", by=otto, at=NOON)
    assert Proposal.objects.get(pk=made.pk).handler == olga
