"""Submitting: a page that says what happens, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import day_of
from portal.errors import PortalError

from .. import access, flows, queries, rules
from ..addressees import applicant_of
from ..available import available_for, reserved_by_submission
from ..clocks import starts_before
from ..states import Route, State
from .council_door import on_proposal

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

    from ..models import Proposal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@on_proposal(rules.may_act_for_council, among=set(State))
def proposal_submit(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Submit a proposal, after a page that says what that does; what was submitted already leads to its receipt."""
    if proposal.is_submitted:
        return _already(request, proposal)
    refusal, now = "", timezone.now()
    if request.method == "POST":
        try:
            flows.submit(proposal, by=request.user, at=now)
        except PortalError as error:
            if _was_submitted_meanwhile(proposal):
                return _already(request, proposal)
            refusal = str(error)
        else:
            messages.success(request, _("The proposal is submitted. The receipt is on its way by mail too."))
            return redirect("proposal_receipt", proposal.public_id)
    elif proposal.state != State.PRESENTED:
        return redirect("proposal", proposal.public_id)
    context = {"proposal": proposal, "refusal": refusal, **_what_happens(proposal, at=now)}
    return render(request, "proposals/council_submit.html", context, status=422 if refusal else 200)


@require_safe
@login_required
def proposal_receipt(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the receipt of a submitted proposal; 404 before that."""
    proposal = access.get_proposal(request.user, request.city, public_id)
    if not proposal.is_submitted:
        raise Http404
    kept = queries.submitted_text(proposal)
    context = {
        "proposal": proposal,
        "decide_by": queries.clock_of(proposal).read(timezone.localdate()).last_day,
        "submitted_by": kept.by if kept else None,
        "sha256": kept.sha256 if kept else "",
        "applicant": applicant_of(proposal),
        "reserved": reserved_by_submission(proposal),
    }
    return render(request, "proposals/council_receipt.html", context)


def _was_submitted_meanwhile(proposal: Proposal) -> bool:
    proposal.refresh_from_db()
    return proposal.is_submitted


def _already(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    messages.info(request, _("This proposal was submitted already. This is its receipt."))
    return redirect("proposal_receipt", proposal.public_id)


def _what_happens(proposal: Proposal, *, at: datetime) -> dict[str, Any]:
    """Return what the page tells before one submits, and what stands in the way."""
    decision = queries.council_decision_on(proposal)
    decide_by = queries.expected_decision(proposal, at=at)
    is_confirmed = proposal.route != Route.SUBSIDY or queries.is_confirmed(proposal)
    is_open = proposal.round.is_open(at)
    return {
        "decision": decision,
        "is_confirmed": is_confirmed,
        "is_open": is_open,
        "is_ready": is_open and is_confirmed and decision is not None and decision.accepted,
        "available": available_for(proposal, on=day_of(at)),
        "awaits_budget": not proposal.slice.year.is_adopted(day_of(at)),
        "decide_by": decide_by,
        "starts_before": starts_before(proposal, at=at) is not None,
    }
