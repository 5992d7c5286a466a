"""Statements of the bank in MT940, as the Dutch banks write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import translation

from grants.payments.errors import NoStatement
from grants.payments.flows import enter_statement
from grants.payments.models import Order, Statement, StatementLine
from grants.payments.statement import read_statement
from grants.payments.states import LineKind, OrderState
from grants.payments.told import LineOf
from portal.storage import checksum
from tests import decisions, payments
from tests.make import NOON
from tests.payments import CITY_IBAN, Booked
from tests.proposals import IBAN, cast
from wijkraden.places.models import City, District

DAY = date(2026, 11, 3)
NEXT_DAY = NOON + timedelta(days=1)
PAYEE = LineOf(
    reference="",
    is_receipt=False,
    cents=4_800_00,
    booked_on=DAY,
    end_to_end_id="WS-2026-0001-ABCDEFGHIJ",
    counterparty="Stichting Samen",
    iban=IBAN,
    text="WS-2026-0001 Zomerfeest",
)


@dataclass(frozen=True)
class Line:
    """A line as a bank writes it: what stands in :61: after its days, and :86: cut as the bank cuts it."""

    moved: str
    says: str = ""
    cents: int = -4_800_00


# The three ways of saying the same: ABN AMRO, ING and Rabobank.
ABN = Line(
    "D4800,00NTRFNONREF//OUT1",
    f"/TRTP/SEPA OVERBOEKING/IBAN/{IBAN}/BIC/ABNANL2A/NAME/Sticht\n"
    "ing Samen/REMI/WS-2026-0001 Zomerfeest/EREF/WS-2026-000\n1-ABCDEFGHIJ",
)
ING = Line(
    "D4800,00NTRFEREF//OUT1\n/TRCD/00100/",
    f"/EREF/WS-2026-0001-ABCDEFGHIJ//CNTP/{IBAN}/ABNANL2A/Stichti\n"
    "ng Samen///REMI/USTD//WS-2026-0001 Zomerfeest/",
)
RABO = Line(
    f"D4800,00N102EREF//OUT1\n{IBAN}",
    "/EREF/WS-2026-0001-ABCDEFGHIJ/BENM//NAME/Stichting Samen/REMI\n/WS-2026-0001 Zomerfeest/ISDT/2026-11-03",
)


def mt940(
    lines: Sequence[Line], *, account: str = CITY_IBAN, off: int = 0, number: str = "307", more: str = ""
) -> bytes:
    """Return a statement with these lines, whose balances follow from them but for `off` cents."""
    closing = 100_000_00 + sum(one.cents for one in lines) + off
    told = "".join(
        f":61:2611031103{one.moved}\n" + (f":86:{one.says}\n" if one.says else "") for one in lines
    )
    return (
        f"ABNANL2A\n940\nABNANL2A\n:20:ABN AMRO BANK NV\n:25:{account}\n:28C:{number}/1\n:60F:C261102EUR100000,00\n"
        f"{told}:62F:C261103EUR{closing // 100},{closing % 100:02}\n{more}-\n"
    ).encode()


@pytest.mark.parametrize("line", [ABN, ING, RABO])
@pytest.mark.parametrize("account", [CITY_IBAN, f"{CITY_IBAN}EUR", f"{CITY_IBAN} EUR"])
def test_what_each_bank_says_of_a_payment_is_read(line: Line, account: str) -> None:
    read = read_statement(mt940([line], account=account))

    (found,) = read.lines
    assert (read.reference, read.iban) == ("MT940 20261103 ABN AMRO BANK NV/307/1", CITY_IBAN)
    assert found.reference == "20261103/OUT1/-480000/1"
    assert {**vars(found), "reference": ""} == vars(PAYEE)


def test_what_came_back_what_came_in_and_costs_are_told_apart() -> None:
    lines = [
        Line("C4800,00NTRFEREF//B1", "/RTRN/AC04//EREF/WS-2026-0001-ABCDEFGHIJ/", 4_800_00),
        Line("RD10,00NTRFEREF//B2", "/EREF/X/", 10_00),
        Line("RC3,00NTRFEREF//B3", "/EREF/Y/", -3_00),
        Line("C25,00NTRFNONREF//B4", "zomaar een gift\nvoor de wijk", 25_00),
        Line("D1,25NCHGNONREF//B5", "KOSTEN", -1_25),
    ]

    read = read_statement(mt940(lines, more=":64:C261103EUR1,00\n:86:/SUM/5/0/1,00/0,00/\n"))

    assert [(one.is_receipt, one.cents, one.is_return, one.reason, one.is_fee) for one in read.lines] == [
        (True, 4_800_00, True, "AC04", False),
        (True, 10_00, True, "", False),
        (False, 3_00, True, "", False),
        (True, 25_00, False, "", False),
        (False, 1_25, False, "", True),
    ]
    assert [one.text for one in read.lines[3:]] == ["zomaar een giftvoor de wijk", "KOSTEN"]


def test_a_mark_that_stands_there_twice_tells_nothing() -> None:
    says = "/EREF/NOTPROVIDED/NAME/A. Ander/REMI/hoi /EREF/WS-2026-0001-ABCDEFGHIJ/RTRN/AC04"

    (found,) = read_statement(mt940([Line("C1,00NTRFNONREF", says, 1_00)])).lines

    assert (found.end_to_end_id, found.counterparty, found.text) == ("", "A. Ander", "hoi")


def test_a_file_of_more_statements_is_read_whole() -> None:
    first = mt940([ABN]).decode()
    read = read_statement((first + mt940([ING], number="308").decode()).encode("cp1252"))

    assert (read.reference, len(read.lines)) == ("MT940 20261103 ABN AMRO BANK NV/308/1", 2)
    assert [one.reference[-2:] for one in read.lines] == ["/1", "/2"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (mt940([ABN], off=1), "not whole"),
        (mt940([ABN]).replace(b":62F:", b":64:"), "not whole"),
        (mt940([ABN]).replace(b":60F:C261102EUR100000,00\n", b""), "not whole"),
        (mt940([ABN]).replace(b"EUR", b"USD"), "no amount in euros"),
        (mt940([ABN], account="500950253"), "not about one account"),
        (mt940([ABN]) + mt940([ABN], account=IBAN), "not about one account"),
        (mt940([ABN]).replace(b":61:2611031103D", b":61:2611991199D"), "cannot be read"),
        (mt940([ABN]).replace(b"4800,00N", b"48,00,00N"), "cannot be read"),
        (mt940([ABN]).replace(b"4800,00N", b"4800,001N"), "not whole|cannot be read"),
        (mt940([Line("D0,00NTRFNONREF", cents=0)]), "cannot be read"),
        (b":20:/etc/passwd", "not about one account"),
    ],
)
def test_what_cannot_be_sure_is_refused_in_words(content: bytes, says: str) -> None:
    with translation.override("en"), pytest.raises(NoStatement, match=says):
        read_statement(content)


def test_what_cannot_be_read_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NoStatement):
        read_statement(mt940([ABN]).replace(b":61:2611031103D", b":61:Stichting Samen"))

    assert caplog.text == ""


def enter(city: City, content: bytes) -> Statement:
    what, sha256 = read_statement(content), checksum(content)
    return enter_statement(city, what=what, name="x.940", sha256=sha256, by=cast("pim"), at=NEXT_DAY)


def test_a_statement_in_mt940_settles_what_the_bank_paid(delfshaven: District, city: City) -> None:
    (order,) = payments.sent(decisions.granted(delfshaven, advance_percent=100))
    paid = Line("D4800,00NTRFEREF//OUT1", f"/EREF/{order.end_to_end_id}/")
    back = Line("C4800,00NTRFEREF//IN1", f"/RTRN/AC04//EREF/{order.end_to_end_id}/", 4_800_00)

    enter(city, mt940([paid]))
    assert Order.objects.get(pk=order.pk).state == OrderState.SETTLED
    enter(city, mt940([paid, back], number="308"))

    order.refresh_from_db()
    assert (order.state, order.failure) == (OrderState.FAILED, "AC04")
    assert [one.kind for one in StatementLine.objects.order_by("id")] == [LineKind.PAYMENT, LineKind.RETURN]


def test_days_that_were_read_in_one_kind_of_file_are_not_read_in_the_other(city: City) -> None:
    payments.account(city)
    gift = Line("C25,00NTRFNONREF//B4", "gift", 25_00)
    enter(city, mt940([gift]))

    with translation.override("en"), pytest.raises(NoStatement, match="another kind of file"):
        payments.read(city, [Booked(25_00, is_receipt=True, text="gift")], on=DAY, at=NEXT_DAY)
    payments.read(city, [Booked(30_00, is_receipt=True, text="gift")], number="A", on=date(2026, 11, 2))
    with translation.override("en"), pytest.raises(NoStatement, match="Statement A told some of these days"):
        enter(
            city,
            mt940([gift]).replace(b"2611031103", b"2611021102").replace(b":62F:C261103", b":62F:C261102"),
        )

    assert StatementLine.objects.count() == 2
