"""Reading a file of amounts: Excel or CSV, told by its content. Nothing in it is run, and its size is limited."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .cells import MAX_ROWS, Cell, Page, Unreadable
from .columns import TOTALS, Columns, cents_of, columns_of, is_empty
from .text import csv_pages
from .workbook import is_workbook, xlsx_pages

__all__ = ["MAX_BYTES", "Line", "Sheet", "Unreadable", "read_sheet", "too_large"]

MAX_BYTES = 2 * 1024 * 1024
_HEADINGS_WITHIN = 20  # rows: a title may stand above the headings


@dataclass(frozen=True)
class Line:
    """A row with something in it: its number as the spreadsheet counts, and the euro cents or why there are none.

    `now_cents` is what it says that the amount is now, None where it says nothing that can be read.
    """

    row: int
    name: str
    regulation: str
    cents: int | None
    fault: str = ""
    now_cents: int | None = None


@dataclass(frozen=True)
class Sheet:
    """The rows under the headings, and the row that adds them up, if there is one."""

    lines: list[Line]
    total: Line | None


def read_sheet(content: bytes) -> Sheet:
    """Return what stands in a file of at most MAX_BYTES; raises Unreadable with a sentence."""
    if not content:
        raise Unreadable(_("This file is empty. Choose another file."))
    if len(content) > MAX_BYTES:
        raise Unreadable(too_large())
    pages = xlsx_pages(content) if is_workbook(content) else csv_pages(content)
    found = [sheet for page in pages if (sheet := _under_headings(page)) is not None]
    if len(found) > 1:
        raise Unreadable(_("More than one sheet has columns “Wijk” and “Bedrag”. Keep one of them."))
    if not found:
        raise Unreadable(
            _(
                "This file has no row of headings: “District” and “Amount” (or “New amount”), each once, "
                "above the amounts. Add that row, or fill in the template of step 1."
            )
        )
    if not found[0].lines:
        raise Unreadable(_("There is nothing under the headings of this file."))
    return found[0]


def too_large() -> str:
    """Return the sentence for a file of more than MAX_BYTES."""
    return _("This file is too large. It may be at most %(limit)s MB.") % {"limit": MAX_BYTES // 1024 // 1024}


def _under_headings(page: Page) -> Sheet | None:
    rows = enumerate(page.rows, start=1)
    for number, row in rows:
        columns = columns_of([cell.value for cell in row])
        if columns is not None:
            return _sheet(list(_lines(rows, columns, width=len(row))))
        if number >= _HEADINGS_WITHIN:
            return None
    return None


def _sheet(lines: list[Line]) -> Sheet:
    is_total = bool(lines) and lines[-1].name.strip(" :.").casefold() in TOTALS
    return Sheet(lines[:-1], lines[-1]) if is_total else Sheet(lines, None)


def _lines(rows: Iterator[tuple[int, list[Cell]]], columns: Columns, *, width: int) -> Iterator[Line]:
    for number, row in rows:
        if number > MAX_ROWS:
            raise Unreadable(
                _("This file has more than %(limit)s rows. Remove what stands under the list.")
                % {"limit": MAX_ROWS}
            )
        read = [columns.name, columns.amount, *([columns.regulation] if columns.regulation >= 0 else [])]
        cells = {place: row[place] if place < len(row) else Cell(None) for place in read}
        is_merged = any(cell.is_merged for cell in cells.values())
        is_blank = all(is_empty(cell.value) and not cell.is_unsolved for cell in cells.values())
        if is_blank and not is_merged:
            continue
        name, regulation = (_text(cells.get(place)) for place in (columns.name, columns.regulation))
        cents, fault = _amount(cells[columns.amount])
        if is_merged:
            cents, fault = None, _("Cells are merged here. Split them, so that each row has its own amount.")
        elif any(not is_empty(cell.value) for cell in row[width:]):
            cents, fault = (
                None,
                _(
                    "This row has more cells than there are headings. "
                    "Put an amount with a comma between quotation marks, or save the file with semicolons."
                ),
            )
        now, _unread = _amount(row[columns.now]) if 0 <= columns.now < len(row) else (None, "")
        yield Line(number, name, regulation, cents, fault, now)


def _text(cell: Cell | None) -> str:
    return "" if cell is None or cell.value is None else " ".join(str(cell.value).split())[:200]


def _amount(cell: Cell) -> tuple[int | None, str]:
    if cell.is_unsolved:
        return None, _("The amount is a formula without a result. Open the file in Excel and save it again.")
    if is_empty(cell.value):
        return None, _("The amount is missing.")
    try:
        return cents_of(cell.value), ""
    except ValueError as error:
        return None, str(error)
