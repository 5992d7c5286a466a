"""A paper of the city council in a browser: ella enters it with what it asks, evert publishes it, everyone reads it."""

from collections.abc import Callable

import pytest

from grants.plan.models import PaperEdition
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_ella_enters_a_paper_and_evert_publishes_it(
    site: Site, browser_page: Callable[..., Look], width: int
) -> None:
    look = browser_page(site.world.known("ella"), width)
    page, send = look.page, "main form .nl-button--primary"
    look.open("/papers/")
    page.get_by_role("link", name="Vul een raadsstuk in").click()
    page.get_by_label("Motie").check()
    page.locator("[name=number]").fill("26bb004444")
    page.locator("[name=title]").fill("Meer bankjes")
    page.locator(send).click()
    page.get_by_role("link", name="Voeg toe wat het vraagt").click()
    page.locator("[name=text]").fill("Zet in elke wijk een bankje")
    page.get_by_label("Overgenomen", exact=True).check()
    page.get_by_label("K2").check()
    page.locator(send).click()
    page.get_by_role("heading", name="Meer bankjes").wait_for()
    assert faults(look) == []

    look.become(site.world.known("evert"))
    look.open("/papers/")
    page.get_by_role("link", name="Meer bankjes").click()
    page.get_by_role("link", name="Maak openbaar").click()
    page.locator(send).click()
    page.locator("[role=status]").first.wait_for()
    assert PaperEdition.objects.get(number="26bb004444").is_published

    look.become(None)
    look.open("/papers/")
    page.get_by_role("link", name="Meer bankjes").click()
    page.get_by_role("link", name="K2").click()
    page.wait_for_url("**/at-work/*/")
    assert look.complaints == []
