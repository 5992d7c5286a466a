"""The register as a passer-by reads it: found by a word, opened, with its photo, on a telephone and on a desk."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from portal.realm import within
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults
from tests.grants.register import scenes

Open = Callable[..., Look]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_passer_by_finds_an_action_and_what_came_of_it(site: Site, browser_page: Open, width: int) -> None:
    world = site.world
    district = world.city.districts.get(slug="feijenoord")
    title = f"Café-avond aan de Maas {width}"
    with within(world.city.public_id):
        scenes.public_action(district, title=title, cents=8_000_00, at=timezone.now())

    guest = browser_page(None, width)
    guest.open("/register/")
    page = guest.page
    page.fill("[name=q]", f"cafe maas {width}")
    with page.expect_navigation():
        page.locator("form.filters button[type=submit]").click()
    assert faults(guest) == []
    assert page.locator("table tbody tr").count() == 1
    assert [mark.strip() for mark in page.locator("tbody mark").all_inner_texts()] == [
        "Café",
        "Maas",
        str(width),
    ]
    with page.expect_navigation():
        page.locator("table tbody a").click()
    assert faults(guest) == []
    assert page.locator("h1").inner_text() == title
    assert page.locator("img.photos__picture").count() == 1
    assert guest.complaints == []
