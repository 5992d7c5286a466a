"""The account of a recipient at Stripe: the link, the page, what freezes its payments, and who ends that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from grants.payments.acting import act, look_at
from grants.payments.errors import NotPayable, SamePerson, WrongCall
from grants.payments.errors_of_connect import NotUsable, OwnInvitation
from grants.payments.flows import confirm_payout_account, invite, prepare_batch
from grants.payments.models import ConnectedAccount, Order, PayoutAccount, StripeTransfer
from grants.payments.queries import to_pay
from grants.payments.queries_of_connect import accounts_to_call_about
from grants.payments.states import OrderState
from grants.payments.states_of_connect import ConnectState, TransferState
from grants.proposals.models import Proposal
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from tests import connect, payments
from tests.connect import LATER
from tests.grants.payments.test_call_back import payer_too
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from tests.stripe_server import StripeServer
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import City, District

CALL: dict[str, Any] = {"called_number": "010 1234567", "spoke_with": "Fatima el Idrissi"}


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid by Stripe at once."""
    return connect.granted(delfshaven)


def moved(server: StripeServer, account: ConnectedAccount, *, ending: str = "9999") -> PayoutAccount:
    """Let the recipient, or who took her place, enter another bank account at Stripe, and see that."""
    server.onboard(account.stripe_id or "", ending=ending)
    look_at(account, at=LATER)
    return PayoutAccount.objects.filter(account=account).latest("id")


def confirmed(payee: PayoutAccount, *, by: User | None = None) -> None:
    """Have otto call back about it."""
    confirm_payout_account(payee, called_at=LATER, **CALL, by=by or cast("otto"), at=LATER)


def test_the_link_leads_to_stripe_once_and_back_to_a_page_that_says_how_it_stands(
    server: StripeServer, proposal: Proposal, client: Client, city: City
) -> None:
    account = connect.invited(proposal)
    sent = Message.objects.get(kind="payments.stripe_invited")
    assert (sent.address, "/payout/" in sent.plain_text, sent.secret) == ("fatima@demo.example", True, True)
    page = f"/payout/{connect.link_to(account)}/"
    shown = client.get(page).content.decode()
    assert "Naar Stripe" in shown
    assert (
        "form-action 'self' https://connect.stripe.com" in client.get(page).headers["Content-Security-Policy"]
    )

    first, second = client.post(page), client.post(page)

    assert [one.status_code for one in (first, second)] == [302, 302]
    assert first.url.startswith("https://connect.stripe.test/setup/acct_")  # type: ignore[attr-defined]  # a redirect
    assert first.url != second.url  # type: ignore[attr-defined]  # each works once
    (made,) = server.made("account")
    (link, _other) = server.asked("/account_links")
    assert link.params["return_url"] == link.params["refresh_url"] == f"{city.address}{page}"
    assert (made["controller"]["stripe_dashboard"], made["settings"]["payouts"]["schedule"]) == (
        {"type": "express"},
        {"interval": "manual"},
    )
    assert "Stripe vraagt nog iets" in client.get(page).content.decode()
    server.onboard(made["id"], ending="1234")
    waits = client.get(page).content.decode()
    assert [one in waits for one in ("eindigt op 1234", "Wij bellen u eerst", "U bent klaar")] == [
        True,
        True,
        False,
    ]
    assert ConnectedAccount.objects.get().state == ConnectState.USABLE
    now = timezone.now()  # the page looked at Stripe by the clock
    confirm_payout_account(PayoutAccount.objects.get(), called_at=now, **CALL, by=cast("otto"), at=now)
    assert "U bent klaar" in client.get(page).content.decode()


def test_a_link_ends_and_a_new_one_takes_its_place(
    server: StripeServer, proposal: Proposal, client: Client
) -> None:
    account = connect.invited(proposal)
    page = f"/payout/{connect.link_to(account)}/"
    assert client.get(page).status_code == 200
    connect.invited(proposal, by=cast("pim"))

    assert client.get(page).status_code == 404
    ConnectedAccount.objects.update(link_ends_at=NOON - timedelta(days=90))
    assert client.get(f"/payout/{connect.link_to(account)}/").status_code == 404
    assert ConnectedAccount.objects.count() == 1


def test_when_stripe_does_not_answer_the_page_says_so_and_makes_one_account_in_the_end(
    server: StripeServer, proposal: Proposal, client: Client
) -> None:
    page = f"/payout/{connect.link_to(connect.invited(proposal))}/"
    server.trouble("/accounts", "drop")

    answer = client.post(page)

    assert answer.status_code == 302
    assert "Stripe geeft nu geen antwoord" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert len(server.made("account")) == 1


def test_only_who_may_sends_the_link(proposal: Proposal) -> None:
    for name in ("daan", "carla", "anna"):
        with pytest.raises(NoLongerAllowed):
            connect.invited(proposal, by=cast(name))
    by_hand(lambda: proposal.parties.update(email=""))
    with pytest.raises(NotUsable, match="e-mailadres"):
        connect.invited(proposal)


