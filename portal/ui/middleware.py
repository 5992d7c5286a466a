"""An answer without a page gets one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .errors import wrong_method


class EmptyAnswerMiddleware:
    """Say in words that an address is not used in this way: opened, or sent a form, or asked by another method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put a page in an empty 405; what may be asked stays in its header."""
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            page = wrong_method(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response
