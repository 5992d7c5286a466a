"""The status file of the financial system: what is read of it, and every row that is wrong gets its sentence."""

import contextlib
from datetime import date

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from grants.payments.errors import NoStatement
from grants.payments.leaving import PaymentLine
from grants.payments.proposal_file import proposal_file
from grants.payments.statement import read_statement
from grants.payments.status_file import COLUMNS, RECEIVED, STATUSES, StatusOf, status_file
from grants.payments.told import LineOf, StatementOf
from grants.plan.states import Channel
from portal.security.fields import Sealed
from tests.payments import CITY_IBAN

HEAD = ";".join(COLUMNS)
DAY = date(2026, 11, 3)
PAID_ROW = "BST-1;7;WS-2026-0001-ABCDEFGHIJ;betaald;2026-11-03;4800,00;Overgemaakt"
PAID_LINE = LineOf(
    reference="finance/7",
    is_receipt=False,
    cents=4_800_00,
    booked_on=DAY,
    end_to_end_id="WS-2026-0001-ABCDEFGHIJ",
    text="Overgemaakt",
)


def a_file(*rows: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *rows, ""]).encode()


def faults(content: bytes) -> list[str]:
    """Return, in English, what is said of a file that is refused."""
    with translation.override("en"), pytest.raises(NoStatement) as found:
        read_statement(content)
    return list(found.value.faults)


def test_each_status_is_read_as_what_it_says() -> None:
    content = a_file(
        PAID_ROW,
        "BST-1;8;WS-2026-0002-X;geweigerd;03-11-2026;10,5;AC04 opgeheven",
        "BST-1;9;WS-2026-0003-X;teruggekomen;2026-11-03;1.250,50;",
        "BST-1;10;V-2026-0001;ontvangen;2026-11-03;€ 25;Voor de wijk",
        ";;;;;;",
    )

    read = read_statement(content)

    assert (read.reference, read.iban, read.channel) == ("BST-1", "", Channel.FINANCE)
    assert read.lines == (
        PAID_LINE,
        LineOf("finance/8", False, 10_50, DAY, "WS-2026-0002-X", text="AC04 opgeheven", is_refusal=True),
        LineOf("finance/9", True, 1_250_50, DAY, "WS-2026-0003-X", is_return=True),
        LineOf("finance/10", True, 25_00, DAY, text="V-2026-0001 Voor de wijk"),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + a_file(PAID_ROW),
        a_file(PAID_ROW).replace(b"\r\n", b"\n"),
        b"\r\n" + a_file(PAID_ROW),
        a_file(PAID_ROW.upper().replace("OVERGEMAAKT", "Overgemaakt"), head=HEAD.upper()),
        a_file(f"{PAID_ROW};;", head=f"{HEAD};Naam;IBAN"),
        a_file(f'"{PAID_ROW.replace(";", chr(34) + ";" + chr(34))}"'),
        a_file(
            f"Overgemaakt;{PAID_ROW.removesuffix(';Overgemaakt')}",
            head=f"{COLUMNS[-1]};{';'.join(COLUMNS[:-1])}",
        ),
        a_file(f"{PAID_ROW};iets", head=f"{HEAD};Eigen kolom"),
    ],
)
def test_other_ways_to_write_the_same_file_are_read_alike(content: bytes) -> None:
    assert read_statement(content) == StatementOf("BST-1", "", (PAID_LINE,), Channel.FINANCE)


def test_words_in_windows_1252_are_read_and_other_letters_are_refused() -> None:
    row = PAID_ROW.replace("Overgemaakt", "Café €")
    told = a_file(row).decode()

    assert read_statement(told.encode("cp1252")).lines[0].text == "Café €"
    assert read_statement(told.encode()).lines[0].text == "Café €"
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        assert faults(told.encode(encoding)) == [
            "The letters of this file cannot be read. Save it as text in UTF-8 or Windows-1252."
        ]


