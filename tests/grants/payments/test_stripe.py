"""A payment by Stripe from release to the bank, over HTTP to a server of ours, with every answer that may be bad."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.decisions.models import Decision
from grants.payments.acting import act
from grants.payments.flows import lift_suspension, suspend
from grants.payments.queries import to_pay
from grants.payments.states import OrderState
from grants.payments.states_of_connect import TransferState, Trouble
from grants.proposals.models import Proposal
from tests import connect
from tests.connect import LATER
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from tests.stripe_server import DROP, DROP_UNDONE, LATE, StripeServer
from wijkraden.places.models import City, District


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def booked(proposal: Proposal) -> list[str]:
    """Return what was booked of its payments, the first first."""
    events = Entry.objects.filter(dossier=proposal.dossier, event__in=["send", "settle", "fail"])
    return list(events.order_by("id").values_list("event", flat=True))


def test_one_order_becomes_one_transfer_and_one_payout_and_is_paid(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    before = Decision.objects.values_list("pk", "state", "cents")
    decided = list(before)
    (asked,) = connect.released(server, proposal)
    assert (asked.state, booked(proposal)) == (TransferState.ASKED, ["send"])
    assert server.made("transfer") == []

    sent = act(asked, at=NOON)

    assert (sent.state, connect.order_of(sent).state) == (TransferState.PAYING_OUT, OrderState.RELEASED)
    (transfer,), (payout,) = server.made("transfer"), server.made("payout")
    order = connect.order_of(sent)
    assert (transfer["amount"], payout["amount"]) == (1_000_00, 1_000_00)
    assert (transfer["transfer_group"], transfer["metadata"]) == (
        order.public_id,
        {"wijkbudget_order": order.public_id, "wijkbudget_city": city.public_id},
    )
    assert [one.key for one in (*server.asked("/transfers"), *server.asked("/payouts"))] == [
        f"order-{order.public_id}",
        f"payout-{order.public_id}",
    ]
    server.arrive(payout["id"])
    assert act(sent, at=LATER).state == TransferState.PAID
    order.refresh_from_db()
    proposal.refresh_from_db()
    assert (order.state, order.settled_on, proposal.state) == (
        OrderState.SETTLED,
        NOON.date(),
        proposal.state,
    )
    assert (booked(proposal), prove().faults, list(before.all())) == (["send", "settle"], [], decided)
    assert act(sent, at=LATER).state == TransferState.PAID
    assert (booked(proposal), len(server.made("payout"))) == (["send", "settle"], 1)


@pytest.mark.parametrize("path", ["/transfers", "/payouts"])
@pytest.mark.parametrize("how", [DROP, LATE, DROP_UNDONE])
def test_a_call_without_an_answer_is_unknown_until_stripe_is_asked(
    server: StripeServer, proposal: Proposal, path: str, how: str
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble(path, how)

    unknown = act(asked, at=NOON)

    assert (unknown.state, unknown.trouble) == (TransferState.UNKNOWN, Trouble.NO_ANSWER)
    if how == DROP_UNDONE:  # nothing is there, and so soon a call of before might yet come in
        assert act(unknown, at=NOON).state == TransferState.UNKNOWN
    assert act(unknown, at=LATER).state == TransferState.PAYING_OUT
    assert (len(server.made("transfer")), len(server.made("payout"))) == (1, 1)
    assert booked(proposal) == ["send"]


def test_what_stripe_refuses_failed_with_its_reason_and_is_to_be_paid_again(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", "account_invalid")

    refused = act(asked, at=NOON)

    order = connect.order_of(refused)
    assert (refused.state, order.state) == (TransferState.REFUSED, OrderState.FAILED)
    assert (
        order.why_failed
        == "Stripe heeft de overboeking geweigerd (transfer_refused). Refused: account_invalid"
    )
    assert (booked(proposal), [one.cents for one in to_pay(city)]) == (["send", "fail"], [1_000_00])
    assert prove().faults == []


def test_want_of_money_at_stripe_is_seen_and_tried_again_under_a_new_key(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    server.balance = 999_99

    poor = act(asked, at=NOON)

    assert (poor.state, poor.trouble) == (TransferState.ASKED, Trouble.NO_BALANCE)
    assert connect.order_of(poor).state == OrderState.RELEASED
    server.balance = 1_000_00
    assert act(poor, at=LATER).state == TransferState.PAYING_OUT
    public_id = connect.order_of(poor).public_id
    assert [one.key for one in server.asked("/transfers")] == [f"order-{public_id}", f"order-{public_id}-1"]
    assert server.balance == 0


def test_what_stands_still_since_the_release_does_not_leave_before_it_goes_on(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", DROP_UNDONE)
    unknown = act(asked, at=NOON)
    made = suspend(proposal, reason="Een vermoeden van fraude.", by=cast("olga"), at=NOON)

    still = act(unknown, at=LATER)

    assert (still.state, still.trouble) == (TransferState.UNKNOWN, Trouble.SUSPENDED)
    assert server.made("transfer") == []
    lift_suspension(made, why="Het klopt toch.", by=cast("olga"), at=LATER)
    later = LATER + timedelta(minutes=5)
    assert act(still, at=later).state == TransferState.PAYING_OUT


@pytest.mark.parametrize("arrived", [False, True])
def test_a_payout_that_fails_is_taken_back_and_then_paid_once_more(
    server: StripeServer, proposal: Proposal, city: City, arrived: bool
) -> None:
    """PAY-1 by Stripe: also one that had arrived; the first attempt stays, and paid is what was granted."""
    first = connect.paid(server, proposal) if arrived else connect.paying_out(server, proposal)
    server.bounce(first.payout_id or "", "account_closed")

    failed = act(first, at=LATER)

    order = connect.order_of(failed)
    assert (failed.state, order.state) == (TransferState.FAILED, OrderState.FAILED)
    assert order.why_failed == "De bankrekening is opgeheven (account_closed)."
    assert booked(proposal) == ["send", *(["settle"] if arrived else []), "fail"]
    assert server.balance == 1_000_000_00
    assert [one.cents for one in to_pay(city)] == [1_000_00]
    (second,) = connect.released(server, proposal, at=LATER)
    second = act(second, at=LATER)
    server.arrive(second.payout_id or "")
    assert act(second, at=LATER).state == TransferState.PAID
    assert [(one.attempt, one.state) for one in proposal.orders.order_by("id")] == [
        (1, OrderState.FAILED),
        (2, OrderState.SETTLED),
    ]
    assert act(failed, at=LATER).state == TransferState.FAILED
    assert (to_pay(city), prove().faults) == ([], [])
    assert 1_000_000_00 - server.balance == 1_000_00
