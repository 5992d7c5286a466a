"""The applicant's part before the submission: asked by mail, or an authorisation that she signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.limits import limit

from .. import flows, queries, rules
from ..addressees import applicant_of
from ..forms import SignedForm
from ..states import State
from .council_door import on_proposal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

    from ..models import Proposal

ASKS = "5/h"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@on_proposal(rules.may_write, among=[State.PRESENTED])
def proposal_applicant(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Show where the applicant's confirmation stands; ask by mail, or add the authorisation she signed."""
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = SignedForm(**sent, by=request.user, initial=kept_post(request))
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            flows.attach_authorisation(proposal, upload=upload, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The signed authorisation is added."))
            return redirect("proposal_applicant", proposal.public_id)
    consent = queries.consent_of(proposal)
    question = consent.question
    may_act = rules.may_act_for_council(request.user, proposal)
    context = {
        "proposal": proposal,
        "form": form,
        "applicant": None if consent.is_given else applicant_of(proposal),
        "question": question,
        "is_late": question is not None and question.expires_at <= timezone.now(),
        "authorisation": consent.authorisation,
        "is_confirmed": consent.is_given,
        "decision": queries.council_decision_on(proposal) if consent.is_given and may_act else None,
        "may_act": may_act,
    }
    return render(request, "proposals/council_applicant.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
@on_proposal(rules.may_write, among=[State.PRESENTED])
def applicant_ask(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Mail the applicant, once more if need be: the newest link alone works."""
    limit(request, f"ask-applicant:{proposal.public_id}", ASKS)
    try:
        question, _token = flows.ask_applicant(proposal, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail to %(email)s is on its way.") % {"email": question.email})
    return redirect("proposal_applicant", proposal.public_id)
