"""The account of a council member: kept as a hash alone, found on dossiers, noted by a second person, forgotten."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.payments.errors import InDoubt
from grants.payments.flows import enter_member_accounts, forget_member_accounts, take_member_account_away
from grants.payments.forms_of_members import MembersForm
from grants.payments.models import MemberAccount, Vouch
from grants.payments.queries import to_pay
from grants.payments.queries_of_accounts import accounts_in_doubt, accounts_to_vouch
from grants.payments.queries_of_doubts import council_members
from grants.proposals.models import BankAccount, Proposal
from portal.errors import NoLongerAllowed, WrongState
from portal.trail.models import Record
from tests import decisions, payments
from tests.doubts import vouched
from tests.grants.budget.raw import refused
from tests.make import NOON, person, post
from tests.payments import ANOTHER_IBAN
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

PAGE = "/payments/members/"
LATER = NOON + timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


@shared
def account(proposal: Proposal) -> BankAccount:
    """Its account, to which the city pays anna's allowance too."""
    known(proposal.district.city, anna=IBAN)
    return proposal.bank_accounts.get()


def known(city: City, *, at: Any = NOON, **ibans: str) -> int:
    """Have beheer enter these accounts of council members."""
    accounts = [(cast(name), iban) for name, iban in ibans.items()]
    return enter_member_accounts(city, accounts=accounts, by=cast("beheer"), at=at)


def read(city: City, rows: str, **files: Any) -> MembersForm:
    return MembersForm({"rows": rows}, files, known=council_members(city, on=NOON.date()))


def test_a_list_is_read_whole_or_not_at_all_with_a_sentence_for_each_row(
    city: City, anna: User, chris: User
) -> None:
    good = f"E-mail;IBAN\r\n{anna.email.upper()} ; nl91 abna 0417 1643 00\r\n\r\n{chris.email};{ANOTHER_IBAN}\r\n"
    for form in (
        read(city, good),
        read(city, "", file=SimpleUploadedFile("x.csv", b"\xef\xbb\xbf" + good.encode())),
    ):
        assert form.is_valid(), form.errors
        assert form.told == [(anna, "NL91ABNA0417164300"), (chris, ANOTHER_IBAN)]
    wrong = f"{anna.email};{IBAN}\nolga@nergens.example;{IBAN}\n{chris.email};NL00\n{anna.email};{IBAN}\n{chris.email}"

    form = read(city, wrong)

    assert not form.is_valid()
    says = [str(one) for one in form.errors["rows"]]
    assert [one.partition(":")[0] for one in says] == ["Rij 2", "Rij 3", "Rij 4", "Rij 5"]
    assert IBAN not in " ".join(says)
    assert not read(city, "").is_valid()
    assert list(read(city, "E-mail;IBAN\n").errors) == ["rows"]
    assert not read(city, good, file=SimpleUploadedFile("x.csv", good.encode())).is_valid()
    assert not read(city, "", file=SimpleUploadedFile("x.csv", b"\x00\x01")).is_valid()


def test_only_a_hash_is_kept_and_what_is_entered_takes_the_place_of_what_was_known(city: City) -> None:
    assert known(city, anna=IBAN, chris=IBAN) == 2
    before = dict(MemberAccount.objects.values_list("user__email", "entered_at"))
    assert known(city, at=LATER, anna=IBAN, chris=ANOTHER_IBAN) == 1

    after = dict(MemberAccount.objects.values_list("user__email", "entered_at"))
    assert [after[one] - before[one] for one in sorted(after)] == [timedelta(0), LATER - NOON]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM grants_memberaccount")
        kept = str(cursor.fetchall())
    assert [
        one for one in (IBAN[-4:], ANOTHER_IBAN[-4:]) if f"'{one}" in kept or one in kept.split("'")
    ] == []
    assert len(set(MemberAccount.objects.values_list("iban_hash", flat=True))) == 2
    with pytest.raises(WrongState):
        known(city, olga=IBAN)
    with pytest.raises(NoLongerAllowed):
        enter_member_accounts(city, accounts=[(cast("anna"), IBAN)], by=cast("pim"), at=NOON)
    refused("UPDATE grants_memberaccount SET iban_hash = 'x'")


def test_a_payment_to_a_member_waits_for_the_note_of_an_officer_also_when_she_is_entered_later(
    proposal: Proposal, city: City, otto: User
) -> None:
    account = proposal.bank_accounts.get()
    batch = payments.batched(proposal)
    known(city, anna=IBAN)

    with pytest.raises(InDoubt):
        payments.release(batch)
    refused(
        "UPDATE grants_batch SET state = 'released', released_by_id = %s, released_at = prepared_at,"
        " file = 'x', message_id = 'x', sha256 = 'x', size = 1 WHERE id = %s",
        cast("petra").pk,
        batch.pk,
    )
    assert list(accounts_to_vouch(city, otto)) == [account]
    vouched(account)
    known(city, at=LATER, anna=IBAN)  # nothing new
    payments.release(batch)


def test_another_member_with_that_account_asks_for_another_note(
    proposal: Proposal, account: BankAccount, city: City, otto: User
) -> None:
    assert not to_pay(city)[0].is_ready
    vouched(account)
    assert to_pay(city)[0].is_ready

    known(city, at=LATER, chris=IBAN)

    with pytest.raises(InDoubt):
        payments.ordered(proposal)
    vouched(account, at=LATER)
    payments.ordered(proposal)


