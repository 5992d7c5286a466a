"""Following work in the background."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..errors import PortalError
from ..http import SignedInRequest, filters_of, paged
from . import flows, queries
from .access import get_job, need_operator
from .forms import JobFilter
from .models import Job
from .rules import Person, may_operate

PER_PAGE = 25


@require_safe
@login_required
def jobs(request: SignedInRequest) -> HttpResponse:
    """Show all jobs, newest first, to who operates the portal."""
    need_operator(request.user)
    form = JobFilter(request.GET)
    is_fit = form.is_valid()
    found = queries.jobs(**form.cleaned_data) if is_fit else queries.no_jobs()
    page = paged(found, request, per=PER_PAGE)
    context = {
        "page": page,
        "count": page.paginator.count,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "query": filters_of(request),
    }
    return render(request, "jobs/jobs.html", context, status=200 if is_fit else 422)


@require_safe
@login_required
def my_jobs(request: SignedInRequest) -> HttpResponse:
    """Show the jobs that the person herself asked for, so that one left alone is found again."""
    page = paged(queries.jobs_of(request.user), request, per=PER_PAGE)
    return render(request, "jobs/my_jobs.html", {"page": page})


@require_safe
@never_cache
@login_required
def job(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Show how far a job is."""
    found = get_job(request.user, public_id)
    return render(request, "jobs/job.html", _about(request.user, found))


@require_safe
@never_cache
def job_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the page that follows a job: nothing new (204), the new state, or “come in again”."""
    if not request.headers.get("HX-Request"):
        return redirect("job", public_id)
    if not request.user.is_authenticated:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    about = _about(request.user, get_job(request.user, public_id))
    if request.GET.get("seen") == about["seen"]:
        return HttpResponse(status=204)
    about["speaks"] = request.GET.get("said") != about["said"]
    return render(request, "jobs/job_progress.html", about)


@require_POST
@login_required
def job_retry(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Have a failed job done again."""
    found = get_job(request.user, public_id, to_operate=True)
    try:
        flows.retry(found, by=request.user, at=now())
        messages.success(request, _("The work will be done again."))
    except PortalError as error:
        messages.error(request, str(error))
    return redirect("job", public_id)


def _about(user: Person, found: Job) -> dict[str, object]:
    """Return what page and fragment show: `said` changes only when a screen reader should speak."""
    percent = min(100 * found.done // found.total, 100) if found.total else 0
    return {
        "job": found,
        "percent": percent,
        "is_open": found.is_open,
        "is_download": found.public_id in found.result_url,  # the address of its own file
        "result_url": found.result_url if found.by_id in {user.pk, None} else "",
        "seen": _short(found.state, found.done, found.total, found.attempts, found.message),
        "said": f"{found.state}.{percent // 25}",
        "may_operate": may_operate(user),
    }


def _short(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:12]
