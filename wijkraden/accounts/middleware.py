"""The language of a page, the devices on which a person is signed in, and why a page leads to the sign-in."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.security.answers import ended_session
from portal.security.tokens import FIELD, BadToken, needs_token, read_token

_SEEN_EVERY = timedelta(minutes=5)


class LanguageMiddleware:
    """The person's own language, else the one chosen here, else Dutch.

    What the browser prefers is not a choice made here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the language for this request and name it in the answer."""
        wanted = getattr(request.user, "language", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)  # a page may have its own
        return response


class DevicesMiddleware(UserSessionsMiddleware):  # type: ignore[misc]  # allauth is untyped
    """Keep when a device was last seen, to five minutes: so a page costs no read and hardly ever a write."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; let allauth write what it keeps of a device only now and then."""
        if request.user.is_authenticated:
            seen_at: datetime | None = getattr(request.session, "seen_at", None)
            if seen_at is not None and timezone.now() - seen_at < _SEEN_EVERY:
                response: HttpResponse = self.get_response(request)
                return response
        kept: HttpResponse = super().__call__(request)
        return kept


class DoorMiddleware:
    """Say why a page of allauth's leads to the sign-in; the pages of our own say so themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; add the reason to an answer that leads away."""
        response = self.get_response(request)
        match = request.resolver_match
        if request.user.is_authenticated or response.status_code != 302 or match is None:
            return response
        if request.method == "GET" and match.url_name == "account_confirm_login_code":
            messages.info(
                request,
                _(
                    "A code works for fifteen minutes, in the browser in which you asked for it. Ask for a new one."
                ),
            )
        to_sign_in = response.headers["Location"].startswith(f"{resolve_url(settings.LOGIN_URL)}?")
        if request.method == "POST" and to_sign_in and not needs_token(match.func):
            return self._ended(request, response, keeps=match.url_name == "account_email")
        return response

    def _ended(self, request: HttpRequest, response: HttpResponse, *, keeps: bool) -> HttpResponse:
        """Answer the form of someone whose session ended; a password or a code is typed anew."""
        try:
            token = read_token(request.POST.get(FIELD, ""))
        except BadToken:
            return response
        if not token.person:
            return response
        if keeps:
            return ended_session(request, token)
        messages.warning(request, _("You were signed out, so nothing is saved. Please sign in again."))
        return response
