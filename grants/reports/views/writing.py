"""The council writes its report."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from grants.proposals.models import Proposal
from grants.proposals.queries import has_interest
from portal.errors import PortalError
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, flows, queries
from ..holding import refuse_unasked
from ..models import Report, ReportFile
from ..states import Part
from .parts import Desk, part_named, run_part

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@login_required
def report_start(request: PortalRequest, public_id: str) -> HttpResponse:
    """Begin the report, or go on with the one that was begun."""
    found = access.get_to_write(request.user, request.city, public_id)
    try:
        flows.start_report(found, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("report", public_id)
    return redirect("report_part", public_id, Part.WHAT.value)


@_FORM
@never_cache
@login_required
def report_part(request: PortalRequest, public_id: str, part: str) -> HttpResponse:
    """Show and save a part of the report, each on a screen of its own."""
    found = access.get_to_write(request.user, request.city, public_id)
    named = part_named(part)
    report = _draft(request, found)
    if report is None:
        return redirect("report", public_id)
    if (back := led_back(request, partial(refuse_unasked, found), "report", public_id)) is not None:
        return back
    return run_part(request, _desk(report, request.user), named)


@_FORM
@login_required
def report_file_remove(request: PortalRequest, public_id: str, file_id: str) -> HttpResponse:
    """Ask, and then take a file out of the report."""
    found = access.get_to_write(request.user, request.city, public_id)
    report = _draft(request, found)
    if report is None:
        return redirect("report", public_id)
    if (over := led_back(request, partial(refuse_unasked, found), "report", public_id)) is not None:
        return over
    file = access.get_file(report, file_id)
    back = reverse("report_part", args=[public_id, Part.FILES.value])
    if request.method == "POST":
        try:
            flows.take_out(file, report, by=request.user, at=timezone.now())
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(name)s” is taken out.") % {"name": file.file.name})
        return redirect(back)
    context = {"proposal": found, "file": file, "back": back, "is_by_link": False}
    return render(request, "reports/file_remove.html", context)


def _draft(request: PortalRequest, proposal: Proposal) -> Report | None:
    """Return the report that is being written; None, with a message, for who has an interest or without one."""
    if has_interest(request.user, proposal):
        messages.error(
            request, _("You have an interest in this proposal, so you take no part in its report.")
        )
        return None
    report = queries.newest_report(proposal)
    if report is None or not report.is_draft:
        messages.info(request, _("No report is being written now."))
        return None
    report.proposal = proposal
    return report


def _desk(report: Report, user: User) -> Desk:
    public_id = report.proposal.public_id

    def remove_url(one: ReportFile) -> str:
        return reverse("report_file_remove", args=[public_id, one.public_id])

    return Desk(
        report=report,
        by=user,
        owner=user,
        home=reverse("report", args=[public_id]),
        part_url=lambda part: reverse("report_part", args=[public_id, part.value]),
        small_url=partial(_of_file, "file_thumbnail"),
        file_url=partial(_of_file, "file"),
        remove_url=remove_url,
    )


def _of_file(name: str, one: ReportFile) -> str:
    return reverse(name, args=[one.file.public_id])
