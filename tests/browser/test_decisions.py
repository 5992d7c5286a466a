"""Preparing and taking a decision in a real browser, at both widths, and the letter for whoever has the link."""

from collections.abc import Callable

from grants.decisions.models import Decision
from portal.realm import within
from tests import decisions, proposals
from tests.browser.conftest import Look, Site
from tests.browser.pages import everywhere, press

Open = Callable[..., Look]


def test_olga_prepares_a_grant_and_daan_takes_it(site: Site, browser_page: Open) -> None:
    world = site.world
    with within(world.city.public_id):
        decisions.mandate(world.city, at=world.at)
        district = world.city.districts.get(slug="delfshaven-schiemond")
        made = proposals.reviewed(district, title="In de browser", cents=2_600_00, at=world.at)
    olga = browser_page(world.known("olga"))
    assert olga.open(f"/decisions/prepare/{made.public_id}/grant/") == 200
    assert everywhere(olga) == []
    press(olga, "main form button[type=submit]")
    assert everywhere(olga) == []
    olga.page.fill("textarea[name=reasons]", "De actie past bij de doelen van het plan.")
    press(olga, "button[name=preview]")
    assert olga.page.locator("article.letter").count() == 1
    assert everywhere(olga) == []
    press(olga, "main form button[type=submit]")
    assert everywhere(olga) == []

    daan = browser_page(world.known("daan"))
    daan.open("/decisions/")
    assert everywhere(daan) == []
    press(daan, "a:has-text('In de browser')")
    press(daan, "a[href$='/take/']")
    assert everywhere(daan) == []
    button = daan.page.locator("main form[method=post] button[type=submit]").first
    assert "2.600,00" in button.inner_text()
    press(daan, "main form[method=post] button[type=submit]")
    assert everywhere(daan) == []

    found = Decision.objects.get(proposal=made)
    assert (found.is_decided, found.cents) == (True, 2_600_00)
    visitor = browser_page(None)
    assert visitor.open(f"/decisions/letter/{decisions.link_to_letter(found)}/") == 200
    assert everywhere(visitor) == []
