"""Pages of an applicant, who needs no account: a link in her mail opens them.

What a guesser would do is counted: unknown links and sent forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.errors import PortalError
from portal.security.kept import kept_post
from portal.security.limits import limit

from .. import flows, queries
from ..errors import ConfirmationEnded
from ..forms import ConfirmForm, DeclineForm, WithdrawForm
from ..http import TRIES, applicants_city, application_link, link_ended
from ..states import STEPS, State
from ..text import text_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ..models import Confirmation

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_FORM
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the applicant the whole text, to confirm it once; later what she confirmed and when."""
    found = _question(request, token)
    if found is None or not _is_open(found):
        return _answered_or_ended(request, found)
    form = ConfirmForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.confirm(found, name=form.cleaned_data["name"], at=timezone.now())
        except ConfirmationEnded:
            found.refresh_from_db()
            return _answered_or_ended(request, found)
        return redirect("confirm", token)
    return _text_page(request, "proposals/public_confirm.html", found, form, token)


@never_cache
@_FORM
def confirm_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Let the applicant tell the council what is not right."""
    found = _question(request, token)
    if found is None or not _is_open(found):
        return _answered_or_ended(request, found, unsent=request.POST.get("reason", ""))
    form = DeclineForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.decline(found, reason=form.cleaned_data["reason"], at=timezone.now())
        except ConfirmationEnded:
            found.refresh_from_db()
            return _answered_or_ended(request, found, unsent=form.cleaned_data["reason"])
        return redirect("confirm", token)
    return _text_page(request, "proposals/public_decline.html", found, form, token)


@never_cache
@_FORM
def my_application_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Let the applicant withdraw, after a page that says what that does."""
    found = application_link(request, token)
    if found is None:
        return link_ended(request)
    if request.method != "POST" and found.proposal.shown_state not in STEPS[State.WITHDRAWN]:
        return redirect("my_application", token)
    form = WithdrawForm(request.POST or None, initial=kept_post(request))
    if form.is_valid():
        try:
            flows.withdraw_by_applicant(found, **form.cleaned_data, at=timezone.now())
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return redirect("my_application", token)
    may_withdraw = found.proposal.shown_state in STEPS[State.WITHDRAWN]
    context = {"proposal": found.proposal, "token": token, "form": form, "may_withdraw": may_withdraw}
    status = 422 if form.is_bound else 200
    return render(request, "proposals/public_withdraw.html", context, status=status)


def _question(request: HttpRequest, token: str) -> Confirmation | None:
    found = queries.confirmation_with(applicants_city(request), token)
    if found is None or request.method == "POST":
        limit(request, "confirm", TRIES)
    return found


def _is_open(found: Confirmation) -> bool:
    """Tell if it can still be answered: the text that it holds lies before the council."""
    return (
        found.confirmed_at is None
        and found.declined_at is None
        and found.ended_at is None
        and found.expires_at > timezone.now()
        and found.proposal.state == State.PRESENTED
        and queries.presented_step(found.proposal) == found.step
    )


def _answered_or_ended(request: HttpRequest, found: Confirmation | None, *, unsent: str = "") -> HttpResponse:
    """Show what was answered as long as the link lives, and after that nothing of the text.

    `unsent` is what she wrote that is not right: when it came too late for the council she reads so, and keeps it.
    """
    if found is None:
        return link_ended(request)
    is_told = found.expires_at > timezone.now()
    if found.confirmed_at is not None or found.declined_at is not None:
        parts = text_of(found.snapshot.content) if is_told else []
        context = {
            "question": found,
            "parts": parts,
            "city": found.proposal.district.city,
            "unsent": unsent if found.confirmed_at is not None else "",
        }
        status = 422 if context["unsent"] else 200
        return render(request, "proposals/public_answered.html", context, status=status)
    context = {"question": found, "is_told": is_told}
    return render(request, "proposals/public_ended.html", context, status=410)


def _text_page(
    request: HttpRequest, template: str, found: Confirmation, form: Form, token: str
) -> HttpResponse:
    context = {
        "question": found,
        "district": found.proposal.district,
        "title": found.snapshot.content["title"],
        "parts": text_of(found.snapshot.content),
        "form": form,
        "token": token,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
