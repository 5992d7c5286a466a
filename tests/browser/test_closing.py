"""The closing of a year by keyboard alone: one person prepares it, another approves it, at both widths."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from grants.control.flows import withdraw_closing
from grants.control.queries import closings_to_approve
from portal.realm import within
from tests import budget
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.keys import press, write
from tests.browser.pages import everywhere
from tests.grants.control.closing_scenes import prove_again

Open = Callable[..., Look]
YEAR = f"/control/years/{budget.NOW - 1}/closing/"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_year_is_prepared_by_one_and_closed_by_another_by_keyboard(
    site: Site, browser_page: Open, width: int
) -> None:
    city, fenna = site.world.city, site.world.known("fenna")
    with within(city.public_id):
        for waiting in closings_to_approve(city):
            withdraw_closing(waiting, by=fenna, at=timezone.now())
        prove_again(city, at=timezone.now())
    adviser = browser_page(fenna, width)
    assert adviser.open(YEAR) == 200
    write(adviser, transfer_number="26bb004210")
    press(adviser, "main form button[type=submit]")
    assert everywhere(adviser) == []
    assert adviser.page.input_value("input[name=transfer_number]") == "26bb004210"

    write(adviser, transfer_on="1-11-2026")
    press(adviser, "main form button[type=submit]")

    assert "/control/closings/" in adviser.page.url
    assert everywhere(adviser) == []
    holder = browser_page(site.world.known("bas"), width)
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
