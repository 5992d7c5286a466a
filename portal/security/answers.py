"""Answers to a form that came too late or from the wrong place: nothing is done, what was typed is kept."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from .kept import keep
from .tokens import Token, path_of


def wrong_token(request: HttpRequest) -> HttpResponse:
    """Answer 400: the form does not come from a page of this person."""
    return render(request, "security/wrong_token.html", status=400)


def ended_session(request: HttpRequest, token: Token) -> HttpResponse:
    """Keep what was typed and lead to the sign-in, and from there back to the page of the form."""
    if keep(request, token):
        messages.warning(
            request,
            _(
                "You were signed out, so nothing is saved yet. What you typed is kept for one hour: "
                "sign in and you see it again."
            ),
        )
    else:
        messages.warning(request, _("You were signed out, so nothing is saved. Please sign in again."))
    address = urlencode({"next": token.page or path_of(request)})
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{address}")


def shown_again(request: HttpRequest, token: Token) -> HttpResponse:
    """Keep what was typed and show the page of the form again, with a fresh token."""
    kept = keep(request, token)
    messages.warning(
        request,
        _("This page was open for too long, so nothing is saved yet.")
        if kept
        else _("This page was open for too long, so nothing is saved. Please fill it in again."),
    )
    return redirect(token.page or path_of(request))
