"""What an upheld objection asks for stands in front: on the first page of officers and on that of the dossier."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.utils import translation

from grants.decisions.flows import decide
from grants.decisions.states import DecisionKind, Ground
from grants.dossier.told import turn_for
from grants.home.queries.acts import of_officer
from grants.proposals.models import Proposal
from tests import decisions, objections
from tests.grants.register import ends
from tests.make import NOON
from tests.objections import DECIDED
from tests.proposals import cast
from wijkraden.people.models import User
from wijkraden.places.models import City, District

NEW = "An objection was upheld, prepare a new decision: "


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(DECIDED, tick=False):
        yield


def refused(district: District) -> Proposal:
    return ends.refused(district, title="Feest")


def partly_granted(district: District) -> Proposal:
    return decisions.granted(district, title="Feest", cents=8_000_00)


def determined_too_low(district: District) -> Proposal:
    made = decisions.reported(district, title="Feest")
    final = decisions.a_determination(5_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final), by=cast("daan"), at=NOON)
    return Proposal.objects.get(pk=made.pk)


def asked_of(user: User, city: City) -> list[tuple[str, str]]:
    return [
        (str(one.title).removeprefix(NEW), one.url.split("/")[-2])
        for one in of_officer(user, city, today=DECIDED.date())
        if str(one.title).startswith(NEW)
    ]


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (refused, DecisionKind.GRANT),
        (partly_granted, DecisionKind.CHANGE),
        (determined_too_low, DecisionKind.REVISE),
    ],
)
def test_a_new_decision_waits_for_the_officer_until_it_is_prepared(
    delfshaven: District, olga: User, build: Callable[[District], Proposal], kind: DecisionKind
) -> None:
    made, city = build(delfshaven), delfshaven.city
    assert asked_of(olga, city) == []

    objections.decided(made)

    made = Proposal.objects.get(pk=made.pk)
    assert asked_of(olga, city) == [("Feest", kind.value)]
    assert turn_for(olga, made, at=DECIDED) == "Next: the city, with a new decision after the objection."
    waits = {str(one.title) for one in of_officer(olga, city, today=DECIDED.date())}
    assert not [title for title in waits if "back" in title]

    what = {
        DecisionKind.GRANT: decisions.a_grant(made),
        DecisionKind.CHANGE: decisions.a_change(7_000_00),
        DecisionKind.REVISE: decisions.a_revision(6_000_00),
    }
    decisions.prepared(made, what[kind], at=DECIDED)
    assert asked_of(olga, city) == []


def test_two_who_objected_and_are_right_ask_for_one_decision(delfshaven: District, olga: User) -> None:
    made = determined_too_low(delfshaven)
    objections.decided(made)
    objections.decided(made, name="Een buur")

    assert asked_of(olga, delfshaven.city) == [("Feest", "revise")]
