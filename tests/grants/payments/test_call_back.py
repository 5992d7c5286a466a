"""A changed account of a recipient: frozen, told to the contact of before, and confirmed by a second person."""

from datetime import timedelta
from typing import Any

import pytest

from grants.payments.errors import NotPayable, OwnChange, SamePerson, Unconfirmed, WrongCall
from grants.payments.flows import (
    change_payee,
    confirm_payee,
    leave_out,
    prepare_batch,
    prepare_orders,
    reject_payee,
    renew_order,
)
from grants.payments.models import Order
from grants.payments.queries import to_pay
from grants.payments.queries_of_accounts import (
    accounts_to_confirm,
    newest_accounts,
    same_account_elsewhere,
    unconfirmed_accounts,
)
from grants.payments.states import OrderState
from grants.proposals.errors import HasInterest
from grants.proposals.models import BankAccount, Interest, Proposal
from grants.proposals.queries import bank_account_of
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Channel, Message
from portal.trail.models import Record
from tests import decisions, orders, payments
from tests.make import NOON
from tests.payments import ANOTHER_IBAN, TOMORROW
from tests.proposals import IBAN, cast
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

LATER = NOON + timedelta(hours=2)
CALL: dict[str, Any] = {"called_number": "010 1234567", "spoke_with": "Fatima el Idrissi"}
THIRD_IBAN = "NL44RABO0123456789"


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


@shared
def account(proposal: Proposal) -> BankAccount:
    """Another account of it, which olga entered."""
    return payments.changed(proposal)


def payer_too(user: User, city: City) -> None:
    """Let an officer be a payer too."""
    Seat.objects.create(
        user=user, city=city, role=Role.PAYER, starts_on=NOON.date() - timedelta(days=9), given_at=NOON
    )


def test_the_first_account_after_a_grant_needs_no_call(delfshaven: District, olga: User) -> None:
    made = orders.settled(delfshaven, cents=10_00)
    entered = payments.changed(made, by=olga)

    assert (entered.replaces, entered.is_unconfirmed) == (None, False)
    assert not Message.objects.filter(kind="payments.account_changed").exists()
    assert payments.ordered(made)[0].bank_account == entered


def test_nothing_is_prepared_to_another_account_before_somebody_called_back(
    proposal: Proposal, account: BankAccount, city: City, pim: User
) -> None:
    (waits,) = to_pay(city)
    assert (waits.account, waits.is_ready) == (account, False)
    with pytest.raises(Unconfirmed, match=proposal.number):
        payments.ordered(proposal)
    assert not Order.objects.exists()

    payments.confirmed(account)

    (waits,) = to_pay(city)
    assert waits.is_ready
    assert payments.ordered(proposal)[0].bank_account == account


def test_another_officer_confirms_it_and_the_call_is_kept(
    proposal: Proposal, account: BankAccount, otto: User
) -> None:
    confirm_payee(account, called_at=NOON, **CALL, note="Klopt.", by=otto, at=LATER)

    kept = BankAccount.objects.get(pk=account.pk)
    assert (kept.verdict, kept.checked_by, kept.checked_at) == ("confirmed", otto, LATER)
    assert (kept.called_at, kept.called_number, kept.spoke_with) == (NOON, "010 1234567", "Fatima el Idrissi")
    assert kept.check_note == "Klopt."
    written = Record.objects.get(act="payments.payee_confirmed")
    assert (written.subject_id, written.by_id, written.facts) == (account.public_id, otto.pk, {})
    assert proposal.handlings.filter(user=otto).exists()


def test_a_payment_to_the_old_account_is_frozen_and_prepared_anew_once_it_is_confirmed(
    proposal: Proposal, city: City, olga: User, pim: User, petra: User
) -> None:
    another = decisions.granted(proposal.district, cents=10_00, title="Nog een")
    batch = payments.batched(proposal, another)
    old = batch.orders.get(proposal=proposal)
    account = payments.changed(proposal, by=olga)
    with pytest.raises(Unconfirmed, match=proposal.number):
        payments.release(batch)
    leave_out(batch, old, by=petra, at=NOON)
    for act in (
        lambda: renew_order(old, by=pim, at=NOON),
        lambda: prepare_batch(city, orders=[old], execution_on=TOMORROW, by=pim, at=NOON),
    ):
        with pytest.raises(Unconfirmed, match=proposal.number):
            act()
    old.refresh_from_db()
    assert old.state == OrderState.PREPARED

    payments.confirmed(account)

    assert renew_order(old, by=pim, at=NOON).bank_account == account


