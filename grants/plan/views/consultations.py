"""The consultation on a concept for who opens and closes it, moderates and answers, and publishes the answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.http import filters_of, paged
from portal.security.kept import kept_post
from portal.ui.unchanged import LookedAtForm
from wijkraden.people.http import PortalRequest, led_back

from .. import access, flows, queries, rules
from ..checking import (
    refuse_closed,
    refuse_erased,
    refuse_hidden,
    refuse_to_close,
    refuse_to_consult,
    refuse_to_tell,
    refuse_to_withdraw,
)
from ..forms import AnswerForm, HideForm, LengthenForm, OpenForm, ReactionsFilter, SureForm
from ..models import Consultation, Reaction
from ..sheets import draft_consultation

_FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25  # whole texts stand on the page, not rows of a table


@_FORM
@login_required
def consultation_open(request: PortalRequest, public_id: str) -> HttpResponse:
    """Open a consultation on a concept."""
    found = access.get_version_to_consult(request.user, request.city, public_id)
    refuse = partial(refuse_to_consult, found, by=request.user)
    if (back := led_back(request, refuse, "version", public_id)) is not None:
        return back
    form = OpenForm(request.POST or None, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            made = flows.open_consultation(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The consultation stands on the public pages."))
            return redirect("consultation_desk", made.public_id)
    context = {"form": form, "plan": found}
    return render(request, "plan/consultation_open.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def consultation_desk(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show a consultation with its reactions, and what whoever looks can do with it."""
    city = access.enter_plans(request.user, request.city)
    found = access.get_consultation(city, public_id)
    chosen = ReactionsFilter(request.GET or None)
    today = timezone.localdate()
    counts = queries.counts_of(found)
    is_over = found.is_published or found.is_withdrawn
    may_answer = not is_over and rules.may_edit_plan(request.user, city.pk)
    may_publish = not is_over and rules.may_publish_plan(request.user, city.pk)
    has_handled = may_publish and rules.has_handled(request.user, found)
    is_closed = found.closed_at is not None
    links_until = queries.links_until(found, at=timezone.now()) if is_closed else None
    context = {
        "consultation": found,
        "state": found.state(on=today),
        "last_day": queries.last_day(found),
        "days": queries.days_to_react(found, on=today),
        "counts": counts,
        "filter": chosen,
        "is_filtered": bool(chosen.chosen),
        "page": paged(queries.reactions_of(found, which=chosen.chosen), request, per=PER_PAGE),
        "query": filters_of(request),
        "may_answer": may_answer,
        "next": queries.reactions_of(found, which="waits").first() if may_answer else None,
        "may_lengthen": may_publish and not is_closed,
        "may_close": may_publish and not is_closed and found.opens_on <= today,
        "may_withdraw": may_publish and not is_closed and found.opens_on > today,
        "links_until": links_until,
        "may_publish": may_publish
        and is_closed
        and not (counts.to_answer or links_until is not None or has_handled),
        "has_handled": has_handled,
    }
    return render(request, "plan/consultation_desk.html", context)


