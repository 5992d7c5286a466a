"""Making documents: once, and never again."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import storage
from portal.errors import WrongState
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_things

from . import queries
from .drafts import Draft
from .models import Document

name_things({"portal.document": gettext_lazy("document")})
MADE = describe("documents.make", gettext_lazy("had a document made"))
READ = describe("documents.read", gettext_lazy("opened a document"))


@flow
def make(draft: Draft, *, by: Any, at: datetime) -> Document:
    """Make a document of what `drafts.draft` made, and return its row.

    The same key with the same content returns what is stored, also when two ask at once; raises WrongState
    for other content under that key. Then the bytes of this draft go.
    """
    found = queries.document_with(draft.key)
    if found is not None:
        storage.remove(draft.stored_as)
        return _same(found, draft)
    try:
        with transaction.atomic():
            document = Document.objects.create(**asdict(draft), by=by, created_at=at)
    except BaseException as error:
        storage.remove(draft.stored_as)
        first = queries.document_with(draft.key) if isinstance(error, IntegrityError) else None
        if first is None:
            raise
        return _same(first, draft)
    record(MADE, document, by=by, at=at, kind=draft.kind, sha256=document.sha256)
    return document


@flow
def note_read(document: Document, *, by: Any, at: datetime) -> None:
    """Put on the trail that someone opened a document that is neither public nor her own."""
    record(READ, document, by=by, at=at)


def _same(document: Document, draft: Draft) -> Document:
    if document.source_sha256 != draft.source_sha256:
        raise WrongState(_("This document was made already, with other content. It stays as it is."))
    return document
