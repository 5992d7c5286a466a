"""The account of a recipient: whose it is stands there, and it is never one of the city itself."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from grants.payments.errors import NotPayable
from grants.payments.flows import change_payee, prepare_batch, set_paying_account
from grants.payments.models import Batch, Order
from grants.proposals.errors import OwnAccount
from grants.proposals.flows import set_bank_account
from grants.proposals.iban import iban_hash
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.states import Route
from tests import decisions, payments, proposals
from tests.grants.proposals.pages import send
from tests.make import NOON, post
from tests.payments import ANOTHER_IBAN, CITY_IBAN, TOMORROW
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
SPACED = "nl20 ingb 0001 2345 67"
SENTENCE = "Dit is de rekening van de gemeente zelf. Vul de rekening van de ontvanger in."


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


def test_an_officer_enters_no_account_of_the_city(
    proposal: Proposal, olga: User, bas: User, city: City
) -> None:
    set_paying_account(city, iban=ANOTHER_IBAN, holder="Gemeente Rotterdam", by=bas, at=NOON)
    for iban in (SPACED, ANOTHER_IBAN):  # the one from which it paid, and the one from which it pays
        with pytest.raises(OwnAccount):
            change_payee(proposal, iban=iban, holder="Stichting Samen", by=olga, at=NOON)

    assert [one.iban for one in proposal.bank_accounts.all()] == [IBAN]


@pytest.mark.usefixtures("at_noon")
def test_the_page_tells_whose_account_is_entered(proposal: Proposal, olga: User, signed_in: SignIn) -> None:
    page = signed_in(olga).get(f"/payments/payee/{proposal.public_id}/").content.decode()
    facts = page.split("<main")[1].split('<dl class="facts">')[1].split("</dl>")[0]

    told = [unescape(strip_tags(one.split("</dd>")[0])).strip() for one in facts.split("<dd>")[1:]]
    account = "**** 4300, Stichting Samen aan de Schie De naam is niet bij de bank nagevraagd"
    council = proposal.district.full_name
    assert told == [proposal.number, proposal.title, council, account, "€\u00a01.000,00"]
    assert page.index("</dl>") < page.index('name="iban"')


@pytest.mark.usefixtures("at_noon")
def test_the_account_is_taken_from_the_invoice(delfshaven: District, olga: User, signed_in: SignIn) -> None:
    made = decisions.granted(delfshaven, cents=10_00, route=Route.PURCHASE)
    page = signed_in(olga).get(f"/payments/payee/{made.public_id}/").content.decode()

    assert "Neem die over van de factuur, en kijk of de naam klopt" in page


@pytest.mark.usefixtures("at_noon")
def test_she_reads_so_at_the_field(proposal: Proposal, olga: User, signed_in: SignIn) -> None:
    path = f"/payments/payee/{proposal.public_id}/"
    answer = post(signed_in(olga), olga, path, iban=CITY_IBAN, holder="Stichting Samen")

    assert (answer.status_code, answer.context["form"].errors) == (422, {"iban": [SENTENCE]})


def test_a_council_enters_none_in_the_editor(delfshaven: District, anna: User, signed_in: SignIn) -> None:
    now = timezone.now()
    payments.account(delfshaven.city, at=now)
    made = proposals.draft(delfshaven, by=anna, at=now)
    before = made.bank_accounts.count()

    path = f"/proposals/{made.public_id}/edit/account/"
    answer = send(signed_in(anna), path, iban=SPACED, holder="Stichting Nieuw")

    assert (answer.status_code, answer.context["form"].errors) == (422, {"iban": [SENTENCE]})
    assert made.bank_accounts.count() == before
    with pytest.raises(OwnAccount):
        set_bank_account(made, iban=SPACED, holder="Stichting Nieuw", by=anna, at=now)


def test_what_the_city_pays_from_later_is_paid_to_no_more(
    proposal: Proposal, city: City, pim: User, bas: User
) -> None:
    orders = payments.ordered(proposal)
    another = decisions.granted(proposal.district, cents=10_00, title="Nog een")
    set_paying_account(city, iban=IBAN, holder="Gemeente Rotterdam", by=bas, at=NOON)

    with pytest.raises(NotPayable, match=proposal.number):
        prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON)
    with pytest.raises(NotPayable, match=another.number):
        payments.ordered(another)


def test_the_database_keeps_it_whatever_the_code_does(
    proposal: Proposal, city: City, olga: User, pim: User, bas: User
) -> None:
    entered = {"ending": "4567", "holder": "x", "entered_by": olga, "entered_at": NOON}
    with pytest.raises(IntegrityError, match="is not one of the city"), transaction.atomic():
        BankAccount.objects.create(
            proposal=proposal, iban=CITY_IBAN, iban_hash=iban_hash(CITY_IBAN), **entered
        )
    orders = payments.ordered(proposal)
    own = set_paying_account(city, iban=IBAN, holder="Gemeente Rotterdam", by=bas, at=NOON)
    batch = Batch.objects.create(
        city=city,
        number=99,
        account=own,
        execution_on=TOMORROW,
        count=1,
        cents=orders[0].cents,
        prepared_by=pim,
        prepared_at=NOON,
    )
    Order.objects.filter(pk=orders[0].pk).update(batch=batch)
    released = {"released_by": cast("petra"), "released_at": NOON, "file": "x", "sha256": "x", "size": 1}

    with pytest.raises(IntegrityError, match="pays nothing to the account"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state="released", message_id="x", **released)
