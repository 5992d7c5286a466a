"""What the database refuses of a changed account, whatever the code does."""

from datetime import timedelta
from typing import Any

import pytest

from grants.payments.flows import cancel_order, reject_payee
from grants.payments.models import Batch, Order
from grants.proposals.models import BankAccount, Proposal
from tests import decisions, payments, proposals
from tests.grants.budget.raw import insert, refusal, refused, run
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

UNCONFIRMED = "nothing is paid to another account before a second person confirmed it"
THIRD_IBAN = "NL44RABO0123456789"
LATER = NOON + timedelta(hours=2)
SET = "UPDATE grants_bankaccount SET {} WHERE id = %s"
CALLED = (
    "verdict = 'confirmed', checked_by_id = %s, checked_at = %s, called_at = %s, called_number = '010 1234567',"
    " spoke_with = 'Fatima'"
)


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


@shared
def account(proposal: Proposal) -> BankAccount:
    """Another account of it, which olga entered."""
    return payments.changed(proposal)


def test_the_statement_that_each_refusal_changes_is_fine_as_it_stands(
    account: BankAccount, otto: User
) -> None:
    assert run(SET.format(CALLED), otto.pk, LATER, NOON, account.pk) == 1


@pytest.mark.parametrize(
    ("name", "at", "called_at"),
    [("olga", LATER, NOON), ("otto", LATER, NOON - timedelta(hours=1)), ("otto", NOON, LATER)],
    ids=["by who entered it", "called before the change", "called after it was confirmed"],
)
def test_a_second_person_called_back_between_the_change_and_now(
    account: BankAccount, name: str, at: Any, called_at: Any
) -> None:
    sentence = refused(SET.format(CALLED), cast(name).pk, at, called_at, account.pk)
    own = "nobody vouches for an account that she entered herself" in sentence
    assert own == (name == "olga")
    assert own or "confirmed_account_was_called_about" in sentence


@pytest.mark.parametrize(
    "columns",
    [
        "verdict = 'confirmed'",
        "verdict = 'rejected'",
        "verdict = 'yes'",
        "check_note = 'x'",
        "spoke_with = 'x'",
        "verdict = 'rejected', checked_by_id = {otto}, checked_at = '2026-11-02 12:00:00'",
        "verdict = 'confirmed', checked_by_id = {otto}, checked_at = '2026-11-02 12:00:00'",
        "replaces_id = NULL",
        "iban_hash = 'x'",
    ],
)
def test_half_a_call_is_none(account: BankAccount, otto: User, columns: str) -> None:
    refused(SET.format(columns.format(otto=otto.pk)), account.pk)
    assert BankAccount.objects.get(pk=account.pk).is_unconfirmed


@pytest.mark.parametrize(
    "columns",
    ["verdict = ''", "verdict = 'rejected', check_note = 'x'", "spoke_with = 'x'", "checked_by_id = 1"],
)
def test_it_is_confirmed_once(account: BankAccount, columns: str) -> None:
    payments.confirmed(account)
    assert "confirmed or rejected once" in refused(SET.format(columns), account.pk)


def test_the_first_account_is_not_confirmed_and_an_older_one_no_more(
    proposal: Proposal, account: BankAccount, otto: User
) -> None:
    first = proposal.bank_accounts.earliest("id")
    payments.changed(proposal, iban=THIRD_IBAN)

    for one in (first, account):
        assert "while it stands" in refused(SET.format(CALLED), otto.pk, LATER, NOON, one.pk)


def test_an_account_after_the_grant_says_what_it_takes_the_place_of(
    proposal: Proposal, account: BankAccount
) -> None:
    first = proposal.bank_accounts.earliest("id")
    for wrong in (None, first.pk):
        assert "takes the place" in refusal(insert, account, public_id="x", replaces_id=wrong)
    assert insert(account, public_id="x", replaces_id=account.pk)


def test_one_that_is_entered_is_not_confirmed_yet(account: BankAccount, otto: User) -> None:
    judged = {"verdict": "rejected", "check_note": "x", "checked_by_id": otto.pk, "checked_at": LATER}
    assert "takes the place" in refusal(insert, account, public_id="x", replaces_id=account.pk, **judged)


def test_a_draft_takes_the_place_of_nothing(delfshaven: District) -> None:
    account = proposals.draft(delfshaven).bank_accounts.get()
    assert "takes the place" in refusal(insert, account, public_id="x", replaces_id=account.pk)
    assert insert(account, public_id="x")


def test_no_order_is_prepared_to_it_before_that_nor_by_who_confirmed_it(
    proposal: Proposal, account: BankAccount, otto: User, pim: User
) -> None:
    (instalment,) = payments.instalments_of(proposal)
    values: dict[str, Any] = {
        "proposal": proposal,
        "instalment": instalment,
        "bank_account": account,
        "cents": instalment.cents,
        "end_to_end_id": "X",
        "due_on": NOON.date(),
        "prepared_at": NOON,
    }
    create = Order.objects.create
    assert UNCONFIRMED in refusal(create, **values, prepared_by=pim)
    payments.confirmed(account, by=otto)

    assert UNCONFIRMED in refusal(create, **values, prepared_by=otto)
    assert create(**values, prepared_by=pim).pk


def test_nor_to_one_that_was_rejected(
    proposal: Proposal, account: BankAccount, otto: User, pim: User
) -> None:
    reject_payee(account, reason="Nee.", by=otto, at=LATER)
    (order,) = payments.ordered(proposal)
    cancel_order(order, by=pim, at=NOON)

    assert UNCONFIRMED in refusal(
        insert,
        order,
        public_id="x",
        end_to_end_id="X",
        attempt=2,
        state="prepared",
        bank_account_id=account.pk,
    )


def test_no_batch_with_a_payment_of_that_dossier_is_released(
    proposal: Proposal, olga: User, otto: User, petra: User
) -> None:
    batch = payments.batched(proposal)
    account = payments.changed(proposal, by=olga)
    told: dict[str, Any] = {"state": "released", "released_by": petra, "released_at": NOON, "file": "x"}
    told |= {"sha256": "x", "size": 1, "message_id": "x"}
    release = Batch.objects.filter(pk=batch.pk).update

    assert "changed since is frozen" in refusal(release, **told)
    reject_payee(account, reason="Nee.", by=otto, at=LATER)
    assert release(**told) == 1


def test_who_confirmed_it_has_no_hand_in_the_batch(
    proposal: Proposal, account: BankAccount, otto: User, city: City
) -> None:
    payments.confirmed(account, by=otto)
    (order,) = payments.ordered(proposal)
    values: dict[str, Any] = {
        "city": city,
        "account": city.paying_accounts.get(),
        "execution_on": NOON.date(),
    }
    values |= {"count": 1, "cents": order.cents, "prepared_at": NOON}
    of_otto = Batch.objects.create(number=98, prepared_by=otto, **values)
    join = Order.objects.filter(pk=order.pk).update
    assert "did not confirm its account" in refusal(join, batch=of_otto)

    assert join(batch=Batch.objects.create(number=99, prepared_by=cast("pim"), **values)) == 1
    told: dict[str, Any] = {"state": "released", "released_by": otto, "released_at": NOON, "file": "x"}
    told |= {"sha256": "x", "size": 1, "message_id": "x"}
    assert "or confirmed its account, never" in refusal(Batch.objects.filter(number=99).update, **told)
