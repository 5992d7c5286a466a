"""What members of a council do together: tell their interests, comment, look whether all is there, and present it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.ui.unchanged import LookedAtForm
from wijkraden.people.http import PortalRequest

from .. import access, flows, queries_of_editor
from ..available import available_for
from ..errors import NotWhole
from ..flows.comments import OPEN_TO_COMMENTS
from ..forms import CommentForm, InterestForm
from ..models import Proposal
from ..sheet import sheet_of
from ..states import Section
from ..whole import missing
from .editor_door import CHECK, PARTS, after, closed, has_own_interest, in_editor, show, stepped_back

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@login_required
@in_editor(Section.INTERESTS)
def edit_interests(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Tell whether one has a personal interest; once told, one takes no part any more."""
    told = list(queries_of_editor.interests_in(found))
    mine = next((one for one in told if one.user_id == request.user.pk), None)
    initial = {"has_interest": "no"} if mine else {}
    form = InterestForm(request.POST or None, initial=initial | (kept_post(request) or {}))
    if form.is_valid():
        try:
            flows.declare_interest(found, **form.arguments, by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("What you told is kept with the proposal."))
            here = reverse("edit_interests", args=[found.public_id])
            return redirect(here if form.arguments["has_interest"] else after(found, Section.INTERESTS))
    context = {"form": form, "told": told, "mine": mine}
    status = 422 if form.is_bound else 200
    return show(request, found, Section.INTERESTS, "proposals/editor_interests.html", context, status=status)


@_FORM
@login_required
@in_editor(CHECK)
def edit_check(request: PortalRequest, found: Proposal) -> HttpResponse:
    """Show the whole proposal with what is missing, and present it to the council."""
    form = LookedAtForm(request.POST if request.method == "POST" else None, edits=found.edits)
    refusal = "" if form.is_valid() else " ".join(map(str, form.non_field_errors()))
    if form.is_valid():
        try:
            flows.present(found, edits=found.edits, by=request.user, at=timezone.now())
        except NotWhole:
            refusal = _("This is still missing, so nothing was presented.")
        except PortalError as error:
            refusal = str(error)
        else:
            messages.success(
                request,
                _(
                    "“%(title)s” lies before the council now. Its text stays as it is until the council decided."
                )
                % {"title": found.title},
            )
            return redirect("proposal", found.public_id)
    context = {
        "form": form,
        "refusal": refusal,
        "lacks": _lacks(found),
        "sheet": sheet_of(found),
        "available": available_for(found, on=timezone.localdate()),
        "shows_contact": True,
    }
    status = 422 if refusal else 200
    return show(request, found, CHECK, "proposals/editor_check.html", context, status=status)


def _lacks(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Return what is missing: the address and the name of its part, and the sentence."""
    return [
        (reverse(f"edit_{section.value}", args=[proposal.public_id]), str(PARTS[section.value]), sentence)
        for section, sentences in missing(proposal).items()
        for sentence in sentences
    ]


@_FORM
@login_required
def proposal_comments(request: PortalRequest, public_id: str) -> HttpResponse:
    """Show what the council said to each other about a proposal, and add to it."""
    found = access.get_to_write(request.user, request.city, public_id)
    if has_own_interest(found):
        return stepped_back(request, found)
    if found.is_submitted and found.state not in OPEN_TO_COMMENTS and request.method == "POST":
        return closed(request, found)
    form = CommentForm(request.POST or None, initial=kept_post(request) or {})
    if form.is_valid():
        try:
            flows.comment(found, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except PortalError as error:
            form.show_refusal(error)
        else:
            messages.success(request, _("Your comment is added."))
            return redirect("proposal_comments", found.public_id)
    context = {
        "form": form,
        "proposal": found,
        "comments": list(queries_of_editor.comments_on(found)),
        "is_open": found.state in OPEN_TO_COMMENTS,
    }
    return render(request, "proposals/editor_comments.html", context, status=422 if form.is_bound else 200)
