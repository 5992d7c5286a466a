"""Who decides, controls or handles objections reads the view that was asked, and nobody decides while it is awaited."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from grants.decisions.flows import ask_view, decide, enter_view
from grants.decisions.models import Decision, ViewAsked
from grants.decisions.states import DecisionKind, Ground
from tests import decisions, proposals
from tests.grants.register import ends
from tests.make import NOON, post
from tests.shared import shared
from tests.waiting_list import leave
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]
ASKED = "Een factuur blijkt vals."
ANSWERED = "Dat klopt niet."
TAKES = 'type="submit" class="nl-button nl-button--primary'
LAST_DAY = "16 november 2026"
READERS = ("olga", "daan", "joris", "carla")

pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def view(delfshaven: District) -> ViewAsked:
    """A view that is asked on a lower final amount, of which the applicant has two weeks to answer."""
    made = ends.determined(delfshaven)
    return ask_view(
        made,
        kind=DecisionKind.REVISE,
        ground=Ground.LATER_FACTS,
        intention=ASKED,
        by=decisions.cast("olga"),
        at=NOON,
    )


@shared
def waits(view: ViewAsked) -> Decision:
    """The lower final amount on that ground, which olga prepared meanwhile."""
    return decisions.prepared(view.proposal, decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS))


def _answer(view: ViewAsked) -> None:
    enter_view(view, answer=ANSWERED, by=decisions.cast("olga"), at=NOON)


def _pages(client: Client, decision: Decision) -> tuple[Any, Any]:
    """Return the page of a decision, and that on which it is taken."""
    here = f"/decisions/{decision.public_id}/"
    return client.get(here), client.get(f"{here}take/")


@pytest.mark.parametrize("name", READERS)
def test_intention_and_answer_are_read_by_all_staff_of_the_city(
    view: ViewAsked, name: str, signed_in: Open
) -> None:
    client, path = signed_in(decisions.cast(name)), f"/decisions/views/{view.public_id}/"
    awaited = client.get(path)
    assert (awaited.status_code, ASKED in awaited.content.decode()) == (200, True)

    _answer(view)
    assert ANSWERED in client.get(path).content.decode()


def test_only_an_officer_is_asked_for_the_answer_and_enters_it(
    view: ViewAsked, olga: User, daan: User, signed_in: Open
) -> None:
    path, field = f"/decisions/views/{view.public_id}/", 'name="answer"'
    asked = [field in signed_in(one).get(path).content.decode() for one in (olga, daan)]
    assert asked == [True, False]

    assert post(signed_in(daan), daan, path, answer=ANSWERED).status_code == 403
    view.refresh_from_db()
    assert view.answered_at is None


def test_while_the_applicant_may_answer_who_decides_reads_until_when_and_cannot_take_it(
    waits: Decision, daan: User, signed_in: Open
) -> None:
    client = signed_in(daan)
    here, take = _pages(client, waits)
    for answer in (here, take):
        assert (answer.context["view_is_open"], LAST_DAY in answer.context["not_now"]) == (True, True)
        shown = answer.content.decode()
        assert [text in shown for text in (ASKED, answer.context["not_now"], TAKES)] == [True, True, False]
    assert f'/decisions/{waits.public_id}/take/"' not in here.content.decode()

    refused = post(client, daan, f"/decisions/{waits.public_id}/take/")
    assert (refused.status_code, refused.context["refused"]) == (422, take.context["not_now"])


def test_who_decides_reads_the_answer_and_takes_it(
    view: ViewAsked, waits: Decision, daan: User, signed_in: Open
) -> None:
    _answer(view)
    client = signed_in(daan)
    here, take = (answer.content.decode() for answer in _pages(client, waits))
    assert [ANSWERED in shown for shown in (here, take)] == [True, True]
    assert f'/decisions/{waits.public_id}/take/"' in here
    assert TAKES in take

    assert post(client, daan, f"/decisions/{waits.public_id}/take/").status_code == 302
    assert ANSWERED in client.get(f"/decisions/{waits.public_id}/").content.decode()


def test_after_the_last_day_the_page_says_that_no_answer_came(
    waits: Decision, daan: User, signed_in: Open
) -> None:
    with time_machine.travel(NOON + timedelta(days=15), tick=False):
        for answer in _pages(signed_in(daan), waits):
            assert (answer.context["view_is_open"], answer.context["not_now"]) == (False, "")
            assert [text in answer.content.decode() for text in (ASKED, LAST_DAY)] == [True, True]


def test_a_decision_keeps_the_view_that_came_before_it_and_not_that_of_another(
    view: ViewAsked, waits: Decision, daan: User, signed_in: Open
) -> None:
    later = NOON + timedelta(days=1)
    _answer(view)
    decide(waits, by=daan, at=NOON)
    ask_view(
        view.proposal,
        kind=DecisionKind.REVISE,
        ground=Ground.LATER_FACTS,
        intention="Nog lager.",
        by=decisions.cast("olga"),
        at=later,
    )
    again = decisions.prepared(
        view.proposal, decisions.a_revision(4_000_00, ground=Ground.LATER_FACTS), at=later
    )

    with time_machine.travel(later, tick=False):
        client = signed_in(daan)
        shown = [client.get(f"/decisions/{one.public_id}/").content.decode() for one in (waits, again)]

    assert [(ASKED in one, "Nog lager." in one) for one in shown] == [(True, False), (False, True)]


def test_the_council_reads_nothing_of_it(
    view: ViewAsked, waits: Decision, daan: User, anna: User, signed_in: Open
) -> None:
    _answer(view)
    decide(waits, by=daan, at=NOON)
    page = signed_in(anna).get(f"/decisions/{waits.public_id}/")

    assert (page.status_code, ANSWERED in page.content.decode()) == (200, False)
    assert signed_in(anna).get(f"/decisions/views/{view.public_id}/").status_code == 403


def test_a_grant_on_a_ceiling_that_has_room_by_now_says_so_before_it_is_sent(
    delfshaven: District, daan: User, signed_in: Open
) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    decisions.granted(delfshaven, cents=22_500_00, title="Groot")
    asks = proposals.reviewed(delfshaven, cents=8_000_00)
    what = decisions.replace(decisions.a_grant(asks, cents=3_000_00), ground=Ground.CEILING)
    waits = decisions.prepared(asks, what)
    assert TAKES in _pages(signed_in(daan), waits)[1].content.decode()

    leave(asks, 500_00, at=NOON)
    take = _pages(signed_in(daan), waits)[1]
    assert ("€\u00a03.500,00" in take.context["not_now"], TAKES in take.content.decode()) == (True, False)
