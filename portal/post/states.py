"""How often and how long a message is tried."""

from datetime import timedelta

NOWHERE = ".invalid"  # no mail ever arrives there (RFC 2606); an account that was erased has such an address
CLAIM = timedelta(minutes=5)  # a worker that took a message and did not say how it went in this time is dead
_DELAYS = [15, 60, 5 * 60, 30 * 60, 2 * 60 * 60, 6 * 60 * 60, 24 * 60 * 60]
MAX_ATTEMPTS = len(_DELAYS) + 1


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after that many failed attempts: it grows from 15 seconds to a day."""
    return timedelta(seconds=_DELAYS[min(max(attempts, 1), len(_DELAYS)) - 1])
