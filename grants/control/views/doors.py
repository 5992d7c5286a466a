"""Where a figure, an entry and its source lead to. In an address every number is plain digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.budget.models import Entry, Slice
from grants.budget.queries import Figures
from grants.budget.rules import may_read_budget
from grants.budget.states import Event
from grants.money import format_euros
from grants.payments.queries import statement_with
from grants.payments.rules import may_read as may_read_payments
from grants.payments.rules import may_read_claims
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
    on: Callable[[str], str] | None = (
        None  # of what has no page of its own: the id of the page on which it stands
    )
    is_list: bool = False  # it stands on the list of its kind


_PAGES = {
    "change": _Page("budget_change", _("A change of the budget"), may_read_budget),
    "claim": _Page("payment_claims", _("What is asked back"), may_read_claims, is_list=True),
    "closing": _Page("control_closing", _("The closing of a year"), may_read_ledger),
    "decision": _Page("decision", _("A decision"), may_read_all),
    "line": _Page(
        "bank_statement", _("A line of a statement of the bank"), may_read_payments, on=statement_with
    ),
    "objection": _Page("objection", _("An objection"), may_read_all),
    "order": _Page("payment", _("A payment"), may_read_payments),
    "proposal": _Page("proposal", _("A proposal"), may_read_all),
    "writeoff": _Page("payment_write_off", _("A write-off"), may_read_claims),
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


def dossier_url(number: str) -> str:
    """Return the address of the card of a dossier."""
    return reverse("control_dossier", args=[number])


def source_of(entry: Entry, user: User) -> Cell | None:
    """Return in words what an entry was booked for, with its address where `user` may open a page of it.

    None for what has no words: text that another part of the city typed.
    """
    kind, _separator, name = entry.source.partition(":")
    page = _PAGES.get(kind)
    if page is None:
        return None
    name = page.on(name) if page.on else name
    try:
        address = reverse(page.name, args=[] if page.is_list else [name])
    except NoReverseMatch:
        return None
    return Cell(str(page.words), address if page.may(user, entry.slice.year.city_id) else "")


def figure_cells(figures: Figures, *, off: bool = False, **asked: Any) -> list[Cell]:
    """Return the figures in the order of every table, each with its door to the journal.

    Paid out comes last, with `off` followed by what was set off instead.
    """
    told = [(kind.value, figures[kind]) for kind in FIGURES] + [(PAID, figures.paid)]
    cells = [Cell(format_euros(cents), journal_of(**asked, account=account)) for account, cents in told]
    return [*cells, Cell(format_euros(figures.set_off), _set_off_of(**asked))] if off else cells


def set_off_rows(figures: Figures, **asked: Any) -> list[tuple[Cell, ...]]:
    """Return the rows of what was set off, instead of paid and instead of paid back: none where nothing was."""
    told = (
        (gettext("Set off instead of paid"), figures.set_off),
        (gettext("Set off instead of paid back"), figures.set_off_back),
    )
    return [(Cell(name), Cell(format_euros(cents), _set_off_of(**asked))) for name, cents in told if cents]


def _set_off_of(**asked: Any) -> str:
    return journal_of(**asked, event=Event.SET_OFF.value)
