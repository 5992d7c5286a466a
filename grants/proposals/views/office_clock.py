"""The term to decide: how it stands, and what an officer can do about it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import Length, Unit
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries, rules
from ..clocks import card_of, open_pause
from ..forms import ExtendForm, NoticeForm, PutBackForm, RunOnForm, StopForm
from ..models import Proposal
from ..states import AT_THE_OFFICE, Route
from .office_door import led_back, run_form

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@login_required
def proposal_clock(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show how the term came to be what it is, with every receipt that was put back, and what can be done."""
    found = access.get_proposal(request.user, request.city, public_id)
    access.refuse_outsider(request.user, found)
    today = timezone.localdate()
    card = card_of(found, on=today)
    may_act = rules.may_handle(request.user, found) and found.state in AT_THE_OFFICE
    is_legal = found.route == Route.SUBSIDY
    context = {
        "proposal": found,
        "card": card,
        "receipts": queries.receipts_of(found),
        "may_act": may_act,
        "may_extend": is_legal and card is not None and card.reading.clock.may_extend(today),
        "may_stop": is_legal and card is not None and not card.reading.is_over,
        "is_legal": is_legal,
        "pause": open_pause(found, on=today),
    }
    return render(request, "proposals/office_clock.html", context)


@_FORM
@login_required
def clock_extend(request: PortalRequest, public_id: str) -> HttpResponse:
    """Extend the term to decide."""
    found = _to_handle(request, public_id)
    if back := led_back(request, found, AT_THE_OFFICE):
        return back
    form = ExtendForm(request.POST or None, initial=kept_post(request))
    return run_form(
        request,
        found,
        form,
        lambda: flows.extend(found, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The term is extended. The applicant and the council are told why."),
        template="office_extend",
        back="proposal_clock",
        length=Length(found.round.extension_weeks, Unit.WEEKS),
    )


@_FORM
@login_required
def clock_stop(request: PortalRequest, public_id: str) -> HttpResponse:
    """Let the term stand still for another reason than a question to complete."""
    found = _to_handle(request, public_id)
    if back := led_back(request, found, AT_THE_OFFICE):
        return back
    form = StopForm(request.POST or None, initial=_today("since") | (kept_post(request) or {}))
    return run_form(
        request,
        found,
        form,
        lambda: flows.stop_clock(found, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The term stands still."),
        template="office_stop",
        back="proposal_clock",
    )


@_FORM
@login_required
def clock_run_on(request: PortalRequest, public_id: str) -> HttpResponse:
    """Let the term run on."""
    found = _to_handle(request, public_id)
    if back := led_back(request, found, AT_THE_OFFICE):
        return back
    form = RunOnForm(request.POST or None, initial=_today("runs_on") | (kept_post(request) or {}))
    return run_form(
        request,
        found,
        form,
        lambda: flows.run_on(found, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The term runs on."),
        template="office_run_on",
        back="proposal_clock",
    )


@_FORM
@login_required
def clock_put_back(request: PortalRequest, public_id: str) -> HttpResponse:
    """Put a moment of receipt or completeness back."""
    found = _to_handle(request, public_id)
    if back := led_back(request, found, AT_THE_OFFICE):
        return back
    form = PutBackForm(request.POST or None, initial=kept_post(request) or {"what": "receipt"})
    return run_form(
        request,
        found,
        form,
        lambda: flows.put_back(
            found,
            of_completeness=form.cleaned_data["what"] == "completeness",
            becomes=form.becomes,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        done=_("The moment is put back. Both moments stay on file."),
        template="office_put_back",
        back="proposal_clock",
    )


@_FORM
@login_required
def clock_notice(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter a notice of default; also while the decision is held back."""
    found = _to_handle(request, public_id)
    if not found.is_held_back and (back := led_back(request, found, AT_THE_OFFICE)):
        return back
    form = NoticeForm(request.POST or None, initial=_today("received_on") | (kept_post(request) or {}))
    return run_form(
        request,
        found,
        form,
        lambda: flows.note_default(found, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The notice of default is on file."),
        template="office_notice",
        back="proposal_clock",
    )


def _to_handle(request: PortalRequest, public_id: str) -> Proposal:
    return access.get_proposal(request.user, request.city, public_id, rule=rules.may_handle)


def _today(name: str) -> dict[str, Any]:
    return {name: timezone.localdate()}
