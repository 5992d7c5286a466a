"""How an upload arrives: never more of it on disk than is accepted, of one file and of one request."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from .kinds import MAX_BYTES, MAX_REQUEST_BYTES


class LimitUploadHandler(FileUploadHandler):
    """Drop what comes after the size limit of a file, and stop a request that sends too much in all.

    No page that is open to everyone takes a file, so of a stranger not one byte is kept, unless she holds a link
    that opens the page (`takes_files_by_link`); what she typed beside it is read, since her session may just have
    ended; `file_passed_over` on the request tells that a file came.
    A request that was stopped is marked with `upload_stopped`, which `UploadMiddleware` answers.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = self.received_in_all = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start to count; pass the file over when nobody is signed in or holds a link."""
        super().new_file(*args, **kwargs)
        self.received = 0
        user = getattr(self.request, "user", None)
        is_known = user is not None and user.is_authenticated
        if not is_known and not getattr(self.request, "holds_link", False):
            self.request.file_passed_over = True  # type: ignore[union-attr]  # every upload has its request
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  # Django’s signature
        """Pass a chunk on to the next handler, or nothing once the limit of the file is passed."""
        over = self.received > MAX_BYTES
        self.received += len(raw_data)
        self.received_in_all += len(raw_data)
        if self.received_in_all > MAX_REQUEST_BYTES:
            self.request.upload_stopped = True  # type: ignore[union-attr]  # every upload has its request
            raise StopUpload(connection_reset=True)
        return None if over else raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
