"""The pages of the payments: nothing typed is lost, a file is the same each time, and who reads what is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.utils import timezone

from grants.decisions.flows import decide
from grants.decisions.states import Ground
from grants.payments import access, offers
from grants.payments.bank_days import bank_day_from
from grants.payments.errors import SamePerson
from grants.payments.flows import fail_order, note_download
from grants.payments.models import Batch, Order, Statement, StatementLine
from grants.payments.states import BatchState
from grants.proposals.models import Proposal
from portal.trail.models import Record
from tests import decisions, payments
from tests.make import NOON, World, person, post, sign_in
from tests.payments import ANOTHER_IBAN, Booked, camt
from tests.proposals import IBAN, cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

SignIn = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once."""
    payments.account(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


def acts() -> list[str]:
    return list(
        Record.objects.filter(act__startswith="payments.").order_by("id").values_list("act", flat=True)
    )


def test_who_prepared_a_batch_reads_that_another_payer_releases_it(
    proposal: Proposal, pim: User, petra: User, signed_in: SignIn
) -> None:
    payments.batched(proposal)
    User.objects.update(language="en")
    told = {}
    for user in (pim, petra):
        pages = [signed_in(user).get(path).content.decode() for path in ("/payments/", "/home/")]
        told[user] = [("For another payer" in page, "To release" in page) for page in pages]

    assert told == {pim: [(True, False)] * 2, petra: [(False, True)] * 2}


def test_a_batch_that_was_returned_says_where_its_payments_are(
    proposal: Proposal, petra: User, signed_in: SignIn
) -> None:
    batch = payments.batched(proposal)
    path, browser = f"/payments/batches/{batch.public_id}/", signed_in(petra)
    assert 'href="/payments/prepared/"' not in browser.get(path).content.decode()

    post(browser, petra, f"{path}return/", reason="De datum klopt niet.")

    assert 'href="/payments/prepared/"' in browser.get(path).content.decode()


def test_a_line_that_was_matched_says_so(proposal: Proposal, pim: User, signed_in: SignIn) -> None:
    payments.paid(proposal)
    User.objects.update(language="en")
    line = StatementLine.objects.get()

    page = " ".join(signed_in(pim).get(f"/payments/lines/{line.public_id}/").content.decode().split())

    assert "This line is matched and booked" in page
    assert "<p>Payment of an order</p>" in page


def test_pim_prepares_and_petra_releases_by_the_screens(
    proposal: Proposal, pim: User, petra: User, signed_in: SignIn
) -> None:
    (chosen,) = payments.instalments_of(proposal)
    browser = signed_in(pim)
    answer = post(browser, pim, "/payments/to-pay/", chosen=[chosen.public_id])
    assert (answer.status_code, answer.url) == (302, "/payments/prepared/")
    order = Order.objects.get()
    sent = {"chosen": [order.public_id], "execution_on": "7-11-2026"}
    refused = post(browser, pim, "/payments/prepared/", **sent)
    assert refused.status_code == 422
    assert 'value="7-11-2026"' in refused.content.decode()
    assert '<a href="#id_execution_on">' in refused.content.decode()
    post(browser, pim, "/payments/prepared/", **{**sent, "execution_on": "9-11-2026"})
    batch = Batch.objects.get()
    path = f"/payments/batches/{batch.public_id}/"
    assert post(browser, pim, f"{path}release/", seal="x").status_code == 422

    other = signed_in(petra)
    page = other.get(f"{path}release/").content.decode()
    assert "€\u00a01.000,00" in page
    seal = page.split('name="seal" value="')[1].split('"')[0]
    assert post(other, petra, f"{path}release/", seal="0" * 64).status_code == 422
    assert post(other, petra, f"{path}release/", seal=seal).status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.RELEASED
    assert post(other, petra, f"{path}release/", seal=seal).status_code == 422

    first, again = (other.get(f"{path}file/") for _one in range(2))
    assert first.content == again.content
    assert IBAN.encode() in first.content
    assert acts().count("payments.downloaded") == 2


def test_the_file_is_for_who_had_no_hand_in_it(
    proposal: Proposal, city: City, pim: User, petra: User, signed_in: SignIn
) -> None:
    batch = payments.release(payments.batched(proposal))
    path = f"/payments/batches/{batch.public_id}/"
    third = person("pip", role=Role.PAYER, city=city)

    answers = {
        user: (f"{path}file/" in page, browser.get(f"{path}file/").status_code)
        for user in (pim, petra, third)
        for browser in [signed_in(user)]
        for page in [browser.get(path).content.decode()]
    }

    assert answers == {pim: (False, 403), petra: (True, 200), third: (True, 200)}
    assert acts().count("payments.downloaded") == 2


def test_nor_is_it_for_who_entered_an_account_in_it(
    proposal: Proposal, city: City, signed_in: SignIn
) -> None:
    third = person("pip", role=Role.PAYER, city=city)
    proposal.bank_accounts.create(
        iban=ANOTHER_IBAN,
        iban_hash="0" * 64,
        ending="6789",
        holder="S",
        entered_by=third,
        entered_at=NOON,
        replaces=proposal.bank_accounts.get(),
    )
    payments.confirmed(proposal.bank_accounts.latest("id"))
    batch = payments.release(payments.batched(proposal))
    path, browser = f"/payments/batches/{batch.public_id}/", signed_in(third)

    page = browser.get(path).content.decode()

    assert f"{path}file/" not in page
    assert browser.get(f"{path}file/").status_code == 403
    with pytest.raises(SamePerson):
        note_download(batch, by=third, at=NOON)


def test_the_whole_account_number_is_shown_on_its_own_page_and_that_is_kept(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    (order,) = payments.ordered(proposal)
    browser = signed_in(pim)
    assert "NL91 ABNA" not in browser.get(f"/payments/orders/{order.public_id}/").content.decode()
    assert "payments.account_read" not in acts()

    page = browser.get(f"/payments/orders/{order.public_id}/account/").content.decode()

    assert "NL91 ABNA 0417 1643 00" in page
    assert acts().count("payments.account_read") == 1


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", camt([Booked(1_00)], iban=ANOTHER_IBAN, on=NOON.date())], ids=len
)
def test_a_file_that_is_no_statement_is_refused_at_its_field(
    proposal: Proposal, pim: User, signed_in: SignIn, content: bytes
) -> None:
    answer = post(
        signed_in(pim), pim, "/payments/statements/", statement=SimpleUploadedFile("x.xml", content)
    )

    assert (answer.status_code, Statement.objects.count()) == (422, 0)
    assert answer.context["form"].errors["statement"]


def test_a_statement_is_read_by_the_screen(proposal: Proposal, pim: User, signed_in: SignIn) -> None:
    upload = SimpleUploadedFile("x.xml", camt([Booked(1_00, text="Onbekend")], on=NOON.date()))
    answer = post(signed_in(pim), pim, "/payments/statements/", statement=upload)

    made = Statement.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/payments/statements/{made.public_id}/")
    assert "Onbekend" in signed_in(pim).get(answer.url).content.decode()


def test_an_account_that_is_none_is_told_at_its_field_and_what_was_typed_stays(
    proposal: Proposal, olga: User, signed_in: SignIn
) -> None:
    path = f"/payments/payee/{proposal.public_id}/"
    typed: dict[str, Any] = {"iban": "NL00 FOUT", "holder": "Stichting Ander"}
    answer = post(signed_in(olga), olga, path, **typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors["iban"]
    assert 'value="NL00 FOUT"' in answer.content.decode()
    assert post(signed_in(olga), olga, path, **{**typed, "iban": ANOTHER_IBAN}).status_code == 302
    assert proposal.bank_accounts.count() == 2


def test_a_payment_of_another_city_does_not_exist(
    proposal: Proposal, pim: User, world: World, city: City
) -> None:
    (order,) = payments.ordered(proposal)
    assert access.get_order(pim, city, order.public_id) == order

    with pytest.raises(Http404):
        access.get_order(pim, world.elders, order.public_id)


def test_the_council_reads_when_it_was_paid_and_no_numbers_of_the_bank(
    proposal: Proposal, anna: User, carla: User, pim: User
) -> None:
    (order,) = payments.sent(proposal)
    fail_order(order, reason="De rekening is opgeheven.", by=pim, at=NOON)
    payments.paid_again(proposal, number="2", at=NOON)

    council = offers.story(anna, proposal)
    assert len(council) == 2
    assert [(one.reason, one.address) for one in council] == [("", ""), ("", "")]
    assert "€\u00a01.000,00" in council[1].words
    inside = offers.story(carla, proposal)
    assert len(inside) == 4
    assert "De rekening is opgeheven." in {one.reason for one in inside}


def test_an_officer_is_offered_to_enter_another_account(proposal: Proposal, olga: User, anna: User) -> None:
    found = [one.address for one in offers.offers(olga, proposal, at=NOON)]
    assert found == [f"/payments/payee/{proposal.public_id}/", f"/payments/suspend/{proposal.public_id}/"]
    assert offers.offers(anna, proposal, at=NOON) == []


def test_a_frozen_payment_is_prepared_anew_by_its_page(
    proposal: Proposal, olga: User, pim: User, signed_in: SignIn
) -> None:
    (order,) = payments.ordered(proposal)
    payments.confirmed(payments.changed(proposal, by=olga))
    path = f"/payments/orders/{order.public_id}/again/"

    answer = post(signed_in(pim), pim, path)

    made = Order.objects.get(attempt=2)
    assert answer.url == f"/payments/orders/{made.public_id}/"
    assert made.bank_account.ending == "6789"


def test_the_day_that_is_offered_is_one_on_which_banks_pay(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    payments.ordered(proposal)
    page = signed_in(pim).get("/payments/prepared/")

    day = bank_day_from(timezone.localdate())
    assert page.context["form"]["execution_on"].value() == day.strftime("%d-%m-%Y")
    assert day - timezone.localdate() < timedelta(days=7)


def test_a_prepared_payment_that_is_more_than_what_is_to_be_paid_now_is_marked_in_the_list(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=pim.pk).update(language="en")
    payments.ordered(proposal)
    browser = signed_in(pim)
    assert "Less is to be paid now" not in browser.get("/payments/prepared/").content.decode()

    decisions.lowered(proposal, 400_00)

    assert "Less is to be paid now" in browser.get("/payments/prepared/").content.decode()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "Nothing is booked on this statement, so there is nothing to match."),
        ([Booked(25_00, is_receipt=True, text="Voor de wijk", reference="A")], "stood in an earlier one"),
    ],
)
def test_a_statement_with_nothing_new_says_if_it_told_anything_at_all(
    proposal: Proposal, pim: User, signed_in: SignIn, lines: list[Booked], told: str
) -> None:
    city = proposal.district.city
    payments.read(city, [Booked(25_00, is_receipt=True, text="Voor de wijk", reference="A")], number="1")
    made = payments.read(city, lines, number="2")
    User.objects.update(language="en")

    page = signed_in(pim).get(f"/payments/statements/{made.public_id}/").content.decode()

    assert told in page
    assert ("Nothing is booked" in page) != ("stood in an earlier one" in page)


