"""What the city bought in a calendar year: the VAT of its invoices, and what natural persons were paid for orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from grants.money import format_euros, plain_euros
from portal.csvfile import streamed_csv
from portal.http import filters_of, paged
from portal.ui.dates import short_date
from portal.ui.parts import Cell, Column, Table

from .. import access
from ..flows import note_export
from ..queries.purchases import FIRST_YEAR, invoices_of_year, sums_of_columns, third_parties_of_year
from .doors import dossier_url

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from grants.proposals.models import Party
    from wijkraden.people.http import PortalRequest

PER_PAGE = 50


@require_safe
@never_cache
@login_required
def third_parties(request: PortalRequest) -> HttpResponse:
    """Show what natural persons were paid for orders in a calendar year."""
    city, year = access.enter(request.user, request.city), _year(request)
    found = third_parties_of_year(city, year)
    page = paged(found, request, per=PER_PAGE)
    table = Table(
        id="third-parties",
        caption=_("Paid to natural persons in %(year)s") % {"year": year},
        columns=(
            Column(_("Name")),
            Column(_("Address")),
            Column(pgettext("purchase", "Order")),
            Column(_("Dossier")),
            Column(_("Paid"), is_number=True),
        ),
        rows=[_third_party(one) for one in page.object_list],
    )
    context = {"page": page, "table": table, **_shared(request, year, "control_third_parties")}
    context["total"] = sums_of_columns(found, ["paid_cents"])["paid_cents"]
    return render(request, "control/third_parties.html", context)


@require_GET
@never_cache
@login_required
def third_parties_csv(request: PortalRequest) -> HttpResponseBase:
    """Give the same as a CSV file, and note that it was exported."""
    city, year = access.enter(request.user, request.city), _year(request)
    rows = list(third_parties_of_year(city, year))
    note_export(city, what="third_parties", form="csv", asked={"year": year}, by=request.user, at=now())
    header = [
        _("Year"),
        _("Name"),
        _("Street"),
        _("Postcode"),
        _("Town"),
        pgettext("purchase", "Order"),
        _("Dossier"),
        _("Paid"),
    ]
    word = _("third-parties")  # not inside the f-string: xgettext does not look there
    return streamed_csv(f"{word}-{year}.csv", header, [_third_party_row(one, year) for one in rows])


@require_safe
@never_cache
@login_required
def vat(request: PortalRequest) -> HttpResponse:
    """Show the invoices of a calendar year with their VAT, and what of it the city gets back."""
    city, year = access.enter(request.user, request.city), _year(request)
    found = invoices_of_year(city, year)
    page = paged(found, request, per=PER_PAGE)
    table = Table(
        id="vat",
        caption=_("Invoices received in %(year)s") % {"year": year},
        columns=(
            Column(_("Invoice")),
            Column(_("Supplier")),
            Column(pgettext("purchase", "Order")),
            Column(_("Received"), is_day=True),
            Column(_("Without VAT"), is_number=True),
            Column(_("VAT"), is_number=True),
            Column(_("With VAT"), is_number=True),
            Column(_("VAT that comes back"), is_number=True),
        ),
        rows=[_invoice(one) for one in page.object_list],
    )
    names = ("net_cents", "vat_cents", "cents", "compensable_cents")
    labels = (_("Without VAT"), _("VAT"), _("With VAT"), _("VAT that comes back"))
    told = sums_of_columns(found, names)
    sums = [(label, told[name]) for label, name in zip(labels, names, strict=True)]
    context = {"page": page, "table": table, "sums": sums, **_shared(request, year, "control_vat")}
    return render(request, "control/vat.html", context)


@require_GET
@never_cache
@login_required
def vat_csv(request: PortalRequest) -> HttpResponseBase:
    """Give the same as a CSV file, a row for each rate on an invoice, and note that it was exported."""
    city, year = access.enter(request.user, request.city), _year(request)
    rows = list(invoices_of_year(city, year))
    note_export(city, what="vat", form="csv", asked={"year": year}, by=request.user, at=now())
    header = [
        *(
            _("Invoice"),
            _("Supplier"),
            _("Number at the chamber of commerce"),
            pgettext("purchase", "Order"),
            _("Dossier"),
        ),
        *(_("Date on the invoice"), _("Received"), _("Rate"), _("Without VAT"), _("VAT"), _("With VAT")),
        _("VAT that comes back (of the whole invoice)"),
    ]
    word = _("vat")  # not inside the f-string: xgettext does not look there
    return streamed_csv(f"{word}-{year}.csv", header, [row for one in rows for row in _vat_rows(one)])


def _shared(request: PortalRequest, year: int, name: str) -> dict[str, Any]:
    this = localdate().year
    years = sorted({this, this - 1, this - 2, year}, reverse=True)
    return {
        "year": str(year),
        "years": [(str(one), f"{reverse(name)}?year={one}", one == year) for one in years],
        "csv_url": reverse(f"{name}_csv"),
        "query": filters_of(request),
    }


def _year(request: PortalRequest) -> int:
    """Return the calendar year that is asked for, else the one of now."""
    asked, this = request.GET.get("year", ""), localdate().year
    is_year = asked.isascii() and asked.isdigit() and len(asked) == len(str(this))
    return int(asked) if is_year and FIRST_YEAR <= int(asked) <= this else this


def _supplier(order: Any) -> Party | None:
    return next(iter(order.proposal.suppliers), None)


def _third_party(order: Any) -> tuple[Cell, ...]:
    who = _supplier(order)
    where = f"{who.street}, {who.postcode} {who.town}".strip(" ,") if who else ""
    return (
        Cell(who.name if who else _("Not known")),
        Cell(where or _("Not kept here")),
        Cell(order.number),
        Cell(order.proposal.number, dossier_url(order.proposal.number)),
        Cell(format_euros(order.paid_cents)),
    )


def _third_party_row(order: Any, year: int) -> Sequence[Any]:
    who = _supplier(order)
    told = (who.name, who.street, who.postcode, who.town) if who else ("", "", "", "")
    return [year, *told, order.number, order.proposal.number, plain_euros(order.paid_cents)]


def _invoice(one: Any) -> tuple[Cell, ...]:
    who = _supplier(one.order)
    return (
        Cell(one.number),
        Cell(who.name if who else _("Not known")),
        Cell(one.order.number, dossier_url(one.order.proposal.number)),
        Cell(short_date(one.received_on)),
        *(
            Cell(format_euros(cents))
            for cents in (one.net_cents, one.vat_cents, one.cents, one.compensable_cents)
        ),
    )


def _vat_rows(one: Any) -> list[list[Any]]:
    who = _supplier(one.order)
    return [
        [
            one.number,
            who.name if who else "",
            who.registration if who else "",
            one.order.number,
            one.order.proposal.number,
            f"{one.dated_on:%d-%m-%Y}",
            f"{one.received_on:%d-%m-%Y}",
            line.get_rate_display(),
            *(plain_euros(cents) for cents in (line.net_cents, line.vat_cents, line.cents)),
            plain_euros(one.compensable_cents) if place == 0 else "",
        ]
        for place, line in enumerate(one.lines.all())
    ]
