"""The nightly comparison with Stripe: what it tells is applied, and what does not agree is kept in sight."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone, translation

from grants.payments import gateway_of_stripe as gateway
from grants.payments.acting import account_of, act, act_or_say
from grants.payments.comparing import compare
from grants.payments.errors_of_connect import NoAnswer, RoundEnded, Silent
from grants.payments.flows import keep_event
from grants.payments.gateway_of_stripe import read_event
from grants.payments.models import StripeCheck, StripeDifference, StripeEvent, StripeTransfer
from grants.payments.queries_of_connect import differences_in, last_check
from grants.payments.states import OrderState
from grants.payments.states_of_connect import TransferState, Trouble
from grants.payments.tasks import act_at_stripe, compare_with_stripe
from grants.proposals.models import Proposal
from portal.jobs.apart import SomeFailed
from tests import connect
from tests.connect import LATER
from tests.make import NOON
from tests.shared import shared
from tests.stripe_server import StripeServer
from wijkraden.places.models import City, District

NIGHT = NOON + timedelta(hours=14)
_NOBODY: Any = SimpleNamespace()  # looks on


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def told(city: City) -> list[tuple[str, str, int | None, int | None]]:
    """Return the differences that stand: their kind, what of, and the amounts of both."""
    return [(one.kind, one.object_id, one.ours_cents, one.theirs_cents) for one in differences_in(city)]


def test_what_no_webhook_told_is_found_at_night(server: StripeServer, proposal: Proposal, city: City) -> None:
    sent = connect.paying_out(server, proposal)
    server.arrive(sent.payout_id or "")
    event = read_event(*server.event("payout.paid", "po_unknown", account="acct_unknown"))
    keep_event(event, by=None, at=NOON)

    check = compare(at=NIGHT)

    assert connect.order_of(sent).state == OrderState.SETTLED
    assert (check.asked, told(city), last_check()) == (1, [], check)
    assert StripeEvent.objects.get().applied_at is None
    server.bounce(sent.payout_id or "")  # it had arrived, and came back
    compare(at=NIGHT + timedelta(days=1))
    assert connect.order_of(sent).state == OrderState.FAILED


def test_what_does_not_agree_stands_until_it_does(
    server: StripeServer, proposal: Proposal, city: City, delfshaven: District
) -> None:
    paid = connect.paid(server, proposal)
    transfer, payout = server.things[paid.transfer_id or ""], server.things[paid.payout_id or ""]
    mark = {"wijkbudget_order": "nobody", "wijkbudget_city": city.public_id}
    plain = {"amount_reversed": 0, "destination": transfer["destination"]}
    unknown = server.keep("transfer", "tr", amount=5_00, metadata=mark, **plain)
    twice = server.keep("transfer", "tr", amount=1_000_00, metadata=transfer["metadata"], **plain)
    server.keep("transfer", "tr", amount=7_00, metadata={}, **plain)  # somebody else's: not listed
    transfer["amount"] = 999_00
    payout["status"] = "in_transit"

    compare(at=NIGHT)

    found = sorted(told(city))
    assert found == sorted(
        [
            ("not_ours", unknown["id"], None, 5_00),
            ("twice", twice["id"], 1_000_00, 1_000_00),
            ("amount", transfer["id"], 1_000_00, 999_00),
            ("not_paid", payout["id"], 1_000_00, 1_000_00),
        ]
    )
    compare(at=NIGHT + timedelta(hours=1))
    assert sorted(told(city)) == found
    assert StripeDifference.objects.count() == 4
    transfer["amount"], payout["status"] = 1_000_00, "paid"
    transfer["amount_reversed"] = 1
    del server.things[unknown["id"]], server.things[twice["id"]]
    compare(at=NIGHT + timedelta(days=1))
    assert told(city) == [("taken_back", transfer["id"], 1_000_00, 1_000_00)]
    assert StripeCheck.objects.count() == 3
    del server.things[transfer["id"]], server.things[payout["id"]]
    compare(at=NIGHT + timedelta(days=2))
    assert sorted(told(city)) == [
        ("not_there", payout["id"], 1_000_00, None),
        ("not_there", transfer["id"], 1_000_00, None),
    ]
    assert connect.order_of(paid).state == OrderState.SETTLED  # a difference moves nothing


def test_what_does_not_agree_stands_also_when_it_is_older_than_what_is_listed(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    paid = connect.paid(server, proposal)
    transfer, payout = server.things[paid.transfer_id or ""], server.things[paid.payout_id or ""]
    twice = server.keep(
        "transfer", "tr", amount=1, amount_reversed=0, destination="a", metadata=transfer["metadata"]
    )
    payout["status"] = "in_transit"
    transfer["amount_reversed"] = 5
    compare(at=NIGHT)
    before = sorted(told(city))
    assert [one[0] for one in before] == ["not_paid", "taken_back", "twice"]
    for one in (twice, transfer, payout):
        one["created"] = int((NOON - timedelta(days=1)).timestamp())

    compare(at=NIGHT + timedelta(days=60))

    assert sorted(told(city)) == before
    payout["status"], transfer["amount_reversed"] = "paid", 0
    del server.things[twice["id"]]
    compare(at=NIGHT + timedelta(days=61))
    assert (told(city), connect.order_of(paid).state) == ([], OrderState.SETTLED)


def test_a_payment_that_cannot_be_taken_further_holds_up_no_other(
    server: StripeServer, proposal: Proposal, city: City, delfshaven: District
) -> None:
    other = connect.paying_out(server, connect.granted(delfshaven, cents=10_00, title="Nog een"))
    sent = connect.paying_out(server, proposal)
    server.arrive(sent.payout_id or "")
    server.things[other.payout_id or ""]["arrival_date"] = "no day"

    with pytest.raises(SomeFailed):
        compare(at=NIGHT)

    assert connect.order_of(sent).state == OrderState.SETTLED


def test_a_comparison_without_an_answer_is_made_again_and_what_stood_there_stands(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    connect.paid(server, proposal)
    with connect.stripe_at("http://127.0.0.1:9"), pytest.raises(NoAnswer):
        compare(at=NIGHT)

    assert (last_check(), StripeCheck.objects.count()) == (None, 1)


def test_regular_work_takes_what_was_left_behind_to_its_end_once(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal, at=NOON)

    act_at_stripe(_NOBODY)
    act_at_stripe(_NOBODY)

    assert StripeTransfer.objects.get(pk=asked.pk).state == TransferState.PAYING_OUT
    assert (len(server.made("transfer")), len(server.made("payout"))) == (1, 1)


def test_switched_off_a_payment_on_its_way_waits(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    (asked,) = connect.released(server, proposal)
    with connect.switched_off():
        act_at_stripe(_NOBODY)
        compare_with_stripe(_NOBODY)
        off = act(asked, at=NOON)

    assert (off.state, off.trouble) == (TransferState.ASKED, Trouble.OFF)
    assert act(off, at=LATER).state == TransferState.PAYING_OUT


def test_a_recipient_who_shuts_us_out_holds_up_nobody_else(
    server: StripeServer, proposal: Proposal, city: City, delfshaven: District
) -> None:
    closed = connect.connected(server, connect.granted(delfshaven, cents=10_00, title="Nog een"))
    sent = connect.paying_out(server, proposal)
    server.arrive(sent.payout_id or "")
    server.shut_out.add(closed.stripe_id or "")
    event = read_event(
        *server.event("account.updated", closed.stripe_id or "", account=closed.stripe_id or "")
    )
    keep_event(event, by=None, at=NIGHT)

    compare(at=NIGHT)

    closed.refresh_from_db()
    assert (connect.order_of(sent).state, closed.state) == (OrderState.SETTLED, "restricted")
    applied_at = StripeEvent.objects.get().applied_at
    assert applied_at is not None
    assert applied_at.date() == NIGHT.date()


def test_the_round_ends_at_the_first_silence_and_says_so_but_what_was_told_is_looked_at(
    server: StripeServer, proposal: Proposal, delfshaven: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = connect.paying_out(server, proposal)
    server.arrive(sent.payout_id or "")
    told = server.event("payout.paid", sent.payout_id or "", account=account_of(sent))
    keep_event(read_event(*told), by=None, at=timezone.now())
    others = [connect.granted(delfshaven, cents=10_00 + place, title=f"Nog {place}") for place in range(3)]
    asked = connect.released(server, *others)
    asks, calls = gateway.transfers_of, list[str]()

    def silent(group: str) -> Any:
        calls.append(group)
        raise Silent("Timeout")

    monkeypatch.setattr(gateway, "transfers_of", silent)
    with translation.override("en"), pytest.raises(RoundEnded, match="3 things are left"):
        act_at_stripe(_NOBODY)

    assert (len(calls), connect.order_of(sent).state) == (1, OrderState.SETTLED)
    assert StripeEvent.objects.get().applied_at is not None
    states = StripeTransfer.objects.filter(pk__in=[one.pk for one in asked]).order_by("id")
    assert list(states.values_list("state", "trouble")) == [
        ("unknown", "no_answer"),
        ("asked", ""),
        ("asked", ""),
    ]
    monkeypatch.setattr(gateway, "transfers_of", asks)
    act_at_stripe(_NOBODY)
    assert sorted(states.values_list("state", flat=True)) == ["paying_out", "paying_out", "unknown"]


def test_what_is_told_while_stripe_is_silent_is_looked_at_again_and_payments_go_their_way(
    server: StripeServer, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = connect.paying_out(server, proposal)
    server.arrive(sent.payout_id or "")
    told = server.event("payout.paid", sent.payout_id or "", account=account_of(sent))
    keep_event(read_event(*told), by=None, at=timezone.now())
    asks = gateway.payout_at

    def silent(_payout: str, *, account: str) -> Any:
        raise Silent("Timeout")

    monkeypatch.setattr(gateway, "payout_at", silent)
    with pytest.raises(RoundEnded):
        act_at_stripe(_NOBODY)
    assert StripeEvent.objects.get().applied_at is None

    monkeypatch.setattr(gateway, "payout_at", asks)
    act_at_stripe(_NOBODY)
    assert StripeEvent.objects.get().applied_at is not None
    assert connect.order_of(sent).state == OrderState.SETTLED


def test_a_line_that_nobody_answers_is_silence(server: StripeServer, proposal: Proposal) -> None:
    (asked,) = connect.released(server, proposal)
    with connect.stripe_at("http://127.0.0.1:9"), pytest.raises(Silent):
        act_or_say(asked, at=NIGHT)
    assert StripeTransfer.objects.get(pk=asked.pk).trouble == Trouble.NO_ANSWER
