"""Making documents: once, and never again."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import storage
from portal.errors import WrongState
from portal.trail.flows import flow, record
from portal.trail.words import describe

from . import gateway, queries
from .models import Document

ROOM = "documents"
MADE = describe("documents.make", gettext_lazy("had a document made"))
READ = describe("documents.read", gettext_lazy("opened a document"))


@flow
def make(
    kind: str,
    *,
    template: str,
    data: dict[str, Any],
    title: str,
    language: str,
    key: str,
    name: str,
    author: str = "",
    by: Any,
    at: datetime,
) -> Document:
    """Make a PDF from a template, store it once and return its row.

    `data` are JSON values, or lazy texts (see the head of each template); `key` names what
    the document is of (a decision and its version); `name` is the file name for a download; `at` is the
    document's own moment. The same key with the same content returns what is stored, also when two ask at
    once; raises WrongState for other content under that key.
    """
    with translation.override(language):
        source = _source(template, data, title, language, name, author)
    found = queries.document_with(key)
    if found is not None:
        return _same(found, source)
    content = gateway.compile_pdf(template, data=data, title=title, language=language, author=author, at=at)
    stored_as = storage.write(content, room=ROOM, at=at)
    facts = {"kind": kind, "title": title, "language": language, "key": key, "name": name}
    try:
        with transaction.atomic():
            document = Document.objects.create(
                **facts,
                stored_as=stored_as,
                sha256=storage.checksum(content),
                source_sha256=source,
                size=len(content),
                by=by,
                created_at=at,
            )
    except BaseException as error:
        storage.remove(stored_as)
        first = queries.document_with(key) if isinstance(error, IntegrityError) else None
        if first is None:
            raise
        return _same(first, source)
    record(MADE, document, by=by, at=at, kind=kind, sha256=document.sha256)
    return document


@flow
def note_read(document: Document, *, by: Any, at: datetime) -> None:
    """Put on the trail that someone opened a document that is neither public nor her own."""
    record(READ, document, by=by, at=at)


def _source(*parts: Any) -> str:
    return storage.checksum(json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str).encode())


def _same(document: Document, source: str) -> Document:
    if document.source_sha256 != source:
        raise WrongState(_("This document was made already, with other content. It stays as it is."))
    return document
