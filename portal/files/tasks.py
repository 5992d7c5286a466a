"""Regular work on stored files."""

from django.utils import timezone

from portal import storage
from portal.jobs.progress import Progress

from .kept import ROOM
from .queries import erased_since, names_in_use


def sweep(progress: Progress) -> None:
    """Remove bytes older than a day that no file names, of erased files and of probes; harmless when run again."""
    at = timezone.now()
    storage.sweep(ROOM, known=names_in_use, at=at)
    storage.sweep_probes(at=at)
    for file in erased_since(at - storage.LOOKS_BACK):
        storage.remove(file.stored_as, file.thumbnail_as)
