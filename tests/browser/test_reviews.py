"""From complete to reviewed in a browser: olga asks, rik tells, scores by digits, and submits."""

from collections.abc import Callable

import pytest

from grants.proposals.states import State
from tests import proposals
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults

Open = Callable[..., Look]
FULL = 9_000_00


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_olga_asks_rik_and_roos_and_rik_scores_by_digits(site: Site, browser_page: Open, width: int) -> None:
    district = site.world.city.districts.get(slug="delfshaven-schiemond")
    asked = {"round_": proposals.two_criteria(site.world.city, at=site.world.at), "at": site.world.at}
    made = proposals.checked(district, cents=FULL, title=f"Buurtfeest {width}", **asked)
    look = browser_page(site.world.known("olga"), width)
    page = look.page

    look.open(f"/reviews/of/{made.public_id}/reviewers/")
    page.get_by_label("Rik Silva").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    assert faults(look) == []
    page.get_by_label("Roos Fortes").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/reviews/of/{made.public_id}/")
    assert page.locator("main").inner_text().count("Moet nog melden of er een belang is") == 2

    look.become(site.world.known("rik"))
    look.open("/reviews/")
    page.get_by_role("link", name=made.title).click()
    page.get_by_label("Nee, ik heb geen belang").check()
    page.locator("main form button[type=submit]").click()
    look.arrive("[data-digits]")
    for name, digit in (("score_C1", "4"), ("score_C2", "0")):
        page.locator(f"input[name={name}]").first.focus()
        page.keyboard.press(digit)
        assert page.locator(f"input[name={name}]:checked").get_attribute("value") == digit
    page.locator("button[value=submit]").click()
    page.wait_for_load_state()
    assert page.locator("input[name=score_C2]:checked").get_attribute("value") == "0"
    assert faults(look) == []
    page.locator("textarea[name=reason_C2]").fill("Het staat er niet in.")
    page.locator("button[value=submit]").click()
    page.locator(".messages, [role=status]").first.wait_for()

    assert made.assignments.get(reviewer=site.world.known("rik")).is_submitted
    assert look.complaints == []
    assert type(made).objects.get(pk=made.pk).state == State.IN_REVIEW