def test_when_it_is_rejected_the_account_before_it_stands_again_with_its_payments(
    proposal: Proposal, city: City, olga: User, otto: User
) -> None:
    batch = payments.batched(proposal)
    before = proposal.bank_accounts.get()
    account = payments.changed(proposal, by=olga)

    reject_payee(account, reason="Zij vroegen hier niet om.", by=otto, at=LATER)

    assert (account.verdict, account.check_note) == ("rejected", "Zij vroegen hier niet om.")
    assert bank_account_of(proposal) == before
    assert newest_accounts([proposal.pk]) == {proposal.pk: before}
    assert payments.release(batch).orders.get().bank_account == before
    assert Record.objects.filter(act="payments.payee_rejected").count() == 1


def test_who_entered_it_neither_confirms_nor_rejects_it(account: BankAccount, olga: User) -> None:
    with pytest.raises(OwnChange):
        confirm_payee(account, called_at=NOON, **CALL, by=olga, at=LATER)
    with pytest.raises(OwnChange):
        reject_payee(account, reason="Verkeerd getypt.", by=olga, at=LATER)
    assert BankAccount.objects.get(pk=account.pk).is_unconfirmed


@pytest.mark.parametrize("name", ["pim", "bas", "daan", "carla", "anna"])
def test_only_an_officer_confirms_it(account: BankAccount, name: str) -> None:
    with pytest.raises(NoLongerAllowed):
        payments.confirmed(account, by=cast(name))


def test_nor_does_an_officer_with_an_interest_in_it(account: BankAccount, otto: User, city: City) -> None:
    assert list(accounts_to_confirm(city, otto)) == [account]
    told = {"has_interest": True, "explanation": "Mijn broer.", "declared_at": NOON}
    Interest.objects.create(proposal=account.proposal, user=otto, **told)

    with pytest.raises(HasInterest):
        payments.confirmed(account)
    assert list(accounts_to_confirm(city, otto)) == []


def test_who_confirmed_it_prepares_no_payment_to_it(
    proposal: Proposal, account: BankAccount, city: City, otto: User
) -> None:
    payer_too(otto, city)
    payments.confirmed(account, by=otto)
    with pytest.raises(NotPayable, match=proposal.number):
        payments.ordered(proposal, by=otto)

    orders = payments.ordered(proposal)
    with pytest.raises(NotPayable, match=proposal.number):
        prepare_batch(city, orders=orders, execution_on=TOMORROW, by=otto, at=NOON)


def test_nor_releases_one(proposal: Proposal, account: BankAccount, city: City, otto: User) -> None:
    payer_too(otto, city)
    payments.confirmed(account, by=otto)
    batch = payments.batched(proposal)

    with pytest.raises(SamePerson):
        payments.release(batch, by=otto)
    assert payments.release(batch).orders.get().state == OrderState.RELEASED


@pytest.mark.parametrize("off", [timedelta(minutes=-1), timedelta(hours=2, seconds=1)])
def test_the_call_was_after_the_change_and_is_over(account: BankAccount, otto: User, off: timedelta) -> None:
    with pytest.raises(WrongCall):
        confirm_payee(account, called_at=NOON + off, **CALL, by=otto, at=LATER)
    assert BankAccount.objects.get(pk=account.pk).is_unconfirmed


def test_a_call_in_the_minute_of_the_change_counts(proposal: Proposal, olga: User, otto: User) -> None:
    account = payments.changed(proposal, by=olga, at=NOON + timedelta(seconds=30))

    confirm_payee(account, called_at=NOON, **CALL, by=otto, at=NOON + timedelta(seconds=50))

    assert account.called_at == account.entered_at


