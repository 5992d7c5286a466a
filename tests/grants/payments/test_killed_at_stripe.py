"""A process that dies between any two steps of a payment by Stripe, and an event that is told twice at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.grants.budget.make import faults
from tests.grants.budget.player import killed_before
from tests.grants.budget.processes import Pair, call
from tests.grants.payments import scenes_of_stripe as scenes
from tests.grants.payments.scenes_of_stripe import StripeHouse
from tests.portal.house import build
from tests.stripe_server import StripeServer

NUMBER = 18  # payments, each of which is killed once


@pytest.fixture(scope="module")
def server() -> Iterator[StripeServer]:
    """A Stripe of ours."""
    with StripeServer() as made:
        yield made


@pytest.fixture(scope="module")
def house(
    server: StripeServer, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StripeHouse]:
    """A portal of its own that pays by it."""
    made = build(tmp_path_factory.mktemp("stripe"))
    yield StripeHouse(made.folder, made.address, made.running, server.address)
    made.close()


@pytest.fixture(scope="module")
def pair(server: StripeServer, house: StripeHouse) -> Iterator[Pair]:
    """Two processes of it, with a batch that waits; each recipient filled in all that Stripe asks."""
    made = Pair(house)
    for account, ending in made.ask(scenes.begin, NUMBER):
        server.onboard(account, ending=ending)
    yield made
    made.end()


def test_whenever_it_dies_exactly_one_payment_is_made(pair: Pair, server: StripeServer) -> None:
    batch = pair.ask(scenes.a_batch)
    for step in (3, 20, 60):
        pair.ask(killed_before, step, call(scenes.release, batch))
        assert pair.ask(scenes.transfers) == []  # a release is whole or not
    pair.ask(scenes.release, batch)
    first, *others, _of_the_event = pair.ask(scenes.transfers)
    server.arrives_at_once = True
    *after_answers, last = pair.ask(scenes.moments_of, first)
    assert pair.ask(scenes.standing, first) == ("paid", "settled", ["send", "settle"])
    between = len(others) - len(after_answers) - 1
    steps = sorted({*after_answers, last, *range(1, last, -(-last // between))})

    for pk, step in zip(others[: len(steps)], steps, strict=True):
        assert pair.ask(killed_before, step, call(scenes.live, pk)), f"it had less than {step} moments"
        state, order, booked = pair.ask(scenes.standing, pk)
        is_told = order == "settled"
        assert booked == (["send", "settle"] if is_told else ["send"]), (step, state)
        assert pair.ask(scenes.go_on, pk) == "paid", step
        mark = pair.ask(scenes.order_id, pk)
        made = [
            one for one in server.things.values() if one.get("metadata", {}).get("wijkbudget_order") == mark
        ]
        assert sorted(one["object"] for one in made) == ["payout", "transfer"], step
        assert pair.ask(scenes.standing, pk) == ("paid", "settled", ["send", "settle"])

    assert len(steps) >= len(after_answers) + 5
    assert pair.ask(faults) == []


def test_an_event_that_is_told_twice_at_once_and_a_day_later_is_one(
    pair: Pair, house: StripeHouse, server: StripeServer
) -> None:
    """WEB-1: always 2xx; one booking, one status, no mail; the number of the event is unique in the database."""
    server.arrives_at_once = False
    pk = pair.ask(scenes.transfers)[-1]
    assert pair.ask(scenes.live, pk) == "paying_out"
    payout = pair.ask(scenes.payout_id, pk)
    account = server.things[payout]["_account"]
    server.arrive(payout)
    mails = pair.ask(scenes.mails)
    body, signature = server.event("payout.paid", payout, account=account, event_id="evt_twice")

    told = pair.at_once(*[call(scenes.tell, body, signature)] * 4)
    house.manage("worker", "--batch", "--skip-checks")

    assert [one.value for one in told] == [204] * 4
    assert pair.ask(scenes.standing, pk) == ("paid", "settled", ["send", "settle"])
    again = server.event("payout.paid", payout, account=account, event_id="evt_twice")  # signed anew
    assert pair.ask(scenes.tell, *again) == 204
    assert pair.ask(scenes.standing, pk) == ("paid", "settled", ["send", "settle"])
    assert (pair.ask(scenes.mails), pair.ask(scenes.events)) == (mails, (1, 0))
    assert pair.ask(faults) == []
