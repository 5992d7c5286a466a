"""Reads of stored files."""

from datetime import datetime

from django.db.models import Q, QuerySet

from .models import StoredFile


def names_in_use(names: list[str]) -> set[str]:
    """Return those of the stored names that a file or its thumbnail has. One query per 400 names."""
    found: set[str] = set()
    for start in range(0, len(names), 400):
        some = names[start : start + 400]
        rows = StoredFile.objects.filter(Q(stored_as__in=some) | Q(thumbnail_as__in=some))
        for pair in rows.values_list("stored_as", "thumbnail_as"):
            found.update(pair)
    return found


def erased_since(moment: datetime) -> QuerySet[StoredFile]:
    """Return the files that were erased since then. One query."""
    return StoredFile.objects.filter(erased_at__gte=moment)
