"""What guards every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class _Step:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class HeadersMiddleware(_Step):
    """Headers."""


class SecondFactorMiddleware(_Step):
    """Second factor."""


class OneTimeTokenMiddleware(_Step):
    """One-time tokens."""