def test_a_member_entered_while_she_reads_or_with_an_earlier_moment_is_seen_by_no_note(
    account: BankAccount, city: City, otto: User, signed_in: Any
) -> None:
    browser, path = signed_in(otto), f"/payments/payees/{account.public_id}/vouch/"
    seen = re.findall(r'name="seen" value="(\d+)"', browser.get(path).content.decode())
    known(city, chris=IBAN)

    answer = post(browser, otto, path, why="Anna is penningmeester.", seen=seen[0])
    assert (answer.status_code, Vouch.objects.count()) == (422, 0)
    vouched(account, at=LATER)
    known(city, bram=IBAN)  # before that note by the clock, and after it by its row

    assert list(accounts_in_doubt(city)) == [account]
    refused("UPDATE grants_vouch SET saw = saw + 1")


def test_who_enters_accounts_holds_the_dossiers_with_them(proposal: Proposal, city: City) -> None:
    other = decisions.granted(proposal.district, cents=10_00, title="Nog een")
    with CaptureQueriesContext(connection) as queries:
        known(city, anna=IBAN)
    told = [one["sql"] for one in queries]
    held = next(place for place, one in enumerate(told) if 'WHERE "grants_proposal"."id" IN' in one)
    written = next(
        place for place, one in enumerate(told) if one.startswith('INSERT INTO "grants_memberaccount"')
    )

    assert held < written
    assert f"IN ({proposal.pk}, {other.pk})" in told[held]
    if connection.vendor == "postgresql":
        assert "FOR NO KEY UPDATE" in told[held]


def test_nothing_waits_for_a_note_once_all_is_paid(proposal: Proposal, city: City, otto: User) -> None:
    payments.paid(proposal)
    known(city, anna=IBAN)

    assert list(accounts_in_doubt(city)) == []
    assert list(accounts_to_vouch(city, otto)) == []


def test_who_enters_accounts_does_not_learn_whether_a_number_is_a_members(
    city: City, anna: User, beheer: User, signed_in: Any
) -> None:
    post(signed_in(beheer), beheer, PAGE, rows=f"{anna.email};{IBAN}")
    other = person("beheer2", role=Role.ADMINISTRATOR, city=city, at=NOON)
    browser, shown = signed_in(other), []
    browser.get(PAGE)
    for iban in (IBAN, ANOTHER_IBAN):
        assert post(browser, other, PAGE, rows=f"{anna.email};{iban}").status_code == 302
        page = browser.get(PAGE).content.decode()
        shown.append(re.sub(r'(value|nonce)="[^"]*"', "", page))
    facts = list(Record.objects.filter(act="payments.member_account").values_list("subject_id", "facts"))

    assert shown[0] == shown[1]
    assert "1 rekening is gelezen" in unescape(shown[0])
    assert len(facts) == 3


def test_taken_away_or_in_another_city_it_holds_nothing_up(
    proposal: Proposal, account: BankAccount, city: City
) -> None:
    row = MemberAccount.objects.get()
    take_member_account_away(row, by=cast("beheer"), at=NOON)
    with pytest.raises(WrongState):
        take_member_account_away(row, by=cast("beheer"), at=NOON)

    payments.ordered(proposal)


def test_officers_read_whose_it_is_and_payers_that_it_is_a_members(
    account: BankAccount, anna: User, otto: User, pim: User, signed_in: Any
) -> None:
    User.objects.update(language="en")
    path = f"/payments/payees/{account.public_id}/vouch/"

    page = signed_in(otto).get(path).content.decode()
    assert anna.full_name in page
    assert "Council member" in page
    page = signed_in(pim).get("/payments/to-pay/").content.decode()
    assert "This is the account of a member of a council" in page
    assert anna.full_name not in page

    assert (
        post(signed_in(otto), otto, path, why="Zij is ook penningmeester van de stichting.").status_code
        == 302
    )
    page = signed_in(pim).get("/payments/to-pay/").content.decode()
    assert "This is the account of a member of a council" in page
    assert payments.ordered(account.proposal)


def test_the_administrator_enters_and_takes_away_by_the_screen_and_reads_no_number(
    city: City, anna: User, beheer: User, signed_in: Any
) -> None:
    User.objects.update(language="en")
    browser = signed_in(beheer)
    answer = post(browser, beheer, PAGE, rows=f"{anna.email};NL00")
    assert (answer.status_code, MemberAccount.objects.count()) == (422, 0)
    assert f"{anna.email};NL00" in answer.content.decode()

    assert post(browser, beheer, PAGE, rows=f"{anna.email};{IBAN}").status_code == 302

    page = browser.get(PAGE).content.decode()
    assert anna.family_first in page
    assert [one for one in (IBAN[4:-4], IBAN[-4:]) if one in page] == []
    row = MemberAccount.objects.get()
    assert post(browser, beheer, f"{PAGE}{row.public_id}/away/").status_code == 302
    assert MemberAccount.objects.count() == 0


def test_it_is_forgotten_once_her_seats_ended_and_no_dossier_runs_with_it(
    proposal: Proposal, account: BankAccount, city: City, anna: User, chris: User
) -> None:
    known(city, chris=ANOTHER_IBAN)
    assert forget_member_accounts(city, at=NOON) == 0
    for one in (anna, chris):
        one.seats.update(ends_on=NOON.date() - timedelta(days=1))

    assert forget_member_accounts(city, at=NOON) == 1

    assert list(MemberAccount.objects.values_list("user", flat=True)) == [anna.pk]  # hers runs
    User.objects.filter(pk=anna.pk).update(is_active=False, erased_at=NOON)
    assert forget_member_accounts(city, at=NOON) == 1
