"""Which city answers: told by the host, so one installation serves many."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .queries import city_for_host


class CityMiddleware:
    """Put the city on the request as `request.city` (one query; None only before a city was loaded)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the city and go on."""
        request.city = city_for_host(request.get_host().rsplit(":", 1)[0])  # type: ignore[attr-defined]
        return self.get_response(request)
