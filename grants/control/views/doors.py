"""Where a figure, an entry and its source lead to. In an address every number is plain digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from grants.budget.models import Entry, Slice
from grants.budget.queries import Figures
from grants.budget.rules import may_read_budget
from grants.money import format_euros
from grants.payments.rules import may_read as may_read_payments
from grants.proposals.rules import may_read_all
from portal.ui.parts import Cell
from wijkraden.people.models import User

from ..rules import may_read_ledger
from ..states import FIGURES, PAID

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


@dataclass(frozen=True)
class _Page:
    """The page that shows what an entry was booked for, what that is called, and who may open it."""

    name: str
    words: Words
    may: Callable[[User, int], bool]


_PAGES = {
    "change": _Page("budget_change", _("A change of the budget"), may_read_budget),
    "closing": _Page("control_closing", _("The closing of a year"), may_read_ledger),
    "decision": _Page("decision", _("A decision"), may_read_all),
    "order": _Page("payment", _("A payment"), may_read_payments),
    "proposal": _Page("proposal", _("A proposal"), may_read_all),
}


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


def source_of(entry: Entry, user: User) -> Cell | None:
    """Return what an entry was booked for with its address, None when no page shows it to `user`."""
    kind, _separator, name = entry.source.partition(":")
    page = _PAGES.get(kind)
    if page is None or not page.may(user, entry.slice.year.city_id):
        return None
    try:
        return Cell(str(page.words), reverse(page.name, args=[name]))
    except NoReverseMatch:
        return None


def figure_cells(figures: Figures, **asked: Any) -> list[Cell]:
    """Return the figures in the order of every table, paid out last, each with its door to the journal."""
    told = [(kind.value, figures[kind]) for kind in FIGURES] + [(PAID, figures.paid)]
    return [Cell(format_euros(cents), journal_of(**asked, account=account)) for account, cents in told]
