"""The template that a finance adviser fills in: the amounts of now, as Excel or CSV, in the language of the moment."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from grants.money import plain_euros
from portal.csvfile import csv_lines
from portal.xlsxfile import write_xlsx

from .columns import HEADINGS

_WIDTHS = (44, 44, 18, 18)


@dataclass(frozen=True)
class Row:
    """A budget in the template, with its euro cents of now."""

    name: str
    regulation: str
    cents: int


def template_xlsx(rows: Iterable[Row]) -> bytes:
    """Return an Excel file with a row per budget; both amounts are those of now."""
    out = io.BytesIO()
    headings = _headings()
    lines = ([row.name, row.regulation, *[Decimal(row.cents).scaleb(-2)] * 2] for row in rows)
    write_xlsx(out, sheet=headings[0], header=headings, rows=lines, widths=_WIDTHS)
    return out.getvalue()


def template_csv(rows: Iterable[Row]) -> bytes:
    """Return the same as CSV: UTF-8 with BOM, semicolons, amounts with a comma."""
    lines = csv_lines(
        _headings(),
        ([row.name, row.regulation, plain_euros(row.cents), plain_euros(row.cents)] for row in rows),
    )
    return "".join(lines).encode()


def _headings() -> tuple[str, ...]:
    return HEADINGS["en" if (get_language() or "nl").startswith("en") else "nl"]
