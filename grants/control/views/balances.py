"""The balances of a year on one page, and as a file."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from grants.money import format_euros
from portal.csvfile import streamed_csv
from portal.http import filters_of
from portal.serving import send_bytes
from portal.ui.parts import Cell, Column, Table
from portal.xlsxfile import MEDIA_TYPE, write_xlsx
from wijkraden.people.http import PortalRequest
from wijkraden.places.models import District

from .. import access
from ..balances import Balances, Row, balances_of
from ..flows import note_export
from ..forms import BalancesFilter
from ..sheets import as_text, balances_header, balances_rows
from ..states import FIGURES
from .doors import figure_cells, journal_of, set_off_rows, slice_url


@dataclass(frozen=True)
class Line:
    """A row of the table: its name, a note, the page of its slice, and its figures with their doors."""

    name: str
    cells: list[Cell]
    url: str = ""
    note: str = ""


@require_safe
@never_cache
@login_required
def balances(request: PortalRequest) -> HttpResponse:
    """Show the figures of every slice of a year, with subtotals an area and a total."""
    city = access.enter(request.user, request.city)
    form = BalancesFilter(request.GET, city=city)
    is_fit = form.is_valid()
    found = _found(form, districts=form.districts)
    context: dict[str, Any] = {
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "filters": filters_of(request).rstrip("&"),
        "found": found,
    }
    if found is not None:
        context |= _shown(found, form.cleaned_data)
    return render(request, "control/balances.html", context, status=200 if is_fit else 422)


@require_GET
@never_cache
@login_required
def balances_csv(request: PortalRequest) -> HttpResponseBase:
    """Give the balances as a CSV file, and note that they were exported."""
    found = _exported(request, "csv")
    if found is None:
        return balances(request)
    rows = (as_text(row) for row in balances_rows(found))
    return streamed_csv(_name(found, "csv"), balances_header(), rows)


@require_GET
@never_cache
@login_required
def balances_xlsx(request: PortalRequest) -> HttpResponseBase:
    """Give the balances as an Excel file, and note that they were exported."""
    found = _exported(request, "xlsx")
    if found is None:
        return balances(request)
    file = io.BytesIO()
    write_xlsx(file, sheet=_("balances"), header=balances_header(), rows=balances_rows(found))
    return send_bytes(file.getvalue(), media_type=MEDIA_TYPE, name=_name(found, "xlsx"))


def _exported(request: PortalRequest, form_of_file: str) -> Balances | None:
    """Return what is exported, noted on the trail; None when the filter can't be read or there is nothing."""
    city = access.enter(request.user, request.city)
    form = BalancesFilter(request.GET, city=city)
    found = _found(form) if form.is_valid() else None
    if found is not None:
        asked = {**form.cleaned_data, "year": found.year.year}
        note_export(city, what="balances", form=form_of_file, asked=asked, by=request.user, at=now())
    return found


def _found(form: BalancesFilter, *, districts: Iterable[District] = ()) -> Balances | None:
    """Return the balances by those filters that can be read; None while there is no year."""
    asked = {name: value for name, value in form.cleaned_data.items() if name != "year"}
    year = form.cleaned_data.get("year") or form.usual_year
    return balances_of(year, districts=districts, **asked) if year is not None else None


def _name(found: Balances, ending: str) -> str:
    word = _("balances")  # not inside the f-string: xgettext does not look there
    return f"{word}-{found.year.year}-{found.day or localdate():%Y-%m-%d}.{ending}"


def _shown(found: Balances, asked: dict[str, Any]) -> dict[str, Any]:
    also = {"last_on": found.day, "regulation": asked.get("regulation")}
    year = {"year": found.year.year, **also}
    with_rules = len({row.slice.regulation_id for row in found.rows}) > 1
    total = {**year, "area": asked.get("area")}
    off = [_("Set off")] if found.total.set_off else []
    return {
        "columns": [*(str(kind.label) for kind in FIGURES), _("Paid out"), *off],
        "groups": [
            (
                group.title,
                [_line(row, found, with_rules=with_rules) for row in group.rows],
                figure_cells(group.figures, off=bool(off), **year, area=group.area) if group.area else None,
            )
            for group in found.groups
        ],
        "total": figure_cells(found.total, off=bool(off), **total),
        "is_set_off": bool(off or found.total.set_off_back),
        "others": _others(found, total),
        "reserved": format_euros(found.year.reserved_cents),
        "together": format_euros(found.total.authority),
        "unallotted": format_euros(found.year.reserved_cents - found.total.authority),
        "is_sound": not found.faulty and (not found.is_whole or found.day is not None or found.fits_year),
        "books_url": slice_url(found.books.slice) if found.books else "",
    }


def _line(row: Row, found: Balances, *, with_rules: bool) -> Line:
    note = row.slice.regulation.title if with_rules and row.slice.regulation else ""
    cells = figure_cells(row.figures, off=bool(found.total.set_off), slice=row.slice, last_on=found.day)
    return Line(row.slice.title, cells, slice_url(row.slice), note)


def _others(found: Balances, asked: dict[str, Any]) -> Table:
    return Table(
        id="others",
        caption=_("The other accounts together"),
        hide_caption=True,
        columns=(Column(_("Account")), Column(pgettext("account", "Balance"), is_number=True)),
        rows=[
            (Cell(str(kind.label)), Cell(format_euros(cents), journal_of(**asked, account=kind.value)))
            for kind, cents in found.others
        ]
        + set_off_rows(found.total, **asked),
    )
