"""Health is asked before anything else runs: sessions, languages and cities need the database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .views import health

PATH = "/health/"


class HealthMiddleware:
    """Answer `/health/` at once, also when the database is away, on any host name and without TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or let the request pass."""
        return health(request) if request.path_info == PATH else self.get_response(request)
