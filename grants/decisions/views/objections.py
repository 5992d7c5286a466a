"""The objections of a city, one of them with all that is known, and the letter of its decision."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.documents.flows import make
from portal.documents.queries import content_of
from portal.http import paged
from portal.security.limits import limit
from portal.serving import send_bytes
from wijkraden.people.http import PortalRequest, PublicRequest
from wijkraden.people.models import User

from .. import access, papers, queries_of_objections
from ..models import Objection
from .letters import TRIES
from .shown_of_objections import can_handle, card_of, objections_table

PER_PAGE = 25


@require_safe
@login_required
def objections(request: PortalRequest) -> HttpResponse:
    """List the objections: those that run by their last day, then the others."""
    city = access.enter_objections(request.user, request.city)
    page = paged(queries_of_objections.objections_listed(city), request, per=PER_PAGE)
    table = objections_table(list(page.object_list), today=timezone.localdate())
    return render(request, "decisions/objections.html", {"page": page, "table": table})


@require_safe
@never_cache
@login_required
def objection(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show an objection with its term, its hearing, its decision, and what can be done with it now."""
    found = access.get_objection(request.user, request.city, public_id)
    now = timezone.now()
    context = {
        "objection": found,
        "decision": found.decision,
        "proposal": found.decision.proposal,
        "letter": found.letter,
        "today": timezone.localdate(now),
        **card_of(found, today=timezone.localdate(now)),
        **can_handle(request.user, found, at=now),
    }
    return render(request, "decisions/objection.html", context)


@require_safe
@never_cache
@login_required
def objection_pdf(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """Give the letter of the decision on it as a PDF."""
    return _pdf(access.get_decided_objection(request.user, request.city, public_id), by=request.user)


@require_safe
@never_cache
def objection_letter(request: PublicRequest, token: str) -> HttpResponse:
    """Show the letter to the objector, who needs no account."""
    limit(request, "letter", TRIES)
    found = access.get_objection_letter(request.city, token)
    context = {"objection": found, "letter": found.letter, "token": token}
    return render(request, "decisions/objection_letter.html", context)


@require_safe
@never_cache
def objection_letter_pdf(request: PublicRequest, token: str) -> HttpResponseBase:
    """Give the letter to the objector as a PDF."""
    limit(request, "letter", TRIES)
    return _pdf(access.get_objection_letter(request.city, token), by=None)


def _pdf(objection: Objection, *, by: User | None) -> HttpResponseBase:
    """Make the PDF of the letter once, and send its bytes."""
    document = make(papers.draft_letter_of_objection(objection), by=by, at=timezone.now())
    return send_bytes(content_of(document), media_type="application/pdf", name=document.name)
