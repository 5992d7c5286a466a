"""What guards every request: headers, plain addresses, a second factor where it is due, forms that count once."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.sessions import middleware as sessions
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string

from portal.trail.flows import first_step

from . import kept
from .answers import ended_session, shown_again, wrong_token
from .limits import TooMany
from .once import Claim, answer_again, body_of
from .queries import used_token
from .recent import NotRecent, asked_again
from .tokens import FIELD, AlreadyDone, BadToken, needs_token, person_id, read_token

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

_PERMISSIONS = ", ".join(
    [f"{name}=()" for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")]
    + ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# What stays open to a person who must first set up a second factor.
_OPEN_PAGES = frozenset(
    {
        "accessibility",
        "privacy",
        "security_txt",
        "robots_txt",
        "theme",
        "logo",
        "health",
        "set_language_choice",
        "session_time",
    }
)


class _Step:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response


class SessionMiddleware(sessions.SessionMiddleware):
    """Django's own, but what a script asks takes no cookie away.

    A page that was left open goes on asking after its session ended. Who signs in meanwhile, in another window, has
    a new session under the same cookie: the late answer to the old question may not end it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session and set its cookie; drop the cookie of one that ended where a person asked."""
        if request.headers.get("Accept") == "application/json":
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return super().process_response(request, response)


class HeadersMiddleware(_Step):
    """Tell browsers what a page may do, who may keep it, and search engines what they may show."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the view did not set itself."""
        response = self.get_response(request)
        signed_in = self._is_personal(request)
        headers = {
            "Permissions-Policy": _PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store" if signed_in else "no-cache",
        }
        if signed_in or not self._is_public(request):
            headers["X-Robots-Tag"] = "noindex, nofollow"
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    def _is_personal(self, request: HttpRequest) -> bool:
        """Tell if someone is signed in; yes when that can't be found out, so that nobody keeps the answer."""
        try:
            user = getattr(request, "user", None)  # not there when a middleware refused before it was known
            return user is not None and user.is_authenticated
        except DatabaseError:
            return True

    def _is_public(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        rooms = tuple(f"{room}." for room in settings.PORTAL_PUBLIC_ROOMS)
        return match is not None and match.func.__module__.startswith(rooms)


class PlainAddressMiddleware(_Step):
    """Refuse an address with a NUL in its path or query: no page has one, and PostgreSQL stores none.

    In a form the fields themselves refuse it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass; raise BadRequest for such an address, before any view looks something up by it."""
        if "\0" in request.path_info or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest
        return self.get_response(request)


class SecondFactorMiddleware(_Step):
    """Lead whoever must have a second factor, and has none, to where it is set up."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.needs_second_factor = import_string(settings.PORTAL_NEEDS_SECOND_FACTOR)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass; the view decides."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Redirect to the set-up, unless the view belongs to it or stays open to everyone."""
        if not request.user.is_authenticated or not self.needs_second_factor(request.user):
            return None
        if is_mfa_enabled(request.user, _FACTORS):
            return None
        request.misses_second_factor = True  # type: ignore[attr-defined]  # read by templates/mfa/index.html
        match = request.resolver_match
        is_open = match is not None and match.url_name in _OPEN_PAGES
        if is_open or view.__module__.startswith("allauth."):
            return None
        return redirect("mfa_index")


class OneTimeTokenMiddleware(_Step):
    """Carry a form out once, answer its repeat as the first time, and lose nothing that was typed."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request with its token at hand for the first flow that starts."""
        before = first_step.set(None)
        try:
            response = self.get_response(request)
        finally:
            claim = first_step.get()
            first_step.reset(before)
        if isinstance(claim, Claim) and claim.close(response):
            kept.forget(request, claim.token.page)
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Judge the token of a POST before its view runs."""
        if request.method != "POST" or not needs_token(view):
            return None
        try:
            token = read_token(request.POST.get(FIELD, ""))
        except BadToken:
            return wrong_token(request)
        if token.person != person_id(request.user):
            is_expired = token.person and not request.user.is_authenticated
            return ended_session(request, token) if is_expired else wrong_token(request)
        if used_token(token.hash) is not None:
            return answer_again(request, token, body_of(request))
        if token.is_too_old:
            return shown_again(request, token)
        first_step.set(Claim(token, request))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a form that another request carried out first, one that came too often, and who confirms first."""
        claim = first_step.get()
        if isinstance(exception, AlreadyDone) and isinstance(claim, Claim):
            return answer_again(request, claim.token, claim.body)
        if isinstance(exception, NotRecent):
            return asked_again(request)
        if isinstance(exception, TooMany):
            page = render(request, "errors/429.html", {"seconds": exception.wait}, status=429)
            page.headers["Retry-After"] = str(exception.wait)
            return page
        return None
