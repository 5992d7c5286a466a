"""One entry, one slice, one dossier: everything that is known of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.budget.bars import staff_bar
from grants.budget.models import Account, Dossier, Entry, Slice
from grants.budget.queries import Figures, belongs_with, change_at, told_off, transfers_of
from grants.budget.states import BOOKS, Scope
from grants.money import format_euros
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table
from wijkraden.people.http import PortalRequest

from .. import access, queries
from ..sheets import booked_as
from ..states import IN_SLICE
from .doors import entry_url, journal_of, set_off_rows, slice_url, source_of

PER_PAGE = 50
MOST_LINES = 100  # of one account: the newest; the journal shows them all


@require_safe
@never_cache
@login_required
def entry(request: PortalRequest, slice_id: str, number: int) -> HttpResponse:
    """Show an entry: what was booked, why, by whom, and between which accounts."""
    found = access.get_entry(request.user, request.city, slice_id, number)
    transfers = list(transfers_of(found))
    kind, _separator, name = found.source.partition(":")
    context = {
        "entry": found,
        "booked_as": booked_as(found),
        "transfers": transfers,
        "sum": sum(one.cents for one in transfers),
        "is_sealed": queries.is_sealed(found, transfers),
        "slice_url": slice_url(found.slice),
        "source": source_of(found, request.user),
        "change": change_at(request.city, name) if kind == "change" else None,
        "related": [(_relation(found, one), one, entry_url(one)) for one in _named(belongs_with(found))],
        "key_url": journal_of(key=found.key),
        "previous": number - 1,
        "next": number + 1 if number < found.slice.last_number else 0,
    }
    return render(request, "control/entry.html", context)


def _named(entries: Iterable[Entry]) -> Iterator[Entry]:
    for one in entries:
        one.booked_as = booked_as(one)  # type: ignore[attr-defined]  # for the template
        yield one


def _relation(entry: Entry, other: Entry) -> str:
    if other.pk == entry.undoes_id:
        return _("This entry undoes")
    if other.undoes_id == entry.pk:
        return _("Undone by")
    return _("Booked together with")


@require_safe
@never_cache
@login_required
def slice_page(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show all accounts of a slice, each a door to its entries, and its dossiers."""
    found = access.get_slice(request.user, request.city, public_id)
    accounts = queries.accounts_of(found)
    page = Paginator(queries.dossiers_in(found), PER_PAGE).get_page(request.GET.get("page"))
    title = f"{found.title} {found.year.year}"
    context = {
        "slice": found,
        "title": title,
        "whose": ", ".join(one.district.name for one in found.shares.all()) or found.get_scope_display(),
        "bar": None if found.scope == Scope.BOOKS else _bar(accounts, title),
        "books": [_book(found, book.value, str(book.label), accounts) for book in BOOKS],
        "set_off": _set_off(found, accounts),
        "page": page,
        "dossiers": _dossiers(page),
        "journal_url": journal_of(slice=found),
        "successor_url": slice_url(found.successor) if found.successor else "",
        "predecessor_url": slice_url(found.predecessor) if hasattr(found, "predecessor") else "",
    }
    return render(request, "control/slice.html", context)


def _bar(accounts: Iterable[Account], title: str) -> object:
    figures = Figures({one.kind: one.balance for one in accounts})
    return staff_bar(figures, name="slice", title=_("Budget of %(name)s") % {"name": title})


def _book(slice_: Slice, book: str, label: str, accounts: list[Account]) -> Table:
    columns = (
        Column(_("Account")),
        Column(pgettext("account", "Debit"), is_number=True),
        Column(pgettext("account", "Credit"), is_number=True),
        Column(pgettext("account", "Balance"), is_number=True),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(one.get_kind_display()),
            Cell(format_euros(one.debits)),
            Cell(format_euros(one.credits)),
            Cell(format_euros(one.balance), journal_of(slice=slice_, account=one.kind)),
        )
        for one in accounts
        if one.book == book
    ]
    return Table(id=f"book-{book}", caption=label, columns=columns, rows=rows)


def _set_off(slice_: Slice, accounts: Iterable[Any]) -> Table:
    told: dict[str, int] = {}
    for one in accounts:
        told |= told_off(one.kind, one.off)
    return Table(
        id="set-off",
        caption=_("Set off"),
        columns=(Column(_("What")), Column(_("Amount"), is_number=True)),
        rows=set_off_rows(Figures(told), slice=slice_),
    )


def _dossiers(dossiers: Iterable[Dossier]) -> Table:
    return Table(
        id="dossiers",
        caption=_("Dossiers in this budget"),
        hide_caption=True,
        columns=(
            Column(_("Dossier")),
            *(Column(str(kind.label), is_number=True) for kind in IN_SLICE),
        ),
        rows=[
            (
                Cell(one.number, reverse("control_dossier", args=[one.number])),
                *(Cell(format_euros(getattr(one, f"{kind}_cents") or 0)) for kind in IN_SLICE),
            )
            for one in dossiers
        ],
    )


@require_safe
@never_cache
@login_required
def dossier(request: PortalRequest, number: str) -> HttpResponse:
    """Show the account card of a dossier: every booking on every account, with the balance after it."""
    found = access.get_dossier(request.user, request.city, number.upper())  # typed by hand, in any case
    cards = queries.cards_of(found)
    stands_in = queries.stands_in(found)
    told = queries.paid_of(queries.entries(request.city, dossier=found.number))
    context = {
        "dossier": found,
        "stands_in": stands_in,
        "stands_in_url": slice_url(stands_in),
        "totals": queries.totals_of(cards),
        "paid": told.cents,
        "told": told,
        "cards": [(card, _card(card, place)) for place, card in enumerate(cards)],
        "is_cut": any(len(card.lines) > MOST_LINES for card in cards),
        "most": MOST_LINES,
        "journal_url": journal_of(dossier=found.number),
    }
    return render(request, "control/dossier.html", context)


def _card(card: queries.Card, place: int) -> Table:
    columns = (
        Column(_("What was booked")),
        Column(_("Day of booking"), is_day=True),
        Column(pgettext("account", "Debit"), is_number=True),
        Column(pgettext("account", "Credit"), is_number=True),
        Column(pgettext("account", "Balance"), is_number=True),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(booked_as(line.transfer.entry), entry_url(line.transfer.entry)),
            Cell(short_date(line.transfer.entry.booked_on)),
            Cell(format_euros(line.debit) if line.debit else ""),
            Cell(format_euros(line.credit) if line.credit else ""),
            Cell(format_euros(line.balance)),
        )
        for line in card.lines[-MOST_LINES:]
    ]
    caption = f"{card.kind.label} – {card.slice.title} {card.slice.year.year}"
    return Table(id=f"card-{place}", caption=caption, columns=columns, rows=rows)
