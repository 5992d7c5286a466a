"""Where a figure, an entry and its source lead to. In an address every number is plain digits."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from grants.budget.models import Entry, Slice
from grants.budget.queries import Figures
from grants.money import format_euros
from portal.ui.parts import Cell

from ..states import FIGURES, PAID

_PAGES = {
    "change": "budget_change",
    "closing": "control_closing",
}  # what an entry was booked for, and the page that shows it


def journal_of(**asked: Any) -> str:
    """Return the address of the journal with these filters; what is empty is left out."""
    told = {name: _plain(value) for name, value in asked.items() if value}
    query = urlencode(told)
    return reverse("control_journal") + (f"?{query}" if query else "")


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "slug", None) or getattr(value, "public_id", None) or value)


def entry_url(entry: Entry) -> str:
    """Return the address of an entry."""
    return reverse("control_entry", args=[entry.slice.public_id, entry.number])


def slice_url(slice_: Slice) -> str:
    """Return the address of a slice."""
    return reverse("control_slice", args=[slice_.public_id])


def source_url(source: str) -> str:
    """Return the address of what an entry was booked for, "" when no page shows it."""
    kind, _separator, name = source.partition(":")
    if kind not in _PAGES:
        return ""
    try:
        return reverse(_PAGES[kind], args=[name])
    except NoReverseMatch:
        return ""


def figure_cells(figures: Figures, **asked: Any) -> list[Cell]:
    """Return the figures in the order of every table, paid out last, each with its door to the journal."""
    told = [(kind.value, figures[kind]) for kind in FIGURES] + [(PAID, figures.paid)]
    return [Cell(format_euros(cents), journal_of(**asked, account=account)) for account, cents in told]
