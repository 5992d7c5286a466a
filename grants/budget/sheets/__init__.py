"""A list of districts with amounts as a file: read from Excel or CSV, matched with budgets, written as a template."""

from .matching import Fault, Known, Matched, match
from .reading import MAX_BYTES, Line, Sheet, Unreadable, read_sheet, too_large
from .writing import Row, template_csv, template_xlsx

__all__ = [
    "MAX_BYTES",
    "Fault",
    "Known",
    "Line",
    "Matched",
    "Row",
    "Sheet",
    "Unreadable",
    "match",
    "read_sheet",
    "template_csv",
    "template_xlsx",
    "too_large",
]
