"""Answers to a request that failed a guard, and the clock of a session."""

from copy import copy

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .answers import ended_session, shown_again
from .kept import forget
from .queries import session_ends_at
from .tokens import FIELD, BadToken, needs_token, page_of, path_of, person_id, read_token, without_token


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer a form whose page is stale: its text is kept if it stood on a page of this person, else 403.

    What is no form at all (PUT, DELETE) gets the 405 that every page of ours gives it.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(_methods(request))
    try:
        token = read_token(request.POST.get(FIELD, ""))
    except BadToken:
        return render(request, "security/stale_page.html", status=403)
    if token.person and token.person == person_id(request.user):
        return shown_again(request, token)
    if token.person and not request.user.is_authenticated:
        return ended_session(request, token)
    return render(request, "security/stale_page.html", status=403)


def _methods(request: HttpRequest) -> list[str]:
    """Return what the view of that address takes, as it says itself; nothing more runs for OPTIONS."""
    match = request.resolver_match
    allowed = ""
    if match is not None and needs_token(match.func):
        question = copy(request)
        question.method = "OPTIONS"
        allowed = match.func(question, *match.args, **match.kwargs).headers.get("Allow", "")
    return [name.strip() for name in allowed.split(",")] if allowed else ["GET", "HEAD", "POST"]


@require_POST
@login_required
def drop_kept(request: HttpRequest) -> HttpResponse:
    """Drop the kept text that a page shows, and open that page without it, or the page that `to` names."""
    page = page_of(request)
    forget(request, page)
    to = request.POST.get("to", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()):
        return redirect(to)
    return redirect(settings.LOGIN_REDIRECT_URL if page == path_of(request) else page)


@without_token
@require_http_methods(["GET", "POST"])
def session_time(request: HttpRequest) -> JsonResponse:
    """Tell how many seconds this session lasts; a POST makes it last its full time again.

    Asking does not lengthen it. The texts are what session.js says.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0, "ended": _("You were signed out.")})
    if request.method == "POST":
        request.session.modified = True
        seconds = request.session.get_expiry_age()
    else:
        ends_at = session_ends_at(request.session.session_key)
        seconds = max(0, int((ends_at - timezone.now()).total_seconds())) if ends_at else 0
    return JsonResponse(
        {
            "seconds": seconds,
            "csrf": get_token(request),
            "warning": _("You will soon be signed out. Do you want to stay signed in?"),
            "button": _("Stay signed in"),
            "extended": _("You stay signed in."),
            "ended": _("You were signed out. What you send now is kept until you have signed in again."),
        }
    )
