"""Regular work that throws away what has lost its use."""

from django.core.management import call_command
from django.utils import timezone

from ..jobs.progress import Progress
from .flows import forget_ended_devices, forget_old_counts, forget_old_tokens


def prune(progress: Progress) -> None:
    """Remove used one-time tokens too old to be sent again, counts, sessions and devices that are over."""
    now = timezone.now()
    forget_old_tokens(by=None, at=now)
    forget_old_counts(by=None, at=now)
    forget_ended_devices(by=None, at=now)
    call_command("clearsessions")
