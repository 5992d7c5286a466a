"""How often something may be asked: counted in the cache that all processes share."""

import time
from math import ceil

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class TooMany(Exception):  # an answer, not a fault
    """Asked too often; `wait` seconds from now it is possible again. The middleware answers 429."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def limit(request: HttpRequest, key: str, per: str) -> None:
    """Count one try at `key` from this request's network address, against `per` ("10/h", units s m h d).

    Raises TooMany once there were more in the current period. Two tries at the same instant may count as one.
    """
    most, unit = per.split("/")
    period = _SECONDS[unit]
    slot, into = divmod(int(time.time()), period)
    name = f"limit:{key}:{get_client_ip(request)}:{slot}"
    cache.add(name, 0, timeout=period)
    try:
        count = cache.incr(name)
    except ValueError:  # the period ended between the two steps
        return
    if count > int(most):
        raise TooMany(ceil(period - into))
