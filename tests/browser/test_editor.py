"""A whole proposal written by keyboard alone, and a part that saves itself in a pause."""

import time
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Route

from grants.money import format_euros
from grants.proposals.available import available_for
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.realm import within
from tests import proposals
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.keys import press, tab_to, write
from tests.browser.test_accessibility import faults

Open = Callable[..., Look]


def go_on(look: Look) -> None:
    """Press “save and go on”, after a look at the page."""
    assert faults(look) == []
    press(look, "main .buttons .nl-button--primary")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_anna_writes_a_whole_proposal_by_keyboard(site: Site, browser_page: Open, width: int) -> None:
    with within(site.world.city.public_id):
        round_ = proposals.open_round(site.world.city, at=timezone.now())
    title = f"Zomerfeest {width}"
    look = browser_page(site.world.known("anna"), width)
    look.open("/proposals/new/")
    if look.page.locator("[name=call]").count():  # other tests announce rounds of their own
        look.page.locator(f"[name=call][value^='{round_.public_id}']").check()
    write(look, title=title, asked_cents="4.800")
    go_on(look)
    write(look, summary="Buren eten samen.", for_whom="De hele wijk.", place="Het plein")
    write(look, starts_on="12-12-2026", ends_on="13-12-2026")
    go_on(look)
    tab_to(look, "[name^=aim_]")
    look.page.keyboard.press("Space")
    write(look, contribution="Bewoners leren elkaar kennen.")
    go_on(look)
    write(look, cost_text_1="Eten", cost_cents_1="4.800", cost_text_2="Muziek", cost_cents_2="200")
    tab_to(look, "[name=cover_kind_1]")
    look.page.keyboard.press("ArrowDown")
    write(look, cover_text_1="Taart", cover_cents_1="200")
    look.page.locator("[data-difference]", has_text="Er is precies genoeg geld voor de kosten.").wait_for()
    go_on(look)
    write(look, applicant_name="Stichting Samen", applicant_email="samen@demo.example")
    write(look, iban="NL91 ABNA 0417 1643 00", holder="Stichting Samen")
    go_on(look)
    press(look, "main .buttons > a.nl-button--primary")
    tab_to(look, "[name=has_interest]")
    look.page.keyboard.press("Space")
    go_on(look)
    go_on(look)

    assert look.complaints == []
    made = Proposal.objects.get(title=title)
    assert made.state == State.PRESENTED
    assert look.page.url.endswith(f"/proposals/{made.public_id}/")


def test_a_pause_saves_and_the_button_goes_on_from_there(site: Site, browser_page: Open) -> None:
    anna = site.world.known("anna")
    with within(site.world.city.public_id):
        district = site.world.city.districts.get(slug="delfshaven-schiemond")
        made = proposals.draft(district, by=anna, at=timezone.now())
    look = browser_page(anna)
    look.open(f"/proposals/{made.public_id}/edit/what/")
    look.page.fill("[name=summary]", "Half af")
    look.page.locator("[data-saved]", has_text="Opgeslagen om").wait_for()
    assert Proposal.objects.get(pk=made.pk).summary == "Half af"

    look.page.fill("[name=summary]", "Helemaal af")
    look.page.route("**/edit/what/", _slowly)
    with look.page.expect_request(lambda request: "quiet" in (request.post_data or "")):
        pass
    look.page.fill("[name=summary]", "Echt af")
    look.page.locator("main .buttons .nl-button--primary").click()
    look.page.wait_for_url("**/edit/plan/")

    assert Proposal.objects.get(pk=made.pk).summary == "Echt af"
    assert "meer dan één keer" not in look.page.inner_text("body")
    assert look.complaints == []


def _slowly(route: Route) -> None:
    """Let what the page sends by itself be answered a second later."""
    if "quiet" not in (route.request.post_data or ""):
        route.continue_()
        return
    answer = route.fetch()
    time.sleep(1)
    route.fulfill(response=answer)


def test_more_than_is_still_available_is_told_while_one_types(site: Site, browser_page: Open) -> None:
    anna = site.world.known("anna")
    with within(site.world.city.public_id):
        district = site.world.city.districts.get(slug="delfshaven-schiemond")
        made = proposals.draft(district, by=anna, at=timezone.now())
        free = available_for(made, on=timezone.localdate()).free
    look = browser_page(anna)
    look.open(f"/proposals/{made.public_id}/edit/money/")
    told = look.page.locator("[data-beyond]")

    look.page.fill("[name=asked_cents]", format_euros(free + 1_25))
    assert (
        told.inner_text()
        .replace("\xa0", " ")
        .startswith("Er wordt € 1,25 meer gevraagd dan er nog beschikbaar is.")
    )
    look.page.fill("[name=asked_cents]", format_euros(free))
    assert told.text_content() == ""


def test_a_form_with_errors_starts_at_its_summary(site: Site, browser_page: Open) -> None:
    anna = site.world.known("anna")
    with within(site.world.city.public_id):
        district = site.world.city.districts.get(slug="delfshaven-schiemond")
        made = proposals.draft(district, by=anna, at=timezone.now())
    look = browser_page(anna, 320)
    look.open(f"/proposals/{made.public_id}/edit/money/")
    look.page.fill("[name=cost_cents_1]", "1.35")
    look.page.fill("[name=cost_text_2]", "W" * 160)
    look.page.fill("[name=cost_cents_2]", "")
    look.page.locator("main .buttons .nl-button--primary").last.click()
    look.page.wait_for_load_state()

    assert look.page.evaluate("document.activeElement.id") == "error-summary"
    assert look.page.locator("#error-summary a").count() == 2
    assert faults(look) == []
    assert look.page.evaluate("document.documentElement.scrollWidth") <= 320
    look.page.locator("#error-summary a").first.click()
    assert look.page.evaluate("document.activeElement.name") == "cost_cents_1"
