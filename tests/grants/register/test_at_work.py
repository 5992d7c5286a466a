"""What comes of the plan: the actions that serve each of its parts, and what was said of it."""

from collections.abc import Callable

from django.test import Client

from grants.plan.models import Element
from grants.plan.states import ElementKind
from grants.register.queries import at_work
from tests import decisions, plan, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]


@shared
def goal(city: City, delfshaven: District) -> Element:
    """A goal that one granted action serves, and a proposal that is not granted."""
    decisions.granted(delfshaven, cents=1_200_00, title="Samen koken", at=NOON)
    proposals.submitted(delfshaven, title="Nog niet", at=NOON)
    return plan.adopted(city).elements.filter(kind=ElementKind.GOAL)[0]


def test_a_part_counts_the_granted_actions_that_serve_it(city: City, goal: Element) -> None:
    works = {one.element: one for group in at_work(city, goal.plan) for one in group.works}

    assert set(works) == set(goal.plan.elements.all())
    assert (works[goal].granted, works[goal].done, works[goal].stands_cents) == (1, 0, 1_200_00)
    assert sum(one.granted for one in works.values()) == 1


def test_everyone_goes_from_a_goal_to_an_action_and_to_what_residents_said(
    signed_in: Browser, goal: Element
) -> None:
    anyone = signed_in(None)
    page = anyone.get(f"/at-work/{goal.public_id}/").content.decode()

    assert "Samen koken" in page
    assert "Nog niet" not in page
    assert "/conversations/" in page
    assert f"/at-work/{goal.public_id}/" in anyone.get("/at-work/").content.decode()
    assert f"/at-work/{goal.public_id}/" in anyone.get("/plan/").content.decode()
