"""A round in a real browser: prepared, its budgets chosen, and announced, at both widths."""

from collections.abc import Callable

from grants.plan.models import Frame, Plan
from grants.plan.states import PlanState
from grants.rounds.models import Round
from tests import proposals
from tests.browser.conftest import Look, Site
from tests.browser.pages import everywhere, press

Open = Callable[..., Look]


def test_a_round_is_prepared_and_announced(site: Site, browser_page: Open) -> None:
    city = site.world.city
    source = proposals.own_budgets(city, at=site.world.at)[0]
    assert source.regulation is not None
    look = browser_page(site.world.known("beheer"))
    assert look.open("/rounds/") == 200
    press(look, "a[href='/rounds/add/']")
    look.page.select_option("select[name=source]", f"2026-{source.regulation.public_id}")
    look.page.fill("input[name=title]", "Winterronde")
    look.page.fill("input[name=opens_on]", "1-12-2026")
    look.page.fill("input[name=closes_on]", "30-11-2026")
    look.page.fill("input[name=maximum_cents]", "2.500,00")
    press(look, "main form button[type=submit]")
    assert everywhere(look) == []
    assert look.page.input_value("input[name=maximum_cents]") == "2.500,00"

    frozen = Frame.objects.filter(city=city, frozen_at__isnull=False).earliest("pk")
    look.page.select_option("select[name=frame]", frozen.public_id)  # other tests make more of both
    adopted = Plan.objects.filter(city=city, state=PlanState.ADOPTED).earliest("pk")
    look.page.select_option("select[name=plan]", adopted.public_id)
    look.page.fill("input[name=closes_on]", "31-12-2026")
    look.page.fill("input[name=gazette_number]", "gmb-2026-7")
    look.page.fill("input[name=gazette_on]", "1-11-2026")
    press(look, "main form button[type=submit]")
    assert everywhere(look) == []
    press(look, "main a[href$='/budgets/']")
    look.page.get_by_label("Feijenoord", exact=True).uncheck()
    press(look, "main form button[type=submit]")
    press(look, "main a[href$='/announce/']")
    assert everywhere(look) == []
    assert look.page.get_by_role("button", name="Maak de ronde bekend: 2 wijken").count() == 1
    press(look, "main form button[type=submit]")

    assert everywhere(look) == []
    assert Round.objects.get(title="Winterronde").is_announced
