"""The council decides and submits: what chris sees and presses, and what the applicant does without an account."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import State
from tests import proposals
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.pages import press
from tests.browser.test_accessibility import faults

Open = Callable[..., Look]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_chris_enters_the_vote_the_applicant_confirms_and_chris_submits(
    site: Site, browser_page: Open, width: int
) -> None:
    now = timezone.now()
    district = site.world.city.districts.get(slug="delfshaven-schiemond")
    made = proposals.presented(district, cents=100_00, title=f"Stemming {width}", at=now)
    look = browser_page(site.world.known("chris"), width)
    look.open(f"/proposals/{made.public_id}/council/")
    page = look.page
    page.fill("[name=decided_on]", timezone.localdate(now).strftime("%d-%m-%Y"))
    for choice in page.locator("input[type=radio][value=present]").all():
        choice.check()
    count = page.locator("input[type=radio][value=present]").count()
    for name, value in (("others_present", 4), ("seats", 9), ("votes_for", count + 3), ("votes_against", 1)):
        page.fill(f"[name={name}]", str(value))

    press(look, "button[name=look]")
    assert page.locator("#outcome h2").inner_text() == "De wijkraad besluit het voorstel in te dienen"
    assert faults(look) == []
    press(look, "button[name=store]")
    assert page.url.endswith(f"/proposals/{made.public_id}/applicant/")

    _question, token = flows.ask_applicant(made, by=site.world.known("anna"), at=timezone.now())
    guest = browser_page(None, width)
    guest.open(f"/confirm/{token}/")
    guest.page.check("[name=may_act]")
    guest.page.fill("[name=name]", "Fatima el Idrissi")
    press(guest, "main form button[type=submit]")
    assert "Fatima el Idrissi" in guest.page.locator("main").inner_text()
    assert faults(guest) == []

    look.open(f"/proposals/{made.public_id}/submit/")
    press(look, "main form button[type=submit]")
    assert "Ingediend: WS-2026-" in page.locator("h1").inner_text()
    assert faults(look) == []
    assert Proposal.objects.get(pk=made.pk).state == State.SUBMITTED
    assert look.complaints + guest.complaints == []
