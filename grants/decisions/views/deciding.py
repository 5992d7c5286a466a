"""What waits for a decision, taking it with its amount on the button, returning it, and the decision day."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.budget.errors import OverCeiling
from grants.money import format_euros, plain_euros
from grants.proposals.access import get_proposal
from grants.proposals.holding import refuse_act
from portal.errors import PortalError
from portal.http import paged
from portal.security.kept import kept_post
from portal.security.recent import must_be_recent
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, flows, queries, rules
from ..drafting import shrunk
from ..forms import CouncilForm, InterestForm, PartForm, ReturnForm
from ..models import Decision
from ..renewal import refuse_rest_with_room
from ..states import DecisionKind, Ground, taken_from
from ..weighing import refuse_not_of_council, refuse_taken
from .shown import acts_of, button_of, inbox_table, letter_drafted, letter_shown, view_shown, weighed

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25


@require_safe
@login_required
def decisions(request: PortalRequest) -> HttpResponse:
    """Show what waits for a decision-maker, and which rounds wait for their decision day."""
    city = access.enter_inbox(request.user, request.city)
    page = paged(queries.waiting_decisions(city), request, per=PER_PAGE)
    context = {
        "page": page,
        "table": inbox_table(request.user, list(page.object_list)),
        "held": list(queries.rounds_held_back(city)),
    }
    return render(request, "decisions/decisions.html", context)


@_FORM
@never_cache
@login_required
def decision_take(request: PortalRequest, public_id: str) -> HttpResponse:
    """Take a decision after a look at amount, ceiling, mandate and letter; `?cents=` grants less."""
    found = access.get_decision(request.user, request.city, public_id, rule=rules.may_decide)
    must_be_recent(request)
    part = PartForm(
        request.GET if "cents" in request.GET else None,
        most=max(1, found.cents - 1),
        route=found.proposal.route,
        initial={"ground": found.ground},
    )
    cents, ground = part.chosen if found.kind == DecisionKind.GRANT else (None, None)
    shown = _as_asked(found, part, cents, ground)
    refused, left = "", None
    if request.method == "POST" and part.errors and found.is_prepared:
        refused = _(
            "The amount or the ground in the address is not one that can be granted. Nothing was decided."
        )
    elif request.method == "POST":
        try:
            flows.decide(found, cents=cents, ground=ground, by=request.user, at=timezone.now())
        except PortalError as error:
            refused = str(error)
            found = access.get_decision(request.user, request.city, public_id, rule=rules.may_decide)
            left = error.left_cents if isinstance(error, OverCeiling) else None
        else:
            messages.success(request, _told(found))
            return redirect("decision", public_id)
    context = {
        "decision": found,
        "proposal": found.proposal,
        "part": part,
        "refused": refused,
        "in_part": _in_part(left) if left and found.kind == DecisionKind.GRANT else None,
        **acts_of(request.user, found),
        **view_shown(found),
        **shown,
    }
    return render(request, "decisions/take.html", context, status=422 if refused or part.errors else 200)


def _as_asked(decision: Decision, part: PartForm, cents: int | None, ground: Ground | None) -> dict[str, Any]:
    """Return letter, amounts and button, for the amount in part when one was typed; the form says why it cannot be."""
    as_prepared = {"letter": letter_shown(decision), "weighed": weighed(decision)}
    if cents is None:
        return as_prepared
    instalments = list(decision.instalments.all())
    try:
        if decision.is_prepared:
            refuse_rest_with_room(
                decision.proposal, DecisionKind.GRANT, ground, cents, on=timezone.localdate()
            )
        advance, parts = shrunk(decision, instalments, cents)
    except PortalError as error:
        part.add_error("cents", str(error))
        return as_prepared
    for instalment, share in zip(instalments, parts, strict=True):
        instalment.cents = share
    decision.cents, decision.advance_cents, decision.ground = cents, advance, ground or decision.ground
    letter = letter_drafted(decision, list(decision.obligations.all()), instalments)
    return {"letter": letter, "weighed": weighed(decision), "button": button_of(decision)}


def _in_part(left: int) -> dict[str, str]:
    return {"typed": plain_euros(left), "amount": format_euros(left)}


def _told(decision: Decision) -> str:
    if decision.sent_on is None:
        return _("The decision is taken. It is made known on the decision day.")
    return _("The decision is taken and the letter is on its way.")


@_FORM
@login_required
def decision_return(request: PortalRequest, public_id: str) -> HttpResponse:
    """Return a prepared decision with a reason."""
    found = access.get_decision(request.user, request.city, public_id, rule=rules.may_decide)
    if (back := led_back(request, partial(refuse_taken, found), "decision", public_id)) is not None:
        return back
    must_be_recent(request)
    form = ReturnForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.return_decision(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The decision is returned. Next: an officer reads your reason and prepares it anew."),
            )
            return redirect("decision", public_id)
    context = {"form": form, "decision": found, "proposal": found.proposal}
    return render(request, "decisions/return.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def decision_of_council(request: PortalRequest, public_id: str) -> HttpResponse:
    """Enter what a council decided that decides itself."""
    found = access.get_decision(request.user, request.city, public_id, rule=rules.may_prepare)
    refuse = partial(_refuse_council, found, by=request.user)
    if (back := led_back(request, refuse, "decision", public_id)) is not None:
        return back
    must_be_recent(request)
    form = CouncilForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.enter_council_decision(found, votes=form.votes, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(found))
            return redirect("decision", public_id)
    context = {"form": form, "decision": found, "proposal": found.proposal, "button": button_of(found)}
    return render(request, "decisions/of_council.html", context, status=422 if form.is_bound else 200)


def _refuse_council(decision: Decision, *, by: User) -> None:
    """Raise why no decision of a council is entered here, whatever it voted."""
    proposal = decision.proposal
    refuse_act(proposal, among=taken_from(DecisionKind(decision.kind)), by=by)
    refuse_taken(decision)
    refuse_not_of_council(proposal)


@require_POST
@login_required
def decisions_publish(request: PortalRequest, public_id: str) -> HttpResponse:
    """Make the decisions of a round known, all at one moment."""
    round_ = access.get_round_to_publish(request.user, request.city, public_id)
    must_be_recent(request)
    try:
        count = flows.publish_decisions(round_, by=request.user, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        told = ngettext("%(n)d decision is made known.", "%(n)d decisions are made known.", count)
        messages.success(request, told % {"n": count})
    return redirect("decisions")


@_FORM
@login_required
def decision_step_back(request: PortalRequest, public_id: str) -> HttpResponse:
    """Step back from a proposal with an own interest."""
    proposal = get_proposal(request.user, request.city, public_id, rule=rules.may_decide)
    form = InterestForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.step_back(proposal, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("You take no part in this proposal any more."))
            return redirect("decisions")
    context = {"form": form, "proposal": proposal}
    return render(request, "decisions/step_back.html", context, status=422 if form.is_bound else 200)
