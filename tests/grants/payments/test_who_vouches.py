"""Who notes why an account in doubt is right has no other hand in it: by the number, in the flows and the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from grants.payments.errors import NotPayable, OwnNote, SamePerson
from grants.payments.flows import enter_member_accounts
from grants.payments.models import MemberAccount, Vouch
from grants.payments.queries_of_accounts import accounts_to_vouch
from grants.payments.states import NameAnswer
from grants.proposals.models import BankAccount, Proposal
from tests import decisions, payments
from tests.doubts import answered, vouched
from tests.grants.budget.raw import refused
from tests.make import NOON, person, post
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

RELEASES = (
    "UPDATE grants_batch SET state = 'released', released_by_id = %s, released_at = prepared_at,"
    " file = 'x', message_id = 'x', sha256 = 'x', size = 1 WHERE id = %s"
)
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


def also(user: User, city: City, role: Role) -> User:
    """Give somebody another seat, since nine days."""
    user.seats.create(city=city, role=role, starts_on=NOON.date() - timedelta(days=9), given_at=NOON)
    return user


def by_the_database(account: BankAccount, by: User) -> str:
    """Return why the database does not take a note of that person."""
    seen = account.name_checks.first()
    kind, row = ("name", seen) if seen else ("member", MemberAccount.objects.get())
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Vouch.objects.create(account=account, kind=kind, saw=row.pk, why="Klopt.", by=by, at=NOON)
    return str(refusal.value)


def test_who_prepared_or_released_a_payment_to_it_notes_nothing(
    proposal: Proposal, city: City, otto: User, pim: User, petra: User
) -> None:
    account = proposal.bank_accounts.get()
    both = also(pim, city, Role.OFFICER), also(petra, city, Role.OFFICER)
    batch = payments.batched(proposal, by=pim)
    answered(account, NameAnswer.NO_MATCH)

    assert [list(accounts_to_vouch(city, one)) for one in (pim, petra, otto)] == [[], [account], [account]]
    with pytest.raises(OwnNote, match="zette een betaling"):
        vouched(account, by=pim)
    assert "prepared or released a payment" in by_the_database(account, pim)
    vouched(account, by=otto)
    payments.release(batch, by=petra)
    for one in both:
        assert "prepared or released a payment" in by_the_database(account, one)


def test_a_member_who_became_an_officer_notes_prepares_and_releases_nothing_of_her_own(
    proposal: Proposal, city: City, chris: User, otto: User, pim: User
) -> None:
    account = proposal.bank_accounts.get()
    enter_member_accounts(city, accounts=[(chris, IBAN)], by=cast("beheer"), at=NOON)
    chris.seats.update(ends_on=NOON.date() - timedelta(days=10))
    also(also(chris, city, Role.OFFICER), city, Role.PAYER)

    assert list(accounts_to_vouch(city, chris)) == []
    with pytest.raises(OwnNote, match="van uzelf"):
        vouched(account, by=chris)
    assert "her own account" in by_the_database(account, chris)
    vouched(account, by=otto)
    with pytest.raises(NotPayable, match="van uzelf"):
        payments.ordered(proposal, by=chris)
    batch = payments.batched(proposal, by=pim)
    with pytest.raises(SamePerson):
        payments.release(batch, by=chris)
    refused(RELEASES, chris.pk, batch.pk)
    payments.release(batch)


def test_what_is_said_is_true_while_something_else_is_open(
    proposal: Proposal, city: City, olga: User, otto: User, signed_in: Any
) -> None:
    User.objects.update(language="en")
    first = proposal.bank_accounts.get()
    entered = payments.changed(proposal, by=olga)
    answered(entered, NameAnswer.NO_MATCH)
    browser = signed_in(otto)
    gone = browser.get(f"/payments/payees/{first.public_id}/vouch/")
    assert (gone.status_code, gone.url) == (302, f"/proposals/{proposal.public_id}/")

    answer = post(
        browser, otto, f"/payments/payees/{entered.public_id}/vouch/", why="Zij liet haar bankpas zien."
    )
    page = browser.get(answer.url).content.decode()
    assert "Payments to this account wait until another officer confirms it" in page

    newest = payments.changed(proposal, iban=IBAN, holder="Stichting Samen BV", by=olga)
    answered(newest, NameAnswer.NO_MATCH)
    call = {
        "day": "2026-11-02",
        "hour": "12:00",
        "called_number": "010 1234567",
        "spoke_with": "F",
        "note": "",
    }
    answer = post(browser, otto, f"/payments/payees/{newest.public_id}/confirm/", **call)
    page = browser.get(answer.url).content.decode()
    assert "Payments to it wait until an officer notes why it is right" in page


def test_a_note_counts_for_the_number_also_when_it_is_entered_anew(
    proposal: Proposal, city: City, olga: User, otto: User, pim: User
) -> None:
    account = proposal.bank_accounts.get()
    answered(account, NameAnswer.NO_MATCH)
    vouched(account, by=otto)
    also(otto, city, Role.PAYER)
    again = payments.changed(proposal, iban=IBAN, holder="Stichting Samen BV", by=olga)
    payments.confirmed(again, by=person("oscar", role=Role.OFFICER, city=city, at=NOON))

    with pytest.raises(NotPayable, match="U noteerde waarom"):
        payments.ordered(proposal, by=otto)
    batch = payments.batched(proposal, by=pim)
    with pytest.raises(SamePerson):
        payments.release(batch, by=otto)
    refused(RELEASES, otto.pk, batch.pk)
    payments.release(batch)
