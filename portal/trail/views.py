"""The trail, for who may read it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from ..csvfile import streamed_csv
from ..http import SignedInRequest, filters_of, paged
from . import queries
from .access import need_reader
from .flows import note_export
from .forms import TrailFilter
from .models import Record
from .words import doer, is_named_whole, name_of_thing, other_facts, sentence

PER_PAGE = 50


@require_safe
@never_cache
@login_required
def trail(request: SignedInRequest) -> HttpResponse:
    """Show what was done, newest first."""
    need_reader(request.user)
    form = TrailFilter(request.GET)
    is_fit = form.is_valid()
    found = queries.records(**form.cleaned_data) if is_fit else queries.no_records()
    page = paged(found, request, per=PER_PAGE)
    names = queries.people_named_in(page)
    context = {
        "page": page,
        "lines": [_line(row, names) for row in page],
        "count": page.paginator.count,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "query": filters_of(request),
        "filters": filters_of(request).rstrip("&"),
    }
    return render(request, "trail/trail.html", context, status=200 if is_fit else 422)


@dataclass(frozen=True)
class _Line:
    """A record as the page shows it. `thing` is in words, `thing_id` "" where these say all."""

    record: Record
    words: str
    rest: dict[str, Any]
    who: str
    thing: str
    thing_id: str


def _line(row: Record, names: dict[str, str]) -> _Line:
    name = names.get(row.subject_id, "")
    says_all = bool(name) or is_named_whole(row.subject_kind, row.subject_id)
    return _Line(
        row,
        sentence(row.act, row.facts),
        other_facts(row.act, row.facts),
        str(row.by) if row.by else doer(row.act),
        name or name_of_thing(row.subject_kind, row.subject_id),
        "" if says_all else row.subject_id,
    )


@require_GET
@never_cache
@login_required
def trail_export(request: SignedInRequest) -> HttpResponseBase:
    """Give what the filters find as a CSV file, and note that it was exported."""
    need_reader(request.user)
    form = TrailFilter(request.GET)
    if not form.is_valid():
        return trail(request)
    at = now()
    last = note_export(**form.cleaned_data, by=request.user, at=at)
    rows = queries.records(**form.cleaned_data, before=last)
    word = _("trail")  # not inside the f-string: xgettext does not look there
    name = f"{word}-{localtime(at):%Y-%m-%d}.csv"
    return streamed_csv(name, _header(), _rows(rows.iterator(chunk_size=2000)))


def _header() -> list[str]:
    return [
        _("Number"),
        _("When"),
        _("Who"),
        _("Id of who"),
        _("What"),
        _("Kind of act"),
        _("Kind of thing"),
        _("Id of the thing"),
        _("Facts"),
        _("Seal"),
    ]


def _rows(found: Iterator[Record]) -> Iterator[list[object]]:
    for row in found:
        yield [
            row.number,
            f"{localtime(row.at):%d-%m-%Y %H:%M:%S}",
            str(row.by) if row.by else doer(row.act),
            str(getattr(row.by, "public_id", "")),
            sentence(row.act, row.facts),
            row.act,
            row.subject_kind,
            row.subject_id,
            json.dumps(row.facts, ensure_ascii=False, sort_keys=True) if row.facts else "",
            row.hash,
        ]
