"""Who may vouch for an account: nobody for what she entered herself, in whatever way it came to stand."""

from datetime import timedelta
from typing import Any

import pytest

from grants.payments.checking import checked
from grants.payments.errors import OwnChange
from grants.payments.flows import confirm_payee, reject_payee
from grants.payments.models import Order
from grants.payments.queries import orders_in
from grants.proposals.addressees import recipient_of
from grants.proposals.flows import Missing, set_bank_account
from grants.proposals.models import BankAccount, Party
from grants.proposals.states import PartyKind, Route, Section
from tests import decisions, payments, proposals
from tests.grants.budget.raw import refused, run
from tests.make import NOON
from tests.payments import ANOTHER_IBAN
from wijkraden.people.models import User
from wijkraden.places.models import City, District

LATER = NOON + timedelta(hours=2)
CALL: dict[str, Any] = {"called_at": NOON, "called_number": "010 1234567", "spoke_with": "Fatima el Idrissi"}
REJECTS = (
    "UPDATE grants_bankaccount SET verdict = 'rejected', check_note = 'x', checked_by_id = %s, checked_at = %s"
    " WHERE id = %s"
)
CONFIRMS = (
    "UPDATE grants_bankaccount SET verdict = 'confirmed', called_at = %s, called_number = '1', spoke_with = 'x',"
    " checked_by_id = %s, checked_at = %s WHERE id = %s"
)


def test_an_account_that_is_swapped_while_it_is_completed_waits_for_a_call(
    delfshaven: District, anna: User
) -> None:
    made = proposals.submitted(delfshaven)
    first = made.bank_accounts.get()
    proposals.ask(made, items=[Missing(Section.WHO, "Het nummer van de KvK")])
    made.refresh_from_db()

    swapped = set_bank_account(made, iban=ANOTHER_IBAN, holder="Stichting Samen", by=anna, at=NOON)

    assert (swapped.replaces, swapped.is_unconfirmed) == (first, True)


def test_one_of_a_draft_does_not(delfshaven: District, anna: User) -> None:
    made = proposals.draft(delfshaven)

    swapped = set_bank_account(made, iban=ANOTHER_IBAN, holder="Stichting Samen", by=anna, at=NOON)

    assert (swapped.replaces, swapped.is_unconfirmed) == (None, False)


def test_who_entered_what_stands_again_does_not_reject_the_newer_one(
    delfshaven: District, otto: User, olga: User
) -> None:
    made = decisions.granted(delfshaven, cents=10_00, route=Route.PURCHASE)
    payments.changed(made, by=otto)
    newer = payments.changed(made, iban=proposals.IBAN, holder="De drukker", by=olga)

    with pytest.raises(OwnChange):
        reject_payee(newer, reason="Ik had gelijk.", by=otto, at=LATER)
    assert "vouches" in refused(REJECTS, otto.pk, LATER, newer.pk)

    confirm_payee(newer, **CALL, by=otto, at=LATER)
    assert BankAccount.objects.get(pk=newer.pk).verdict == "confirmed"


def test_who_entered_a_number_does_not_confirm_it_after_a_colleague_typed_it_again(
    delfshaven: District, otto: User, olga: User
) -> None:
    made = decisions.granted(delfshaven, cents=10_00)
    payments.changed(made, holder="Stichting Saamen", by=olga)
    again = payments.changed(made, holder="Stichting Samen", by=otto)

    with pytest.raises(OwnChange):
        confirm_payee(again, **CALL, by=olga, at=LATER)
    assert "vouches" in refused(CONFIRMS, NOON, olga.pk, LATER, again.pk)
    assert BankAccount.objects.get(pk=again.pk).is_unconfirmed


def test_a_number_that_was_put_in_the_place_of_another_is_not_paid(
    delfshaven: District, city: City, pim: User
) -> None:
    payments.account(city)
    made, other = (decisions.granted(delfshaven, cents=10_00, title=title) for title in ("Een", "Twee"))
    elsewhere = payments.confirmed(payments.changed(other))
    (order,) = payments.ordered(made)
    assert [one.faults for one in checked(list(orders_in(city)))] == [[]]

    run(
        "UPDATE grants_bankaccount SET iban = (SELECT b.iban FROM grants_bankaccount b WHERE b.id = %s)"
        " WHERE id = %s",
        elsewhere.pk,
        order.bank_account_id,
    )

    (found,) = checked(list(Order.objects.select_related("proposal__dossier", "bank_account")))
    assert len(found.faults) == 1


def test_the_first_who_can_be_reached_is_told(delfshaven: District) -> None:
    made = proposals.draft(delfshaven)
    applicant = made.parties.get(kind=PartyKind.APPLICANT)
    made.parties.filter(kind=PartyKind.PAYEE).delete()
    payee = Party.objects.create(
        proposal=made, kind=PartyKind.PAYEE, is_person=False, name="De penningmeester"
    )

    assert recipient_of(made) == applicant
    Party.objects.filter(pk=payee.pk).update(email="penningmeester@demo.example")
    assert recipient_of(made) == payee