@_FORM
@login_required
def consultation_lengthen(request: PortalRequest, public_id: str) -> HttpResponse:
    """Give everyone more days to react."""
    found = access.get_consultation(access.enter_adoption(request.user, request.city), public_id)
    if (back := _desk(request, partial(refuse_closed, found), public_id)) is not None:
        return back
    initial = {"closes_on": found.closes_on, **(kept_post(request) or {})}
    form = LengthenForm(request.POST or None, initial=initial)
    return _done(
        request,
        "plan/consultation_lengthen.html",
        found,
        form,
        act=lambda: flows.lengthen_consultation(
            found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        told=_("The last day is later now."),
    )


@_FORM
@login_required
def consultation_withdraw(request: PortalRequest, public_id: str) -> HttpResponse:
    """Withdraw a consultation before its first day."""
    found = access.get_consultation(access.enter_adoption(request.user, request.city), public_id)
    if (back := _desk(request, partial(refuse_to_withdraw, found, at=timezone.now()), public_id)) is not None:
        return back
    return _done(
        request,
        "plan/consultation_withdraw.html",
        found,
        _sure(request),
        act=lambda: flows.withdraw_consultation(found, by=request.user, at=timezone.now()),
        told=_("The consultation is withdrawn. The concept may change again."),
    )


@_FORM
@login_required
def consultation_close(request: PortalRequest, public_id: str) -> HttpResponse:
    """Close a consultation before its last day is past."""
    found = access.get_consultation(access.enter_adoption(request.user, request.city), public_id)
    if (back := _desk(request, partial(refuse_to_close, found, at=timezone.now()), public_id)) is not None:
        return back
    return _done(
        request,
        "plan/consultation_close.html",
        found,
        _sure(request),
        act=lambda: flows.close_consultation(found, by=request.user, at=timezone.now()),
        told=_("The consultation is closed. Now each reaction gets an answer."),
    )


@_FORM
@login_required
def reaction_answer(request: PortalRequest, public_id: str, reaction_id: str) -> HttpResponse:
    """Write the answer to a reaction."""
    found = access.get_reaction(request.user, request.city, public_id, reaction_id)
    if (back := _desk(request, partial(refuse_hidden, found), public_id)) is not None:
        return back
    was = {"degree": found.degree, "answer": found.answer}
    form = AnswerForm(request.POST or None, now=was, initial=kept_post(request) or {})
    return _done(
        request,
        "plan/reaction_answer.html",
        found.consultation,
        form,
        act=lambda: flows.answer_reaction(
            found, **form.cleaned_data, was=was, by=request.user, at=timezone.now()
        ),
        told=_("The answer is saved. Everyone reads it once all answers are published."),
        reaction=found,
    )


@_FORM
@login_required
def reaction_hide(request: PortalRequest, public_id: str, reaction_id: str) -> HttpResponse:
    """Keep a reaction from everyone outside."""
    found = access.get_reaction(request.user, request.city, public_id, reaction_id)
    if (back := _desk(request, partial(refuse_erased, found), public_id)) is not None:
        return back
    form = HideForm(request.POST or None, initial=kept_post(request) or {})
    return _done(
        request,
        "plan/reaction_hide.html",
        found.consultation,
        form,
        act=lambda: flows.hide_reaction(found, **form.cleaned_data, by=request.user, at=timezone.now()),
        told=_("The reaction is not shown. It is kept."),
        reaction=found,
    )


@_FORM
@login_required
def reaction_show(request: PortalRequest, public_id: str, reaction_id: str) -> HttpResponse:
    """Show a hidden reaction again."""
    found = access.get_reaction(request.user, request.city, public_id, reaction_id)
    if (back := _desk(request, partial(refuse_erased, found), public_id)) is not None:
        return back
    return _done(
        request,
        "plan/reaction_show.html",
        found.consultation,
        _sure(request),
        act=lambda: flows.show_reaction(found, by=request.user, at=timezone.now()),
        told=_("The reaction is shown again."),
        reaction=found,
    )


@_FORM
@login_required
def consultation_publish(request: PortalRequest, public_id: str) -> HttpResponse:
    """Publish every reaction with its answer; the document is made before the flow begins."""
    found = access.get_consultation_to_publish(request.user, request.city, public_id)
    if (back := _desk(request, partial(refuse_to_tell, found, at=timezone.now()), public_id)) is not None:
        return back
    form = LookedAtForm(request.POST or None, edits=found.edits)
    about = queries.by_part(queries.shown_reactions(found))

    def publish() -> None:
        at = timezone.now()
        draft = draft_consultation(found, at=at)
        flows.publish_consultation(found, draft=draft, edits=found.edits, by=request.user, at=at)

    return _done(
        request,
        "plan/consultation_publish.html",
        found,
        form,
        act=publish,
        told=_("The answers are published, and who reacted gets a mail."),
        about=about,
        contents=queries.contents_of(about, per=0),
        counts=queries.counts_of(found),
    )


def _desk(request: PortalRequest, refuse: Callable[[], None], public_id: str) -> HttpResponse | None:
    return led_back(request, refuse, "consultation_desk", public_id)


def _sure(request: PortalRequest) -> SureForm:
    return SureForm(request.POST if request.method == "POST" else None)


def _done(
    request: PortalRequest,
    template: str,
    found: Consultation,
    form: Any,
    *,
    act: Callable[[], None],
    told: str,
    reaction: Reaction | None = None,
    **context: object,
) -> HttpResponse:
    """Do what a form asks and lead back to the desk; a refused form keeps what was typed."""
    if form.is_valid():
        try:
            act()
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, told)
            return redirect("consultation_desk", found.public_id)
    context = {"form": form, "consultation": found, "reaction": reaction, **context}
    return render(request, template, context, status=422 if form.is_bound else 200)
