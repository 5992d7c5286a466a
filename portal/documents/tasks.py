"""Regular work on documents."""

from django.utils import timezone

from portal import storage
from portal.jobs.progress import Progress

from .drafts import ROOM
from .queries import names_in_use


def sweep(progress: Progress) -> None:
    """Remove bytes older than a day that no document names; harmless when run again."""
    storage.sweep(ROOM, known=names_in_use, at=timezone.now())
