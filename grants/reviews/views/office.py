"""What the office sees: what waits, who reviews what, the matrix of scores, and the talks."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from grants.plan.states import Assessment
from grants.proposals.holding import refuse_state
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back
from wijkraden.people.models import User

from .. import access, flows, queries, rules
from ..forms import RefusableForm, ReleaseForm, ReviewersForm, SpreadForm, TalkForm
from ..holding import refuse_checklist, refuse_release, refuse_to_close
from ..models import Assignment
from ..states import NEEDED

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
DAYS = 14  # what a form proposes as the last day to review; the officer chooses
_OPEN = (State.COMPLETE, State.IN_REVIEW)


@require_safe
@login_required
def reviews_office(request: PortalRequest) -> HttpResponse:
    """List the rounds with their rankings, and what is to be reviewed."""
    city = access.enter_office(request.user, request.city)
    found = queries.waiting_in(city)
    context = {
        "rounds": queries.rounds_to_review(city),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_assign": rules.may_assign(request.user, city.pk),
    }
    return render(request, "reviews/office.html", context)


@require_safe
@login_required
def review_of(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the matrix of a proposal: who reviews it, the scores that are in, the differences and the talks."""
    proposal = access.get_proposal_to_follow(request.user, request.city, public_id)
    may_assign = rules.may_assign(request.user, request.city.pk)
    may_start = may_assign and proposal.state == State.COMPLETE
    by_checklist = may_start and proposal.assessment == Assessment.NONE
    context = {
        "proposal": proposal,
        "matrix": queries.matrix_of(proposal),
        "may_act": may_assign and proposal.state == State.IN_REVIEW,
        "may_start": may_start,
        "is_assessed": may_assign and proposal.state == State.REVIEWED,
        "open": queries.open_conditions(proposal) if by_checklist else [],
    }
    return render(request, "reviews/of.html", context)


