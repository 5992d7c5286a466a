"""The gateway against Stripe's own test mode, when a key is at hand: our server is no proof of what Stripe does."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from django.test import override_settings

from grants.payments import gateway_of_stripe as gateway
from grants.payments.errors_of_connect import NotEnough, Refused

KEY = os.environ.get("PORTAL_STRIPE_TEST_KEY", "")
pytestmark = [
    pytest.mark.skipif(not KEY, reason="set PORTAL_STRIPE_TEST_KEY (sk_test_…) to ask Stripe itself"),
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["api.stripe.com"]),
]


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    assert KEY.startswith(("sk_test_", "rk_test_")), "this is no key for tests"
    with override_settings(STRIPE_KEY=KEY, STRIPE_WEBHOOK_SECRET="whsec_none", STRIPE_API=""):
        yield


def test_stripe_takes_what_we_send_and_a_key_makes_one_account() -> None:
    key, order = f"account-{secrets.token_hex(8)}", f"order-{secrets.token_hex(8)}"
    made = gateway.make_account(key=key, order_of={"dossier": "WS-2026-0001"})
    again = gateway.make_account(key=key, order_of={"dossier": "WS-2026-0001"})

    assert made == again
    assert gateway.account_at(made.stripe_id).is_usable is False
    page = "https://wijkbudget.example/payout/x/"
    assert gateway.onboarding(made.stripe_id, back=page, again=page).startswith("https://connect.stripe.com/")
    with pytest.raises((Refused, NotEnough)):  # nobody filled anything in
        gateway.send(cents=100, destination=made.stripe_id, group=order, order=order, city="x", key=order)
    assert gateway.transfers_of(order) == []
    assert gateway.transfer_at("tr_none") is None
