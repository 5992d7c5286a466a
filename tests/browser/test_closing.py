"""The closing of a year in a real browser: one person prepares it, another approves it, at both widths."""

from collections.abc import Callable

from django.utils import timezone

from grants.control.flows import withdraw_closing
from grants.control.queries import closings_to_approve
from portal.realm import within
from tests import budget
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults
from tests.grants.control.closing_scenes import prove_again

Open = Callable[..., Look]
YEAR = f"/control/years/{budget.NOW - 1}/closing/"


def everywhere(look: Look) -> list[str]:
    """Return what is wrong with the page on a phone and at a desk."""
    found = []
    for width in (PHONE, DESK):
        look.page.set_viewport_size({"width": width, "height": 800})
        found += [f"at {width} px: {fault}" for fault in faults(look)]
    return found


def press(look: Look, selector: str) -> None:
    """Press a button and wait for the page that follows."""
    with look.page.expect_navigation():
        look.page.locator(selector).click()


def test_a_year_is_prepared_by_one_and_closed_by_another(site: Site, browser_page: Open) -> None:
    city, fenna = site.world.city, site.world.known("fenna")
    with within(city.public_id):
        for waiting in closings_to_approve(city):
            withdraw_closing(waiting, by=fenna, at=timezone.now())
        prove_again(city, at=timezone.now())
    adviser = browser_page(fenna)
    assert adviser.open(YEAR) == 200
    adviser.page.fill("input[name=transfer_number]", "26bb004210")
    press(adviser, "main form button[type=submit]")
    assert everywhere(adviser) == []
    assert adviser.page.input_value("input[name=transfer_number]") == "26bb004210"

    adviser.page.fill("input[name=transfer_on]", "1-11-2026")
    press(adviser, "main form button[type=submit]")

    assert "/control/closings/" in adviser.page.url
    assert everywhere(adviser) == []
    holder = browser_page(site.world.known("bas"))
    holder.open("/home/")
    path = adviser.page.url.removeprefix(site.url)
    press(holder, f"a[href='{path}']")
    assert everywhere(holder) == []
    press(holder, "form[action$='/approve/'] button")
    assert holder.page.locator("form[action$='/approve/']").count() == 0
    assert everywhere(holder) == []
    holder.open(YEAR)
    assert holder.page.locator("main form").count() == 0
    assert everywhere(holder) == []
