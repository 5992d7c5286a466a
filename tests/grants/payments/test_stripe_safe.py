"""What was released and did not reach Stripe yet goes there once, when it still holds, and by the key it began with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from structlog.testing import capture_logs

from grants.budget.proof import prove
from grants.payments import gateway_of_stripe as gateway
from grants.payments.acting import account_of, act, look_at
from grants.payments.comparing import compare
from grants.payments.errors_of_connect import BadKey
from grants.payments.flows import lift_suspension, suspend
from grants.payments.models import ConnectedAccount, StripeTransfer, Suspension
from grants.payments.queries import to_pay
from grants.payments.states import NameAnswer, OrderState
from grants.payments.states_of_connect import TransferState, Trouble
from grants.payments.waiting_of_connect import turn_of
from grants.proposals.models import Proposal
from tests import connect, decisions, payments
from tests.connect import LATER
from tests.doubts import answered, vouched
from tests.grants.budget.raw import refused
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from tests.stripe_server import DROP, DROP_UNDONE, StripeServer
from wijkraden.places.models import City, District

LATE = LATER + timedelta(days=2)  # when Stripe forgot our keys


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def for_later(server: StripeServer, proposal: Proposal) -> StripeTransfer:
    """Return one that petra released, of which Stripe is told in a week."""
    connect.connected(server, proposal)
    day = NOON.date() + timedelta(days=7)
    payments.release(payments.batched(proposal, execution_on=day, at=NOON), at=NOON)
    return StripeTransfer.objects.get()


WEEK = NOON + timedelta(days=7)


def ended(row: StripeTransfer) -> tuple[str, str, str]:
    """Return how it stands, how its order does, and why that failed."""
    order = connect.order_of(row)
    return str(row.state), str(order.state), order.failure


def test_after_a_restore_of_the_database_stripe_is_asked_before_it_is_told(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    told = {"group": asked.order.public_id, "order": asked.order.public_id, "city": "x"}
    gateway.send(cents=asked.cents, destination=account_of(asked), key=asked.key("order"), **told)
    server.forget_keys()  # a day goes by

    assert act(asked, at=LATE).state == TransferState.PAYING_OUT
    assert len(server.made("transfer")) == 1
    (payout,) = server.made("payout")
    back = StripeTransfer.objects.filter(pk=asked.pk)
    assert payout["amount"] == asked.cents
    assert back.get().payout_id == payout["id"]


def test_what_stripe_has_of_an_order_and_does_not_fit_is_left_to_people(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    told = {"group": asked.order.public_id, "order": asked.order.public_id, "city": "x"}
    gateway.send(cents=1, destination=account_of(asked), key="another", **told)

    odd = act(asked, at=LATER)

    assert (odd.state, odd.trouble) == (TransferState.UNKNOWN, Trouble.FOUND)
    assert act(odd, at=LATE).state == TransferState.UNKNOWN
    assert [one["amount"] for one in server.made("transfer")] == [1]


def test_a_call_that_is_under_way_is_told_once_whatever_another_process_finds(
    server: StripeServer, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", DROP_UNDONE)
    unknown = act(asked, at=NOON)
    real, made = gateway.send, list[Suspension]()

    def slow(**told: Any) -> gateway.TransferTold:
        if made:
            return real(**told)
        assert act(unknown, at=LATER + timedelta(minutes=1)).state == TransferState.UNKNOWN  # another process
        made.append(suspend(proposal, reason="Een vermoeden.", by=cast("olga"), at=LATER))
        assert act(unknown, at=LATER + timedelta(minutes=1)).state == TransferState.UNKNOWN
        return real(**told)

    monkeypatch.setattr(gateway, "send", slow)
    assert act(unknown, at=LATER).state == TransferState.PAYING_OUT
    monkeypatch.undo()
    server.forget_keys()
    lift_suspension(made[0], why="Het klopt.", by=cast("olga"), at=LATE)
    assert act(unknown, at=LATE).state == TransferState.PAYING_OUT
    assert (len(server.made("transfer")), len(server.made("payout"))) == (1, 1)


def test_what_stripe_did_and_a_flow_refuses_to_keep_is_logged(
    server: StripeServer, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asked,) = connect.released(server, proposal)
    real = gateway.send

    def meanwhile(**told: Any) -> gateway.TransferTold:
        made = real(**told)
        row = StripeTransfer.objects.get(pk=asked.pk)
        row.move(TransferState.TRANSFERRED, at=LATER, transfer_id="tr_another")
        return made

    monkeypatch.setattr(gateway, "send", meanwhile)
    with capture_logs() as said:
        act(asked, at=LATER)

    (transfer,) = server.made("transfer")
    assert [(one["log_level"], one["at_stripe"]) for one in said if "at_stripe" in one] == [
        ("error", transfer["id"])
    ]


def test_with_a_key_of_another_account_what_is_not_known_stays_so(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", DROP)
    unknown = act(asked, at=NOON)
    with StripeServer() as other, connect.stripe_at(other.address):
        still = act(unknown, at=LATER)
        assert (still.state, still.trouble) == (TransferState.UNKNOWN, Trouble.NO_ANSWER)
    assert to_pay(city) == []
    assert act(unknown, at=LATE).state == TransferState.PAYING_OUT
    assert len(server.made("transfer")) == 1


def test_a_key_that_stripe_does_not_take_says_so_and_nothing_of_an_account(
    server: StripeServer, proposal: Proposal, settings: Any
) -> None:
    (asked,) = connect.released(server, proposal)
    settings.STRIPE_KEY = "sk_test_of_before"
    with capture_logs() as said:
        still = act(asked, at=LATER)
        with pytest.raises(BadKey):
            look_at(ConnectedAccount.objects.get(), at=LATER)
    assert (still.state, still.trouble) == (TransferState.ASKED, Trouble.KEY)
    assert [(one["log_level"], one["what"]) for one in said if "what" in one] == [
        ("warning", "AuthenticationError")
    ]
    settings.STRIPE_KEY = "sk_test_of_ours"
    server.lacks = {"/transfers"}  # a restricted key without that right
    assert act(asked, at=LATER).trouble == Trouble.KEY
    assert ConnectedAccount.objects.get().state == "usable"


def test_a_transfer_that_people_took_back_counts_no_more(server: StripeServer, proposal: Proposal) -> None:
    (asked,) = connect.released(server, proposal)
    told = {"group": asked.order.public_id, "order": asked.order.public_id, "city": "x"}
    for key in ("one", "two"):
        gateway.send(cents=asked.cents, destination=account_of(asked), key=key, **told)
    first, second = server.made("transfer")
    assert act(asked, at=LATER).trouble == Trouble.FOUND
    gateway.take_back(second["id"], cents=asked.cents, key="three")

    sent = act(asked, at=LATER)

    assert (sent.state, sent.transfer_id) == (TransferState.PAYING_OUT, first["id"])
    check = compare(at=LATE)
    assert (check.differences, len(server.made("transfer"))) == (0, 2)


def test_with_a_key_for_the_other_kind_of_money_nothing_is_asked_or_told(
    server: StripeServer, proposal: Proposal, settings: Any
) -> None:
    (asked,) = connect.released(server, proposal)
    before = len(server.calls)
    settings.STRIPE_KEY = "sk_live_of_ours"
    still = act(asked, at=LATER)
    assert (still.state, still.trouble, len(server.calls)) == (
        TransferState.ASKED,
        Trouble.OTHER_KEY,
        before,
    )
    settings.STRIPE_KEY = "sk_test_of_ours"
    sent = act(asked, at=LATER)
    server.things[sent.payout_id or ""] |= {"livemode": True, "status": "paid"}
    assert (act(sent, at=LATER).state, act(sent, at=LATER).trouble) == (
        TransferState.PAYING_OUT,
        Trouble.NO_ANSWER,
    )


@pytest.mark.parametrize(("left", "pays"), [(0, []), (400_00, [400_00])])
def test_what_was_revoked_or_lowered_since_the_release_does_not_leave_and_what_is_owed_is_paid_anew(
    server: StripeServer, proposal: Proposal, city: City, left: int, pays: list[int]
) -> None:
    asked = for_later(server, proposal)
    decisions.lowered(Proposal.objects.get(), left, at=NOON)

    stopped = act(asked, at=WEEK)

    assert ended(stopped) == (TransferState.REFUSED, OrderState.FAILED, "no_longer_owed")
    assert (server.made("transfer"), prove().faults) == ([], [])
    assert [one.cents for one in to_pay(city)] == pays
    if pays:
        (again,) = connect.released(server, Proposal.objects.get(), at=WEEK)
        sent = act(again, at=WEEK)
        server.arrive(sent.payout_id or "")
        assert act(sent, at=WEEK).state == TransferState.PAID
    assert (to_pay(city), prove().faults) == ([], [])
    assert 1_000_000_00 - server.balance == left


def test_a_suspension_that_a_revocation_ended_lets_nothing_leave(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    (asked,) = connect.released(server, proposal)
    suspend(proposal, reason="Een vermoeden.", by=cast("olga"), at=NOON)
    held = act(asked, at=LATER)
    assert (held.state, held.trouble) == (TransferState.ASKED, Trouble.SUSPENDED)
    decisions.lowered(Proposal.objects.get(), 0, at=NOON)
    assert Suspension.objects.get().end == "decided"

    stopped = act(held, at=LATER)

    assert ended(stopped) == (TransferState.REFUSED, OrderState.FAILED, "no_longer_owed")
    assert (server.made("transfer"), to_pay(city), prove().faults) == ([], [], [])


def test_while_it_is_not_known_what_stripe_did_a_revocation_neither_sends_nor_refuses(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", DROP_UNDONE)
    unknown = act(asked, at=NOON)
    decisions.lowered(Proposal.objects.get(), 0, at=NOON)

    still = act(unknown, at=LATER)

    assert (still.state, still.trouble) == (TransferState.UNKNOWN, Trouble.NOT_OWED)
    assert (server.made("transfer"), to_pay(city), prove().faults) == ([], [], [])


def test_an_account_in_doubt_holds_what_was_released_until_it_is_noted_why_it_is_right(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    account = proposal.bank_accounts.get()
    answered(account, NameAnswer.NO_MATCH)

    held = act(asked, at=LATER)

    assert (held.state, held.trouble) == (TransferState.ASKED, Trouble.IN_DOUBT)
    with translation.override("en"):
        assert "An officer notes on the dossier why it is right" in turn_of(held, today=LATER.date())
    tell = "UPDATE grants_stripetransfer SET state = 'unknown', trouble = '' WHERE id = %s"
    refused(tell, held.pk)
    vouched(account)
    assert (act(held, at=LATER).trouble, len(server.made("transfer"))) == ("", 1)


def test_another_account_of_the_dossier_holds_what_was_released_and_ends_it_once_confirmed(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    asked = for_later(server, proposal)
    made = payments.changed(proposal)

    held = act(asked, at=WEEK)

    assert (held.state, held.trouble) == (TransferState.ASKED, Trouble.ACCOUNT_CHANGED)
    payments.confirmed(made)
    stopped = act(held, at=WEEK)
    assert ended(stopped) == (TransferState.REFUSED, OrderState.FAILED, "account_changed")
    assert (server.made("transfer"), [one.cents for one in to_pay(city)]) == ([], [1_000_00])
    assert prove().faults == []
