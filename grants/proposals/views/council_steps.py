"""Steps that end or undo something, each after a page that says what it does and asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post

from .. import flows, queries, rules
from ..forms import ReasonForm
from ..states import STEPS, State
from .council_door import on_proposal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wijkraden.people.http import PortalRequest

    from ..models import Proposal

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@on_proposal(rules.may_act_for_council, among=[State.PRESENTED])
def proposal_send_back(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Send a proposal back to its author."""
    form = _form(
        request,
        label=_("What should be different?"),
        help_text=_("The author gets this by mail. It stays readable for the council."),
    )
    page = {"author": proposal.created_by, "decision": queries.council_decision_on(proposal)}
    return _answer(
        request,
        proposal,
        form,
        flows.send_back,
        done=_("The proposal is a draft again."),
        template="proposals/council_send_back.html",
        page=page,
    )


@_FORM
@login_required
@on_proposal(rules.may_act_for_council, among=[State.PRESENTED])
def proposal_not_put_forward(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """End a proposal that the council voted down."""
    form = _form(
        request,
        label=_("Why does the council not put it forward?"),
        help_text=_(
            "The author gets this by mail, and the applicant when she was asked to confirm the text."
        ),
    )
    return _answer(
        request,
        proposal,
        form,
        flows.not_put_forward,
        done=_("The proposal is closed: the council does not put it forward."),
        template="proposals/council_not_put_forward.html",
        page={"decision": queries.council_decision_on(proposal)},
    )


@_FORM
@login_required
@on_proposal(rules.may_withdraw, among=STEPS[State.WITHDRAWN])
def proposal_withdraw(request: PortalRequest, proposal: Proposal) -> HttpResponse:
    """Withdraw a proposal."""
    form = _form(
        request,
        label=_("Why do you withdraw it?"),
        help_text=_("It stays readable for the council, and for the city once it was submitted."),
    )
    return _answer(
        request,
        proposal,
        form,
        flows.withdraw,
        done=_("The proposal is withdrawn."),
        template="proposals/council_withdraw.html",
        page={"reserved_cents": queries.reserved_for(proposal)},
    )


def _form(request: PortalRequest, *, label: str, help_text: str) -> ReasonForm:
    return ReasonForm(request.POST or None, initial=kept_post(request), label=label, help_text=help_text)


def _answer(
    request: PortalRequest,
    proposal: Proposal,
    form: ReasonForm,
    flow: Callable[..., None],
    *,
    done: str,
    template: str,
    page: dict[str, Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            flow(proposal, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("proposal", proposal.public_id)
    context = {"proposal": proposal, "form": form, **page}
    return render(request, template, context, status=422 if form.is_bound else 200)
