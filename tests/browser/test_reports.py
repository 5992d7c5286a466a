"""The report on a telephone, by the link in the mail, and what the officer makes of it."""

from collections.abc import Callable

from django.utils import timezone

from grants.reports.flows.telling import open_link
from grants.reports.models import Report
from portal.realm import within
from tests import decisions
from tests.browser.conftest import PHONE, Look, Site
from tests.browser.pages import press
from tests.browser.test_accessibility import faults
from tests.make import picture

Open = Callable[..., Look]


def go_on(look: Look, selector: str = "main form button[type=submit]") -> list[str]:
    """Press a button, and return what is wrong with the page that follows."""
    press(look, selector)
    return faults(look)


def fill_in(guest: Look) -> list[str]:
    """Fill in the screens one by one, and return what is wrong with any of them."""
    page, found = guest.page, go_on(guest)
    page.fill("[name=text]", "Wij aten samen met de hele straat.")
    page.fill("[name=participants]", "60")
    page.check("input[name=done][value=yes]")
    found += go_on(guest)
    page.fill("[name=cents_1]", "2.000,00")
    page.fill("[name=cents_2]", "0")
    found += go_on(guest)
    photo = picture(400, 300)
    page.set_input_files(
        "input[type=file]", {"name": "feest.jpg", "mimeType": "image/jpeg", "buffer": photo.read()}
    )
    found += go_on(guest)
    assert page.locator("img.photos__picture").count() == 1
    return found + go_on(guest, "main .buttons a.nl-button--primary") + go_on(guest)


def test_who_received_the_money_reports_on_a_telephone_and_olga_sees_what_follows(
    site: Site, browser_page: Open
) -> None:
    world, now = site.world, timezone.now()
    district = world.city.districts.get(slug="delfshaven-schiemond")
    with within(world.city.public_id):
        made = decisions.under_way(district, cents=2_600_00, title="Op de telefoon", at=now)
        token = open_link(made, email="fatima@demo.example", by=None, at=now)
    guest = browser_page(None, PHONE)
    guest.open(f"/report/{token}/")
    assert faults(guest) == []
    assert fill_in(guest) == []
    assert guest.complaints == []
    assert Report.objects.get(proposal=made).spent_cents == 2_000_00

    olga = browser_page(world.known("olga"), PHONE)
    olga.open(f"/reports/{made.public_id}/")
    assert "2.000,00" in olga.page.locator("a[href*='/determine/']").inner_text()
    assert faults(olga) == []
    olga.open("/reports/")
    assert faults(olga) == []
