"""Reads of the trail."""

from collections.abc import Iterator

from django.db import models

from .flows import fingerprint
from .models import Head, Record


def records_of(subject: models.Model) -> models.QuerySet[Record]:
    """Return what happened to `subject`, oldest first, with who did it. One query."""
    public_id = str(getattr(subject, "public_id", subject.pk))
    return Record.objects.filter(
        subject_kind=subject._meta.label_lower, subject_id=public_id
    ).select_related("by")


def breaks() -> Iterator[str]:
    """Yield a sentence for each place where the chain is broken; nothing when the trail is whole.

    Reads the trail once, in order, in flat memory.
    """
    number, previous = 0, ""
    for row in Record.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if row.number != number:
            yield f"record {number} is missing before {row.number}"
            number = row.number
        if row.previous_hash != previous:
            yield f"record {row.number} does not follow the one before it"
        if row.hash != fingerprint(row):
            yield f"record {row.number} was changed"
        previous = row.hash
    head = Head.objects.get(pk=1)
    if (head.number, head.hash) != (number, previous):
        yield f"the trail ends at {number}, its head says {head.number}"
