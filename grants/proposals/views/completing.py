"""Asking to complete a proposal, the council that does so, and the applicant who answers by the link in the mail."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grants.terms import Length, Unit, law
from portal.errors import PortalError
from portal.files.kinds import takes_files_by_link
from portal.security.kept import kept_post
from portal.security.limits import limit
from wijkraden.people.http import PortalRequest, PublicRequest

from .. import access, flows, queries, rules
from ..forms import AnswerForm, AskForm, LinkAnswerForm
from ..models import CompletionRequest, Proposal
from ..states import SECTION_LABELS, Section, State
from .office_door import led_back, run_form

_FORM = require_http_methods(["GET", "HEAD", "POST"])
TRIES = "120/h"  # of unknown links, from one network


@_FORM
@never_cache
@login_required
def proposal_ask(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask for what is missing."""
    found = access.get_proposal(request.user, request.city, public_id, rule=rules.may_handle)
    if back := led_back(request, found, (State.SUBMITTED, State.COMPLETING, State.COMPLETE)):
        return back
    usual = {"last_day": _usual_day(found)}
    form = AskForm(request.POST or None, initial=usual | (kept_post(request) or {}))
    return run_form(
        request,
        found,
        form,
        lambda: flows.ask_to_complete(
            found,
            items=form.items,
            last_day=form.cleaned_data["last_day"],
            message=form.cleaned_data["message"],
            by=request.user,
            at=timezone.now(),
        ),
        done=_("The question is on its way. The term to decide stands still from tomorrow on."),
        template="office_ask",
    )


def _usual_day(proposal: Proposal) -> date:
    given = law.completion(Length(proposal.round.completion_days, Unit.DAYS))
    return given.last_day(timezone.localdate()).day


@require_safe
@never_cache
@login_required
def proposal_completing(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show what was asked, what was answered, and what the council does next."""
    found = access.get_proposal(request.user, request.city, public_id)
    asked = queries.open_request(found)
    if asked is None:
        messages.info(request, _("Nothing is asked about this proposal now."))
        return redirect("proposal", found.public_id)
    context = {
        "proposal": found,
        "asked": asked,
        "items": [(one, SECTION_LABELS[Section(one.section)]) for one in asked.items.all()],
        "may_write": rules.may_write(request.user, found) and not queries.has_interest(request.user, found),
        "may_handle": rules.may_handle(request.user, found),
        "is_over": asked.answered_at is None and timezone.localdate() > asked.last_day,
    }
    return render(request, "proposals/completing.html", context)


@_FORM
@login_required
def proposal_answer(request: PortalRequest, public_id: str, number: int) -> HttpResponse:
    """Say for the council that something that was missing is done."""
    found = access.get_proposal(request.user, request.city, public_id, rule=rules.may_write)
    item = access.get_item(queries.open_request(found), number)
    if item.answered_at is not None and request.method != "POST":
        messages.info(request, _("This was answered already."))
        return redirect("proposal_completing", found.public_id)
    form = AnswerForm(request.POST or None, initial=kept_post(request))
    return run_form(
        request,
        found,
        form,
        lambda: flows.answer_item(item, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("Your answer is saved."),
        template="answer",
        back="proposal_completing",
        item=item,
        section=SECTION_LABELS[Section(item.section)],
    )


@require_safe
@never_cache
def completion(request: PublicRequest, token: str) -> HttpResponse:
    """Show the applicant what was asked and what was answered already."""
    asked = _asked(request, token)
    if asked is None:
        return _ended(request)
    items = [(one, SECTION_LABELS[Section(one.section)]) for one in asked.items.all()]
    context = {"asked": asked, "proposal": asked.proposal, "items": items, "token": token}
    return render(request, "proposals/completion.html", context)


def _link_is_open(request: PublicRequest, token: str, number: int) -> bool:  # noqa: ARG001  # what the address holds
    return request.city is not None and queries.request_with(request.city, token) is not None


@takes_files_by_link(_link_is_open)
@never_cache
@_FORM
def completion_item(request: PublicRequest, token: str, number: int) -> HttpResponse:
    """Take what the applicant answers to one thing."""
    asked = _asked(request, token)
    if asked is None:
        return _ended(request)
    item = access.get_item(asked, number)
    form = LinkAnswerForm(request.POST or None, request.FILES or None, by=asked)
    if form.is_valid():
        try:
            flows.answer_by_link(item, **form.cleaned_data, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your answer is saved."))
            return redirect("completion", token)
    context = {
        "asked": asked,
        "proposal": asked.proposal,
        "item": item,
        "section": SECTION_LABELS[Section(item.section)],
        "form": form,
        "token": token,
    }
    return render(request, "proposals/completion_item.html", context, status=422 if form.is_bound else 200)


def _asked(request: PublicRequest, token: str) -> CompletionRequest | None:
    """Return what the link asks, None when it ended or never was; who guesses is counted."""
    try:
        return access.get_asked(request.city, token)
    except Http404:
        limit(request, "completion", TRIES)
        return None


def _ended(request: PublicRequest) -> HttpResponse:
    return render(request, "proposals/completion_ended.html", status=404)
