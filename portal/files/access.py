"""The door to a file."""

from typing import Any

from django.http import Http404

from .models import StoredFile
from .rules import may_open


def get_file(user: Any, public_id: str) -> StoredFile:
    """Return the file; 404 if it is not there (any more) and, in the same way, if `user` may not open it."""
    file = StoredFile.objects.filter(public_id=public_id, erased_at__isnull=True).first()
    if file is None or not may_open(user, file):
        raise Http404
    return file
