"""Excel: values as they were saved. Formulas are never computed here, links never followed, macros refused."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook

from portal.files.judge import judge
from portal.files.kinds import Kind, Refused

from .cells import MAX_COLUMNS, MAX_ROWS, Cell, Page, Unreadable

MAX_UNPACKED = 10 * 1024 * 1024
_MAX_MERGED = 500
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MERGED = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"

Ranges = list[tuple[int, int, int, int]]  # first column, first row, last column, last row


def is_workbook(content: bytes) -> bool:
    """Tell if the first bytes are those of an Excel file, old or new."""
    return content.startswith((b"PK\x03\x04", _OLD_EXCEL))


def xlsx_pages(content: bytes) -> list[Page]:
    """Return the visible sheets of a workbook; raises Unreadable for what is not a plain .xlsx file."""
    if content.startswith(_OLD_EXCEL):
        raise Unreadable(_locked() if _LOCKED in content else _old())
    try:
        judge(content, kinds=frozenset({Kind.XLSX}))
    except Refused as error:
        raise Unreadable(str(error)) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(info.file_size for info in parts.infolist()) > MAX_UNPACKED:
                raise Unreadable(_too_large())
            return list(_pages(content, parts))
    except Unreadable:
        raise
    except Exception as error:  # openpyxl fails in many ways on bytes made to break it
        raise Unreadable(
            _("We can't open this Excel file: it is damaged. Save it again as .xlsx.")
        ) from error


def _locked() -> str:
    return _("This Excel file is protected with a password. Save it without a password and choose it again.")


def _old() -> str:
    return _("This is an old Excel file (.xls). Save it as .xlsx and choose it again.")


def _too_large() -> str:
    return _("This Excel file is too large when unpacked. It may be at most %(limit)s MB.") % {
        "limit": MAX_UNPACKED // 1024 // 1024
    }


def _pages(content: bytes, parts: zipfile.ZipFile) -> Iterator[Page]:
    solved, written = (_opened(content, values=values) for values in (True, False))
    for values, formulas in zip(solved.worksheets, written.worksheets, strict=True):
        if values.sheet_state == "visible":
            merged = _merged(parts, values)
            yield Page(values.title, list(_cells(values, formulas, merged)))


def _opened(content: bytes, *, values: bool) -> Workbook:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)


def _cells(values: Any, formulas: Any, merged: Ranges) -> Iterator[list[Cell]]:
    for number, (solved, written) in enumerate(zip(_rows(values), _rows(formulas), strict=True), start=1):
        here = [(first, last) for first, top, last, bottom in merged if top <= number <= bottom]
        yield [
            Cell(
                one.value,
                is_merged=any(first <= column <= last for first, last in here),
                is_unsolved=one.value is None and other.data_type == "f",
            )
            for column, (one, other) in enumerate(zip(solved, written, strict=True), start=1)
        ]


def _rows(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    return iter(sheet.iter_rows(min_row=1, max_row=MAX_ROWS + 1, min_col=1, max_col=MAX_COLUMNS))


def _merged(parts: zipfile.ZipFile, sheet: Any) -> Ranges:
    """Return the merged ranges: a workbook that is read as a stream does not tell them."""
    found: Ranges = []
    with parts.open(sheet._worksheet_path.lstrip("/")) as part:  # told nowhere else
        for _event, element in iterparse(part, forbid_dtd=True):
            if element.tag == _MERGED:
                found.append(range_boundaries(element.get("ref", "A1")))
                if len(found) > _MAX_MERGED:
                    raise Unreadable(_("This sheet has too many merged cells. Split them and save it again."))
            if element.tag.endswith("}row"):
                element.clear()
    return found
