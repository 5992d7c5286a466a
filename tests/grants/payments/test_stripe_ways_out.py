"""A payment by Stripe that does not end by itself ends by two people, and a recipient's account there is replaced."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from grants.budget.proof import prove
from grants.payments import gateway_of_stripe as gateway
from grants.payments.acting import act, apply_event, lead_to_stripe, look_at
from grants.payments.acting_of_ways_out import what_stripe_says
from grants.payments.errors_of_connect import HeldBack, NotUsable, OwnWayOut, SwitchedOff
from grants.payments.flows import (
    approve_way_out,
    begin_call,
    change_payee,
    note_account,
    note_reversed,
    prepare_way_out,
    reject_payee,
    replace_account,
    return_way_out,
)
from grants.payments.models import ConnectedAccount, FormerAccount, StripeEvent, StripeTransfer, WayOut
from grants.payments.queries import payable_cents, to_pay
from grants.payments.states import OrderState
from grants.payments.states_of_connect import TransferState, Trouble, WayOutKind
from grants.proposals.models import Proposal
from portal.errors import WrongState
from portal.post.models import Message
from tests import connect, payments
from tests.connect import LATER
from tests.grants.budget.raw import refused
from tests.make import NOON, post
from tests.proposals import cast
from tests.shared import shared
from tests.stripe_server import DROP, DROP_UNDONE, StripeServer
from tests.unguarded import unguarded
from wijkraden.people.models import User
from wijkraden.places.models import City, District

HOUR = timedelta(hours=1)
WHY = "De ontvanger heeft een andere rekening bij Stripe; in het dashboard staat niets."


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    return connect.granted(delfshaven)


def onboarded_anew(server: StripeServer, proposal: Proposal, *, ending: str = "") -> ConnectedAccount:
    """Have olga replace the account at Stripe of the recipient, who fills in another one."""
    made = replace_account(
        ConnectedAccount.objects.get(proposal=proposal), why="Opgeheven.", by=cast("olga"), at=LATER
    )
    lead_to_stripe(made, page="http://testserver/", at=LATER)
    made.refresh_from_db()
    server.onboard(made.stripe_id or "", ending=ending or proposal.bank_accounts.get().ending, number=ending)
    return look_at(made, at=LATER)


def unknown_at_another_account(server: StripeServer, proposal: Proposal, *, how: str) -> StripeTransfer:
    """Return one of which Stripe gave no answer, and whose recipient has another account there since."""
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", how)
    act(asked, at=NOON)
    onboarded_anew(server, proposal)
    return act(asked, at=LATER)


def noted(transfer: StripeTransfer, kind: WayOutKind, *, by: User, at: Any = LATER) -> WayOut:
    said = what_stripe_says(transfer, kind=kind, at=at)
    return prepare_way_out(transfer, said=said, why=WHY, by=by, at=at)


def approve(found: WayOut, *, by: User, at: Any) -> None:
    said = what_stripe_says(found.transfer, kind=WayOutKind(found.kind), at=at)
    approve_way_out(found, said=said, by=by, at=at)


def test_a_transfer_of_before_it_kept_its_account_tells_it_after_the_migration(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    step = import_module("grants.migrations.0015_a_transfer_tells_where_it_went")
    with unguarded():  # the guards that stand while it runs do not know this column yet
        StripeTransfer.objects.update(destination="")
        step.tell_destinations(apps, None)

    assert asked.destination != ""
    assert StripeTransfer.objects.get().destination == asked.destination


def test_what_stripe_made_is_found_at_the_account_it_went_to_whatever_account_is_current(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    before = asked.destination
    server.trouble("/transfers", DROP)  # it made the transfer, and nobody heard of it
    act(asked, at=NOON)

    after = onboarded_anew(server, proposal)
    row = act(asked, at=LATER)

    assert after.stripe_id != before
    assert (row.state, row.destination) == (TransferState.PAYING_OUT, before)
    assert [one["_account"] for one in server.made("payout")] == [before]
    server.arrive(row.payout_id or "")
    event = StripeEvent.objects.create(
        event_id="evt_1",
        kind="payout.paid",
        account=before,
        object_id=row.payout_id or "",
        livemode=False,
        made_at=LATER,
        received_at=LATER,
    )
    assert apply_event(event, at=LATER)
    assert connect.order_of(row).state == OrderState.SETTLED
    gone = StripeEvent(kind="account.updated", account=before, object_id=before)
    gone.pk = event.pk
    assert apply_event(gone, at=LATER)  # of a former account nothing is asked
    assert "stays as it was asked" in refused("UPDATE grants_stripetransfer SET destination = 'acct_x'")


def test_a_replaced_account_is_kept_and_another_bank_account_waits_for_a_call(
    server: StripeServer, proposal: Proposal, city: City
) -> None:
    first = connect.connected(server, proposal)
    before = first.stripe_id
    with pytest.raises(NotUsable):
        replace_account(first, why=" ", by=cast("olga"), at=LATER)

    account = onboarded_anew(server, proposal, ending="4321")

    assert (FormerAccount.objects.get().stripe_id, account.pk) == (before, first.pk)
    payout = account.payout_now
    assert payout is not None
    assert (payout.ending, payout.needs_call) == ("4321", True)
    assert Message.objects.filter(kind="payments.stripe_account_changed").count() == 1
    (due,) = to_pay(city)
    assert not due.is_ready
    change = "UPDATE grants_connectedaccount SET stripe_id = %s WHERE id = %s"
    assert "stays that of its dossier" in refused(change, "acct_x", account.pk)
    assert "stays that of its dossier" in refused(
        "UPDATE grants_connectedaccount SET stripe_id = NULL, state = 'invited' WHERE id = %s", account.pk
    )
    assert refused("UPDATE grants_formeraccount SET why = 'x'") != ""


def test_what_is_replaced_while_stripe_answers_is_paid_nothing_and_nothing_is_kept_of_it(
    server: StripeServer, proposal: Proposal
) -> None:
    (asked,) = connect.released(server, proposal)
    account = ConnectedAccount.objects.get(proposal=proposal)
    told = gateway.account_at(asked.destination)
    assert told.is_usable

    replaced = replace_account(account, why="Opgeheven.", by=cast("olga"), at=LATER)
    note_account(account, told=told, by=None, at=LATER)
    with pytest.raises(HeldBack) as held:  # the look at what was released was before that
        begin_call(asked, at=LATER)
    assert held.value.reason == "account_changed"

    lead_to_stripe(replaced, page="http://testserver/", at=LATER)
    note_account(account, told=told, by=None, at=LATER)
    account.refresh_from_db()
    assert (account.state, account.stripe_id != asked.destination) == ("restricted", True)
    assert account.payout_accounts.count() == 1
    assert act(asked, at=LATER).state == TransferState.REFUSED
    assert server.made("transfer") == []


def test_what_stripe_never_made_fails_by_two_payers_who_both_asked_and_is_paid_anew(
    server: StripeServer, proposal: Proposal, city: City, pim: User, petra: User
) -> None:
    row = unknown_at_another_account(server, proposal, how=DROP_UNDONE)
    assert (row.state, row.trouble) == (TransferState.UNKNOWN, Trouble.ACCOUNT_CHANGED)

    made = noted(row, WayOutKind.NEVER_DONE, by=pim)

    assert (made.first, made.first_words) == (
        {"transfers": 0},
        "Stripe heeft 0 overboekingen van deze betaling.",
    )
    assert [one.to for one in Message.objects.filter(kind="payments.way_out_waits")] == [petra]
    with pytest.raises(WrongState):  # one waits already
        noted(row, WayOutKind.NEVER_DONE, by=petra)
    with pytest.raises(WrongState, match="nog een keer"):  # too soon
        approve(made, by=petra, at=LATER + HOUR / 2)
    with pytest.raises(OwnWayOut):
        approve(made, by=pim, at=LATER + HOUR)
    decide = (
        "UPDATE grants_wayout SET state = 'approved', last = first, decided_at = prepared_at,"
        " decided_by_id = prepared_by_id"
    )
    assert refused(decide) != ""
    never = "UPDATE grants_stripetransfer SET state = 'refused', reason = 'never_done'"
    assert "only the steps that there are" in refused(never)

    approve(made, by=petra, at=LATER + HOUR)

    row.refresh_from_db()
    order = connect.order_of(row)
    assert (row.state, order.state, server.made("transfer")) == (TransferState.REFUSED, OrderState.FAILED, [])
    assert order.why_failed.startswith("Twee mensen")
    assert (payable_cents([proposal])[proposal.pk], prove().faults) == (1_000_00, [])
    (paid,) = connect.released(server, proposal, at=LATER)
    assert act(paid, at=LATER).destination != row.destination
    assert len(server.made("transfer")) == 1


def test_while_it_waits_stripe_is_told_nothing_and_what_turns_up_there_is_kept(
    server: StripeServer, proposal: Proposal, pim: User, petra: User
) -> None:
    (asked,) = connect.released(server, proposal)
    server.trouble("/transfers", DROP_UNDONE)
    act(asked, at=NOON)
    changed = change_payee(proposal, iban=payments.ANOTHER_IBAN, holder="Nieuw", by=cast("olga"), at=NOON)
    row = act(asked, at=LATER)
    made = noted(row, WayOutKind.NEVER_DONE, by=pim)
    reject_payee(changed, reason="Nee.", by=cast("otto"), at=LATER)

    assert act(row, at=LATER + HOUR).trouble == Trouble.WAY_OUT
    assert server.made("transfer") == []
    server.keep(
        "transfer",
        "tr",
        amount=row.cents,
        amount_reversed=0,
        reversed=False,
        currency="eur",
        destination=row.destination,
        transfer_group=row.order.public_id,
        metadata={"wijkbudget_order": row.order.public_id},
    )
    with pytest.raises(WrongState):  # Stripe has it after all
        approve(made, by=petra, at=LATER + HOUR)
    row.refresh_from_db()
    assert row.transfer_id is not None
    return_way_out(made, reason="Stripe heeft hem wel.", by=petra, at=LATER + HOUR)


def test_what_stripe_does_not_take_back_stays_with_the_recipient_by_two_payers_and_counts_as_paid(
    server: StripeServer, proposal: Proposal, city: City, pim: User, petra: User
) -> None:
    row = connect.paying_out(server, proposal)
    server.bounce(row.payout_id or "")
    server.balances[row.destination] = 0  # what came back is spent
    stuck = act(row, at=LATER)
    assert (stuck.state, stuck.trouble) == (TransferState.REVERSING, Trouble.NO_BALANCE_OF_PAYEE)

    with connect.switched_off(), pytest.raises(SwitchedOff):
        noted(stuck, WayOutKind.KEPT, by=pim)
    made = noted(stuck, WayOutKind.KEPT, by=pim)
    assert "only the steps that there are" in refused("UPDATE grants_stripetransfer SET state = 'kept'")
    approve(made, by=petra, at=LATER)

    stuck.refresh_from_db()
    assert (stuck.state, connect.order_of(stuck).state) == (TransferState.KEPT, OrderState.SETTLED)
    assert (to_pay(city), prove().faults) == ([], [])
    assert act(stuck, at=LATER + HOUR).state == TransferState.KEPT
    with pytest.raises(WrongState):
        noted(stuck, WayOutKind.KEPT, by=pim)

    # A call was under way when it was approved.
    note_reversed(stuck, reversal_id="trr_late", at=LATER + HOUR)

    stuck.refresh_from_db()
    assert (stuck.state, connect.order_of(stuck).state) == (TransferState.FAILED, OrderState.FAILED)
    assert (payable_cents([proposal])[proposal.pk], prove().faults) == (1_000_00, [])


@pytest.mark.usefixtures("at_noon")
def test_two_payers_do_so_on_the_screens_and_stripe_is_asked_each_time(
    server: StripeServer, proposal: Proposal, pim: User, petra: User, signed_in: Any
) -> None:
    row = connect.paying_out(server, proposal)
    server.bounce(row.payout_id or "")
    server.balances[row.destination] = 0
    act(row, at=NOON)
    browser, order = signed_in(pim), row.order
    page, form = (
        reverse("payment", args=[order.public_id]),
        reverse("payment_way_out", args=[order.public_id]),
    )
    assert form in browser.get(page).content.decode()
    without = post(browser, pim, form)
    assert (without.status_code, list(without.context["form"].errors)) == (422, ["why"])

    assert post(browser, pim, form, why=WHY).status_code == 302

    made = WayOut.objects.get()
    decide = reverse("payment_way_out_decide", args=[made.public_id])
    assert decide in browser.get(page).content.decode()
    assert browser.get(form).status_code == 302  # somebody noted it already
    other = signed_in(petra)
    assert decide in other.get(reverse("payments")).content.decode()
    assert post(other, petra, decide).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.last) == ("approved", made.first)
    assert "Stripe" in made.last_words


@pytest.mark.usefixtures("at_noon")
def test_the_account_is_replaced_from_the_page_of_the_link(
    server: StripeServer, proposal: Proposal, olga: User, signed_in: Any
) -> None:
    connect.connected(server, proposal)
    browser, path = signed_in(olga), reverse("payee_replace", args=[proposal.public_id])
    assert path in browser.get(reverse("payee_invite", args=[proposal.public_id])).content.decode()

    assert post(browser, olga, path).status_code == 422
    assert post(browser, olga, path, why="Opgeheven.").status_code == 302

    assert (FormerAccount.objects.count(), ConnectedAccount.objects.get().stripe_id) == (1, None)
    assert browser.get(path).status_code == 302  # nothing to replace now

    lead_to_stripe(ConnectedAccount.objects.get(), page="http://testserver/", at=NOON)
    stale = post(browser, olga, path, why="Opgeheven.", seen="0")  # of a page on the account of before
    assert (stale.status_code, FormerAccount.objects.count()) == (422, 1)
    assert "nadat u de bladzijde" in stale.context["form"].non_field_errors()[0]