def test_nothing_is_prepared_before_the_recipient_can_be_paid(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    faults = []
    for step in (
        lambda: None,
        lambda: connect.invited(proposal),
        lambda: connect.connected(server, proposal),
    ):
        step()
        (found,) = to_pay(city)
        faults.append((found.stripe_fault, found.is_ready))
        if not found.is_ready:
            with pytest.raises(NotUsable, match=proposal.number):
                payments.ordered(proposal)
    assert faults == [
        ("De ontvanger heeft nog geen rekening bij Stripe. Stuur eerst de link.", False),
        ("De ontvanger heeft een link naar Stripe, en is daar nog niet geweest.", False),
        ("", True),
    ]
    server.restrict(ConnectedAccount.objects.get().stripe_id or "")
    look_at(ConnectedAccount.objects.get(), at=LATER)
    assert to_pay(city)[0].stripe_fault == "Stripe vraagt eerst nog iets van de ontvanger."


def test_another_account_than_that_of_the_dossier_is_paid_to_after_a_call(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    connect.connected(server, proposal, ending="9999")
    with pytest.raises(NotUsable, match="9999"):
        payments.ordered(proposal)

    confirmed(PayoutAccount.objects.get())

    assert to_pay(city)[0].is_ready
    (order,) = payments.ordered(proposal)
    assert (order.payout_account, order.bank_account) == (
        PayoutAccount.objects.get(),
        proposal.bank_accounts.get(),
    )


def test_a_change_after_it_could_be_paid_freezes_what_did_not_leave_and_is_told_at_once(
    server: StripeServer, proposal: Proposal, city: City, pim: User
) -> None:
    account = connect.connected(server, proposal)
    batch = payments.batched(proposal, execution_on=NOON.date())
    before = PayoutAccount.objects.get()

    again = moved(server, account, ending=before.ending)
    assert (again.pk != before.pk, again.needs_call) == (True, False)  # the same number, entered once more
    now = moved(server, account)

    assert (now.needs_call, now.ending) == (True, "9999")
    told = Message.objects.get(kind="payments.stripe_account_changed")
    assert (before.ending in told.text, "9999" in told.text) == (True, True)
    with pytest.raises(NotUsable, match=proposal.number):
        payments.release(batch)
    confirmed(now)
    with pytest.raises(NotUsable, match=proposal.number):  # it was prepared to another one
        payments.release(batch)
    assert StripeTransfer.objects.count() == 0


def test_who_sent_the_link_or_is_no_officer_does_not_confirm_it_and_who_did_does_not_pay(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    connect.connected(server, proposal, ending="9999")
    payee = PayoutAccount.objects.get()
    with pytest.raises(OwnInvitation):
        confirmed(payee, by=cast("olga"))
    invite(proposal, by=cast("pim"), at=NOON)  # sends it once more
    with pytest.raises(OwnInvitation):
        confirmed(payee, by=cast("olga"))
    assert [list(accounts_to_call_about(city, cast(name))) for name in ("olga", "otto")] == [[], [payee]]
    with pytest.raises(NoLongerAllowed):
        confirmed(payee, by=cast("pim"))
    with pytest.raises(WrongCall):
        confirm_payout_account(
            payee, called_at=NOON - timedelta(minutes=1), **CALL, by=cast("otto"), at=LATER
        )
    confirmed(payee)
    with pytest.raises(WrongState):
        confirmed(payee)
    otto = cast("otto")
    payer_too(otto, city)
    with pytest.raises(NotPayable, match=proposal.number):
        payments.ordered(proposal, by=otto)
    orders = payments.ordered(proposal)
    with pytest.raises(NotPayable, match=proposal.number):
        prepare_batch(city, orders=orders, execution_on=NOON.date(), by=otto, at=LATER)
    batch = prepare_batch(city, orders=orders, execution_on=NOON.date(), by=cast("pim"), at=LATER)
    with pytest.raises(SamePerson):
        payments.release(batch, by=otto)
    assert payments.release(batch).orders.get().state == OrderState.RELEASED


def test_a_change_between_the_release_and_the_act_stops_the_payment(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    (asked,) = connect.released(server, proposal)
    server.onboard(ConnectedAccount.objects.get().stripe_id or "", ending="9999")  # nobody was told

    stopped = act(asked, at=LATER)

    order = connect.order_of(stopped)
    assert (stopped.state, order.state) == (TransferState.REFUSED, OrderState.FAILED)
    assert (order.failure, server.made("transfer")) == ("account_changed", [])
    assert [one.is_ready for one in to_pay(city)] == [False]


def test_a_payout_goes_to_the_account_that_was_released_and_to_no_other(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/payouts", "drop undone")
    unknown = act(asked, at=NOON)
    server.onboard(ConnectedAccount.objects.get().stripe_id or "", ending="9999")

    failed = act(unknown, at=LATER)

    assert (failed.state, server.made("payout")) == (TransferState.FAILED, [])
    assert (Order.objects.get().state, server.balance) == (OrderState.FAILED, 1_000_000_00)
