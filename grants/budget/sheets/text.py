"""CSV: in UTF-8, UTF-16 or Windows-1252, with a semicolon, a comma or a tab between the cells."""

import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _

from .cells import MAX_COLUMNS, MAX_ROWS, Cell, Page, Unreadable
from .columns import columns_of

_DELIMITERS = (";", ",", "\t")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEP = re.compile(r"\Asep=([;,\t])\r?\n")  # what Excel understands as the delimiter


def csv_pages(content: bytes) -> list[Page]:
    """Return the rows of a CSV file, once for each delimiter that gives it its columns; raises Unreadable."""
    text = _decoded(content)
    told = _SEP.match(text)
    if told:
        text = "\n" + text[told.end() :]  # the rows keep their numbers
    found = [rows for one in (told[1] if told else _DELIMITERS) if (rows := _rows(text, one)) and _fits(rows)]
    return [Page("", rows) for rows in found] or [Page("", _rows(text, ";"))]


def _decoded(content: bytes) -> str:
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for name in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise Unreadable(_("This is not an Excel file (.xlsx) and not a CSV file. Save it as one of these."))


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[Cell(value) for value in row[: MAX_COLUMNS + 1]] for row in islice(reader, MAX_ROWS + 1)]
    except csv.Error as error:
        raise Unreadable(
            _("This CSV file cannot be read: a quotation mark is missing, or a cell is far too long.")
        ) from error


def _fits(rows: list[list[Cell]]) -> bool:
    return any(columns_of([cell.value for cell in row]) for row in rows[:20])
