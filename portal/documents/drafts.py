"""A document that was made but is nobody's yet: its bytes are stored, no row names them.

Making takes a second and storing may take longer, so both come before the flow: while a flow runs, on SQLite
nobody else can write. What never becomes a document, the sweep takes a day later.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from portal import storage

from . import gateway, queries

ROOM = "documents"


@dataclass(frozen=True)
class Draft:
    """What `flows.make` needs; without bytes (`stored_as` is "") when the document is there already."""

    kind: str
    title: str
    language: str
    key: str
    name: str
    source_sha256: str
    stored_as: str = ""
    sha256: str = ""
    size: int = 0


def draft(
    kind: str,
    *,
    template: str,
    data: dict[str, Any],
    title: str,
    language: str,
    key: str,
    name: str,
    author: str = "",
    at: datetime,
) -> Draft:
    """Make the PDF from a template and store its bytes; never inside a transaction.

    `data` are JSON values, or lazy texts (see the head of each template); `key` names what
    the document is of (a decision and its version); `name` is the file name for a download; `at` is the
    document's own moment.
    """
    with translation.override(language):
        source = _source(template, data, title, language, name, author)
    if queries.document_with(key) is not None:
        return Draft(kind, title, language, key, name, source)
    with transaction.atomic(durable=True):
        pass
    content = gateway.compile_pdf(template, data=data, title=title, language=language, author=author, at=at)
    stored_as = storage.write(content, room=ROOM, at=at)
    return Draft(kind, title, language, key, name, source, stored_as, storage.checksum(content), len(content))


def made_now(template: str, *, data: dict[str, Any], title: str, language: str, at: datetime) -> bytes:
    """Return a PDF of what stands there now, that nobody keeps: a list to take along, made anew each time."""
    return gateway.compile_pdf(template, data=data, title=title, language=language, author="", at=at)


def _source(*parts: Any) -> str:
    return storage.checksum(json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str).encode())
