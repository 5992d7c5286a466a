"""The report of who received the money and has no account: everything by the secret link in the mail."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import PortalError
from portal.files.kinds import download_name, takes_files_by_link
from portal.security.limits import limit
from portal.serving import send
from wijkraden.people.http import PublicRequest, led_back

from .. import access, flows, queries
from ..asking import due_day, is_asked
from ..holding import refuse_unasked
from ..models import Report, ReportFile, ReportLink
from ..states import Part
from .parts import Desk, part_named, run_part

_FORM = require_http_methods(["GET", "HEAD", "POST"])
TRIES = "120/h"  # of unknown links, from one network


@require_safe
@never_cache
def report_by_link(request: PublicRequest, token: str) -> HttpResponse:
    """Show how it stands with the report, and the door to write it."""
    link = _link(request, token)
    report = queries.newest_report(link.proposal)
    context = {
        "proposal": link.proposal,
        "report": report,
        "is_asked": is_asked(link.proposal),
        "due": due_day(link.proposal),
        "today": timezone.localdate(),
        "token": token,
    }
    return render(request, "reports/by_link.html", context)


@require_POST
def start_by_link(request: PublicRequest, token: str) -> HttpResponse:
    """Begin the report, or go on with the one that was begun."""
    link = _link(request, token)
    try:
        flows.start_report(link.proposal, by=None, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("report_by_link", token)
    return redirect("report_part_by_link", token, Part.WHAT.value)


def _link_is_open(request: PublicRequest, token: str, part: str) -> bool:
    """Tell if files are taken here: of who holds a link, on the part with the files."""
    return part == Part.FILES and request.city is not None and bool(queries.link_with(request.city, token))


@takes_files_by_link(_link_is_open)
@_FORM
@never_cache
def part_by_link(request: PublicRequest, token: str, part: str) -> HttpResponse:
    """Show and save a part of the report, each on a screen of its own."""
    link = _link(request, token)
    named = part_named(part)
    report = _draft(request, link)
    if report is None:
        return redirect("report_by_link", token)
    refuse = partial(refuse_unasked, link.proposal)
    if (back := led_back(request, refuse, "report_by_link", token)) is not None:
        return back
    return run_part(request, _desk(report, link, token), named)


@require_safe
@never_cache
def file_by_link(request: PublicRequest, token: str, file_id: str) -> HttpResponseBase:
    """Send a file of the report to who holds its link."""
    file = _file(request, token, file_id).file
    name = download_name(file.name, file.media_type)
    return send(file.stored_as, media_type=file.media_type, name=name, inline=True)


@require_safe
@never_cache
def small_by_link(request: PublicRequest, token: str, file_id: str) -> HttpResponseBase:
    """Send the small picture of a photo, for the page that shows it; 404 for what has none."""
    file = _file(request, token, file_id).file
    if not file.thumbnail_as:
        raise Http404
    name = download_name(file.name, file.media_type)
    return send(file.thumbnail_as, media_type=file.media_type, name=name, inline=True, direct=True)


@_FORM
@never_cache
def remove_by_link(request: PublicRequest, token: str, file_id: str) -> HttpResponse:
    """Ask, and then take a file out of the report."""
    link = _link(request, token)
    report = _draft(request, link)
    if report is None:
        return redirect("report_by_link", token)
    refuse = partial(refuse_unasked, link.proposal)
    if (over := led_back(request, refuse, "report_by_link", token)) is not None:
        return over
    file = access.get_file(report, file_id)
    back = reverse("report_part_by_link", args=[token, Part.FILES.value])
    if request.method == "POST":
        try:
            flows.take_out(file, report, by=None, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(name)s” is taken out.") % {"name": file.file.name})
        return redirect(back)
    context = {"proposal": link.proposal, "file": file, "back": back, "is_by_link": True}
    return render(request, "reports/file_remove.html", context)


def _link(request: PublicRequest, token: str) -> ReportLink:
    """Return the link; 404 for none, and who guesses is counted."""
    try:
        return access.get_link(request.city, token)
    except Http404:
        limit(request, "report", TRIES)
        raise


def _file(request: PublicRequest, token: str, file_id: str) -> ReportFile:
    link = _link(request, token)
    return access.get_file(queries.newest_report(link.proposal), file_id)


def _draft(request: PublicRequest, link: ReportLink) -> Report | None:
    """Return the report that is being written; None, with a message, without one."""
    report = queries.newest_report(link.proposal)
    if report is None or not report.is_draft:
        messages.info(request, _("No report is being written now."))
        return None
    report.proposal = link.proposal
    return report


def _desk(report: Report, link: ReportLink, token: str) -> Desk:
    def of_file(name: str, one: ReportFile) -> str:
        return reverse(name, args=[token, one.public_id])

    return Desk(
        report=report,
        by=None,
        owner=link,
        home=reverse("report_by_link", args=[token]),
        part_url=lambda part: reverse("report_part_by_link", args=[token, part.value]),
        small_url=lambda one: of_file("report_small_by_link", one),
        file_url=lambda one: of_file("report_file_by_link", one),
        remove_url=lambda one: of_file("report_file_remove_by_link", one),
    )
