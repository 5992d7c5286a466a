"""The decision of the council on a proposal: a vote that is looked at before it is entered, or an authorisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.forms import DateField

from .. import flows, queries, rules
from ..forms import AuthorisationForm, MeetingForm
from ..forms.council import show_refusal
from ..states import Route, State
from ..votes import Outcome, check_authorisation, weigh_meeting
from .council_door import on_proposal

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

    from ..models import Proposal

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@on_proposal(rules.may_act_for_council, among=[State.PRESENTED])
def council_vote(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Enter the vote of a formal meeting, once its outcome was looked at."""
    form = _meeting_form(request, proposal)
    outcome: Outcome | None = None
    if form.is_valid():
        try:
            now = timezone.now()
            outcome = weigh_meeting(proposal, **form.meeting, at=now)
            if "store" in request.POST and form.was_seen:
                more = {name: form.cleaned_data[name] for name in ("basis", "minutes")}
                made = flows.record_meeting(proposal, **form.meeting, **more, by=request.user, at=now)
                return _decided(request, proposal, accepted=made.accepted)
        except PortalError as error:
            outcome = None
            show_refusal(form, error)
        else:
            form.show(form.fingerprint)
    context = {"form": form, "outcome": outcome, **_around(proposal)}
    return render(request, "proposals/council_vote.html", context, status=_status(form, outcome))


@_FORM
@login_required
@on_proposal(rules.may_act_for_council, among=[State.PRESENTED])
def council_authorisation(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Enter that someone put it forward for the council, once what that means was looked at."""
    people = queries.who_may_act_by_authorisation(proposal.district, on=_day_of_decision(request))
    interested = queries.with_interest(proposal)
    form = AuthorisationForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        people=[one for one in people if one.pk not in interested],
        initial=kept_post(request),
    )
    is_seen = False
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("decided_on", "authorised")}
        try:
            now = timezone.now()
            check_authorisation(proposal, **told, at=now)
            if "store" in request.POST and form.was_seen:
                more = {name: form.cleaned_data[name] for name in ("basis", "minutes")}
                flows.record_authorisation(proposal, **told, **more, by=request.user, at=now)
                return _decided(request, proposal, accepted=True)
        except PortalError as error:
            show_refusal(form, error)
        else:
            form.show(form.fingerprint)
            is_seen = True
    context = {"form": form, "is_seen": is_seen, **_around(proposal)}
    return render(request, "proposals/council_authorisation.html", context, status=_status(form, is_seen))


def _meeting_form(request: PortalRequest, proposal: Proposal) -> MeetingForm:
    return MeetingForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        voters=queries.voters_of(proposal.district, on=_day_of_decision(request)),
        interested=queries.with_interest(proposal),
        seats=proposal.district.seats,
        initial=kept_post(request),
    )


def _day_of_decision(request: PortalRequest) -> date:
    """Return the day that was typed, of which the members are asked; today while none can be read."""
    try:
        typed: date | None = DateField(required=False).clean(request.POST.get("decided_on"))
    except ValidationError:
        typed = None
    return typed or timezone.localdate()


def _around(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "rules": queries.rules_of(proposal.district),
        "standing": queries.council_decision_on(proposal),
    }


def _status(form: MeetingForm | AuthorisationForm, is_well: object) -> int:
    return 422 if form.is_bound and not is_well else 200


def _decided(request: PortalRequest, proposal: Proposal, *, accepted: bool) -> HttpResponse:
    """Say what was entered and lead to what comes next."""
    if not accepted:
        messages.success(
            request, _("The decision is entered: the council does not put the proposal forward.")
        )
        return redirect("proposal_not_put_forward", proposal.public_id)
    messages.success(request, _("The decision is entered: the council puts the proposal forward."))
    is_ready = proposal.route != Route.SUBSIDY or queries.is_confirmed(proposal)
    return redirect("proposal_submit" if is_ready else "proposal_applicant", proposal.public_id)
