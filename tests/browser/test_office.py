"""The office in a real browser: olga checks a proposal, asks to complete it, the applicant answers, it is complete."""

from collections.abc import Callable

from django.utils import timezone

from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.realm import within
from tests import proposals
from tests.browser.conftest import Look, Site
from tests.browser.pages import everywhere, press

Open = Callable[..., Look]


def test_olga_checks_asks_and_finds_complete(site: Site, browser_page: Open) -> None:
    world = site.world
    with within(world.city.public_id):
        district = world.city.districts.get(slug="delfshaven-schiemond")
        made = proposals.submitted(district, title="Dialoogtafels", cents=900_00, at=timezone.now())
    page = f"/proposals/{made.public_id}/"
    officer = browser_page(world.known("olga"))
    assert officer.open("/work/?q=dialoog") == 200
    assert everywhere(officer) == []
    press(officer, f"a[href='{page}']")
    assert everywhere(officer) == []
    press(officer, f"a[href='{page}check/']")
    officer.page.check("input[name=answer-D1][value=yes]")
    press(officer, "main form button[type=submit]")
    assert everywhere(officer) == []

    officer.open(f"{page}ask/")
    officer.page.fill("textarea[name=money]", "Een offerte voor de muziek")
    press(officer, "main form button[type=submit]")
    assert everywhere(officer) == []
    applicant = browser_page(None)
    applicant.open(f"/complete/{proposals.link_of(made)}/")
    assert everywhere(applicant) == []
    press(applicant, "main .next__list a")
    applicant.page.fill("textarea[name=answer]", "De muziek is van de buurt en kost niets.")
    press(applicant, "main form button[type=submit]")
    assert everywhere(applicant) == []

    officer.open(page)
    press(officer, f"a[href='{page}complete/']")
    assert everywhere(officer) == []
    press(officer, "main form button[type=submit]")

    assert everywhere(officer) == []
    assert Proposal.objects.get(pk=made.pk).state == State.COMPLETE
