"""The pages about Stripe in the tables of every page; it is switched off there, as where nobody has keys."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef

from grants.payments.flows import prepare_way_out
from grants.payments.models import ConnectedAccount, PayoutAccount, StripeTransfer, WayOut
from grants.payments.states_of_connect import TransferState, Trouble
from tests import connect, payments
from tests.checks.permissions import SIGNED_IN, Table
from tests.grants.payments.rows import (
    COUNCIL,
    NOT_PAY,
    OFFICERS,
    PAYERS,
    READERS,
    STAFF,
    Parameters,
    a_granted_proposal,
    batched,
    granted,
)
from tests.grants.payments.rows_of_accounts import the_call
from tests.make import World

_ENDING = "9999"  # not that of the dossier, so that someone calls back


def _connected(world: World, *, ending: str = "") -> ConnectedAccount:
    made = granted(world, cents=10_00)
    with connect.paid_by_stripe(world.city):
        return connect.connected_by_hand(made, ending=ending, by=world.known("otto"), at=world.at)


def a_link(world: World) -> Parameters:
    """Return the parameters of a recipient's own page."""
    found = ConnectedAccount.objects.filter(proposal__district__city=world.city).first()
    return {"token": connect.link_to(found or _connected(world))}


def an_account_to_call_about(world: World) -> Parameters:
    """Return those of a bank account at Stripe that is not the one of the dossier; otto sent the link."""
    found = PayoutAccount.objects.filter(ending=_ENDING, verdict="").first()
    if found is None:
        found = _connected(world, ending=_ENDING).payout_now
    assert found is not None
    return {"public_id": found.public_id}


def _a_transfer(world: World) -> StripeTransfer:
    made = granted(world, cents=10_00)
    with connect.paid_by_stripe(world.city):
        connect.connected_by_hand(made, at=world.at)
        batch = payments.release(batched(world, made), at=world.at)
    return StripeTransfer.objects.get(order__batch=batch)


def a_payment_at_stripe(world: World) -> Parameters:
    """Return those of a payment by Stripe that was released."""
    found = StripeTransfer.objects.select_related("order").first()
    return {"public_id": (found or _a_transfer(world)).order.public_id}


def a_stuck_payment(world: World) -> Parameters:
    """Return those of one of which nobody knows what Stripe did, and that does not go there any more."""
    waits = WayOut.objects.filter(transfer=OuterRef("pk"), state="prepared")
    found = StripeTransfer.objects.filter(~Exists(waits), state=TransferState.UNKNOWN).first()
    return {"public_id": (found or _stuck(world)).order.public_id}


def _stuck(world: World) -> StripeTransfer:
    made = _a_transfer(world)
    told = {"state": TransferState.UNKNOWN, "trouble": Trouble.ACCOUNT_CHANGED}
    StripeTransfer.objects.filter(pk=made.pk).update(**told)
    return StripeTransfer.objects.select_related("order__proposal__district").get(pk=made.pk)


def a_way_out(world: World) -> Parameters:
    """Return those of what pim noted of another one; nobody is asked."""
    found = WayOut.objects.filter(state="prepared").first()
    if found is None:
        why, pim = "Er staat niets bij Stripe.", world.known("pim")
        found = prepare_way_out(_stuck(world), said={"transfers": 0}, why=why, by=pim, at=world.at)
    return {"public_id": found.public_id}


def a_recipient_at_stripe(world: World) -> Parameters:
    """Return those of a proposal whose recipient has an account at Stripe."""
    found = (
        ConnectedAccount.objects.filter(proposal__district__city=world.city).exclude(stripe_id=None).first()
    )
    return {"public_id": (found or _connected(world)).proposal.public_id}


def something_at_stripe(world: World) -> Parameters:
    """See to it that one stands on the list; the address has no parameters."""
    a_payment_at_stripe(world)
    return {}


def more_at_stripe(world: World, number: int) -> None:
    """Let further payments be on their way, to further recipients."""
    for _one in range(number):
        _a_transfer(world)


LISTS: dict[str, Callable[[World, int], None]] = {"payments_stripe": more_at_stripe}
NOT_LISTS: tuple[str, ...] = (
    "my_payout",
    "payee_invite",
    "payee_replace",
    "payout_confirm",
    "payment_way_out",
    "payment_way_out_decide",
    "payment_way_out_return",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on these pages; what Stripe tells is for nobody while it is switched off."""
    table.see("my_payout", SIGNED_IN, stranger=200, things=a_link)
    table.do(
        "my_payout", SIGNED_IN, answer=302, stranger=302, things=a_link
    )  # back to the page, which says why
    table.do("stripe_webhook", frozenset(), stranger=404)
    table.see("payments_stripe", READERS, things=something_at_stripe)
    table.do("payment_ask_stripe", PAYERS, answer=302, but=NOT_PAY, things=a_payment_at_stripe)
    may = PAYERS | OFFICERS
    not_invite = dict.fromkeys((READERS | STAFF | COUNCIL) - may, 403)
    table.see("payee_invite", may, but=not_invite, things=a_granted_proposal)
    table.do("payee_invite", may, but=not_invite, things=a_granted_proposal)  # it is paid by the bank
    table.see("payee_replace", may, but=not_invite, things=a_recipient_at_stripe)
    table.do("payee_replace", may, but=not_invite, things=a_recipient_at_stripe)
    for ask in (table.see, table.do):
        ask("payment_way_out", PAYERS, but=NOT_PAY, things=a_stuck_payment)
        ask("payment_way_out_return", PAYERS, but=NOT_PAY, things=a_way_out)
    table.see("payment_way_out_decide", READERS, things=a_way_out)
    table.do("payment_way_out_decide", PAYERS, answer=302, but=NOT_PAY, things=a_way_out)
    not_call = dict.fromkeys((STAFF | COUNCIL) - OFFICERS, 403)
    table.see("payout_confirm", OFFICERS, but=not_call | {"otto": 302}, things=an_account_to_call_about)
    table.do(
        "payout_confirm",
        OFFICERS,
        answer=302,
        but=not_call | {"otto": 422},
        things=an_account_to_call_about,
        data=the_call,
    )
