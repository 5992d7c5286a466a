"""Letting the payments of a dossier stand still because of a suspicion, and letting them go on (Awb 4:56)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.proposals.addressees import recipient_of
from grants.proposals.holding import refuse_act
from grants.terms import day_of
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back

from .. import access
from ..checking import refuse_ended_suspension, refuse_suspended
from ..flows import lift_suspension, suspend
from ..forms_of_suspensions import LiftForm, SuspendForm
from ..queries_of_suspensions import last_day_for

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
def payment_suspend(request: PortalRequest, public_id: str) -> HttpResponse:
    """Let the payments of a grant stand still."""
    proposal = access.get_to_suspend(request.user, request.city, public_id)
    today = day_of(timezone.now())

    def refuse() -> None:
        refuse_act(proposal, by=request.user)
        refuse_suspended(proposal, on=today)

    if (back := led_back(request, refuse, "proposal", public_id)) is not None:
        return back
    form = SuspendForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            suspend(proposal, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The payments stand still from today on. The recipient is told."))
            return redirect("proposal", public_id)
    context = {
        "proposal": proposal,
        "form": form,
        "recipient": recipient_of(proposal),
        "last_on": last_day_for(proposal, on=today),
    }
    return render(request, "payments/suspend.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def payment_lift(request: PortalRequest, public_id: str) -> HttpResponse:
    """Let payments that stand still go on."""
    suspension = access.get_suspension(request.user, request.city, public_id)
    proposal = suspension.proposal

    def refuse() -> None:
        refuse_act(proposal, by=request.user)
        refuse_ended_suspension(suspension)

    if (back := led_back(request, refuse, "proposal", proposal.public_id)) is not None:
        return back
    form = LiftForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            lift_suspension(suspension, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The payments go on. The recipient is told."))
            return redirect("proposal", proposal.public_id)
    context = {"proposal": proposal, "suspension": suspension, "form": form}
    return render(request, "payments/lift.html", context, status=422 if form.is_bound else 200)
