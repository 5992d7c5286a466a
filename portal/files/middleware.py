"""What a request may bring in, asked before anything else reads its form."""

import codecs
from collections.abc import Callable
from typing import Any, BinaryIO

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

from ..http import UNREADABLE_TYPE
from .kinds import MAX_REQUEST_BYTES

_LONGEST_END = 512  # bytes, more than the longest boundary with what stands around it
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class UploadMiddleware:
    """Read every form before anyone asks for its fields; refuse one that brings too much or can't be read.

    It stands before the check of forgery, which reads the fields of every form. At an address that does not
    exist nothing is read at all. A refused form counts as empty, so that the page of the answer, which asks
    for its fields too, does not stumble over it again. The alphabet that a request names is that of its form
    alone: its address is read as UTF-8.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass; the form is read once the view is known."""
        if request.encoding:
            request.encoding = "utf-8"
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 413 with the limits, or 400; nothing of what was sent is kept."""
        if request.method != "POST":
            return None
        if hasattr(view, "link_is_open"):
            request.holds_link = view.link_is_open(request, **kwargs)  # type: ignore[attr-defined]  # for the handler
        try:
            _read(request)
        except _TOO_MUCH:
            request.POST = QueryDict()
            return _refuse(request, view)
        except UnreadablePostError:  # the sender went away: nobody reads the answer
            request.POST = QueryDict()
            return HttpResponse(status=400)
        except (BadRequest, SuspiciousOperation, MultiPartParserError, LookupError, ValueError) as error:
            request.POST = QueryDict()
            raise BadRequest from error
        return _refuse(request, view) if getattr(request, "upload_stopped", False) else None


def _read(request: HttpRequest) -> None:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.content_type == "multipart/form-data":
        most += MAX_REQUEST_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:  # its length says enough
        raise RequestDataTooBig
    is_in_utf_8 = codecs.lookup((request.content_params or {}).get("charset", "utf-8")).name == "utf-8"
    if not is_in_utf_8 or UNREADABLE_TYPE in request.META:  # no browser sends another
        raise BadRequest
    if request.content_type == "multipart/form-data":
        _read_parts(request)
    else:
        request.POST  # noqa: B018  # reads the form


def _read_parts(request: HttpRequest) -> None:
    """Read the form; raise BadRequest for one that was cut short: its last part would be lost, or half."""
    stream = request._stream  # no public name tells how the bytes ended
    remembers = _Remembering(stream)
    request._stream = remembers  # type: ignore[assignment]  # Django reads it no other way
    try:
        request.POST  # noqa: B018  # reads the form
    finally:
        request._stream = stream
    end = f"--{(request.content_params or {}).get('boundary', '')}--".encode()
    is_cut = remembers.end and end not in remembers.end
    if is_cut and not getattr(request, "upload_stopped", False):
        raise BadRequest


class _Remembering:
    """Reads on from a stream, and remembers how it ended."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.end = stream, b""

    def read(self, *size: int) -> bytes:
        """Return the next bytes."""
        return self._noted(self.stream.read(*size))

    def readline(self, *size: int) -> bytes:
        """Return the next bytes, up to and including the end of a line."""
        return self._noted(self.stream.readline(*size))

    def _noted(self, found: bytes) -> bytes:
        self.end = (self.end + found[-_LONGEST_END:])[-_LONGEST_END:]
        return found


def _refuse(request: HttpRequest, view: Any) -> HttpResponse:
    own = getattr(view, "takes_at_most", 0)
    limits = {
        "own_megabytes": own // 1024 // 1024,
        "megabytes": MAX_REQUEST_BYTES // 1024 // 1024,
        "text_megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024,
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    }
    return render(request, "files/too_much.html", limits, status=413)
