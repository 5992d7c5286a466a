"""Entering an objection, giving it more time, its hearing, taking it back, and deciding on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from grants.proposals.addressees import applicant_of
from grants.proposals.holding import refuse_act
from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, flows, rules
from ..forms import (
    DecideObjectionForm,
    ExtendObjectionForm,
    HearingForm,
    ObjectionForm,
    WithdrawObjectionForm,
)
from ..models import Decision, Objection
from ..objecting import (
    days_to_object,
    refuse_extension,
    refuse_to_handle,
    refuse_unheard,
    why_not_upheld,
)
from ..queries_of_objections import waits_for_condition
from ..signals import paid_back_of
from ..states import Outcome
from .shown_of_objections import letter_drafted

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@never_cache
@login_required
def objection_enter(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter an objection to a decision."""
    found = access.get_decision_to_object_to(request.user, request.city, public_id)
    refuse = partial(_refuse_entry, found, by=request.user)
    if (back := led_back(request, refuse, "decision", public_id)) is not None:
        return back
    form = ObjectionForm(request.POST or None, initial=_of_applicant(found) | (kept_post(request) or {}))
    if form.is_valid():
        try:
            made = flows.enter_objection(found, what=form.what, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The objection is on file; its receipt is on its way to the objector.")
            )
            return redirect("objection", made.public_id)
    context = {"form": form, "decision": found, "proposal": found.proposal}
    return render(request, "decisions/objection_enter.html", context, status=422 if form.is_bound else 200)


def _refuse_entry(decision: Decision, *, by: User) -> None:
    """Raise why nobody can object to it, whatever they say."""
    refuse_act(decision.proposal, by=by)
    days_to_object(decision)


def _of_applicant(decision: Decision) -> dict[str, Any]:
    """Return the applicant, who objects most often, for the form to begin with."""
    applicant = applicant_of(decision.proposal)
    if applicant is None:
        return {}
    lines = (applicant.street, f"{applicant.postcode} {applicant.town}".strip())
    return {
        "name": applicant.name,
        "email": applicant.email,
        "address": "\n".join(line for line in lines if line),
        "received_on": timezone.localdate(),
    }


@_FORM
@never_cache
@login_required
def objection_extend(request: PortalRequest, public_id: str) -> HttpResponse:
    """Extend the term to decide on it."""
    found = _get(request, public_id)
    if (back := _over(request, found, also=partial(refuse_extension, found, at=timezone.now()))) is not None:
        return back
    form = ExtendObjectionForm(request.POST or None, initial=kept_post(request))
    if form.is_valid() and _is_done(request, found, form, flows.extend_objection):
        messages.success(request, _("The term is extended, and the objector is told."))
        return redirect("objection", public_id)
    return _page(request, found, form, "decisions/objection_extend.html")


@_FORM
@never_cache
@login_required
def objection_hearing(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter the hearing, or why there is none."""
    found = _get(request, public_id)
    if (back := _over(request, found)) is not None:
        return back
    stands = {"heard_on": found.heard_on, "hearing": found.hearing, "not_heard": found.not_heard}
    form = HearingForm(request.POST or None, now=stands, initial=kept_post(request) or {})
    if form.is_valid() and _is_done(request, found, form, partial(flows.record_hearing, was=stands)):
        messages.success(
            request, _("The hearing is on file. The objections lawyer can decide on the objection now.")
        )
        return redirect("objection", public_id)
    return _page(request, found, form, "decisions/objection_hearing.html")


@_FORM
@never_cache
@login_required
def objection_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter that the objector took it back."""
    found = _get(request, public_id)
    if (back := _over(request, found)) is not None:
        return back
    initial = {"on": timezone.localdate(), **(kept_post(request) or {})}
    form = WithdrawObjectionForm(request.POST or None, initial=initial)
    if form.is_valid() and _is_done(request, found, form, flows.withdraw_objection):
        messages.success(request, _("It is on file that the objection was taken back. The decision stays."))
        return redirect("objection", public_id)
    return _page(request, found, form, "decisions/objection_withdraw.html")


@_FORM
@never_cache
@login_required
def objection_decide(request: PortalRequest, public_id: str) -> HttpResponse:
    """Decide on it; the letter as it would be stands below the form when asked for."""
    found = _get(request, public_id)
    if (back := _over(request, found, also=partial(refuse_unheard, found))) is not None:
        return back
    must_be_recent(request)
    not_upheld = why_not_upheld(found.decision, found.decision.proposal)
    form = DecideObjectionForm(
        request.POST or None, is_late=found.is_late, not_upheld=not_upheld, initial=kept_post(request)
    )
    is_preview = "preview" in request.POST
    if form.is_valid() and not is_preview and _is_done(request, found, form, flows.decide_objection):
        messages.success(request, _told(found))
        return redirect("objection", public_id)
    shows = form.is_bound and not form.errors
    letter = letter_drafted(found, form.cleaned_data, by=request.user) if shows else None
    is_wrong = form.is_bound and (bool(form.errors) or not is_preview)
    more = {
        "letter": letter,
        "not_upheld": not_upheld,
        "waits_for_condition": waits_for_condition(found.decision),
        "came_back_cents": paid_back_of(found.decision),
    }
    return _page(request, found, form, "decisions/objection_decide.html", is_wrong=is_wrong, **more)


def _get(request: PortalRequest, public_id: str) -> Objection:
    return access.get_objection(request.user, request.city, public_id, rule=rules.may_handle_objection)


def _over(
    request: PortalRequest, objection: Objection, *, also: Callable[[], object] | None = None
) -> HttpResponse | None:
    """Lead who opens an act that cannot be done now back to the objection, with why; None to go on."""

    def refuse() -> None:
        refuse_to_handle(objection, by=request.user, at=timezone.now())
        if also is not None:
            also()

    return led_back(request, refuse, "objection", objection.public_id)


def _is_done(request: PortalRequest, objection: Objection, form: forms.Form, act: Any) -> bool:
    """Do it with what was filled in; a refusal stands above the form."""
    try:
        act(objection, **form.cleaned_data, by=request.user, at=timezone.now())
    except PortalError as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(
    request: PortalRequest,
    objection: Objection,
    form: forms.Form,
    template: str,
    *,
    is_wrong: bool | None = None,
    **more: Any,
) -> HttpResponse:
    decision = objection.decision
    context = {
        "form": form,
        "objection": objection,
        "decision": decision,
        "proposal": decision.proposal,
        **more,
    }
    wrong = form.is_bound if is_wrong is None else is_wrong
    return render(request, template, context, status=422 if wrong else 200)


def _told(objection: Objection) -> str:
    """Return what became of it, and who acts next where it was upheld."""
    done = _("The objection is decided and the letter is on its way.")
    if objection.outcome != Outcome.UPHELD:
        return done
    return " ".join(
        [done, _("Next: the city, with what follows from it; the page of the proposal says what.")]
    )
