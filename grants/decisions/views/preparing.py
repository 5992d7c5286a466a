"""Preparing a decision with its letter beside it, and asking the applicant for a view before it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from grants.proposals.access import get_proposal
from grants.proposals.holding import refuse_act
from grants.proposals.models import Proposal
from grants.proposals.states import Route, State
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, flows, queries, rules
from ..beginning import refuse_to_ask, refuse_to_begin
from ..drafting import check, columns, parts_of
from ..forms import AskViewForm, PrepareForm, ViewForm, first_of, typed_before
from ..models import Decision
from ..queries_of_objections import waits_for
from ..queries_of_revisions import before_of
from ..queries_of_views import is_view_asked, last_intended
from ..renewal import begins_from, in_place_of, place_if_its_turn, refuse_rest_with_room
from ..revising import check_revision
from ..signals import computed_final
from ..states import FROM, INTENDED, VIEWS, DecisionKind
from ..weighing import refuse_unasked
from ..wording import kind_words
from .shown import letter_drafted

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@never_cache
@login_required
def decision_prepare(request: PortalRequest, public_id: str, kind: str) -> HttpResponse:
    """Prepare a decision of that kind; the letter as it would be stands beside the form when asked for."""
    if kind not in {one.value for one in FROM}:
        raise Http404
    proposal = get_proposal(request.user, request.city, public_id, rule=rules.may_prepare)
    what = DecisionKind(kind)
    refuse = partial(_refuse, proposal, what, by=request.user)
    if (back := led_back(request, refuse, "proposal", public_id)) is not None:
        return back
    before = before_of(proposal, what)
    form = PrepareForm(
        request.POST or None,
        kind=what,
        proposal=proposal,
        initial=_initial(what, proposal, before=before) | (kept_post(request) or {}),
    )
    is_preview = "preview" in request.POST
    if form.is_valid():
        if is_preview:
            _say_what_is_wrong(form, before=before)
        elif (answer := _prepare(request, proposal, form)) is not None:
            return answer
    letter = _preview(request, form, before=before) if form.is_bound and not form.errors else None
    context = {
        "form": form,
        "proposal": proposal,
        "words": kind_words(what, proposal.route),
        "before": before,
        "is_revision": what == DecisionKind.REVISE,
        "is_final": what == DecisionKind.DETERMINE,
        "computed": computed_final(proposal) if what == DecisionKind.DETERMINE else None,
        "letter": letter,
        "asks_view": what == DecisionKind.REVISE and _asks_view(proposal),
    }
    is_wrong = form.is_bound and (bool(form.errors) or not is_preview)
    return render(request, "decisions/prepare.html", context, status=422 if is_wrong else 200)


def _refuse(proposal: Proposal, kind: DecisionKind, *, by: User) -> None:
    """Raise why such a decision cannot be prepared now, whatever is filled in."""
    refuse_act(proposal, among=begins_from(proposal, kind), by=by)
    refuse_to_begin(proposal, kind, on=timezone.localdate())


def _asks_view(proposal: Proposal) -> bool:
    """Tell if a lower final amount waits for a question for a view. Three queries at most."""
    if proposal.route != Route.SUBSIDY or is_view_asked(proposal):
        return False
    return not waits_for(proposal, DecisionKind.REVISE)


def _initial(kind: DecisionKind, proposal: Proposal, *, before: int) -> dict[str, Any]:
    returned = queries.returned_decision(proposal, kind)
    if returned:
        return typed_before(returned)
    place = place_if_its_turn(proposal, kind, on=timezone.localdate())
    return first_of(kind, proposal, before=before, place=place)


def _prepare(request: PortalRequest, proposal: Proposal, form: PrepareForm) -> HttpResponse | None:
    try:
        made = flows.prepare_decision(proposal, what=form.what, by=request.user, at=timezone.now())
    except PortalError as error:
        form.show_refusal(error)
        return None
    messages.success(request, _("The decision is prepared. Now it is the turn of whoever decides."))
    return redirect("decision", made.public_id)


def _say_what_is_wrong(form: PrepareForm, *, before: int) -> None:
    """Add what would be refused on sending it, so that nobody looks at a letter that cannot leave."""
    proposal, what, today = form.proposal, form.what, timezone.localdate()
    try:
        refuse_to_begin(proposal, form.kind, on=today)
        check(proposal, what, before=before)
        refuse_rest_with_room(proposal, form.kind, what.ground, what.cents, on=today)
        if form.kind == DecisionKind.REVISE:
            check_revision(proposal, what.ground, what.cents, on=today)
            refuse_unasked(form.kind, what.ground, what.cents, proposal)
    except PortalError as error:
        form.show_refusal(error)


def _preview(request: PortalRequest, form: PrepareForm, *, before: int) -> dict[str, Any]:
    """Return the letter of what was typed; nothing is stored."""
    proposal, what = form.proposal, form.what
    decision = Decision(
        proposal=proposal,
        number=f"{proposal.number}-…",
        before_cents=before,
        replaces=in_place_of(proposal, what.kind),
        prepared_by=request.user,
        **columns(proposal, what),
    )
    return letter_drafted(decision, *parts_of(decision, what))


@_FORM
@login_required
def view_ask(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask the applicant for a view on an intention."""
    proposal = get_proposal(request.user, request.city, public_id, rule=rules.may_prepare)
    refuse = partial(_refuse_to_ask, proposal, by=request.user)
    if (back := led_back(request, refuse, "proposal", public_id)) is not None:
        return back
    intended = VIEWS.get(State(proposal.state), INTENDED)  # of an old tab: the flow says how it stands now
    form = AskViewForm(
        request.POST or None,
        intended=intended,
        before=before_of(proposal, next(iter(intended))),
        initial=_intended_before(proposal) | (kept_post(request) or {}),
    )
    if form.is_valid():
        try:
            made = flows.ask_view(proposal, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The question is on file and on its way to the applicant."))
            return redirect("view_enter", made.public_id)
    context = {"form": form, "proposal": proposal}
    return render(request, "decisions/view_ask.html", context, status=422 if form.is_bound else 200)


def _intended_before(proposal: Proposal) -> dict[str, Any]:
    """Return what was prepared and needs a view, as the form shows it."""
    found = last_intended(proposal)
    return {"kind": found.kind, "ground": found.ground, "cents": found.cents} if found else {}


def _refuse_to_ask(proposal: Proposal, *, by: User) -> None:
    """Raise why nobody is asked for a view now, whatever the ground."""
    refuse_act(proposal, among=VIEWS, by=by)
    refuse_to_ask(proposal)


@_FORM
@login_required
def view_enter(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show what the applicant was asked, and enter the answer."""
    rule = rules.may_prepare if request.method == "POST" else None
    found = access.get_view(request.user, request.city, public_id, rule=rule)
    form = ViewForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.enter_view(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The view of the applicant is on file. Whoever decides reads it beside the decision."),
            )
            return redirect("view_enter", public_id)
    may_enter = rules.may_prepare(request.user, found.proposal)
    context = {"form": form, "view": found, "proposal": found.proposal, "may_enter": may_enter}
    return render(request, "decisions/view_enter.html", context, status=422 if form.is_bound else 200)
