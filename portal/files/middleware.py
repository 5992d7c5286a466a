"""What a request may bring in, asked before anything else reads its form."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
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
        """Answer 413 with the limit, 403 to a stranger who sends a file; nothing of it is kept."""
        if request.method != "POST" or request.content_type != "multipart/form-data":
            return None
        try:
            request.POST  # noqa: B018  # reads the form
        except (RequestDataTooBig, TooManyFilesSent):
            return _refuse(request, "size")
        stopped = getattr(request, "upload_stopped", "")
        return _refuse(request, stopped) if stopped else None


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    if reason == "stranger":
        return render(request, "files/stranger.html", status=403)
    limits = {
        "megabytes": MAX_REQUEST_BYTES // 1024 // 1024,
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    return render(request, "files/too_much.html", limits, status=413)
