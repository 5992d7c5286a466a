"""Error pages with a number that the operator finds in the logs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import translation
from django.utils.module_loading import import_string

from ..http import number_of_request


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer 400, under an address without pages in its own words (PORTAL_REFUSED_UNDER)."""
    for start, name in settings.PORTAL_REFUSED_UNDER.items():
        if request.path_info.startswith(start):
            answer: HttpResponse = import_string(name)(request)
            return answer
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer 403."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer 404."""
    return _page(request, 404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """Answer 405."""
    return _page(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a database, without the person and without the city: these may be what fails.

    The language is the one found for this request before it failed, else the one the cookie names.
    """
    found = getattr(request, "LANGUAGE_CODE", None)
    chosen = found or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        page = get_template("errors/500.html").render(
            {"request_number": number_of_request(), "language": language}
        )
    return HttpResponse(page, status=500)
