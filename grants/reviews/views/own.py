"""What a reviewer sees: her queue, the question about an interest, the scoring page, and what others found."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.plan.states import Assessment
from grants.proposals.holding import refuse_state
from grants.proposals.states import State
from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest, led_back

from .. import access, flows, queries
from ..forms import AnswerForm, ChangeScoreForm, DeclareForm, ScoreForm
from ..models import Assignment

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


@require_safe
@login_required
def reviews(request: PortalRequest) -> HttpResponse:
    """Show what waits for a reviewer, how far she is, and what she submitted."""
    city = access.enter_queue(request.user, request.city)
    done, whole = queries.progress_of(request.user, city)
    found = queries.reviews_done_by(request.user, city)
    context = {
        "waiting": list(queries.queue_of(request.user, city)),
        "done": done,
        "whole": whole,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "reviews/reviews.html", context)


@_FORM
@login_required
def review_declare(request: PortalRequest, public_id: str) -> HttpResponse:
    """Ask whether the reviewer has an interest, before she sees the content."""
    mine = access.get_review(request.user, request.city, public_id)
    if mine.declared_at is not None and request.method != "POST":
        return redirect("review", mine.public_id)
    if (back := _over(request, mine)) is not None:
        return back
    form = DeclareForm(request.POST or None, initial=kept_post(request) or {})
    if request.method == "POST" and form.is_valid():
        try:
            flows.declare(mine, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            if not form.cleaned_data["has_interest"]:
                return redirect("review", mine.public_id)
            messages.success(request, _("You do not review this proposal. The officer asks somebody else."))
            return redirect("reviews")
    context = {"form": form, "review": mine, "parties": queries.parties_of(mine.proposal)}
    return render(request, "reviews/declare.html", context, status=422 if request.method == "POST" else 200)


@_FORM
@login_required
def review(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show the proposal with its criteria to score; once submitted, what everyone found."""
    mine = access.get_review(request.user, request.city, public_id)
    if mine.declared_at is None:
        return redirect("review_declare", mine.public_id)
    if mine.is_submitted and request.method != "POST":
        return _submitted(request, mine)
    if (back := _over(request, mine)) is not None:
        return back
    form = _form(request, mine)
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, mine, form)
        except PortalError as error:
            form.show_refusal(error)
        else:
            return _on(request, mine)
    done, whole = queries.progress_of(request.user, request.city)
    context = {
        "form": form,
        "review": mine,
        "content": queries.content_for(mine.proposal),
        "number": done + 1,
        "whole": max(whole, done + 1),
    }
    return render(request, "reviews/score.html", context, status=422 if request.method == "POST" else 200)


def _over(request: PortalRequest, mine: Assignment, to: str = "reviews", *args: str) -> HttpResponse | None:
    """Lead a reviewer away from a form of a proposal that is not under review any more; None to go on."""
    refuse = partial(refuse_state, mine.proposal, [State.IN_REVIEW], by=request.user)
    return led_back(request, refuse, to, *args)


def _form(request: PortalRequest, mine: Assignment) -> ScoreForm | AnswerForm:
    scores, answers = queries.drafts_of(mine)
    data = request.POST if request.method == "POST" else None
    kept = kept_post(request)
    if mine.proposal.assessment == Assessment.SHORT:
        return AnswerForm(data, drafts=answers, kept=kept)
    criteria = list(mine.proposal.round.frame.criteria.all())
    return ScoreForm(data, criteria=criteria, drafts=scores, kept=kept)


def _act(request: PortalRequest, mine: Assignment, form: ScoreForm | AnswerForm) -> None:
    at, title = timezone.now(), {"title": mine.proposal.title}
    given: dict[str, Any] = (
        {"scores": form.scores} if isinstance(form, ScoreForm) else {"answers": form.answers}
    )
    if request.POST.get("act") == "submit":
        flows.submit_review(mine, **given, was=form.was, by=request.user, at=at)
        messages.success(
            request,
            _("Your review of “%(title)s” is submitted. You read what others found once all reviews are in.")
            % title,
        )
        return
    save = flows.save_scores if isinstance(form, ScoreForm) else flows.save_answers
    save(mine, **given, was=form.was, by=request.user, at=at)
    messages.success(request, _("“%(title)s” is saved. It is not submitted yet.") % title)


def _on(request: PortalRequest, mine: Assignment) -> HttpResponse:
    """Lead to the next review that is not submitted, after this one in the queue."""
    queue = [one for one in queries.queue_of(request.user, request.city) if not one.is_submitted]
    place = (mine.last_day, mine.pk)
    later = [one for one in queue if (one.last_day, one.pk) > place]
    others = later or [one for one in queue if one.pk != mine.pk]
    return redirect("review", others[0].public_id) if others else redirect("reviews")


def _submitted(request: PortalRequest, mine: Assignment) -> HttpResponse:
    matrix = queries.matrix_of(mine.proposal)
    scores, answers = queries.drafts_of(mine)
    context = {
        "review": mine,
        "matrix": matrix if matrix.is_in else None,
        "scores": scores.values(),
        "answers": answers.values(),
        "talks": matrix.open_talks if matrix.is_in else [],
    }
    return render(request, "reviews/submitted.html", context)


@_FORM
@login_required
def review_talk(request: PortalRequest, public_id: str, talk_id: str) -> HttpResponse:
    """Change an own score on the criterion that the reviewers talk about."""
    mine = access.get_review(request.user, request.city, public_id)
    talk = access.get_talk(mine.proposal, talk_id)
    scores, _answers = queries.drafts_of(mine)
    if not mine.is_submitted or talk.criterion_id not in scores or talk.closed_at is not None:
        messages.error(request, _("This score stays as it is: there is no talk about it now."))
        return redirect("review", mine.public_id)
    if (back := _over(request, mine, "review", mine.public_id)) is not None:
        return back
    data = request.POST if request.method == "POST" else None
    was = scores[talk.criterion_id]
    form = ChangeScoreForm(data, criterion=talk.criterion, was=was, kept=kept_post(request))
    if request.method == "POST" and form.is_valid():
        try:
            flows.change_score(
                mine, talk=talk, **form.arguments, was=form.was, by=request.user, at=timezone.now()
            )
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("Your score is changed. What you gave before stays on file."))
            return redirect("review", mine.public_id)
    context = {"form": form, "review": mine, "talk": talk}
    return render(request, "reviews/talk.html", context, status=422 if request.method == "POST" else 200)
