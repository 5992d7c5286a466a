"""What a request may bring in, asked before anything else reads its form."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render

from .kinds import MAX_REQUEST_BYTES


class UploadMiddleware:
    """Read a form with files before anyone asks for its fields, and refuse one that brings too much.

    It stands before the check of forgery, which reads the fields of every form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass; the form is read once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 413 with the limits; nothing of what was sent is kept."""
        if request.method != "POST" or request.content_type != "multipart/form-data":
            return None
        most = MAX_REQUEST_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            request.POST = QueryDict()  # the page of the answer asks for fields too: nothing is read
            return _refuse(request)
        try:
            request.POST  # noqa: B018  # reads the form
        except (RequestDataTooBig, TooManyFilesSent):
            return _refuse(request)
        except UnreadablePostError:  # the sender went away: nobody reads the answer
            return HttpResponse(status=400)
        return _refuse(request) if getattr(request, "upload_stopped", False) else None


def _refuse(request: HttpRequest) -> HttpResponse:
    limits = {
        "megabytes": MAX_REQUEST_BYTES // 1024 // 1024,
        "text_megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024,
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    return render(request, "files/too_much.html", limits, status=413)
