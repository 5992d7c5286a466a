import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from portal.xlsxfile import write_xlsx

TITLES = [
    "=1+1",
    "+31101234567",
    "-Feest-",
    "@buurt",
    "\t=1+1",
    "Café Ümit – €",
    "22,50",
    "https://x.example",
]


def written(rows: list[list[Any]], **options: Any) -> Any:
    """Return a workbook as a spreadsheet program opens it."""
    file = io.BytesIO()
    write_xlsx(file, sheet="Blad", header=["Naam", "Bedrag"], rows=rows, **options)
    return load_workbook(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize("title", TITLES)
def test_text_stays_text_whatever_it_begins_with(title: str) -> None:
    cell = written([[title, None]])["Blad"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (title, "s", None)


def test_an_amount_is_a_number_also_below_zero() -> None:
    sheet = written([["a", Decimal("22.50")], ["b", Decimal("-22.50")], ["c", Decimal("99999999999.99")]])[
        "Blad"
    ]

    cells = [sheet[f"B{row}"] for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == [22.5, -22.5, 99999999999.99]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("n", "#,##0.00")}


def test_a_day_a_moment_and_nothing_are_what_they_are() -> None:
    moment = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    sheet = written([[date(2027, 4, 3), moment], [7, None]])["Blad"]

    assert [cell.value.isoformat() for cell in sheet[2]] == ["2027-04-03T00:00:00", "2026-11-02T12:00:00"]
    assert sheet["A2"].number_format == "dd-mm-yyyy"
    assert [cell.value for cell in sheet[3]] == [7, None]


def test_what_does_not_fit_in_one_sheet_goes_on_in_the_next() -> None:
    book = written([[str(number), None] for number in range(5)], last_row=2)

    assert book.sheetnames == ["Blad", "Blad 2", "Blad 3"]
    assert [[row[0].value for row in book[name].iter_rows(min_row=2)] for name in book.sheetnames] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]
    assert {book[name]["A1"].value for name in book.sheetnames} == {"Naam"}
