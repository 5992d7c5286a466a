"""Whether an account is in the name that was entered: asked by a job, answered, and noted by a second person."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from grants.payments.errors import InDoubt, NoNameAnswer, NotPayable, OwnNote, SamePerson
from grants.payments.flows import prepare_batch, vouch
from grants.payments.models import NameCheck, Order, Vouch
from grants.payments.name_check import Answered, checker
from grants.payments.name_check_demo import DemoBanks
from grants.payments.queries import to_pay
from grants.payments.queries_of_accounts import accounts_in_doubt, accounts_to_vouch
from grants.payments.queries_of_doubts import accounts_to_ask
from grants.payments.states import NameAnswer
from grants.payments.tasks import ask_name, ask_names
from grants.payments.waiting import waiting_in
from grants.proposals.models import BankAccount, Proposal
from grants.proposals.queries import bank_account_of
from portal.errors import ChangedMeanwhile, WrongState
from portal.trail.models import Record
from tests import decisions, payments, proposals
from tests.doubts import DEMO_BANKS, answered, names_are_checked, vouched
from tests.grants.budget.raw import refused
from tests.make import NOON, person, post
from tests.payments import ANOTHER_IBAN, TOMORROW
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

IN_DOUBT = "nothing is paid to an account in doubt"
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


@shared
def doubted(proposal: Proposal) -> BankAccount:
    """Its account, of which the bank says that it is another one's."""
    account = proposal.bank_accounts.get()
    answered(account, NameAnswer.NO_MATCH)
    return account


def told(account: BankAccount) -> list[tuple[str, str]]:
    return list(NameCheck.objects.filter(account=account).values_list("answer", "suggested"))


def job(progress: Any = None) -> None:
    ask_names(progress)


class Silent:
    """A bank that never answers."""

    def ask(self, *, iban: str, holder: str) -> Answered:
        """Fail."""
        raise NoNameAnswer(f"{iban[-4:]} {holder}")


class Broken:
    """A service that fails otherwise."""

    def ask(self, *, iban: str, holder: str) -> Answered:
        """Fail."""
        raise ZeroDivisionError(iban[-4:], holder)


class NeedsKey:
    """A service without its key."""

    def __init__(self) -> None:
        raise KeyError("BANK_KEY")


class AsksOtherwise:
    """A service that is asked otherwise."""

    def ask(self, number: str) -> None:
        """Do nothing."""


def test_the_banks_of_the_demo_answer_by_the_last_word_of_the_name() -> None:
    def says(holder: str) -> Answered:
        return DemoBanks().ask(iban=IBAN, holder=holder)

    assert says("Stichting Samen") == Answered(NameAnswer.MATCH)
    assert says("Stichting Samen ongeveer") == Answered(NameAnswer.CLOSE, "Stichting Samen")
    assert says("Stichting Samen ONJUIST ") == Answered(NameAnswer.NO_MATCH)
    assert says("Stichting onbekend") == Answered(NameAnswer.UNKNOWN)
    with pytest.raises(NoNameAnswer):
        says("Stichting storing")


def test_an_account_is_asked_about_when_it_is_submitted_or_entered_since_and_not_in_a_draft(
    delfshaven: District, olga: User
) -> None:
    with names_are_checked():
        draft = proposals.draft(delfshaven, title="Concept")
        made = decisions.granted(delfshaven, cents=10_00, title="Buurtfeest")
        first = made.bank_accounts.get()
        assert [one.pk for one in accounts_to_ask()] == [first.pk]
        ask_name(draft.pk)
        ask_name(made.pk)
        assert (NameCheck.objects.count(), told(first)) == (1, [("match", "")])
        other = payments.changed(made, holder="Stichting Samen ongeveer", by=olga)
        assert [one.pk for one in accounts_to_ask()] == [other.pk]
        job()
        job()

    assert told(other) == [("close", "Stichting Samen")]
    assert NameCheck.objects.values_list("adapter", flat=True).distinct().get() == DEMO_BANKS
    kept = " ".join(map(str, NameCheck.objects.values_list()))
    assert [one for one in (IBAN, ANOTHER_IBAN) if one[4:-4] in kept] == []
    facts = [
        one.facts["answer"] for one in Record.objects.filter(act="payments.name_told").order_by("number")
    ]
    assert facts == ["match", "close"]


