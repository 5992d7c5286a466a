"""The door to a document."""

from typing import Any

from django.http import Http404

from .models import Document
from .rules import may_open


def get_document(user: Any, public_id: str) -> Document:
    """Return the document; 404 if it is not there and, in the same way, if `user` may not open it."""
    document = Document.objects.filter(public_id=public_id).first()
    if document is None or not may_open(user, document):
        raise Http404
    return document
