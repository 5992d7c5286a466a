"""The pages about a changed account: what they show to whom, and what a doubled or an old page does."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.home.queries.acts import of_officer
from grants.payments import offers
from grants.payments.flows import reject_payee
from grants.proposals.models import BankAccount, Interest, Party, Proposal
from portal.trail.models import Record
from tests import decisions, payments, proposals
from tests.grants.proposals.pages import fields_in
from tests.led_back import led
from tests.make import NOON, post
from tests.payments import ANOTHER_IBAN
from tests.proposals import IBAN
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
FROZEN = "Frozen until the new account is confirmed"
CALL = {
    "day": "2-11-2026",
    "hour": "12:00",
    "called_number": "010 1234567",
    "spoke_with": "Fatima el Idrissi",
}
pytestmark = [pytest.mark.usefixtures("at_noon", "in_english")]


@pytest.fixture
def in_english(db: None) -> None:
    """Let everyone read English."""
    User.objects.update(language="en")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


@shared
def account(proposal: Proposal) -> BankAccount:
    """Another account of it, which olga entered."""
    return payments.changed(proposal)


def confirm_page(account: BankAccount) -> str:
    return reverse("payee_confirm", args=[account.public_id])


def kept(account: BankAccount) -> BankAccount:
    return BankAccount.objects.get(pk=account.pk)


def test_another_officer_finds_it_and_confirms_it_by_the_screen(
    account: BankAccount, otto: User, signed_in: SignIn
) -> None:
    browser, path = signed_in(otto), confirm_page(account)
    assert path in browser.get("/home/").content.decode()

    answer = post(browser, otto, path, **CALL, note="Klopt.")

    assert (answer.status_code, answer.url) == (302, f"/proposals/{account.proposal.public_id}/")
    assert "The account is confirmed." in browser.get(answer.url).content.decode()
    assert (kept(account).verdict, kept(account).called_at) == ("confirmed", NOON.replace(hour=11))
    page = browser.get(f"/payments/payee/{account.proposal.public_id}/").content.decode()
    assert "010 1234567" in page
    assert "spoke with Fatima el Idrissi" in page
    assert FROZEN not in page
    assert path not in browser.get("/home/").content.decode()


def test_the_page_shows_whom_we_knew_and_who_has_that_account_too(
    proposal: Proposal, account: BankAccount, olga: User, otto: User, signed_in: SignIn
) -> None:
    other = decisions.granted(proposal.district, cents=10_00, title="Buurtmoestuin")
    payments.changed(other, holder="B. Vis", by=olga)
    party = Party.objects.get(proposal=proposal, kind="payee")

    page = signed_in(otto).get(confirm_page(account)).content.decode()

    shown = (party.name, party.email, "**** 6789", "**** 4300", other.number, "Buurtmoestuin", "B. Vis")
    assert [one for one in shown if one not in page] == []
    assert [one for one in (IBAN, ANOTHER_IBAN) if one[4:-4] in page] == []


def test_who_entered_it_is_led_back_and_reads_who_confirms_it(
    proposal: Proposal, account: BankAccount, olga: User, signed_in: SignIn
) -> None:
    says = "You entered this account, so another officer calls back about it."
    for name in ("payee_confirm", "payee_reject"):
        path = reverse(name, args=[account.public_id])
        assert led(signed_in(olga), path) == (reverse("proposal", args=[proposal.public_id]), [says])
    page = signed_in(olga).get(f"/payments/payee/{proposal.public_id}/").content.decode()
    assert FROZEN in page
    assert confirm_page(account) not in page

    answer = post(signed_in(olga), olga, confirm_page(account), **CALL)
    assert (answer.status_code, kept(account).verdict) == (422, "")
    assert answer.context["form"].non_field_errors() == [says]


def test_who_has_an_interest_is_led_back_too(account: BankAccount, otto: User, signed_in: SignIn) -> None:
    assert led(signed_in(otto), confirm_page(account)) == ("", [])
    told = {"has_interest": True, "explanation": "Mijn zus.", "declared_at": NOON}
    Interest.objects.create(proposal=account.proposal, user=otto, **told)

    assert led(signed_in(otto), confirm_page(account))[0] != ""


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"called_number": "bel maar"}, "called_number"),
        ({"spoke_with": ""}, "spoke_with"),
        ({"hour": "twaalf"}, "hour"),
        ({"day": "1-11-2026"}, "hour"),
        ({"hour": "12:01"}, "hour"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    account: BankAccount, otto: User, signed_in: SignIn, typed: dict[str, str], field: str
) -> None:
    answer = post(signed_in(otto), otto, confirm_page(account), **CALL | typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    sent = fields_in(answer.content.decode())
    assert {name: sent.get(name, "") for name in CALL} == CALL | typed
    assert kept(account).verdict == ""


def test_a_doubled_post_confirms_once(account: BankAccount, otto: User, signed_in: SignIn) -> None:
    browser, path = signed_in(otto), confirm_page(account)
    fields = fields_in(browser.get(path).content.decode()) | CALL

    answers = [browser.post(path, fields) for _one in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Record.objects.filter(act="payments.payee_confirmed").count() == 1


def test_an_old_tab_confirms_nothing_that_was_rejected_or_changed_since(
    proposal: Proposal, account: BankAccount, olga: User, otto: User, signed_in: SignIn
) -> None:
    browser, path = signed_in(otto), confirm_page(account)
    fields = fields_in(browser.get(path).content.decode()) | CALL
    newest = payments.changed(proposal, iban="NL44RABO0123456789", by=olga)

    answer = browser.post(path, fields)

    assert (answer.status_code, kept(account).verdict) == (422, "")
    assert "Another account was entered after this one." in answer.content.decode()
    reject_payee(newest, reason="Typefout.", by=otto, at=NOON)
    answer = post(browser, otto, confirm_page(newest), **CALL)
    assert (answer.status_code, kept(newest).verdict) == (422, "rejected")


def test_it_is_rejected_by_the_screen_with_a_reason(
    proposal: Proposal, account: BankAccount, otto: User, signed_in: SignIn
) -> None:
    path = reverse("payee_reject", args=[account.public_id])
    assert post(signed_in(otto), otto, path, reason=" ").status_code == 422
    assert post(signed_in(otto), otto, path, reason="Zij vroegen hier niet om.").status_code == 302

    page = signed_in(otto).get(f"/payments/payee/{proposal.public_id}/").content.decode()
    assert "Zij vroegen hier niet om." in page
    assert "Now it is **** 4300" in page


def test_a_forged_address_names_no_account_that_is_not_there(
    proposal: Proposal, account: BankAccount, otto: User, anna: User, signed_in: SignIn
) -> None:
    assert signed_in(otto).get(confirm_page(account)).status_code == 200
    draft = proposals.draft(proposal.district, title="Concept").bank_accounts.get()
    first = proposal.bank_accounts.earliest("id")

    assert signed_in(otto).get(confirm_page(draft)).status_code == 404
    assert signed_in(anna).get(confirm_page(draft)).status_code == 403
    answer = post(signed_in(otto), otto, confirm_page(first), **CALL)
    assert (answer.status_code, kept(first).verdict) == (422, "")


def test_payers_see_that_it_is_frozen_since_when_and_who_ends_that(
    proposal: Proposal, olga: User, pim: User, signed_in: SignIn
) -> None:
    (order,) = payments.ordered(proposal)
    another = decisions.granted(proposal.district, cents=10_00, title="Nog een")
    for one in (proposal, another):
        payments.changed(one, by=olga)
    browser = signed_in(pim)

    pages = ("/payments/to-pay/", "/payments/prepared/", f"/payments/orders/{order.public_id}/")
    for path in pages:
        page = browser.get(path).content.decode()
        assert FROZEN in page, path
        assert olga.full_name in page
    assert not browser.get("/payments/to-pay/").context["form"].rows
    waits = [one.title for one in browser.get("/payments/").context["items"]]
    assert [one for one in waits if one.startswith("Another account")] == [
        f"Another account waits to be confirmed: {one.number}" for one in (proposal, another)
    ]


def test_the_order_page_shows_the_call_to_who_follows_the_money(
    proposal: Proposal, account: BankAccount, carla: User, pim: User, signed_in: SignIn
) -> None:
    payments.confirmed(account)
    (order,) = payments.ordered(proposal)

    for one in (carla, pim):
        page = signed_in(one).get(f"/payments/orders/{order.public_id}/").content.decode()
        assert "spoke with Fatima el Idrissi" in page
        assert [one for one in (IBAN, ANOTHER_IBAN) if one[4:-4] in page] == []


def test_it_is_offered_on_the_dossier_and_at_home_to_another_officer_alone(
    proposal: Proposal, account: BankAccount, city: City, olga: User, otto: User
) -> None:
    offered = {
        one: [offer.address for offer in offers.offers(one, proposal, at=NOON)] for one in (olga, otto)
    }
    others = [f"/payments/payee/{proposal.public_id}/", f"/payments/suspend/{proposal.public_id}/"]
    assert offered == {olga: others, otto: [confirm_page(account), *others]}
    waits = {
        one: [item.url for item in of_officer(one, city, today=timezone.localdate())] for one in (olga, otto)
    }
    assert waits == {olga: [], otto: [confirm_page(account)]}