def test_who_may_not_release_is_told_so_before_being_asked_who_it_is(
    proposal: Proposal, pim: User, petra: User, client: Client
) -> None:
    batch = payments.batched(proposal)
    path = f"/payments/batches/{batch.public_id}/release/"
    User.objects.update(language="en")
    asked = sign_in(client, petra, confirmed=False).get(path)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")

    of_pim = sign_in(Client(), pim, confirmed=False)
    looked, sent = of_pim.get(path), post(of_pim, pim, path, seal="0" * 64)

    assert (looked.status_code, "You cannot release it now" in looked.content.decode()) == (200, True)
    assert (sent.status_code, Batch.objects.get().state) == (422, BatchState.PREPARED)


def test_money_that_pays_none_of_the_claims_says_what_to_do_with_it(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    payments.paid(proposal)
    payments.read(
        proposal.district.city,
        [
            Booked(125_00, is_receipt=True, text="Restant feest", reference="A"),
            Booked(9_99, text="Onbekend", reference="B"),
        ],
        number="2",
    )
    paid = decisions.granted(proposal.district, cents=6_000_00, advance_percent=80)
    payments.paid_again(paid, number="3")
    lower = decisions.a_determination(4_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(Proposal.objects.get(pk=paid.pk), lower), by=cast("daan"), at=NOON)
    payments.asked_back(Proposal.objects.get(pk=paid.pk))
    User.objects.update(language="en")
    came, went = StatementLine.objects.filter(statement__reference="2").order_by("position")

    pages = [signed_in(pim).get(f"/payments/lines/{one.public_id}/").content.decode() for one in (came, went)]

    assert ["Do you not know yet?" in page for page in pages] == [True, False]
