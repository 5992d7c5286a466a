"""What was paid too much is asked back by keyboard alone, at both widths."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from grants.decisions.flows import decide
from grants.decisions.models import Decision
from grants.decisions.states import Ground
from grants.payments.bank_days import bank_day_from
from grants.payments.models import Claim
from portal.realm import within
from tests import decisions, payments
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.keys import press
from tests.browser.test_accessibility import faults


def recovered(site: Site) -> Decision:
    """Return the decision that asks 4,000 euros back, of which no claim was started."""
    world = site.world
    with within(world.city.public_id):
        district = world.city.districts.get(slug="delfshaven-schiemond")
        made = decisions.under_way(district, title="Te veel betaald", at=world.at, advance_percent=80)
        day = bank_day_from(localdate(world.at) + timedelta(days=1))
        batch = payments.release(payments.batched(made, execution_on=day, at=world.at), at=world.at)
        payments.read(world.city, [payments.out(batch.orders.get())], number="STMT-K", at=world.at)
        made.refresh_from_db()
        final = decisions.prepared(
            made, decisions.a_determination(2_400_00, ground=Ground.COSTS), at=world.at
        )
        decide(final, by=world.known("daan"), at=world.at)
        made.refresh_from_db()
        found: Decision = decisions.recovered(made, at=world.at)
        return found


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pim_asks_back_what_was_paid_too_much(
    site: Site, browser_page: Callable[..., Look], width: int
) -> None:
    decision = recovered(site)
    look = browser_page(site.world.known("pim"), width)
    look.open("/payments/claims/")
    press(look, f"main a[href$='/claims/start/{decision.public_id}/']")
    assert faults(look) == []
    press(look, "main form.buttons button[type=submit]")

    assert faults(look) == []
    claim = Claim.objects.get(decision=decision)
    assert claim.left_cents == 4_000_00
    assert look.complaints == []