def test_money_received_tells_from_whom() -> None:
    content = a_file(f"B;1;;ontvangen;2026-11-03;25,00;;S. Samen;{CITY_IBAN}", head=f"{HEAD};Naam;IBAN")

    assert read_statement(content).lines == (
        LineOf("finance/1", True, 25_00, DAY, counterparty="S. Samen", iban=CITY_IBAN),
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("BST-1;7;X;betaald;2026-11-03;0,00;", "the amount “0,00” is not above zero."),
        ("BST-1;7;X;betaald;2026-11-03;-12,00;", "the amount “-12,00” is not above zero."),
        ("BST-1;7;X;betaald;2026-11-03;;", "the amount is missing."),
        (
            "BST-1;7;X;betaald;2026-11-03;4800.00;",
            "“4800.00” has a point that does not stand before three digits: cents follow a comma.",
        ),
        (
            "BST-1;7;X;betaald;11/03/2026;1,00;",
            "“11/03/2026” is no day such as 2026-11-03 or 03-11-2026.",
        ),
        ("BST-1;7;X;betaald;2026-02-30;1,00;", "“2026-02-30” is no day such as 2026-11-03 or 03-11-2026."),
        (
            "BST-1;7;X;verwerkt;2026-11-03;1,00;",
            "“verwerkt” is no status. It is one of: betaald, geweigerd, teruggekomen, ontvangen.",
        ),
        ("BST-1;7;;betaald;2026-11-03;1,00;", "the number of the payment is missing."),
        ("BST-1;;X;betaald;2026-11-03;1,00;", "the number of the row is missing."),
        (";7;X;betaald;2026-11-03;1,00;", "the number of the file is missing."),
        ("BST-1;7;X;betaald;2026-11-03;1,00", "it has 6 cells, and there are 7 columns."),
        ("BST-1;7;X;betaald;2026-11-03;1,00;;x", "it has 8 cells, and there are 7 columns."),
        (
            f"BST-1;7;{'X' * 36};betaald;2026-11-03;1,00;",
            f"“{'X' * 35}…” is longer than a number of a payment.",
        ),
        (f"BST-1;{'7' * 51};X;betaald;2026-11-03;1,00;", "the number of the row has more than 50 signs."),
        (f"{'B' * 71};7;X;betaald;2026-11-03;1,00;", "the number of the file has more than 70 signs."),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_place(row: str, says: str) -> None:
    assert faults(a_file(row)) == [f"Row 2: {says}"]


def test_every_bad_row_is_named_and_the_others_are_not() -> None:
    doubled = PAID_ROW.replace("WS-2026-0001", "WS-2026-0002")
    elsewhere = PAID_ROW.replace("BST-1", "BST-2").replace(";7;", ";8;")

    assert faults(a_file(PAID_ROW, "", doubled, elsewhere)) == [
        "Row 4: another row has the number 7 too.",
        "Row 5: it is of another file: BST-2, and not BST-1.",
    ]
    many = faults(a_file(*(f"BST-1;{one};X;nee;2026-11-03;1,00;" for one in range(30))))
    assert (len(many), many[-1]) == (21, "Something is wrong in 10 more rows.")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (a_file(), "This file holds no row below the names of its columns."),
        (
            a_file(PAID_ROW.replace(";", ","), head=HEAD.replace(";", ",")),
            "The columns of this file are not separated by a semicolon (;).",
        ),
        (
            a_file(PAID_ROW.replace(";", "\t"), head=HEAD.replace(";", "\t")),
            "The columns of this file are not separated by a semicolon (;).",
        ),
        (a_file(PAID_ROW, head=HEAD.replace("Bedrag", "Som")), "This file lacks the column Bedrag."),
        (a_file(PAID_ROW, head=f"{HEAD};bedrag"), "This file has the column Bedrag twice."),
        (a_file('BST-1;7;"X;betaald'), "Row 2 cannot be read: look at its quotation marks."),
        (
            b"a;b;c\r\n1;2;3\r\n",
            "This is no statement of the bank (camt.053 or MT940) and no status file of the ",
        ),
        (b"x" * (10 * 1024 * 1024 + 1), "This file is larger than 10 MB. Ask for a file of fewer days."),
    ],
)
def test_what_is_wrong_with_a_whole_file_is_said(content: bytes, says: str) -> None:
    (told,) = faults(content)
    assert told.startswith(says)


def test_the_proposal_that_left_is_no_status_file() -> None:
    line = PaymentLine("X", "Naam", Sealed(CITY_IBAN), 1_00, "Feest", channel=Channel.FINANCE)
    made = proposal_file([line], batch=1, message_id="VOORSTEL-1", execution_on=DAY)

    (told,) = faults(made.content.encode())
    assert told.startswith("This is a payment proposal that left.")


_SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
_WORDS = st.text(_SIGNS, max_size=60).map(lambda text: " ".join(text.split()))
_NUMBERS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=35)
_ROWS = st.lists(
    st.builds(
        StatusOf,
        number=_NUMBERS,
        mark=_NUMBERS,
        status=st.sampled_from(STATUSES),
        on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        cents=st.integers(1, 10**13),
        words=_WORDS,
        name=_WORDS,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row.number,
)


@given(number=_NUMBERS, rows=_ROWS)
def test_a_file_that_is_written_is_read_back_whole(number: str, rows: list[StatusOf]) -> None:
    read = read_statement(status_file(number, rows))

    assert read.reference == number
    assert [
        (one.reference, one.cents, one.booked_on, one.counterparty, one.is_refusal, one.is_return)
        for one in read.lines
    ] == [
        (
            f"finance/{row.number}",
            row.cents,
            row.on,
            row.name,
            row.status == STATUSES[1],
            row.status == STATUSES[2],
        )
        for row in rows
    ]
    assert [f"{one.end_to_end_id} {one.text}".strip() for one in read.lines] == [
        f"{row.mark} {row.words}".strip() for row in rows
    ]
    assert {row.status == RECEIVED for row in rows} == {
        one.is_receipt and not one.is_return for one in read.lines
    }


@given(content=st.binary(max_size=300))
@example(content=b":20:")
@example(content=b":20:a\n:61:2611031103C1,0,0NTRF\n:62F:C")
@example(content=a_file(PAID_ROW)[:-40])
@example(content=a_file("\x00"))
def test_garbage_is_read_or_refused_with_a_sentence_and_nothing_else(content: bytes) -> None:
    for begins in (b"", a_file(PAID_ROW), b":20:X\n:25:NL20INGB0001234567\n", b"<"):
        with contextlib.suppress(NoStatement):
            read_statement(begins + content)
