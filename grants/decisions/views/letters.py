"""A decision as its letter: for the staff, the council, and the applicant who has a link."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.proposals.rules import is_of_council
from portal.documents.flows import make
from portal.documents.queries import content_of
from portal.security.limits import limit
from portal.serving import send_bytes
from wijkraden.people.http import PortalRequest, PublicRequest
from wijkraden.people.models import User

from .. import access, papers
from ..models import Decision
from .shown import acts_of, letter_shown, paper_of, view_shown, weighed
from .shown_of_objections import objections_shown

TRIES = "120/h"


@require_safe
@never_cache
@login_required
def decision(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a decision like its letter, with what can be done with it now."""
    found = access.get_decision(request.user, request.city, public_id)
    is_inside = not is_of_council(request.user, found.proposal)
    context = {
        "decision": found,
        "proposal": found.proposal,
        "letter": letter_shown(found),
        "is_inside": is_inside,
        "weighed": weighed(found) if is_inside else None,
        "paper": paper_of(found) if found.sent_on else None,
        **acts_of(request.user, found),
        **(view_shown(found) if is_inside else {}),
        **(objections_shown(request.user, found) if is_inside else {}),
    }
    return render(request, "decisions/decision.html", context)


@require_safe
@never_cache
@login_required
def decision_pdf(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Give the letter that was sent as a PDF."""
    found = access.get_sent_decision(request.user, request.city, public_id)
    return _pdf(found, by=request.user)


@require_safe
@never_cache
def letter_by_link(request: PublicRequest, token: str) -> HttpResponse:
    """Show the letter to the applicant, who needs no account."""
    limit(request, "letter", TRIES)
    found = access.get_letter(request.city, token)
    context = {"decision": found, "letter": letter_shown(found), "token": token}
    return render(request, "decisions/letter_by_link.html", context)


@require_safe
@never_cache
def letter_pdf_by_link(request: PublicRequest, token: str) -> HttpResponseBase:
    """Give the letter to the applicant as a PDF."""
    limit(request, "letter", TRIES)
    return _pdf(access.get_letter(request.city, token), by=None)


def _pdf(decision: Decision, *, by: User | None) -> HttpResponseBase:
    """Make the PDF of the letter once, and send its bytes."""
    document = make(papers.draft_letter(decision), by=by, at=timezone.now())
    return send_bytes(content_of(document), media_type="application/pdf", name=document.name)
