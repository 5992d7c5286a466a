"""The forms of what a paper of the city council asks."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries
from ..forms import RemoveForm, RequestForm
from ..models import Element, PaperEdition, PaperRequest
from .doors import in_open_paper

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_open_paper
def paper_request_add(request: PortalRequest, found: PaperEdition) -> HttpResponse:
    """Add to what a paper asks."""
    places = len(found.asked) + 1
    initial = {"position": places, **(kept_post(request) or {})}
    form = _form(request, found, places=places, now={}, initial=initial)
    if form.is_valid():
        told = {"position": form.cleaned_data["position"], "by": request.user, "at": timezone.now()}
        try:
            flows.add_request(found.paper, what=form.what, **told)
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.what.text})
            return redirect("paper", found.paper.public_id)
    context = {"form": form, "paper": found}
    return render(request, "plan/paper_request_add.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_paper
def paper_request(request: PortalRequest, found: PaperEdition, request_id: str) -> HttpResponse:
    """Change what a paper asks, how far it was taken over, and where in the plan."""
    one = access.get_request(found, request_id)
    was = queries.values_of_request(one)
    form = _form(
        request,
        found,
        places=len(found.asked),
        now=was,
        linked=one.stands_in,
        initial=kept_post(request) or {},
    )
    if form.is_valid():
        told = {
            "position": form.cleaned_data["position"],
            "was": was,
            "by": request.user,
            "at": timezone.now(),
        }
        try:
            flows.change_request(one, what=form.what, **told)
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.what.text})
            return redirect("paper", found.paper.public_id)
    context = {"form": form, "paper": found, "request_": one}
    return render(request, "plan/paper_request.html", context, status=422 if form.is_bound else 200)


@_FORM
@login_required
@in_open_paper
def paper_request_remove(request: PortalRequest, found: PaperEdition, request_id: str) -> HttpResponse:
    """Ask, and then remove something that a paper asks."""
    one: PaperRequest = access.get_request(found, request_id)
    was = queries.values_of_request(one)
    form = RemoveForm(request.POST or None, now=was)
    if request.method == "POST" and form.is_valid():
        try:
            flows.remove_request(one, was=was, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("“%(title)s” is removed.") % {"title": was["text"]})
            return redirect("paper", found.paper.public_id)
    context = {"form": form, "paper": found, "request_": one}
    return render(request, "plan/paper_request_remove.html", context, status=422 if form.is_bound else 200)


def _form(
    request: PortalRequest, found: PaperEdition, *, linked: Iterable[Element] = (), **given: Any
) -> RequestForm:
    elements = queries.linkable(found.paper.city, year=timezone.localdate().year, also=linked)
    return RequestForm(request.POST or None, elements=elements, **given)
