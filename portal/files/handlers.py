"""How an upload arrives: never more of it on disk than is accepted."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from .kinds import MAX_BYTES


class LimitUploadHandler(FileUploadHandler):
    """Drop what comes after the size limit, so a huge upload fills no disk; the judge then refuses it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start to count."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """Pass a chunk on to the next handler, or nothing once the limit is passed."""
        over = self.received > MAX_BYTES
        self.received += len(raw_data)
        return None if over else raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