def test_who_does_not_answer_is_asked_again_and_holds_up_no_other(
    proposal: Proposal, delfshaven: District, pim: User, signed_in: Any
) -> None:
    other = decisions.granted(delfshaven, cents=10_00, title="Nog een")
    User.objects.update(language="en")
    browser: Client = signed_in(pim)
    assert "The name was not checked at the bank" in browser.get("/payments/to-pay/").content.decode()
    with names_are_checked(f"{__name__}.Silent"):
        ask_name(proposal.pk)
        job()
        page = browser.get("/payments/to-pay/").content.decode()
        assert "The bank gave no answer on the name yet; it is asked again" in page
    with names_are_checked(f"{__name__}.Broken"), time_machine.travel(NOON + timedelta(days=1), tick=False):
        job()
    assert NameCheck.objects.count() == 0
    payments.ordered(proposal)  # no answer holds nothing up

    with names_are_checked(), time_machine.travel(NOON + timedelta(days=3), tick=False):
        job()

    assert [told(one.bank_accounts.get()) for one in (proposal, other)] == [[("match", "")]] * 2
    assert "The bank knows the account in this name" in browser.get("/payments/to-pay/").content.decode()


def test_an_answer_that_comes_second_or_too_late_is_left(proposal: Proposal, doubted: BankAccount) -> None:
    with names_are_checked():
        assert NameCheck.objects.count() == 1
        with pytest.raises(AssertionError):
            answered(doubted, NameAnswer.MATCH)
        payments.changed(proposal)
        with pytest.raises(AssertionError):
            answered(doubted, NameAnswer.MATCH)


def test_a_wrong_setting_stops_the_start_with_a_sentence() -> None:
    assert checker() is None
    with names_are_checked():
        assert isinstance(checker(), DemoBanks)
    for wrong, says in (
        ("nowhere.Bank", "cannot be made"),
        ("grants.payments.name_check.Answered", "cannot be made"),
        ("grants.proposals.models.Proposal", "has no ask"),
        (".x", "cannot be made"),
        (f"{__name__}.NeedsKey", "cannot be made"),
        (f"{__name__}.AsksOtherwise", "has no ask"),
    ):
        with names_are_checked(wrong), pytest.raises(ImproperlyConfigured, match=says):
            checker()
    for banks in (DEMO_BANKS, f"{__name__}.DemoBanks"):
        with (
            override_settings(NAME_CHECK=banks, DEMO=False),
            pytest.raises(ImproperlyConfigured, match="demo"),
        ):
            checker()


def test_nothing_is_paid_to_an_account_in_another_name_before_a_second_person_noted_why(
    proposal: Proposal, doubted: BankAccount, city: City, otto: User, signed_in: Any
) -> None:
    pim = cast("pim")
    assert not to_pay(city)[0].is_ready
    with pytest.raises(InDoubt) as refusal:
        payments.ordered(proposal)
    assert refusal.value.numbers == [proposal.number]
    links = {one.title: one.url for one in waiting_in(city, user=pim, today=NOON.date())}
    link = links[f"Een rekening met twijfel wacht op een notitie van een medewerker: {proposal.number}"]
    assert signed_in(pim).get(link).status_code == 200
    assert list(accounts_to_vouch(city, otto)) == [doubted]

    (made,) = vouched(doubted)

    assert (made.kind, made.by) == ("name", otto)
    assert not accounts_in_doubt(city).exists()
    payments.release(payments.batched(proposal))
    assert Order.objects.get().state == "released"


def test_who_entered_it_notes_nothing_and_who_noted_it_neither_prepares_nor_releases(
    proposal: Proposal, city: City, olga: User, otto: User, pim: User
) -> None:
    entered = payments.changed(proposal, by=olga)
    answered(entered, NameAnswer.NO_MATCH)
    paula = person("paula", role=Role.PAYER, city=city, at=NOON)
    otto.seats.create(city=city, role=Role.PAYER, starts_on=NOON.date() - timedelta(days=9), given_at=NOON)
    with pytest.raises(OwnNote):
        vouched(entered, by=olga)
    assert list(accounts_to_vouch(city, olga)) == []
    vouched(entered, by=otto)
    payments.confirmed(entered, by=person("oscar", role=Role.OFFICER, city=city, at=NOON))

    with pytest.raises(NotPayable, match="U noteerde waarom"):
        payments.ordered(proposal, by=otto)
    orders = payments.ordered(proposal, by=pim)
    with pytest.raises(NotPayable, match="U noteerde waarom"):
        prepare_batch(city, orders=orders, execution_on=TOMORROW, by=otto, at=NOON)
    batch = prepare_batch(city, orders=orders, execution_on=TOMORROW, by=pim, at=NOON)
    with pytest.raises(SamePerson):
        payments.release(batch, by=otto)
    payments.release(batch, by=paula)


