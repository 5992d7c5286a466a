"""Conversations, advice and actions of the city in a browser: entered by ella, published by evert, read by everyone."""

from collections.abc import Callable

import pytest

from grants.plan.models import AdviceEdition, ConversationEdition, PlanActionEdition
from tests import plan, said
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults

SEND = "main form .nl-button--primary"


def _publish(look: Look, site: Site, address: str, title: str) -> None:
    page = look.page
    look.become(site.world.known("evert"))
    look.open(address)
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Maak openbaar").click()
    page.locator(SEND).click()
    page.locator("[role=status]").first.wait_for()


def _enter(look: Look) -> None:
    """Enter a conversation with something that was heard, and mend a number that cannot be."""
    page = look.page
    look.open("/conversations/")
    page.get_by_role("link", name="Een gesprek invoeren").click()
    for name, text in (
        ("title", "Gesprek over bankjes"),
        ("theme", "Buitenruimte"),
        ("held_on", "3-9-2026"),
        ("talks", "1"),
        ("participants", "20"),
        ("unique_people", "21"),
        ("asked", "Waar wilt u zitten?"),
        ("accessible", "Overdag en ’s avonds."),
        ("safe", "Zonder namen."),
        ("transparent", "Het verslag staat hier."),
        ("involved", "Volgend jaar weer."),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator(SEND).click()
    page.get_by_role("link", name="Dit kan niet meer zijn").wait_for()  # and all that was typed still stands
    page.locator("[name=unique_people]").fill("18")
    page.locator(SEND).click()
    page.get_by_role("link", name="Iets toevoegen dat is gehoord").click()
    page.locator("[name=text]").fill("Er zijn te weinig bankjes")
    page.get_by_label("Overgenomen", exact=True).check()
    page.get_by_label("Doel 1:").check()
    page.locator(SEND).click()
    page.get_by_role("heading", name="Gesprek over bankjes").wait_for()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_residents_said_is_entered_published_and_found_from_a_goal(
    site: Site, browser_page: Callable[..., Look], width: int
) -> None:
    look = browser_page(site.world.known("ella"), width)
    page = look.page
    _enter(look)
    assert faults(look) == []

    _publish(look, site, "/conversations/", "Gesprek over bankjes")
    assert ConversationEdition.objects.get(title="Gesprek over bankjes").is_published

    look.become(None)
    look.open("/plan/")
    page.get_by_role("link", name="Wat erover is gezegd").first.click()
    page.get_by_role("link", name="Er zijn te weinig bankjes").click()
    page.wait_for_url("**/conversations/*/editions/*/#insight-*")
    assert look.complaints == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_advice_stands_in_the_way_of_a_version_until_it_is_answered(
    site: Site, browser_page: Callable[..., Look], width: int
) -> None:
    world = site.world
    version = plan.concept(world.city, by=world.known("ella"), at=world.at)
    look = browser_page(world.known("ella"), width)
    page = look.page
    look.open("/advices/")
    page.get_by_role("link", name="Een advies invoeren").click()
    for name, text in (
        ("title", "Raad voor Bankjes"),
        ("question", "Zijn dit er genoeg?"),
        ("asked_on", "3-8-2026"),
        ("due_on", "30-9-2026"),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=plan]").select_option(version.public_id)
    page.locator(SEND).click()
    page.get_by_role("heading", name="Raad voor Bankjes").wait_for()
    assert faults(look) == []
    _publish(look, site, "/advices/", "Raad voor Bankjes")
    assert not AdviceEdition.objects.get(title="Raad voor Bankjes").is_done

    look.open(f"/plans/{version.public_id}/adopt/")
    page.get_by_text("Beantwoord eerst elk advies").first.wait_for()
    assert page.locator("[name=decision_number]").count() == 0
    assert faults(look) == []
    version.refresh_from_db()
    assert not version.is_adopted


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_city_tells_how_far_its_own_action_is(
    site: Site, browser_page: Callable[..., Look], width: int
) -> None:
    world = site.world
    said.entered(said.CITY_ACTION, world.city, by=world.known("ella"), at=world.at)
    look = browser_page(world.known("ella"), width)
    page = look.page
    look.open("/city-actions/")
    page.get_by_role("link", name="Bankjes plaatsen").click()
    page.get_by_role("link", name="Vertellen hoe ver het in een jaar was").click()
    page.locator("[name=year]").fill("2026")
    page.get_by_label("Klaar").check()
    page.locator("[name=words]").fill("Er staan er twintig.")
    page.locator(SEND).click()
    page.get_by_text("Over 2026 staat hier al iets").first.wait_for()
    page.locator("[name=year]").fill("2027")
    page.locator(SEND).click()
    page.get_by_text("Er staan er twintig.").wait_for()
    assert faults(look) == []
    _publish(look, site, "/city-actions/", "Bankjes plaatsen")
    assert PlanActionEdition.objects.get(title="Bankjes plaatsen").is_published
    assert look.complaints == []
