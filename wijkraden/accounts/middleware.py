"""The language of a page, and the devices on which a person is signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

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