def test_it_is_confirmed_or_rejected_once(account: BankAccount, otto: User) -> None:
    payments.confirmed(account)

    with pytest.raises(WrongState):
        payments.confirmed(account)
    with pytest.raises(WrongState):
        reject_payee(account, reason="Toch niet.", by=otto, at=LATER)
    assert BankAccount.objects.get(pk=account.pk).verdict == "confirmed"


def test_of_two_changes_the_newest_is_called_about_first(
    proposal: Proposal, account: BankAccount, city: City, olga: User, otto: User
) -> None:
    newest = payments.changed(proposal, iban=THIRD_IBAN, by=olga)
    assert newest.replaces == account
    with pytest.raises(WrongState):
        payments.confirmed(account)
    assert list(unconfirmed_accounts(city)) == [newest]

    reject_payee(newest, reason="Typefout.", by=otto, at=LATER)

    assert list(unconfirmed_accounts(city)) == [account]
    payments.confirmed(account)
    assert payments.ordered(proposal)[0].bank_account == account


def test_the_account_of_before_may_be_entered_again_and_is_called_about_too(
    proposal: Proposal, account: BankAccount, otto: User
) -> None:
    back = change_payee(proposal, iban=IBAN, holder="Stichting Samen", by=otto, at=LATER)

    assert (back.replaces, back.is_unconfirmed) == (account, True)
    payments.confirmed(back, by=cast("olga"), at=LATER)
    assert payments.ordered(proposal)[0].bank_account == back


def test_the_contact_of_before_is_told_at_once_without_a_whole_number(
    proposal: Proposal, account: BankAccount
) -> None:
    told = Message.objects.get(kind="payments.account_changed")
    assert (told.address, told.channel, told.about_id) == (
        "fatima@demo.example",
        Channel.MAIL,
        account.public_id,
    )
    assert proposal.number in told.subject
    assert IBAN[-4:] in told.text
    assert ANOTHER_IBAN[-4:] in told.text
    assert [one for one in (IBAN, ANOTHER_IBAN) if one[8:14] in told.text] == []


@pytest.mark.parametrize(("street", "told"), [("Dijk 1", 1), ("", 0)])
def test_who_has_no_address_for_mail_is_told_on_paper(
    proposal: Proposal, olga: User, street: str, told: int
) -> None:
    place = {"street": street, "postcode": "3024 AB", "town": "Rotterdam"}
    by_hand(lambda: proposal.parties.update(name="Jan Smit", contact="", email="", **place))
    payments.changed(proposal, by=olga)

    found = Message.objects.filter(kind="payments.account_changed")
    assert [(one.channel, one.address) for one in found] == [
        (Channel.PAPER, "Jan Smit\nDijk 1\n3024 AB  Rotterdam")
    ] * told


def test_the_same_account_is_found_in_other_dossiers_of_the_city(
    proposal: Proposal, account: BankAccount, otto: User
) -> None:
    assert same_account_elsewhere(account) == []
    other = decisions.granted(proposal.district, cents=10_00, title="Nog een")
    payments.changed(other, iban=ANOTHER_IBAN, holder="B. Vis", by=otto)
    payments.changed(other, iban=THIRD_IBAN, holder="B. Vis", by=otto)

    (found,) = same_account_elsewhere(account)
    assert (found.proposal, found.holder) == (other, "B. Vis")


def test_a_payment_that_failed_is_paid_once_to_the_account_that_a_second_person_confirmed(
    proposal: Proposal, city: City, olga: User, pim: User
) -> None:
    """PAY-1: the first attempt stays, the second has its own number, and what was paid is what was granted."""
    (first,) = payments.sent(proposal)
    payments.read(city, [payments.out(first), payments.back(first)], number="1")
    account = payments.changed(proposal, by=olga)
    chosen = payments.instalments_of(proposal)
    with pytest.raises(Unconfirmed):
        prepare_orders(city, instalments=chosen, by=pim, at=NOON)

    payments.confirmed(account)
    (second,) = payments.paid_again(proposal, number="2")

    assert [(one.attempt, one.state) for one in proposal.orders.order_by("id")] == [
        (1, OrderState.FAILED),
        (2, OrderState.SETTLED),
    ]
    assert (second.bank_account, to_pay(city)) == (account, [])
