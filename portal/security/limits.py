"""How often something may be done: counted in the cache that all processes share."""

import time
from math import ceil

from django.core.cache import cache
from django.http import HttpRequest

from portal.network import network_of

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MARGIN = 60  # seconds that a place outlives its period: the clocks of two machines differ


class TooMany(Exception):  # an answer, not a fault
    """Asked too often; `wait` seconds from now it is possible again. The middleware answers 429."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def limit(request: HttpRequest, key: str, per: str) -> None:
    """Count one try at `key` from this request's network, against `per` ("10/h", units s m h d).

    Raises TooMany once there were more in the current period.
    """
    wait = seconds_to_wait(f"{key}:{network_of(request)}", per)
    if wait:
        raise TooMany(wait)


def seconds_to_wait(key: str, per: str) -> int:
    """Count one time of `key` against `per`; 0 while it fits, else how long the current period still lasts.

    A period has as many places as are allowed, and each time takes one: a place is a row that only one
    process can make, so two tries at the same instant take two.
    """
    most, unit = per.split("/")
    period = _SECONDS[unit]
    slot, into = divmod(time.time(), period)
    rest = ceil(period - into)
    places = [f"limit:{key}:{int(slot)}:{place}" for place in range(int(most))]
    taken = cache.get_many(places)
    for place in places:
        if place not in taken and cache.add(place, 1, timeout=rest + _MARGIN):
            return 0
    return rest
