"""An officer checks the conditions, finds a proposal complete, takes it in hand, and writes notes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries, rules
from ..addressees import officers_of
from ..clocks import starts_before
from ..evidence import evidence_of
from ..forms import CheckForm, HandlerForm, NoteForm
from ..models import Proposal
from ..sheet import sheet_of
from ..states import AT_THE_OFFICE, Answer, State
from .office_door import led_back, run_form

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_CHECKING = (State.SUBMITTED, State.COMPLETING, State.COMPLETE)


@_FORM
@never_cache
@login_required
def proposal_check(request: PortalRequest, public_id: str) -> HttpResponse:
    """Answer the conditions, beside what the proposal itself shows about them."""
    found = access.get_proposal(request.user, request.city, public_id, rule=rules.may_handle)
    if back := led_back(request, found, _CHECKING):
        return back
    form = CheckForm(
        request.POST or None,
        conditions=queries.conditions_of(found),
        newest=queries.newest_checks(found),
        initial=kept_post(request) or {},
    )
    if form.is_valid():
        try:
            made = flows.check(found, found=form.found, seen=form.newest, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            told = ngettext("%(n)d answer is saved.", "%(n)d answers are saved.", made) % {"n": made}
            messages.success(request, told if made else _("Nothing was changed."))
            return redirect("proposal_check", found.public_id)
    context = {
        "proposal": found,
        "form": form,
        "evidence": evidence_of(found, sheet_of(found)),
        "decide_by": starts_before(found, at=timezone.now()),
        "request_open": queries.open_request(found),
        "may_find_complete": found.state != State.COMPLETE,
    }
    return render(request, "proposals/office_check.html", context, status=422 if form.is_bound else 200)


@_FORM
@never_cache
@login_required
def proposal_complete(request: PortalRequest, public_id: str) -> HttpResponse:
    """Find a proposal complete, after a page that says what that does and what was answered."""
    found = access.get_proposal(request.user, request.city, public_id, rule=rules.may_handle)
    if back := led_back(request, found, (State.SUBMITTED, State.COMPLETING)):
        return back
    refusal = ""
    if request.method == "POST":
        try:
            flows.find_complete(found, by=request.user, at=timezone.now())
        except PortalError as error:
            refusal = str(error)
        else:
            messages.success(
                request,
                _("“%(title)s” is complete. Next: the city assesses it; see below how.")
                % {"title": found.title},
            )
            return redirect("proposal", found.public_id)
    context = {"proposal": found, "refusal": refusal, **_answers(found)}
    return render(request, "proposals/office_complete.html", context, status=422 if refusal else 200)


def _answers(proposal: Proposal) -> dict[str, object]:
    """Return the conditions that were answered by no, those without an answer, and what was asked."""
    newest = queries.newest_checks(proposal)
    conditions = list(queries.conditions_of(proposal))
    answers = {one: newest[one.pk].answer if one.pk in newest else Answer.OPEN for one in conditions}
    return {
        "not_met": [one for one, answer in answers.items() if answer == Answer.NO],
        "unanswered": [one for one, answer in answers.items() if answer == Answer.OPEN],
        "asked": queries.open_request(proposal),
    }


@_FORM
@login_required
def proposal_handler(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take a proposal in hand, or hand it over to a colleague."""
    found = access.get_proposal(request.user, request.city, public_id, rule=rules.may_handle)
    if back := led_back(request, found, AT_THE_OFFICE):
        return back
    form = HandlerForm(
        request.POST or None,
        officers=officers_of(request.city, on=timezone.localdate()),
        handler=found.handler,
        initial={"to": request.user.public_id} | (kept_post(request) or {}),
    )
    return run_form(
        request,
        found,
        form,
        lambda: flows.assign(
            found, **form.cleaned_data, was=found.handler_id or 0, by=request.user, at=timezone.now()
        ),
        done=_("It is noted who handles this proposal."),
        template="office_handler",
    )


@require_safe
@never_cache
@login_required
def proposal_notes(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the notes of the staff of the city."""
    found = access.get_proposal(request.user, request.city, public_id)
    access.refuse_outsider(request.user, found)
    context = {
        "proposal": found,
        "notes": queries.notes_of(found),
        "may_write": rules.may_handle(request.user, found),
    }
    return render(request, "proposals/office_notes.html", context)


@_FORM
@login_required
def proposal_note(request: PortalRequest, public_id: str) -> HttpResponse:
    """Write a note."""
    found = access.get_proposal(request.user, request.city, public_id, rule=rules.may_handle)
    form = NoteForm(request.POST or None, initial=kept_post(request))
    return run_form(
        request,
        found,
        form,
        lambda: flows.add_note(found, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("Your note is saved."),
        template="office_note",
        back="proposal_notes",
    )
