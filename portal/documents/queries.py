"""Reads of documents and their bytes."""

from portal import storage

from .models import Document


class Damaged(Exception):
    """The stored bytes are not those that were stored: nobody may take them for the document."""


def content_of(document: Document) -> bytes:
    """Return the document's bytes, compared with their checksum; raises Damaged. No query."""
    try:
        content = storage.read(document.stored_as)
    except FileNotFoundError as error:
        raise Damaged(f"the bytes of document {document.public_id} are gone") from error
    if storage.checksum(content) != document.sha256:
        raise Damaged(f"the bytes of document {document.public_id} were changed")
    return content


def document_with(key: str) -> Document | None:
    """Return the document that was made under this key, if there is one. One query."""
    return Document.objects.filter(key=key).first()


def names_in_use(names: list[str]) -> set[str]:
    """Return those of the stored names that a document has. One query per 400 names."""
    found: set[str] = set()
    for start in range(0, len(names), 400):
        rows = Document.objects.filter(stored_as__in=names[start : start + 400])
        found.update(rows.values_list("stored_as", flat=True))
    return found
