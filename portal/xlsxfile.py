"""Excel files for people: text stays text, amounts are numbers, and nothing in it runs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.timezone import localtime

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAST_ROW = 1_048_575  # Excel has no more rows in a sheet; what is longer goes on in a next sheet
LONGEST_TEXT = 32_767
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "dd-mm-yyyy",
}


def write_xlsx(
    file: IO[bytes],
    *,
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int] = (),
    last_row: int = LAST_ROW,
) -> None:
    """Write a workbook into `file`, row by row with flat memory.

    Text is written as text, whatever it begins with. A Decimal is an amount with two decimals, also below
    zero; an int a whole number; a date a day; a datetime a moment in Amsterdam; None an empty cell. `sheet` is
    the name of the sheet, at most 28 characters; `widths` are those of the first columns, in characters.
    """
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        writer = _Writer(workbook, sheet, header, widths, last_row)
        for row in rows:
            writer.write(row)


class _Writer:
    def __init__(
        self, workbook: Any, name: str, header: Sequence[str], widths: Sequence[int], last_row: int
    ) -> None:
        self.workbook, self.name, self.last_row = workbook, name, last_row
        self.header, self.widths = header, widths
        self.bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.amount = workbook.add_format({"num_format": "#,##0.00"})
        self.moment = workbook.add_format({"num_format": "dd-mm-yyyy hh:mm:ss"})
        self.day = workbook.add_format({"num_format": "dd-mm-yyyy"})
        self.sheets = 0
        self._begin()

    def _begin(self) -> None:
        self.sheets += 1
        name = self.name if self.sheets == 1 else f"{self.name} {self.sheets}"
        self.sheet = self.workbook.add_worksheet(name)
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(self.header) - 1, 18)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        for column, text in enumerate(self.header):
            self.sheet.write_string(0, column, text, self.bold)
        self.row = 0

    def write(self, values: Sequence[Any]) -> None:
        if self.row >= self.last_row:
            self._begin()
        self.row += 1
        for column, value in enumerate(values):
            self._cell(column, value)

    def _cell(self, column: int, value: Any) -> None:
        sheet, row = self.sheet, self.row
        if isinstance(value, Decimal):
            sheet.write_number(row, column, value, self.amount)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, localtime(value).replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int):
            sheet.write_number(row, column, value)
        elif value is not None:
            sheet.write_string(row, column, str(value)[:LONGEST_TEXT])
