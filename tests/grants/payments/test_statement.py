"""Reading statements of the bank: both versions, several payments in one booking, returns, and clear refusals."""

from datetime import date

import pytest
from django.utils import translation

from grants.payments.errors import NoStatement
from grants.payments.statement import read_statement
from tests.payments import CITY_IBAN, Booked, camt

OUT = Booked(4_800_00, end_to_end_id="WS-2026-0001-ABC", text="WS-2026-0001 Zomerfeest", reference="R1")
IN = Booked(
    400_00, is_receipt=True, text="WS-2026-0002-T1234 terug", counterparty="J. de Vries", reference="R2"
)
BACK = Booked(6_400_00, is_receipt=True, end_to_end_id="WS-2026-0002-DEF", code="RRTN", reason="AC04")
FEE = Booked(1_25, code="CHRG", text="Kosten", reference="R3")


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_statement_tells_its_lines(version: str) -> None:
    found = read_statement(camt([OUT, IN, BACK, FEE], version=version))

    assert (found.reference, found.iban) == ("STMT-1", CITY_IBAN)
    assert (found.first_on, found.last_on) == (date(2026, 11, 3), date(2026, 11, 3))
    assert [(one.cents, one.is_receipt, one.end_to_end_id) for one in found.lines] == [
        (4_800_00, False, "WS-2026-0001-ABC"),
        (400_00, True, ""),
        (6_400_00, True, "WS-2026-0002-DEF"),
        (1_25, False, ""),
    ]
    assert [(one.is_return, one.is_fee, one.reason) for one in found.lines] == [
        (False, False, ""),
        (False, False, ""),
        (True, False, "AC04"),
        (False, True, ""),
    ]
    assert (found.lines[1].counterparty, found.lines[1].text) == ("J. de Vries", "WS-2026-0002-T1234 terug")


def test_an_account_that_is_overdrawn_closes_below_nothing() -> None:
    found = read_statement(camt([OUT], opening=4_000_00))

    assert [(one.opening_cents, one.closing_cents) for one in found.parts] == [(4_000_00, -800_00)]


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_booking_of_several_payments_becomes_a_line_for_each(version: str) -> None:
    parts = [
        Booked(4_800_00, end_to_end_id="A", reference="X"),
        Booked(6_400_00, end_to_end_id="B", reference="X"),
    ]
    found = read_statement(camt([Booked(11_200_00, reference="X", parts=parts)], version=version))

    assert [(one.cents, one.end_to_end_id) for one in found.lines] == [(4_800_00, "A"), (6_400_00, "B")]
    assert len({one.reference for one in found.lines}) == 2


def test_the_same_line_has_the_same_number_in_every_file_and_two_alike_have_two() -> None:
    twice = [Booked(5_00, is_receipt=True, text="Gift"), Booked(5_00, is_receipt=True, text="Gift")]
    first = read_statement(camt([OUT, *twice], number="1"))
    second = read_statement(camt([*twice, IN, OUT], number="2"))

    names = {one.reference for one in first.lines}
    assert len(names) == 3
    assert names < {one.reference for one in second.lines}


def test_what_the_bank_has_yet_to_book_is_left_out() -> None:
    content = camt([OUT]).replace(b"<Sts>BOOK</Sts>", b"<Sts>PDNG</Sts>")

    assert read_statement(_without_balances(content)).lines == ()


def test_a_reversed_entry_is_a_return() -> None:
    content = camt([IN]).replace(b"<Sts>BOOK</Sts>", b"<RvslInd>true</RvslInd><Sts>BOOK</Sts>")

    assert [one.is_return for one in read_statement(content).lines] == [True]


def _without_balances(content: bytes) -> bytes:
    start, end = content.index(b"<Bal>"), content.rindex(b"</Bal>") + len(b"</Bal>")
    return content[:start] + content[end:]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Document>&b;</Document>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document>&a;</Document>'
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no statement"),
        (b"%PDF-1.7", "no statement"),
        (b"\xff\xfe\x00", "cannot be read"),
        (BOMB, "outside itself"),
        (OUTSIDE, "outside itself"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>", "another kind"),
        (camt([OUT], version="02").replace(b"camt.053.001.02", b"camt.053.001.11"), "version 11"),
        (camt([]).replace(b"<Stmt>", b"<X>").replace(b"</Stmt>", b"</X>"), "holds no statement"),
        (
            camt([OUT]).replace(b"<IBAN>", b"<Other>").replace(b"</IBAN>", b"</Other>"),
            "not about one account",
        ),
        (camt([OUT]).replace(b'Ccy="EUR"', b'Ccy="USD"'), "no amount in euros"),
        (camt([OUT]).replace(b">4800.00<", b">4800.001<"), "cannot be read"),
        (camt([OUT]).replace(b">4800.00<", b">-4800.00<"), "cannot be read"),
        (camt([OUT]).replace(b">4800.00<", b">NaN<"), "cannot be read"),
        (camt([OUT]).replace(b">95200.00<", b">95200.01<"), "not whole"),
        (camt([OUT]).replace(b"<BookgDt><Dt>2026-11-03", b"<BookgDt><Dt>gisteren"), "no day"),
        (camt([OUT]).replace(b"<CdtDbtInd>DBIT</CdtDbtInd>", b""), "came in or went out"),
    ],
)
def test_what_is_no_statement_is_refused_in_words(content: bytes, says: str) -> None:
    with translation.override("en"), pytest.raises(NoStatement, match=says):
        read_statement(content)


def test_the_parts_of_a_booking_must_be_its_amount_together() -> None:
    parts = [Booked(1_00), Booked(2_00)]

    with translation.override("en"), pytest.raises(NoStatement, match="not its amount together"):
        read_statement(camt([Booked(3_01, parts=parts)]))


def test_a_moment_of_booking_is_a_day_of_amsterdam() -> None:
    told = b"<BookgDt><DtTm>2026-11-02T23:30:00Z</DtTm></BookgDt>"
    file = camt([OUT]).replace(b"<BookgDt><Dt>2026-11-03</Dt></BookgDt>", told)
    assert told in file

    assert read_statement(file).lines[0].booked_on == date(2026, 11, 3)
