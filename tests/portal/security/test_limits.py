"""How often something may be tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from portal.security.flows import forget_old_counts
from portal.security.limits import TooMany, limit, seconds_to_wait

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


def test_slow_tries_count_over_the_whole_period(db: None) -> None:
    waits = []
    for minutes in (0, 10, 20, 30, 59, 60):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            waits.append(seconds_to_wait("door", "3/h"))

    assert waits == [0, 0, 0, 30 * 60, 60, 0]


def test_what_else_is_kept_pushes_no_count_out(db: None) -> None:
    seconds_to_wait("door", "1/h")
    for number in range(350):
        cache.set(f"another:{number}", 1)

    assert seconds_to_wait("door", "1/h") > 0


@pytest.mark.django_db(transaction=True)
def test_of_tries_at_one_instant_no_more_than_allowed_pass() -> None:
    def one_try(_: int) -> bool:
        try:
            return seconds_to_wait("instant", "5/d") == 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(one_try, range(16)))

    cache.clear()
    assert sum(passed) == 5


def test_counts_that_are_over_are_thrown_away(db: None) -> None:
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        seconds_to_wait("door", "3/h")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        seconds_to_wait("door", "3/h")

    assert forget_old_counts(by=None, at=NOON + timedelta(hours=2)) == 1
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert [seconds_to_wait("door", "3/h") for _ in range(3)] == [0, 0, 3600]
