"""What a second person sees before she approves, who never is the second person, and whom that is told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from grants.payments.checking import refuse_ended
from grants.payments.errors import NotPayable, SamePerson
from grants.payments.flows import reject_payee
from grants.payments.models import Batch, Claim, SetOff
from grants.payments.queries import waits_of
from grants.payments.queries_of_set_offs import why_same_recipient
from grants.payments.states import NameAnswer
from grants.payments.waiting import too_few
from grants.proposals.models import BankAccount, Party, Proposal
from portal.post.models import Message
from tests import decisions, payments, set_offs
from tests.doubts import answered
from tests.grants.budget.raw import refused
from tests.grants.decisions.test_revising import claimed
from tests.make import NOON, post
from tests.payments import ANOTHER_IBAN
from tests.proposals import IBAN
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import Seat, User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
THIRD_IBAN = "NL86INGB0002445588"
RIGHT_TO_LEFT = "\u200f"


@shared
def claim(delfshaven: District) -> Claim:
    """Of 2026: 4,000 euros must come back."""
    return claimed(delfshaven)[1]


@shared
def waiting(delfshaven: District, claim: Claim) -> SetOff:
    """Have pim prepare to set it off against what the same recipient is paid for 2027."""
    return set_offs.prepared(claim, set_offs.next_year(delfshaven), 100_00)


@shared
def batch(delfshaven: District) -> Batch:
    """A payment of 1,000 euros that waits to be released."""
    return payments.batched(decisions.granted(delfshaven, cents=1_000_00))


@pytest.mark.usefixtures("at_noon")
def test_the_claims_name_who_must_pay_back_and_how_the_account_ends(
    claim: Claim, pim: User, signed_in: SignIn
) -> None:
    name = (
        Party.objects.filter(proposal=claim.proposal_id).order_by("-kind").values_list("name", flat=True)[0]
    )

    for path in (reverse("payment_claims"), reverse("payment_claim_page", args=[claim.public_id])):
        page = signed_in(pim).get(path).content.decode()
        assert (f"{name}, ****&nbsp;{IBAN[-4:]}" in page, IBAN in page) == (True, False)


def test_who_approves_a_set_off_sees_why_both_are_the_same_recipient(
    waiting: SetOff, petra: User, signed_in: SignIn
) -> None:
    parties = Party.objects.filter(proposal__in=[waiting.proposal_id, waiting.claim.proposal_id])
    by_hand(lambda: parties.update(registration=""))
    assert f"**** {IBAN[-4:]}" in why_same_recipient(waiting)
    by_hand(lambda: parties.update(registration="12345678"))
    assert "12345678" in why_same_recipient(waiting)
    for name in ("payment_set_off", "payment_approve_set_off"):
        page = signed_in(petra).get(reverse(name, args=[waiting.public_id])).content.decode()
        assert "hetzelfde KvK-nummer: 12345678" in page
    other = parties.filter(proposal=waiting.proposal_id)
    by_hand(lambda: other.update(registration="87654321"))
    assert why_same_recipient(waiting) == ""  # two numbers, though account and name are the same
    by_hand(lambda: other.update(registration="", is_person=True))
    by_hand(lambda: parties.update(is_person=True))
    assert why_same_recipient(waiting) == ""  # a person with a number on one side
    by_hand(lambda: other.update(is_person=False, name="Een ander"))
    assert why_same_recipient(waiting) == ""
    page = signed_in(petra).get(reverse("payment_set_off", args=[waiting.public_id])).content.decode()
    assert "niet meer dezelfde ontvanger" in page


def test_nearly_the_same_name_is_told_to_who_entered_the_account(batch: Batch, olga: User) -> None:
    proposal = batch.orders.get().proposal
    account = payments.changed(proposal, by=olga)

    answered(account, NameAnswer.CLOSE, suggested="Stichting Samen a/d Schie")

    told = Message.objects.get(kind="payments.name_close")
    assert (told.to, proposal.number in told.subject, "a/d Schie" in told.text) == (olga, True, False)


def test_the_mail_of_an_account_that_changed_twice_names_what_was_and_what_is(
    batch: Batch, olga: User
) -> None:
    proposal = batch.orders.get().proposal
    payments.changed(proposal, by=olga)
    payments.changed(proposal, iban=THIRD_IBAN, by=olga)
    payments.changed(proposal, iban=IBAN, holder="Anders", by=olga)

    first, second, third = Message.objects.filter(kind="payments.account_changed").order_by("id")
    for mail, was, now, not_named in (
        (first, IBAN, ANOTHER_IBAN, THIRD_IBAN),
        (second, IBAN, THIRD_IBAN, ANOTHER_IBAN),
        (third, THIRD_IBAN, IBAN, ANOTHER_IBAN),
    ):
        ends = [one[-4:] in mail.text for one in (was, now, not_named)]
        assert ends == [True, True, False]


@pytest.mark.usefixtures("at_noon")
def test_after_a_race_to_release_that_was_lost_the_page_has_no_button(
    batch: Batch, petra: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, path = signed_in(petra), reverse("payment_release", args=[batch.public_id])
    seal = browser.get(path).context["seal"]

    def late(found: Batch) -> None:
        if Batch.objects.get(pk=found.pk).state == "prepared":
            payments.release(found)  # somebody else, between the check of the page and its flow
        refuse_ended(Batch.objects.get(pk=found.pk))

    monkeypatch.setattr("grants.payments.views.batches.refuse_ended", late)
    answer = post(browser, petra, path, seal=seal)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert ('name="seal"' in page, reverse("payment_batch", args=[batch.public_id]) in page) == (False, True)


def test_who_rejected_a_newer_account_never_pays_to_the_one_that_stands_again(
    batch: Batch, otto: User, petra: User, pim: User, delfshaven: District
) -> None:
    order = batch.orders.get()
    newer = payments.changed(order.proposal)
    reject_payee(newer, reason="Nee.", by=otto, at=NOON)
    by_hand(lambda: BankAccount.objects.filter(pk=newer.pk).update(checked_by=petra))  # an officer until then

    with pytest.raises(SamePerson):
        payments.release(batch)
    release = (
        "UPDATE grants_batch SET state = 'released', released_by_id = %s, released_at = prepared_at, file = 'x',"
        " size = 1, message_id = 'm', sha256 = 's' WHERE id = %s"
    )
    assert refused(release, petra.pk, batch.pk) != ""
    other = decisions.granted(delfshaven, cents=10_00)
    rejected = payments.changed(other)
    reject_payee(rejected, reason="Nee.", by=otto, at=NOON)
    by_hand(lambda: BankAccount.objects.filter(pk=rejected.pk).update(checked_by=pim))
    with pytest.raises(NotPayable, match="wees"):
        payments.ordered(other)


@pytest.mark.usefixtures("at_noon")
def test_a_city_with_one_payer_reads_that_nothing_can_be_released(
    batch: Batch, city: City, pim: User, petra: User, signed_in: SignIn
) -> None:
    assert too_few(waits_of(city, on=NOON.date())) == []
    by_hand(
        lambda: Seat.objects.filter(user=petra, role=Role.PAYER).update(ends_on=NOON.date(), ended_at=NOON)
    )

    page = signed_in(pim).get(reverse("payments")).content.decode()

    assert "minder dan twee betalers" in page
    assert "minder dan twee behandelaars" not in page


@pytest.mark.usefixtures("at_noon")
def test_a_sign_that_nobody_sees_is_named_in_a_number_and_a_name(
    batch: Batch, olga: User, signed_in: SignIn
) -> None:
    proposal: Proposal = batch.orders.get().proposal
    browser, path = signed_in(olga), reverse("payment_payee", args=[proposal.public_id])
    for iban, holder, field, sign in (
        (
            ANOTHER_IBAN[:6] + RIGHT_TO_LEFT + ANOTHER_IBAN[6:],
            "Stichting",
            "iban",
            "U+200F (right-to-left mark)",
        ),
        (ANOTHER_IBAN[:6] + "\u200b" + ANOTHER_IBAN[6:], "Stichting", "iban", "U+200B (zero width space)"),
        (ANOTHER_IBAN, "Sti\u200cchting", "holder", "U+200C (zero width non-joiner)"),
        (ANOTHER_IBAN, "Sti\u200fchting", "holder", "U+200F (right-to-left mark)"),
    ):
        answer = post(browser, olga, path, iban=iban, holder=holder, after=proposal.bank_accounts.get().pk)

        assert answer.status_code == 422
        (error,) = answer.context["form"].errors[field]
        assert sign in error
    assert proposal.bank_accounts.count() == 1
