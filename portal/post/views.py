"""The outbox, for who operates the portal."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..errors import PortalError
from ..http import SignedInRequest, filters_of, paged
from ..trail.words import name_of_code, name_of_thing
from . import flows, queries
from .access import get_message, need_operator
from .forms import MessageFilter
from .models import Channel, Message, MessageState

PER_PAGE = 25


@require_safe
@login_required
def messages(request: SignedInRequest) -> HttpResponse:
    """Show the messages, newest first."""
    need_operator(request.user)
    form = MessageFilter(request.GET)
    is_fit = form.is_valid()
    found = queries.messages(**form.cleaned_data) if is_fit else queries.no_messages()
    page = paged(found, request, per=PER_PAGE)
    context = {
        "page": page,
        "count": page.paginator.count,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "query": filters_of(request),
    }
    return render(request, "post/messages.html", context, status=200 if is_fit else 422)


@require_safe
@login_required
def message(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Show one message and what can be done with it; a secret text never shows."""
    found = get_message(request.user, public_id)
    context = {
        "message": found,
        "kind": name_of_code(found.kind),
        "about": name_of_thing(found.about_kind) if found.about_kind else "",
        "may_send_again": found.state == MessageState.PARKED
        and bool(found.text)
        and found.last_error != flows.NO_ADDRESS,
        "may_mark_posted": found.state == MessageState.WAITING and found.channel == Channel.PAPER,
        "has_no_address": found.last_error == flows.NO_ADDRESS,
    }
    return render(request, "post/message.html", context)


@require_POST
@login_required
def message_send_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Put a parked message on its way again."""
    return _act(request, public_id, flows.send_again, done=_("The message is on its way again."))


@require_POST
@login_required
def message_posted(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Say that a letter on paper was put in the post."""
    return _act(request, public_id, flows.mark_posted, done=_("The letter is marked as posted."))


def _act(request: SignedInRequest, public_id: str, act: Callable[..., Message], *, done: str) -> HttpResponse:
    found = get_message(request.user, public_id)
    try:
        act(found, by=request.user, at=now())
        notices.success(request, done)
    except PortalError as error:
        notices.error(request, str(error))
    return redirect("message", public_id)
