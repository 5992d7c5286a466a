"""Regular work of the payments."""

from django.utils import timezone

from portal.jobs.progress import Progress
from portal.realm import within

from .flows import let_due_instalments
from .queries import cities


def let_due(progress: Progress) -> None:
    """Let instalments whose moment has come stand as to be paid, in every city; harmless when run again."""
    for city in cities():
        with within(city.public_id):
            let_due_instalments(city, by=None, at=timezone.now())
