"""What a file of amounts is read as: each row an amount or a sentence, and never a guess."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from grants.budget.sheets import (
    MAX_BYTES,
    Known,
    Line,
    Row,
    Unreadable,
    match,
    read_sheet,
    template_csv,
    template_xlsx,
)
from tests.grants.budget.sheet_samples import (
    HEADINGS,
    LOCKED_EXCEL,
    OLD_EXCEL,
    bomb,
    comma_text,
    page_of,
    solved_formula,
    with_part,
    workbook,
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def amounts(content: bytes) -> list[tuple[int, str, int | None]]:
    return [(line.row, line.name, line.cents) for line in read_sheet(content).lines]


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_sheet(content)
    return str(refused.value)


def fault(value: Any) -> str:
    (line,) = read_sheet(workbook([("Feijenoord", value)])).lines
    assert line.cents is None
    return line.fault


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        (1250.5, 125050),
        (1250, 125000),
        (0, 0),
        (0.1 + 0.2, 30),
        ("€ 1.250,50", 125050),
        ("1 250,50", 125050),
        (" 1250,5 ", 125050),
        (99_999_999_999.99, 9_999_999_999_999),
    ],
)
def test_an_amount_is_read_as_a_number_or_as_text(value: object, cents: int) -> None:
    assert amounts(workbook([("Feijenoord", value)])) == [(2, "Feijenoord", cents)]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "The amount is missing."),
        (-5, "The amount cannot be below zero."),
        ("-5", "The amount cannot be below zero."),
        (10**12, "This amount is too large."),
        ("1000000000000000", "This amount is too large."),
        (12.345, "An amount has at most two decimals."),
        ("1,234.56", "“1,234.56” has a point after the comma: a comma starts the cents, as in 1.250,50."),
        ("12 euro", "“12 euro” is not an amount: type digits, such as 1250 or 1.250,50."),
        (True, "This is not an amount."),
        (date(2026, 1, 1), "This is not an amount."),
    ],
)
def test_what_is_no_amount_gets_its_sentence(value: object, sentence: str) -> None:
    assert fault(value) == sentence


def test_a_formula_counts_as_its_saved_result_and_without_one_not_at_all() -> None:
    assert amounts(solved_formula("Feijenoord", "=100+25.5", 125.5)) == [(2, "Feijenoord", 12550)]
    assert fault("=1+1").startswith("The amount is a formula without a result.")


def test_merged_cells_are_told_for_each_row_they_touch() -> None:
    content = workbook(
        [("Feijenoord", 1), ("Hillesluis", 2), ("Kralingen", 3)],
        change=lambda sheet: sheet.merge_cells("B2:B3"),
    )

    told = [(line.row, line.fault.startswith("Cells are merged here.")) for line in read_sheet(content).lines]

    assert told == [(2, True), (3, True), (4, False)]


def test_a_merged_range_without_end_costs_no_time() -> None:
    name = "xl/worksheets/sheet1.xml"
    text = zipfile.ZipFile(io.BytesIO(workbook([("Feijenoord", 1)]))).read(name).decode()
    merged = '<mergeCells count="1"><mergeCell ref="C3:XFD1048576"/></mergeCells><pageMargins'
    content = with_part(name, text.replace("<pageMargins", merged))

    assert amounts(content) == [(2, "Feijenoord", 100)]


def test_titles_above_the_headings_empty_rows_and_a_total_do_not_count() -> None:
    def insert(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Begroting 2026"
        sheet.merge_cells("A1:B1")

    content = workbook(
        [("Feijenoord", 100), (None, None), ("Hillesluis", 50), ("Totaal", 150)], change=insert
    )

    sheet = read_sheet(content)

    assert [(line.row, line.name) for line in sheet.lines] == [(4, "Feijenoord"), (6, "Hillesluis")]
    assert sheet.total == Line(7, "Totaal", "", 15000)


def test_the_sheet_with_the_columns_is_found_among_others() -> None:
    def other(sheet: Any) -> None:
        sheet.parent.create_sheet("Toelichting", 0)["A1"] = "Zie het tweede blad"

    assert amounts(workbook([("Feijenoord", 1)], change=other)) == [(2, "Feijenoord", 100)]


def test_a_new_amount_goes_before_an_amount_of_now() -> None:
    headings = ("Wijk", "Regeling", "Bedrag nu", "Nieuw bedrag")

    (line,) = read_sheet(workbook([("Feijenoord", "WS", 1, 2)], headings=headings)).lines

    assert line == Line(2, "Feijenoord", "WS", 200, now_cents=100)


@pytest.mark.parametrize(
    "headings", [("Naam", "Euro"), ("Wijk", "Wijk", "Bedrag"), ("Wijk", "Bedrag", "Bedrag"), (1, 2)]
)
def test_wrong_or_doubled_columns_are_refused(headings: tuple[Any, ...]) -> None:
    content = workbook([("Feijenoord", *[1] * (len(headings) - 1))], headings=headings)

    assert refusal(content).startswith("This file has no row of headings: “District” and “Amount”")


def test_two_sheets_with_the_columns_are_refused() -> None:
    def copy(sheet: Any) -> None:
        sheet.parent.copy_worksheet(sheet)

    assert refusal(workbook([("Feijenoord", 1)], change=copy)).startswith("More than one sheet")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"a" * (MAX_BYTES + 1), "This file is too large. It may be at most 2 MB."),
        (OLD_EXCEL, "This is an old Excel file (.xls)."),
        (LOCKED_EXCEL, "This Excel file is protected with a password."),
        (bomb(11), "This Excel file is too large when unpacked. It may be at most 10 MB."),
        (bomb(101), "This Excel file is too large when unpacked. It may be at most 100 MB."),
        (workbook([]), "There is nothing under the headings"),
        (workbook([("Feijenoord", 1)])[:-400], "We can't open this Excel file: it is damaged."),
        (b"PK\x03\x04 nothing", "We can't open this Excel file: it is damaged."),
        (b"%PDF-1.7\x00\x01", "This is not an Excel file (.xlsx) and not a CSV file."),
        (b"GIF89a\x00", "This is not an Excel file (.xlsx) and not a CSV file."),
        (comma_text("Wijk;Bedrag", f'"{"x" * 200_000}";1'), "This CSV file cannot be read"),
        (workbook([(f"Wijk {n}", 1) for n in range(2_100)]), "This file has more than 2000 rows."),
    ],
)
def test_what_is_no_list_of_amounts_is_refused(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


def test_a_document_type_with_entities_is_refused() -> None:
    laugh = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'

    assert refusal(with_part("xl/worksheets/sheet1.xml", laugh)).startswith("We can't open this Excel file")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2"><v>abc</v></c>',
        '<c r="A2" t="s"><v>999</v></c>',
        '<c r="A2x!"><v>1</v></c>',
        '<c r="A"><v>1</v></c>',
    ],
)
def test_a_workbook_whose_cells_are_damaged_is_refused(cell: str) -> None:
    assert refusal(with_part("xl/worksheets/sheet1.xml", page_of(f'<row r="2">{cell}</row>'))).startswith(
        "We can't open this Excel file: it is damaged."
    )


def test_a_workbook_whose_rows_are_damaged_is_refused() -> None:
    assert refusal(with_part("xl/worksheets/sheet1.xml", page_of('<row r="two"/>'))).startswith(
        "We can't open this Excel file: it is damaged."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_file_is_read_in_every_common_dress(encoding: str, delimiter: str) -> None:
    content = comma_text(
        delimiter.join(HEADINGS), delimiter.join(["Oud-Charlois", '"€ 1.250,50"']), encoding=encoding
    )

    assert amounts(content) == [(2, "Oud-Charlois", 125050)]


def test_a_csv_file_of_windows_keeps_its_letters_and_may_name_its_delimiter() -> None:
    content = comma_text("sep=;", "Wijk;Bedrag", "Café-wijk;12,50", "", "IJsselmonde;3", encoding="cp1252")

    assert amounts(content) == [(3, "Café-wijk", 1250), (5, "IJsselmonde", 300)]


@pytest.mark.parametrize("delimiter", ["|", "0", "\r"])
def test_a_csv_file_names_no_delimiter_but_those_of_a_list(delimiter: str) -> None:
    content = comma_text(f"sep={delimiter}", f"Wijk{delimiter}Bedrag", f"Feijenoord{delimiter}3")

    assert refusal(content).startswith("This file has no row of headings: “District” and “Amount”")


def test_a_csv_row_with_an_amount_that_fell_apart_is_told() -> None:
    (line,) = read_sheet(comma_text("Wijk,Bedrag", "Feijenoord,1250,50")).lines

    assert (line.cents, line.fault[:48]) == (None, "This row has more cells than there are headings.")


KNOWN = [
    Known("f", "Feijenoord", frozenset({"Feijenoord", "Wijkraad Feijenoord"}), frozenset({"WS"})),
    Known("h", "Hillesluis", frozenset({"Hillesluis", "De Hille"}), frozenset({"WS"})),
    Known("h2", "Hillesluis", frozenset({"Hillesluis"}), frozenset({"XX", "Andere regeling"})),
]


def matched(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> Any:
    content = workbook(rows, headings=headings)
    return match(read_sheet(content), KNOWN, elsewhere=["Kralingen"])


def test_a_budget_goes_by_every_name_of_its_district() -> None:
    found = matched(("wijkraad  FEIJENOORD", 1), ("de hille", 2))

    assert (found.amounts, found.rows, found.faults) == ({"f": 100, "h": 200}, {"f": 2, "h": 3}, [])


def test_every_row_that_cannot_be_used_gets_a_sentence() -> None:
    found = matched(
        ("Feijenoord", 1), ("Feijenord", 1), ("Feijenoord", 2), ("Kralingen", 1), ("Hillesluis", 1), ("", 5)
    )

    assert [(fault.row, fault.name, fault.text) for fault in found.faults] == [
        (3, "Feijenord", "We know no district or budget with this name."),
        (4, "Feijenoord", "This district stands in row 2 already."),
        (5, "Kralingen", "This district has no budget in this year."),
        (
            6,
            "Hillesluis",
            "This name fits more than one budget. Name the regulation in a column “Regeling”.",
        ),
        (7, "", "The name of the district is missing."),
    ]


def test_a_column_of_regulations_tells_budgets_of_one_district_apart() -> None:
    headings = ("Wijk", "Regeling", "Bedrag")

    found = matched(
        ("Hillesluis", "andere regeling", 5),
        ("Hillesluis", "ws", 6),
        ("Feijenoord", "XX", 1),
        headings=headings,
    )

    assert found.amounts == {"h2": 500, "h": 600}
    assert [(fault.row, fault.text) for fault in found.faults] == [
        (4, "This district has no budget under the regulation of this row.")
    ]


def test_a_total_that_does_not_add_up_is_told() -> None:
    assert matched(("Feijenoord", 1), ("Totaal", 1)).faults == []

    (wrong,) = matched(("Feijenoord", 1), ("Totaal", 2)).faults

    assert (wrong.row, wrong.text) == (3, "The rows above add up to €\u00a01,00.")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("write", [template_xlsx, template_csv])
def test_a_template_reads_back_to_the_cent(write: Any, language: str) -> None:
    rows = [Row("Hillesluis", "Andere regeling", 123_456_789), Row("=Feijenoord", "WS", 1), Row("X", "WS", 0)]
    with translation.override(language):
        content = write(rows)

    lines = read_sheet(content).lines

    assert [(line.name.lstrip("'"), line.regulation, line.cents) for line in lines] == [
        (row.name, row.regulation, row.cents) for row in rows
    ]


def test_a_row_filled_in_beside_an_amount_that_is_no_more_is_told() -> None:
    known = [Known("f", "Feijenoord", frozenset({"Feijenoord"}), frozenset(), cents=200)]

    def told(now: object, new: object) -> list[str]:
        content = workbook([("Feijenoord", now, new)], headings=("Wijk", "Bedrag nu", "Nieuw bedrag"))
        return [one.text[:76] for one in match(read_sheet(content), known, elsewhere=[]).faults]

    old = "In this file the amount now is €\u00a01,00, but meanwhile it is €\u00a02,00. Fill"
    assert told(2, 3) == told(1, 2) == told("", 3) == told("?", 3) == []
    assert [text[: len(old)] for text in (*told(1, 3), *told(1, 1))] == [old, old]
