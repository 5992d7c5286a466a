"""Regular work of the payments."""

from django.utils import timezone

from portal.jobs.progress import Progress
from portal.realm import within

from .flows import end_over, let_due_instalments
from .queries import cities


def let_due(progress: Progress) -> None:
    """Let instalments whose moment has come stand as to be paid, and suspensions end, in every city; harmless again."""
    for city in cities():
        with within(city.public_id):
            let_due_instalments(city, by=None, at=timezone.now())
            end_over(city, by=None, at=timezone.now())
