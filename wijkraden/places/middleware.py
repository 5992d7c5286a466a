"""Which city answers: told by the host, so one installation serves many."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.realm import within

from .queries import city_for_host


class CityMiddleware:
    """Put the city on the request as `request.city`, read when first asked for (one query).

    Like `request.user` it is a lazy object: before a city was loaded it is false, but not None.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on in the realm of the city, which is found when a page needs it."""
        host = request.get_host().rsplit(":", 1)[0]
        city = SimpleLazyObject(lambda: city_for_host(host))
        request.city = city  # type: ignore[attr-defined]  # PublicRequest names it
        with within(lambda: city.public_id if city else ""):
            return self.get_response(request)
