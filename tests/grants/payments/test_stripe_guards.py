"""What the database refuses of payments by Stripe, whatever the code does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.payments.acting import act
from grants.payments.models import Order, PayoutAccount, StripeEvent, StripeTransfer
from grants.proposals.models import Proposal
from tests import connect, payments
from tests.connect import LATER
from tests.grants.budget.raw import insert, refusal, refused, run
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from tests.stripe_server import StripeServer
from wijkraden.places.models import District

TRANSFER = "UPDATE grants_stripetransfer SET {} WHERE id = %s"
CALLED = (
    "UPDATE grants_payoutaccount SET verdict = 'confirmed', checked_by_id = %s, checked_at = %s, called_at = %s,"
    " called_number = '010 1234567', spoke_with = 'Fatima' WHERE id = %s"
)


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def test_a_transfer_is_its_orders_to_the_cent_keeps_its_ids_and_takes_the_steps_there_are(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    steps = "takes only the steps that there are"
    assert steps in refused(TRANSFER.format("cents = cents - 1"), asked.pk)
    assert steps in refused(TRANSFER.format("state = 'paid', transfer_id = 'a', payout_id = 'b'"), asked.pk)
    assert steps in refused(TRANSFER.format("round = round - 1"), act(asked, at=NOON).pk)
    assert steps in refused(TRANSFER.format("transfer_id = 'tr_another'"), asked.pk)
    assert steps in refused(TRANSFER.format("payout_id = NULL"), asked.pk)
    assert "is kept" in refused("DELETE FROM grants_stripetransfer WHERE id = %s", asked.pk)
    fresh = {"state": "asked", "transfer_id": None, "payout_id": None}
    assert "takes the place of no other" in refusal(insert, asked, **fresh)
    assert run(TRANSFER.format("trouble = 'off'"), asked.pk) == 1


def test_an_order_ends_as_its_transfer_and_names_its_account(
    server: StripeServer, proposal: Proposal
) -> None:
    sent = connect.paying_out(server, proposal)
    own = "once its transfer is"
    end = "UPDATE grants_order SET state = '{}', failure = 'x' WHERE id = %s"
    assert own in refused(end.format("settled"), sent.order_id)
    assert own in refused(end.format("failed"), sent.order_id)
    assert "keeps its account" in refused(
        "UPDATE grants_order SET payout_account_id = NULL WHERE id = %s", sent.order_id
    )
    order = Order.objects.get()
    order.pk, order.public_id, order.end_to_end_id, order.attempt = None, "another", "another", 2
    order.state, order.batch, order.sent_entry, order.payout_account = "cancelled", None, None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


def test_a_transfer_is_asked_for_what_was_released_by_stripe_alone(
    server: StripeServer, proposal: Proposal
) -> None:
    connect.connected(server, proposal)
    (order,) = payments.ordered(proposal)
    told: dict[str, Any] = {"order": order, "cents": order.cents, "asked_at": NOON, "changed_at": NOON}
    with pytest.raises(IntegrityError, match="released order by Stripe"), transaction.atomic():
        StripeTransfer.objects.create(**told)


def test_who_sent_the_link_never_confirms_and_an_account_is_confirmed_once(
    server: StripeServer, proposal: Proposal
) -> None:
    connect.connected(server, proposal, ending="9999")
    payee = PayoutAccount.objects.get()
    assert "by who did not send the link" in refused(CALLED, cast("olga").pk, LATER, LATER, payee.pk)
    connect.invited(proposal, by=cast("pim"))  # olga did before
    assert "by who did not send the link" in refused(CALLED, cast("olga").pk, LATER, LATER, payee.pk)
    assert "by who did not send the link" in refused(CALLED, cast("pim").pk, LATER, LATER, payee.pk)
    assert "is kept" in refused(
        "DELETE FROM grants_connectedaccount_inviters WHERE user_id = %s", cast("olga").pk
    )
    assert "was_called_about" in refused(CALLED, cast("otto").pk, LATER, NOON.replace(year=2025), payee.pk)
    assert run(CALLED, cast("otto").pk, LATER, LATER, payee.pk) == 1
    assert "confirmed once" in refused(CALLED, cast("carla").pk, LATER, LATER, payee.pk)
    assert "confirmed once" in refused(
        "UPDATE grants_payoutaccount SET fingerprint = 'fp_x' WHERE id = %s", payee.pk
    )


def test_nothing_is_prepared_to_an_account_that_waits_for_a_call(
    server: StripeServer, proposal: Proposal
) -> None:
    connect.connected(server, proposal)
    (order,) = payments.ordered(proposal)
    Order.objects.filter(pk=order.pk).update(state="cancelled")
    account = PayoutAccount.objects.get().account
    told: dict[str, Any] = {"bank_id": "ba_2", "fingerprint": "fp_2", "ending": "9999", "seen_at": NOON}
    waits = PayoutAccount.objects.create(account=account, needs_call=True, **told)
    for one in (order.payout_account, waits):  # neither the one of before, nor that of now
        again = Order.objects.get(pk=order.pk)
        again.pk, again.public_id, again.end_to_end_id, again.attempt = None, f"x{one}", f"x{one}", 2
        again.state, again.payout_account = "prepared", one
        with pytest.raises(IntegrityError, match="can be paid now"), transaction.atomic():
            again.save(force_insert=True)


@pytest.mark.django_db
def test_an_event_is_one_by_its_number_and_is_applied_once() -> None:
    told: dict[str, Any] = {"kind": "payout.paid", "livemode": False, "made_at": NOON, "received_at": NOON}
    made = StripeEvent.objects.create(event_id="evt_1", **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        StripeEvent.objects.create(event_id="evt_1", **told)
    apply = "UPDATE grants_stripeevent SET applied_at = %s WHERE id = %s"
    assert run(apply, LATER, made.pk) == 1
    assert "applied once" in refused(apply, NOON, made.pk)
