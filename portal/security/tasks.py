"""Regular work that throws away what has lost its use."""

from django.core.management import call_command
from django.utils import timezone

from ..jobs.progress import Progress
from .flows import forget_old_tokens


def prune(progress: Progress) -> None:
    """Remove used one-time tokens that are too old to be sent again, and sessions that ended."""
    forget_old_tokens(by=None, at=timezone.now())
    call_command("clearsessions")
