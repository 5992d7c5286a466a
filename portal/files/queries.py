"""Reads of stored files."""

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


def versions_of(file: StoredFile) -> QuerySet[StoredFile]:
    """Return the file and the versions it replaced, newest first, with who handed them in.

    One query per earlier version, and one.
    """
    ids, older = [file.pk], file.replaces
    while older is not None:
        ids.append(older.pk)
        older = older.replaces
    return StoredFile.objects.filter(pk__in=ids).select_related("by").order_by("-pk")
