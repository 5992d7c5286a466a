"""A final amount that goes up after an objection, in a real browser at both widths: prepared, taken, owed less."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import localdate

from grants.decisions.flows import decide, decide_objection
from grants.decisions.models import Decision
from grants.decisions.states import DecisionKind, Ground, Outcome
from grants.payments.bank_days import bank_day_from
from grants.payments.flows import start_claim
from grants.payments.models import Claim
from grants.proposals.models import Proposal
from portal.realm import within
from tests import decisions, objections, payments
from tests.browser.conftest import Look, Site
from tests.browser.pages import everywhere, press

Open = Callable[..., Look]
SEND = "main form[method=post] button[type=submit]"


def claimed(site: Site) -> Proposal:
    """Return one of which 4,000 euros were asked back, with an objection to its final amount that was upheld."""
    world = site.world
    with within(world.city.public_id):
        district = world.city.districts.get(slug="delfshaven-schiemond")
        made = decisions.under_way(district, title="Herzien in de browser", at=world.at, advance_percent=80)
        day = bank_day_from(localdate(world.at) + timedelta(days=1))
        batch = payments.release(payments.batched(made, execution_on=day, at=world.at), at=world.at)
        payments.read(world.city, [payments.out(batch.orders.get())], number="STMT-H", at=world.at)
        made.refresh_from_db()
        final = decisions.prepared(
            made, decisions.a_determination(2_400_00, ground=Ground.COSTS), at=world.at
        )
        decide(final, by=world.known("daan"), at=world.at)
        made.refresh_from_db()
        start_claim(decisions.recovered(made, at=world.at), by=world.known("pim"), at=world.at)
        decide_objection(
            objections.heard(final, at=world.at),
            outcome=Outcome.UPHELD,
            reasons=objections.REASONS,
            by=world.known("joris"),
            at=world.at,
        )
        decisions.mandate(world.city, user=world.known("dewi"), maximum_cents=25_000_00, at=world.at)
    return Proposal.objects.get(pk=made.pk)


def test_olga_prepares_a_higher_final_amount_and_dewi_takes_it(site: Site, browser_page: Open) -> None:
    world, made = site.world, claimed(site)
    olga = browser_page(world.known("olga"))
    olga.open(f"/proposals/{made.public_id}/")
    press(olga, "main a[href$='/revise/']")
    assert everywhere(olga) == []
    press(olga, SEND)
    assert everywhere(olga) == []
    olga.page.fill("input[name=cents]", "3.000,00")
    olga.page.fill("textarea[name=reasons]", "Er waren meer kosten dan wij eerst telden.")
    press(olga, "button[name=preview]")
    assert olga.page.locator("article.letter").count() == 1
    assert everywhere(olga) == []
    press(olga, SEND)
    assert everywhere(olga) == []

    dewi = browser_page(world.known("dewi"))
    dewi.open("/decisions/")
    press(dewi, "a:has-text('Herzien in de browser')")
    press(dewi, "a[href$='/take/']")
    assert everywhere(dewi) == []
    assert "3.000,00" in dewi.page.locator(SEND).first.inner_text()
    press(dewi, SEND)
    assert everywhere(dewi) == []
    assert Decision.objects.get(proposal=made, kind=DecisionKind.REVISE).is_decided
    assert Claim.objects.get(proposal=made).eased_cents == 600_00

    pim = browser_page(world.known("pim"))
    pim.open("/payments/claims/")
    assert "600,00" in pim.page.inner_text("main")
    assert everywhere(pim) == []
