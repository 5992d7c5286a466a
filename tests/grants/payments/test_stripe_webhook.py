"""What Stripe tells: signed, fresh, of our kind of money, kept once, in any order; what is so is asked for afresh."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from grants.budget.proof import prove
from grants.decisions.models import Decision
from grants.payments.acting import act, apply_event
from grants.payments.flows import keep_event
from grants.payments.gateway_of_stripe import read_event
from grants.payments.models import StripeEvent, StripeTransfer
from grants.payments.queries_of_connect import events_to_apply
from grants.payments.states import OrderState
from grants.payments.states_of_connect import TransferState
from grants.proposals.models import Proposal
from tests import connect
from tests.connect import LATER
from tests.make import NOON
from tests.shared import shared
from tests.stripe_server import SECRET, StripeServer, signature
from wijkraden.places.models import District

ADDRESS = "/stripe/webhook/"


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def tell(body: bytes, signed: str) -> int:
    """Send it as Stripe does, without a cookie or a token, and return the answer."""
    client = Client(enforce_csrf_checks=True)
    sent: dict[str, Any] = {"content_type": "application/json", "headers": {"Stripe-Signature": signed}}
    answer = client.post(ADDRESS, body, **sent)
    assert answer.cookies == {}
    return answer.status_code


def apply_all(*, at: datetime = LATER) -> list[bool]:
    """Look at all that is kept and not applied, as the worker does, and tell of each if it was known."""
    return [apply_event(one, at=at) for one in events_to_apply(at=datetime.now(tz=NOON.tzinfo))]


def test_a_payout_that_arrived_is_settled_once_and_no_decision_changes(
    server: StripeServer, proposal: Proposal
) -> None:
    sent = connect.paying_out(server, proposal)
    decided = list(Decision.objects.values_list())
    server.arrive(sent.payout_id or "")
    account = server.things[sent.payout_id or ""]["_account"]
    event = server.event("payout.paid", sent.payout_id or "", account=account)

    assert [tell(*event), tell(*event)] == [204, 204]
    assert apply_all() == [True]

    assert connect.order_of(sent).state == OrderState.SETTLED
    kept = StripeEvent.objects.get()
    assert (kept.kind, kept.account, kept.object_id, kept.applied_at) == (
        "payout.paid",
        account,
        sent.payout_id,
        LATER,
    )
    assert list(Decision.objects.values_list()) == decided
    assert prove().faults == []


def test_what_is_so_decides_and_not_what_came_last(server: StripeServer, proposal: Proposal) -> None:
    """WEB-2 (a) and (b): paid and then failed ends as failed, and an event of before changes nothing of that."""
    sent = connect.paid(server, proposal)
    payout = sent.payout_id or ""
    account = server.things[payout]["_account"]
    late = server.event("payout.paid", payout, account=account)
    server.bounce(payout)

    tell(*server.event("payout.failed", payout, account=account))
    apply_all()

    order = connect.order_of(sent)
    assert (order.state, order.failure) == (OrderState.FAILED, "account_closed")
    tell(*late)
    tell(*server.event("transfer.created", sent.transfer_id or ""))
    assert apply_all() == [True, True]
    order.refresh_from_db()
    assert (order.state, StripeTransfer.objects.get().state) == (OrderState.FAILED, TransferState.FAILED)
    assert prove().faults == []


def test_an_event_that_comes_before_our_own_row_is_kept_and_applied_later(
    server: StripeServer, proposal: Proposal
) -> None:
    """WEB-2 (c): of a payout that no row names yet, and of a transfer of which nobody knows the answer."""
    tell(*server.event("payout.paid", "po_unknown", account="acct_unknown"))
    assert apply_all() == [False]
    assert StripeEvent.objects.get().applied_at is None
    (asked,) = connect.released(server, proposal)
    server.trouble("/payouts", "drop")
    unknown = act(asked, at=NOON)
    assert (unknown.state, unknown.payout_id) == (TransferState.UNKNOWN, None)
    (payout,) = server.made("payout")
    server.arrive(payout["id"])

    tell(*server.event("payout.paid", payout["id"], account=payout["_account"]))

    assert apply_all() == [False, True]
    assert connect.order_of(unknown).state == OrderState.SETTLED


def test_what_is_not_ours_is_settled_without_a_trace_in_the_books(
    server: StripeServer, proposal: Proposal
) -> None:
    connected = connect.connected(server, proposal)
    other = server.keep(
        "transfer", "tr", amount=5, amount_reversed=0, destination=connected.stripe_id, metadata={}
    )

    tell(*server.event("transfer.created", other["id"]))

    assert (apply_all(), StripeTransfer.objects.count()) == ([True], 0)


def test_a_payout_that_is_told_of_another_account_moves_nothing(
    server: StripeServer, proposal: Proposal, delfshaven: District
) -> None:
    sent = connect.paying_out(server, proposal)
    other = connect.connected(server, connect.granted(delfshaven, cents=10_00, title="Nog een"))
    server.arrive(sent.payout_id or "")

    assert tell(*server.event("payout.paid", sent.payout_id or "", account=other.stripe_id or "")) == 204

    assert apply_all() == [False]
    assert connect.order_of(sent).state == OrderState.RELEASED


def test_what_stripe_did_not_sign_for_us_now_is_refused(server: StripeServer, proposal: Proposal) -> None:
    sent = connect.paying_out(server, proposal)
    body, good = server.event("payout.paid", sent.payout_id or "", account="acct_1")
    text = body.decode()
    thin = server.event("payout.paid", "po_1", object="v2.core.event")
    refused = {
        "none": (body, ""),
        "another secret": (body, signature(text, secret="whsec_other")),
        "too old": (body, signature(text, at=time.time() - 3600)),
        "another body": (body.replace(b"acct_1", b"acct_2"), good),
        "no object": server.event("payout.paid", "po_1", data={}),
        "another kind of event": thin,
        "no JSON": (b"{", signature("{")),
    }

    assert {why: tell(*sent) for why, sent in refused.items()} == dict.fromkeys(refused, 400)
    assert tell(b" " * 300_000, good) == 413
    assert tell(*server.event("charge.refunded", "ch_1")) == 204  # none of ours, and not kept
    assert tell(*server.event("payout.paid", sent.payout_id or "", livemode=True)) == 204  # nor real money
    assert StripeEvent.objects.count() == 0
    assert tell(body, good) == 204
    assert StripeEvent.objects.count() == 1


def test_each_endpoint_at_stripe_has_a_secret_of_its_own(
    server: StripeServer, proposal: Proposal, settings: Any
) -> None:
    sent = connect.paying_out(server, proposal)
    settings.STRIPE_WEBHOOK_SECRET = f"whsec_of_the_account {SECRET}"
    for name in ("whsec_of_the_account", SECRET):
        body, _signed = server.event("payout.paid", sent.payout_id or "", account="acct_1")
        assert tell(body, signature(body.decode(), secret=name)) == 204
    assert tell(body, signature(body.decode(), secret=settings.STRIPE_WEBHOOK_SECRET)) == 400
    assert StripeEvent.objects.count() == 2


def test_what_the_database_refuses_is_no_event_that_was_told_before(
    server: StripeServer, proposal: Proposal
) -> None:
    told = read_event(*server.event("payout.paid", "po_1", account="acct_1"))
    assert (keep_event(told, by=None, at=NOON), keep_event(told, by=None, at=NOON)) == (True, False)
    with pytest.raises(IntegrityError):
        keep_event(replace(told, event_id="evt_2", made_at=None), by=None, at=NOON)  # type: ignore[arg-type]  # refused


@pytest.mark.django_db
def test_without_keys_there_is_no_such_address(client: Client) -> None:
    assert settings.STRIPE_KEY == ""
    assert client.post(ADDRESS, b"{}", content_type="application/json").status_code == 404
