"""Unasked advice of district councils: the list and the page for everyone, and the forms of council and city."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.unchanged import LookedAtForm
from wijkraden.people.http import PortalRequest, PublicRequest

from .. import access, flows, queries, rules
from ..forms import CouncilAdviceForm, CouncilAnswerForm
from .public import to_be_found

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def council_advices(request: PublicRequest) -> HttpResponse:
    """List the unasked advice of councils with how far each is."""
    city = access.get_city(request.city)
    context = {
        "found": list(queries.council_advice_of(city)),
        "may_advise": rules.may_advise(request.user, city.pk),
    }
    return to_be_found(request, render(request, "plan/council_advices.html", context))


@require_safe
def council_advice(request: PublicRequest, public_id: str) -> HttpResponse:
    """Show what a council advises, and the answer once it is published; inside also before that."""
    city = access.get_city(request.city)
    found = access.get_council_advice(city, public_id)
    is_inside = rules.may_read_plans(request.user, city.pk)
    answer = found.answered or (getattr(found, "answer", None) if is_inside else None)
    is_open = answer is None or not answer.is_published
    may_publish = is_open and answer is not None and rules.may_publish_plan(request.user, city.pk)
    has_edited = answer is not None and may_publish and rules.has_edited(request.user, answer)
    context = {
        "advice": found,
        "answer": answer,
        "action": queries.newest_edition(found.action) if found.action else None,
        "is_late": found.is_late(on=timezone.localdate()),
        "may_answer": is_open and rules.may_edit_plan(request.user, city.pk),
        "may_publish": may_publish and not has_edited,
        "has_edited": has_edited,
    }
    return to_be_found(request, render(request, "plan/council_advice.html", context))


@_FORM
@login_required
def council_advice_give(request: PortalRequest) -> HttpResponse:
    """Give unasked advice for one's council."""
    districts = access.districts_to_advise_for(request.user, request.city)
    initial = {"action": request.GET.get("action", ""), **(kept_post(request) or {})}
    actions = queries.actions_for(districts)
    form = CouncilAdviceForm(request.POST or None, districts=districts, actions=actions, initial=initial)
    if form.is_valid():
        try:
            made = flows.give_advice(form.chosen, what=form.what, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The advice is sent. The answer of the city comes on this page."))
            return redirect("council_advice", made.public_id)
    context = {"form": form}
    return render(request, "plan/council_advice_give.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def council_answer(request: PortalRequest, public_id: str) -> HttpResponse:
    """Write the answer to a council."""
    found = access.get_council_advice(access.enter_plans(request.user, request.city, to_edit=True), public_id)
    if found.answered is not None:
        messages.info(request, _("This answer was published, so it stays as it is."))
        return redirect("council_advice", public_id)
    was = queries.values_of_answer(found)
    form = CouncilAnswerForm(request.POST or None, now=was, initial=kept_post(request) or {})
    if form.is_valid():
        told, edits = form.cleaned_data, queries.edits_of_answer(found)
        try:
            flows.answer_advice(found, **told, edits=edits, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The answer is saved. The plan publisher publishes it."))
            return redirect("council_advice", public_id)
    context = {"form": form, "advice": found}
    return render(request, "plan/council_answer.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
def council_answer_publish(request: PortalRequest, public_id: str) -> HttpResponse:
    """Publish the answer that another wrote."""
    found = access.get_answer_to_publish(request.user, request.city, public_id)
    if found.answer.is_published:
        messages.info(request, _("This is published already."))
        return redirect("council_advice", public_id)
    form = LookedAtForm(request.POST or None, edits=found.answer.edits)
    if form.is_valid():
        try:
            flows.publish_answer(found, edits=found.answer.edits, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("The answer is published, and the council was told."))
            return redirect("council_advice", public_id)
    context = {"form": form, "advice": found, "answer": found.answer}
    return render(request, "plan/council_answer_publish.html", context, status=422 if form.is_bound else 200)
