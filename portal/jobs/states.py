"""Where a job may go, and the moments that belong to it."""

from datetime import timedelta

SILENCE = timedelta(minutes=2)  # without a sign of life for so long, a run is dead
HEARTBEAT_SECONDS = 15
LONGEST_ERRAND = timedelta(minutes=30)
FILE_LIFETIME = timedelta(days=7)  # from the moment of asking
_DELAYS = [10, 60, 5 * 60, 30 * 60, 2 * 60 * 60]


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after that many failed attempts: it grows from ten seconds to two hours."""
    return timedelta(seconds=_DELAYS[min(max(attempts, 1), len(_DELAYS)) - 1])
