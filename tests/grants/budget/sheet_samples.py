"""Files with amounts, made for the tests: as people send them, and some meant to do harm."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import xlsxwriter

HEADINGS = ("Wijk", "Bedrag")
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
LOCKED_EXCEL = OLD_EXCEL + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100

Change = Callable[[Any], None]


def workbook(
    rows: Sequence[Sequence[Any]], *, headings: Sequence[Any] = HEADINGS, change: Change | None = None
) -> bytes:
    """Return an Excel file with these rows under the headings; `change` may still do things to its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def solved_formula(name: str, formula: str, value: float) -> bytes:
    """Return an Excel file whose amount is a formula with its saved result."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_string(1, 0, name)
        sheet.write_formula(1, 1, formula, None, value)
    return out.getvalue()


def comma_text(*lines: str, encoding: str = "utf-8") -> bytes:
    """Return a CSV file of these lines."""
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def bomb(megabytes: int) -> bytes:
    """Return a small workbook that unpacks to so many megabytes."""
    content = io.BytesIO(workbook([("Feijenoord", 100)]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/nothing.bin", b"\x00" * (megabytes * 1024 * 1024))
    return content.getvalue()


def with_part(name: str, text: str) -> bytes:
    """Return a workbook in which one part is another text."""
    old = zipfile.ZipFile(io.BytesIO(workbook([("Feijenoord", 100)])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for one in old.namelist():
            parts.writestr(one, text if one == name else old.read(one))
    return out.getvalue()


def page_of(rows: str) -> str:
    """Return the part of a workbook that is its first sheet, with the headings and these rows under them."""
    head = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("AB", HEADINGS, strict=True)
    )
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<sheetData><row r="1">{head}</row>{rows}</sheetData></worksheet>'
    )
