"""How often something may be tried."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from portal.security.limits import TooMany, limit

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)


def test_the_fourth_try_of_three_is_refused_until_the_period_ends(db: None) -> None:
    cache.clear()
    request = RequestFactory().get("/")
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            limit(request, "door", "3/h")
        with pytest.raises(TooMany) as refused:
            limit(request, "door", "3/h")
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        limit(request, "door", "3/h")

    assert refused.value.wait == 3600


def test_another_address_and_another_thing_count_apart(db: None) -> None:
    cache.clear()
    limit(RequestFactory().get("/"), "door", "1/h")

    limit(RequestFactory(REMOTE_ADDR="192.0.2.7").get("/"), "door", "1/h")
    limit(RequestFactory().get("/"), "window", "1/h")
