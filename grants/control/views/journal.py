"""The journal: every entry, filtered by what stands in the address, and as a file."""

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from grants.budget.states import Kind
from portal.csvfile import streamed_csv
from portal.http import filters_of
from portal.serving import send, send_bytes
from portal.xlsxfile import MEDIA_TYPE, write_xlsx
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries
from ..forms import JournalFilter
from ..sheets import as_text, booked_as, journal_header, journal_rows
from ..states import AT_ONCE, PAID
from .doors import entry_url, slice_url

PER_PAGE = 50


@require_safe
@never_cache
@login_required
def journal(request: PortalRequest) -> HttpResponse:
    """Show entries, the newest first; a filter that can't be read is told and the others still count."""
    city = access.enter(request.user, request.city)
    form = JournalFilter(request.GET, city=city)
    is_fit = form.is_valid()
    asked = form.cleaned_data
    found = queries.entries(city, **asked)
    page = Paginator(queries.listed(found), PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.told_of(found, page)
    account = asked.get("account", "")
    effects = queries.sums_of(rows, account) if account else {}
    for row in rows:
        row.booked_as = booked_as(row)  # type: ignore[attr-defined]  # for the template
        row.url, row.slice_url = entry_url(row), slice_url(row.slice)  # type: ignore[attr-defined]  # for the template
        effect = effects.get(row.pk)
        row.shown_cents = effect.balance if effect else row.cents  # type: ignore[attr-defined]  # for the template
    context = {
        "page": page,
        "rows": rows,
        "count": page.paginator.count,
        "form": form,
        "is_filtered": any(asked.values()),
        "only": [asked[name] for name in ("slice", "area", "regulation") if asked.get(name)],
        "account": _account(account),
        "sums": queries.sums_on(found, account) if account else None,
        "query": filters_of(request),
        "filters": filters_of(request).rstrip("&"),
        "is_large": page.paginator.count > AT_ONCE,
    }
    return render(request, "control/journal.html", context, status=200 if is_fit else 422)


def _account(account: str) -> str:
    if account == PAID:
        return _("Paid out")
    return str(Kind(account).label) if account else ""


@require_GET
@never_cache
@login_required
def journal_csv(request: PortalRequest) -> HttpResponseBase:
    """Give what the filters find as a CSV file, line by line, and note that it was exported."""
    city = access.enter(request.user, request.city)
    form = JournalFilter(request.GET, city=city)
    if not form.is_valid():
        return journal(request)
    asked = form.cleaned_data
    found = queries.up_to(queries.entries(city, **asked), queries.newest_entry(city))
    flows.note_export(city, what="journal", form="csv", asked=asked, by=request.user, at=now())
    return streamed_csv(_name("csv"), journal_header(), (as_text(row) for row in journal_rows(found)))


@require_GET
@never_cache
@login_required
def journal_xlsx(request: PortalRequest) -> HttpResponseBase:
    """Give what the filters find as an Excel file; a large one is made in the background instead."""
    city = access.enter(request.user, request.city)
    form = JournalFilter(request.GET, city=city)
    if not form.is_valid():
        return journal(request)
    asked = form.cleaned_data
    found = queries.entries(city, **asked)
    if found.count() > AT_ONCE:
        messages.info(request, _("This is too much for one moment. Have the file made in the background."))
        return redirect(f"{reverse('control_journal')}?{request.GET.urlencode()}")
    flows.note_export(city, what="journal", form="xlsx", asked=asked, by=request.user, at=now())
    file = io.BytesIO()
    write_xlsx(file, sheet=_("journal"), header=journal_header(), rows=journal_rows(found))
    return send_bytes(file.getvalue(), media_type=MEDIA_TYPE, name=_name("xlsx"))


@require_POST
@login_required
def journal_export(request: PortalRequest) -> HttpResponse:
    """Have what the filters find written to an Excel file in the background."""
    city = access.enter(request.user, request.city)
    form = JournalFilter(request.GET, city=city)
    if not form.is_valid():
        return redirect(f"{reverse('control_journal')}?{request.GET.urlencode()}")
    asked: dict[str, Any] = form.cleaned_data
    job = flows.ask_for_journal(city, query=request.GET.urlencode(), asked=asked, by=request.user, at=now())
    return redirect("job", job.public_id)


@require_safe
@login_required
def export(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Hand over a file of the journal to who asked for it."""
    at = now()
    job = access.get_export(request.user, request.city, public_id, at=at)
    try:
        answer = send(job.stored_as, media_type=MEDIA_TYPE, name=_name("xlsx"))
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "GET":
        flows.note_fetched(job, by=request.user, at=at)
    return answer


def _name(ending: str) -> str:
    word = _("journal")  # not inside the f-string: xgettext does not look there
    return f"{word}-{localdate():%Y-%m-%d}.{ending}"