@_FORM
@login_required
def review_assign(request: PortalRequest, public_id: str) -> HttpResponse:
    """Choose reviewers among those who may, and show the others with the reason."""
    proposal = access.get_proposal_to_follow(request.user, request.city, public_id, to_assign=True)
    if proposal.state not in _OPEN or proposal.assessment not in NEEDED:
        messages.error(request, _("This proposal takes no reviewers now."))
        return redirect("review_of", proposal.public_id)
    today = timezone.localdate()
    people = queries.reviewers_in(request.city, on=today)
    barred = queries.left_out([proposal], people, on=today)
    standing = {one.reviewer_id for one in queries.assignments_of(proposal) if one.is_active}
    free = [one for one in people if (proposal.pk, one.pk) not in barred and one.pk not in standing]
    data = request.POST if request.method == "POST" else None
    initial = {"last_day": today + timedelta(days=DAYS), **(kept_post(request) or {})}
    form = ReviewersForm(data, free=free, loads=queries.loads_of(free), initial=initial)
    if request.method == "POST" and form.is_valid():
        act = flows.start_review if proposal.state == State.COMPLETE else flows.assign
        try:
            act(
                proposal,
                reviewers=form.chosen,
                last_day=form.cleaned_data["last_day"],
                by=request.user,
                at=timezone.now(),
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The reviewers are asked, and got a mail."))
            return redirect("review_of", proposal.public_id)
    context = {
        "form": form,
        "proposal": proposal,
        "needed": max(NEEDED[proposal.assessment] - len(standing), 0),
        "left_out": [(one, barred[proposal.pk, one.pk]) for one in people if (proposal.pk, one.pk) in barred],
        "standing": [one for one in people if one.pk in standing],
    }
    return render(request, "reviews/assign.html", context, status=422 if data is not None else 200)


@_FORM
@login_required
def review_accept(request: PortalRequest, public_id: str) -> HttpResponse:
    """Find a proposal that is not scored reviewed by its checklist."""
    proposal = access.get_proposal_to_follow(request.user, request.city, public_id, to_assign=True)
    if request.method != "POST" and proposal.state != State.COMPLETE:
        messages.info(request, _("This assessment is done, or it cannot be done yet."))
        return redirect("review_of", proposal.public_id)
    if (back := led_back(request, partial(refuse_checklist, proposal), "review_of", public_id)) is not None:
        return back
    form = RefusableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            flows.accept_checklist(proposal, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The assessment is done. A decision can be prepared now."))
            return redirect("review_of", proposal.public_id)
    context = {"form": form, "proposal": proposal, "open": queries.open_conditions(proposal)}
    return render(request, "reviews/accept.html", context, status=422 if request.method == "POST" else 200)


@_FORM
@login_required
def review_release(request: PortalRequest, public_id: str, review_id: str) -> HttpResponse:
    """Take a review back from a reviewer, with the reason."""
    proposal = access.get_proposal_to_follow(request.user, request.city, public_id, to_assign=True)
    found: Assignment = access.get_assignment(proposal, review_id)
    refuse = partial(_refuse, proposal, partial(refuse_release, found), by=request.user)
    if (back := led_back(request, refuse, "review_of", public_id)) is not None:
        return back
    form = ReleaseForm(request.POST or None, initial=kept_post(request) or {})
    if request.method == "POST" and form.is_valid():
        try:
            flows.release(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            told = {"name": found.reviewer.full_name}
            messages.success(request, _("%(name)s does not review this proposal any more.") % told)
            return redirect("review_of", proposal.public_id)
    context = {"form": form, "proposal": proposal, "review": found}
    return render(request, "reviews/release.html", context, status=422 if request.method == "POST" else 200)


@_FORM
@login_required
def review_talk_close(request: PortalRequest, public_id: str, talk_id: str) -> HttpResponse:
    """Note what came of the talk between reviewers."""
    proposal = access.get_proposal_to_follow(request.user, request.city, public_id, to_assign=True)
    talk = access.get_talk(proposal, talk_id)
    refuse = partial(_refuse, proposal, partial(refuse_to_close, talk, proposal), by=request.user)
    if (back := led_back(request, refuse, "review_of", public_id)) is not None:
        return back
    form = TalkForm(request.POST or None, initial=kept_post(request) or {})
    if request.method == "POST" and form.is_valid():
        try:
            flows.close_talk(talk, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The talk is noted. The scores stay as they are."))
            return redirect("review_of", proposal.public_id)
    context: dict[str, Any] = {"form": form, "proposal": proposal, "talk": talk}
    return render(
        request, "reviews/talk_close.html", context, status=422 if request.method == "POST" else 200
    )


def _refuse(proposal: Proposal, why: Callable[[], None], *, by: User) -> None:
    """Raise why an act on its reviews cannot be done now, whatever is filled in."""
    refuse_state(proposal, [State.IN_REVIEW], by=by)
    why()


@_FORM
@login_required
def reviews_spread(request: PortalRequest, public_id: str) -> HttpResponse:
    """Have many proposals of a round reviewed at once, by chosen people or spread over all."""
    shares = access.get_shares(request.user, request.city, public_id, to_assign=True)
    round_, today = shares[0].round, timezone.localdate()
    people = queries.reviewers_in(request.city, on=today)
    data = request.POST if request.method == "POST" else None
    initial = {"last_day": today + timedelta(days=DAYS), **(kept_post(request) or {})}
    form = SpreadForm(
        data,
        waiting=queries.to_review(round_),
        free=people,
        loads=queries.loads_of(people),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = flows.spread_reviews(
                form.picked,
                reviewers=form.chosen,
                last_day=form.cleaned_data["last_day"],
                by=request.user,
                at=timezone.now(),
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            done = ngettext("%(count)d review is asked.", "%(count)d reviews are asked.", count)
            messages.success(request, done % {"count": count})
            return redirect("reviews_office")
    context = {"form": form, "round": round_}
    return render(request, "reviews/spread.html", context, status=422 if data is not None else 200)
