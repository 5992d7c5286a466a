"""What comes of the plan: the actions that serve each of its parts, and what was said of it."""

from collections.abc import Callable

from django.test import Client

from grants.plan.models import Element
from grants.plan.states import ElementKind
from grants.register.queries import at_work
from grants.reports.models import Report
from tests import decisions, plan, proposals
from tests.grants.register import scenes
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]


@shared
def goal(city: City, delfshaven: District) -> Element:
    """A goal that one granted action serves, and a proposal that is not granted."""
    decisions.granted(delfshaven, cents=1_200_00, title="Samen koken", at=NOON)
    proposals.submitted(delfshaven, title="Nog niet", cents=900_00, at=NOON)
    proposals.put_forward(delfshaven, title="Niet ingediend", at=NOON)
    return plan.adopted(city).elements.filter(kind=ElementKind.GOAL)[0]


def test_a_part_counts_the_granted_actions_that_serve_it(city: City, goal: Element) -> None:
    works = {one.element: one for group in at_work(city, goal.plan) for one in group.works}

    assert set(works) == set(goal.plan.elements.all())
    assert (works[goal].granted, works[goal].done, works[goal].stands_cents) == (1, 0, 1_200_00)
    assert works[goal].asked == 2
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


def test_the_page_of_a_part_has_the_words_of_the_reports(
    signed_in: Browser, delfshaven: District, goal: Element
) -> None:
    public = scenes.public_action(delfshaven).proposal
    before_it_is_final = decisions.reported(delfshaven, title="Nog niet vastgesteld")
    page = signed_in(None).get(f"/at-work/{goal.public_id}/")

    (words,) = page.context["words"]
    assert (words.action.public_id, words.text) == (public.public_id, "Wij aten samen.")
    assert "Wij aten samen." in page.content.decode()
    assert Report.objects.filter(proposal=before_it_is_final).get().text == "Wij aten samen."


def test_words_of_a_report_stay_inside_where_something_is_not_public(
    signed_in: Browser, delfshaven: District, goal: Element
) -> None:
    scenes.public_action(delfshaven, says={"safety_reason": "Bedreiging", "place_is_hidden": True})
    page = signed_in(None).get(f"/at-work/{goal.public_id}/")

    assert page.context["words"] == []
    assert "Wij aten samen." not in page.content.decode()
