"""What a request may bring in, asked before anything else reads its form."""

import codecs
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from .kinds import MAX_REQUEST_BYTES

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class UploadMiddleware:
    """Read every form before anyone asks for its fields; refuse one that brings too much or can't be read.

    It stands before the check of forgery, which reads the fields of every form. At an address that does not
    exist nothing is read at all. A refused form counts as empty, so that the page of the answer, which asks
    for its fields too, does not stumble over it again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass; the form is read once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 413 with the limits, or 400; nothing of what was sent is kept."""
        if request.method != "POST":
            return None
        try:
            _read(request)
        except _TOO_MUCH:
            request.POST = QueryDict()
            return _refuse(request)
        except UnreadablePostError:  # the sender went away: nobody reads the answer
            request.POST = QueryDict()
            return HttpResponse(status=400)
        except (BadRequest, SuspiciousOperation, MultiPartParserError, LookupError, ValueError) as error:
            request.POST = QueryDict()
            raise BadRequest from error
        return _refuse(request) if getattr(request, "upload_stopped", False) else None


def _read(request: HttpRequest) -> None:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.content_type == "multipart/form-data":
        most += MAX_REQUEST_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:  # its length says enough
        raise RequestDataTooBig
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":  # no browser sends another
        raise BadRequest
    request.POST  # noqa: B018  # reads the form


def _refuse(request: HttpRequest) -> HttpResponse:
    limits = {
        "megabytes": MAX_REQUEST_BYTES // 1024 // 1024,
        "text_megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024,
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    }
    return render(request, "files/too_much.html", limits, status=413)
