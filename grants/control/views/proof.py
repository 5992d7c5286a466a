"""The built-in check: the whole ledger computed again, and what came of it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import storage
from portal.jobs.models import Job, JobState
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries
from ..forms import ProofForm
from ..rules import may_prove_ledger


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def proof(request: PortalRequest) -> HttpResponse:
    """Show what the last check of the whole ledger found, and have it checked again."""
    if request.method == "POST":
        city = access.enter_proof(request.user, request.city)
        form = ProofForm(request.POST)
        after = form.cleaned_data["after"] if form.is_valid() else ""
        job = flows.ask_for_proof(city, after=after, by=request.user, at=now())
        is_own = job.by_id == request.user.pk  # who did not ask for it follows it here
        return redirect("job", job.public_id) if is_own else redirect("control_proof")
    city = access.enter(request.user, request.city)
    newest = queries.proofs().first()
    done = queries.ready(queries.proofs()).first()
    context = {
        "newest": newest,
        "is_own": newest is not None and newest.by_id == request.user.pk,
        "done": done,
        "outcome": _outcome(done) if done is not None else None,
        "may_prove": may_prove_ledger(request.user, city.pk),
        "form": ProofForm(initial={"after": newest.public_id if newest is not None else ""}),
        "failed": newest is not None and newest.state == JobState.FAILED,
    }
    return render(request, "control/proof.html", context)


def _outcome(job: Job) -> dict[str, Any] | None:
    """Return what a check found; None when its file is gone, a week after it was asked for."""
    try:
        found: dict[str, Any] = json.loads(storage.read(job.stored_as))
    except FileNotFoundError:
        return None
    return found
