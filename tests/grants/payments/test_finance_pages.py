"""The pages of payments that leave by the financial system, beside those of the bank."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants.payments import offers
from grants.payments.models import Batch, Order, Statement, StatementLine
from grants.payments.states import LineKind, OrderState
from grants.payments.status_file import COLUMNS, REFUSED, StatusOf, status_file
from grants.plan.states import Channel
from grants.proposals.models import Proposal
from tests import decisions, finance, payments
from tests.finance import tells
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

SignIn = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 1,000 euros that is to be paid at once, by the financial system."""
    payments.account(delfshaven.city)
    finance.leaves_by(delfshaven.city)
    return decisions.granted(delfshaven, cents=1_000_00)


def text_of(browser: Client, path: str) -> str:
    return " ".join(browser.get(path).content.decode().split())


def of_the_bank(district: District) -> Proposal:
    """Return a grant of 20 euros that is paid by the bank."""
    finance.leaves_by(district.city, Channel.BANK)
    return decisions.granted(district, cents=20_00)


def upload(content: bytes, name: str = "status.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def test_what_waits_stands_by_channel_and_each_group_is_put_in_a_batch_by_its_own_button(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    browser, path = signed_in(pim), "/payments/prepared/"
    (of_finance,) = payments.ordered(proposal)
    assert text_of(browser, path).count('name="chosen"') == 1
    (of_bank,) = payments.ordered(of_the_bank(proposal.district))
    page = text_of(browser, path)
    assert (page.count("<h2>De bank, met een betaalbestand (SEPA)"), page.count('name="execution_on"')) == (
        1,
        2,
    )
    assert (page.count("<h2>Het financiële systeem van de gemeente"), page.count(" checked>")) == (1, 2)
    assert page.count('id="id_chosen_0"') == page.count('id="id_finance_chosen_0"') == 1

    mixed = [of_bank.public_id, of_finance.public_id]
    told = {"channel": "finance", "execution_on": "2026-11-07"}
    answer = post(browser, pim, path, chosen=mixed, **told)
    assert answer.status_code == 422
    assert "Deze betalingen vertrekken niet langs dezelfde weg." in answer.content.decode()
    assert "<title>Fout: Klaargezette betalingen" in answer.content.decode()
    answer = post(browser, pim, path, **told)
    assert (answer.status_code, "Kies minstens één betaling." in answer.content.decode()) == (422, True)
    assert not Batch.objects.exists()

    assert post(browser, pim, path, chosen=[of_finance.public_id], **told).status_code == 302
    made = Batch.objects.get()
    assert (made.channel, [one.pk for one in made.orders.all()]) == (Channel.FINANCE, [of_finance.pk])
    answer = post(browser, pim, path, chosen=[of_bank.public_id], channel="bank", execution_on="2026-11-07")
    assert (answer.status_code, "betalen banken niet" in answer.content.decode()) == (422, True)


def test_the_channel_is_told_among_what_is_to_be_paid_once_the_bank_is_not_the_only_one(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    browser = signed_in(pim)
    assert "Het financiële systeem van de gemeente" in text_of(browser, "/payments/to-pay/")
    finance.leaves_by(proposal.district.city, Channel.BANK)

    assert "betaalbestand (SEPA)" not in text_of(browser, "/payments/to-pay/")


def test_the_batch_tells_by_what_it_leaves_what_is_given_and_what_to_do_next(
    proposal: Proposal, petra: User, signed_in: SignIn
) -> None:
    batch = payments.batched(proposal)
    browser, path = signed_in(petra), f"/payments/batches/{batch.public_id}/"
    page = text_of(browser, path)
    for words in (
        "Het financiële systeem van de gemeente",
        "De betalingen, en wat het financiële systeem krijgt",
        "Delfshaven-Schiemond · WS 2026",
        "Elke betaling heeft een naam en een rekening waarop een bank kan betalen.",
    ):
        assert words in page
    assert "Van rekening" not in page
    assert "Het voorstel voor het financiële systeem wordt gemaakt" in text_of(browser, f"{path}release/")

    payments.release(batch)

    (sent,) = offers.story(petra, proposal)
    assert sent.words.startswith("€\xa01.000,00 ging naar het financiële systeem van de gemeente (WS-2026-")
    does_next = "Download het betaalvoorstel (CSV) en zet het in het financiële systeem."
    assert does_next in text_of(browser, path)
    first, second = (browser.get(f"{path}file/") for _one in range(2))
    assert first["Content-Type"] == "text/csv; charset=utf-8"
    assert first["Content-Disposition"] == 'attachment; filename="betaalvoorstel-rotterdam-1.csv"'
    assert b"".join(first) == b"".join(second) == str(Batch.objects.get().file).encode()
    finance.read(proposal.district.city, [tells(batch.orders.get())])
    assert does_next not in text_of(browser, path)


def test_a_status_file_is_read_on_the_page_of_the_statements(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    (order,) = payments.sent(proposal)
    browser, path = signed_in(pim), "/payments/statements/"
    wrong = ";".join(COLUMNS) + "\r\nB;1;X;gedaan;2026-11-02;1,00;\r\nB;2;X;betaald;2026-11-02;0,00;\r\n"

    answer = post(browser, pim, path, statement=upload(wrong.encode()))

    page = answer.content.decode()
    assert (answer.status_code, Statement.objects.exists()) == (422, False)
    assert page.count("Rij 2: “gedaan” is geen status.") == page.count("Rij 3: het bedrag “0,00”") == 2
    rows = [tells(order), tells(order, REFUSED, number="9")]
    answer = post(browser, pim, path, statement=upload(status_file("B-1", rows)))
    statement = Statement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{path}{statement.public_id}/")
    page = text_of(browser, f"{path}{statement.public_id}/")
    assert "<h1>Statusbestand B-1</h1>" in page
    assert "Weigering, niet herkend" in page
    twice = post(browser, pim, path, statement=upload(status_file("B-2", [tells(order, number="9")])))
    assert (twice.status_code, "bestand B-1 gaf dat nummer aan iets anders" in twice.content.decode()) == (
        422,
        True,
    )


def test_a_refusal_is_cleared_with_a_reason_or_matched_with_its_payment(
    proposal: Proposal, pim: User, signed_in: SignIn
) -> None:
    (order,) = payments.sent(proposal)
    other = StatusOf("2", "ANDERS", REFUSED, NOON.date(), order.cents, "AC04")
    finance.read(proposal.district.city, [tells(order, REFUSED, cents=1), other])
    browser, pages = (
        signed_in(pim),
        [f"/payments/lines/{one.public_id}/" for one in StatementLine.objects.order_by("position")],
    )
    first = text_of(browser, pages[0])
    assert ("€ 0,01 is geweigerd en nooit vertrokken" in first, "Kosten van de bank" in first) == (
        True,
        False,
    )
    assert post(browser, pim, pages[0], what="not_ours").status_code == 422
    assert post(browser, pim, pages[0], what="not_ours", why="Dubbel gemeld.").status_code == 302
    assert post(browser, pim, pages[1], what=f"order-{order.public_id}").status_code == 302

    order = Order.objects.get(pk=order.pk)
    assert order.state == OrderState.FAILED
    assert [one.kind for one in StatementLine.objects.order_by("position")] == [
        LineKind.NOT_OURS,
        LineKind.RETURN,
    ]
    assert "Betaling die is geweigerd en nooit is vertrokken" in text_of(browser, pages[1])
