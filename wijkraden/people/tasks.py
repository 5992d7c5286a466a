"""Regular work on people."""

from django.utils import timezone

from portal.jobs.progress import Progress

from . import flows


def prune(progress: Progress) -> None:
    """Erase the addresses of people who were invited and never came; harmless when run again."""
    flows.forget_unanswered(at=timezone.now())
