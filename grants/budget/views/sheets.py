"""Amounts from a file, and the template to fill in."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.files.kinds import takes_at_most
from portal.security.kept import forget, kept_post
from portal.serving import send_bytes
from portal.xlsxfile import MEDIA_TYPE
from wijkraden.people.http import PortalRequest

from .. import queries
from ..bars import called
from ..forms import SheetForm
from ..forms.amounts import PREFIX
from ..models import Year
from ..sheets import MAX_BYTES, Known, Matched, Row, template_csv, template_xlsx
from .held import READ, held, hold
from .prepare import amounts_form, in_open_year, open_slices_of, show_amounts

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@takes_at_most(MAX_BYTES)
@_FORM
@login_required
@in_open_year
def budget_import(request: PortalRequest, found: Year) -> HttpResponse:
    """Read a file and lead to what it would change; `?read=` shows that, as often as it is asked.

    A file that is sent takes the place of what a former one filled and a session's end kept.
    """
    is_sent = request.method == "POST"
    kept = {} if is_sent else kept_post(request) or {}
    if any(name.startswith(PREFIX) for name in kept):  # the session ended on the page that the file filled
        return show_amounts(request, found, amounts_form(found, None, initial=kept), from_file=True)
    if not is_sent and READ in request.GET:
        return _preview(request, found)
    slices = list(queries.with_districts(queries.slices(found.city, year=found.year)))
    known, elsewhere = queries.names_in(found.city, slices)
    form = SheetForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        known=known,
        elsewhere=elsewhere,
    )
    if form.is_valid():
        forget(request, request.path)
        key = _hold(request, found, form.cleaned_data["sheet"], known)
        return redirect(f"{reverse('budget_import', args=[found.year])}?{READ}={key}")
    context = {"form": form, "year": found, "has_slices": bool(slices)}
    return render(request, "budget/import.html", context, status=422 if form.is_bound else 200)


def _hold(request: PortalRequest, year: Year, read: Matched, known: Sequence[Known]) -> str:
    """Keep what was read in the session, with the amounts that it was read beside; return under which key."""
    beside = {one.key: one.cents for one in known if one.key in read.amounts}
    key = hold(request, year, amounts=read.amounts, rows=read.rows, beside=beside)
    count = len(read.amounts)
    told = ngettext("%(n)s row of the file was read.", "%(n)s rows of the file were read.", count)
    messages.success(request, told % {"n": count})
    return key


def _preview(request: PortalRequest, year: Year) -> HttpResponse:
    """Show the form of the amounts, filled in with what was read; what is gone or no longer fits is read anew."""
    read = held(request, year)
    if read is None:
        messages.warning(
            request, _("What was read of this file is no longer at hand. Choose the file again.")
        )
        return redirect("budget_import", year.year)
    initial = {f"{PREFIX}{name}": cents for name, cents in read["amounts"].items()}
    filled = amounts_form(year, None, initial=initial, lines=read["rows"])
    now = {one.public_id: filled.figures[one.pk].authority for one in filled.slices}
    if any(now.get(name) != cents for name, cents in read["beside"].items()):
        messages.warning(request, _("Amounts changed after this file was read. Choose the file again."))
        return redirect("budget_import", year.year)
    filled.check_filled()
    with_regulation = len({one.regulation_id for one in filled.slices}) > 1
    absent = [
        called(one, with_regulation=with_regulation)
        for one in filled.slices
        if one.public_id not in read["amounts"]
    ]
    return show_amounts(request, year, filled, from_file=True, read_key=read["key"], absent=absent)


@require_safe
@login_required
@in_open_year
def budget_template(_request: PortalRequest, found: Year, kind: str) -> HttpResponseBase:
    """Send the amounts of now as a file that can be filled in and read back: `xlsx` or `csv`."""
    if kind not in {"xlsx", "csv"}:
        raise Http404
    slices = open_slices_of(found)
    cents = queries.authority_of(slices)
    rows = [Row(one.title, str(one.regulation), cents[one.pk]) for one in slices]
    content = template_xlsx(rows) if kind == "xlsx" else template_csv(rows)
    media_type = MEDIA_TYPE if kind == "xlsx" else "text/csv; charset=utf-8"
    return send_bytes(content, media_type=media_type, name=f"wijkbudget-{found.year}.{kind}")