def test_an_answer_that_comes_after_it_was_prepared_keeps_it_from_leaving(
    proposal: Proposal, city: City, petra: User, signed_in: Any
) -> None:
    batch = payments.batched(proposal)
    account = bank_account_of(proposal)
    assert account is not None
    answered(account, NameAnswer.NO_MATCH)
    User.objects.update(language="en")

    with pytest.raises(InDoubt):
        payments.release(batch, by=petra)

    page = signed_in(petra).get(f"/payments/batches/{batch.public_id}/").content.decode()
    assert page.count("The bank knows the account in another name") == 1
    assert "An officer first notes why the account is right" in page
    refused(
        "UPDATE grants_batch SET state = 'released', released_by_id = %s, released_at = prepared_at,"
        " file = 'x', message_id = 'x', sha256 = 'x', size = 1 WHERE id = %s",
        petra.pk,
        batch.pk,
    )
    vouched(account)
    payments.release(batch, by=petra)


def test_the_note_counts_for_what_was_known_then_and_is_made_once(
    proposal: Proposal, doubted: BankAccount, otto: User
) -> None:
    with pytest.raises(ChangedMeanwhile):
        vouch(doubted, why="Klopt.", saw={}, by=otto, at=NOON)
    vouched(doubted)
    with pytest.raises(WrongState, match="hoeft niets genoteerd"):
        vouched(doubted)
    newest = payments.changed(proposal)
    with pytest.raises(WrongState, match="nog een andere ingevuld"):
        vouched(doubted)
    assert newest.vouches.count() == 0


def test_the_database_holds_it_too(proposal: Proposal, doubted: BankAccount, otto: User) -> None:
    other = decisions.granted(proposal.district, cents=10_00, title="Nog een")
    (order,) = payments.ordered(other)
    values = {name.attname: getattr(order, name.attname) for name in Order._meta.concrete_fields}
    instalment = payments.instalments_of(proposal)[0]
    values |= {"id": None, "public_id": "another", "end_to_end_id": "another", "proposal_id": proposal.pk}
    values |= {"instalment_id": instalment.pk, "bank_account_id": doubted.pk, "cents": instalment.cents}

    assert IN_DOUBT in unsaved(Order(**values))
    saw = doubted.name_checks.get().pk
    by_who_entered = Vouch(account=doubted, kind="name", saw=saw, why="x", by=doubted.entered_by, at=NOON)
    for kind, seen in (("name", saw + 1), ("member", saw)):
        nothing = Vouch(account=doubted, kind=kind, saw=seen, why="x", by=otto, at=NOON)
        assert "that is there" in unsaved(nothing)
    assert "never notes why it is right" in unsaved(by_who_entered)
    vouched(doubted, by=otto)
    assert "never prepares or releases" in unsaved(Order(**values | {"prepared_by_id": otto.pk}))
    for table in ("namecheck", "vouch"):
        refused(f"DELETE FROM grants_{table}")  # a name of ours
        refused(f"UPDATE grants_{table} SET id = id + 1")  # a name of ours
    Order(**values).save(force_insert=True)


def unsaved(row: Order | Vouch) -> str:
    """Return why the database does not take that row."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save(force_insert=True)
    return str(refusal.value)


def test_it_is_noted_by_the_screen_from_her_first_page_on(
    proposal: Proposal, doubted: BankAccount, otto: User, pim: User, signed_in: Any
) -> None:
    User.objects.update(language="en")
    browser, path = signed_in(otto), f"/payments/payees/{doubted.public_id}/vouch/"
    assert path in browser.get("/home/").content.decode()
    assert path in browser.get(f"/proposals/{proposal.public_id}/").content.decode()
    assert post(browser, otto, path, why=" ").status_code == 422
    assert "The bank knows this account in another name" in browser.get(path).content.decode()

    answer = post(browser, otto, path, why="De penningmeester liet de bankpas zien.")

    assert (answer.status_code, answer.url) == (302, f"/payments/payee/{proposal.public_id}/")
    page = browser.get(answer.url).content.decode()
    assert "De penningmeester liet de bankpas zien." in page
    assert path not in browser.get("/home/").content.decode()
    (order,) = payments.ordered(proposal)
    page = signed_in(pim).get(f"/payments/orders/{order.public_id}/").content.decode()
    assert "De penningmeester liet de bankpas zien." in page


def test_who_calls_back_reads_what_the_bank_said(
    proposal: Proposal, olga: User, otto: User, signed_in: Any
) -> None:
    entered = payments.changed(proposal, by=olga)
    answered(entered, NameAnswer.CLOSE, suggested="St. Samen")
    User.objects.update(language="en")

    page = signed_in(otto).get(f"/payments/payees/{entered.public_id}/confirm/").content.decode()

    assert "The bank knows the account in nearly this name: St. Samen" in page
    payments.confirmed(entered, by=otto)
    payments.ordered(proposal)  # a close match holds nothing up
