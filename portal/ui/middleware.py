"""An answer without a page gets one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .errors import wrong_method


class EmptyAnswerMiddleware:
    """Say in words what an address that only takes forms is for, when someone opens it by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put a page in an empty 405; what may be asked stays in its header."""
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            page = wrong_method(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response
