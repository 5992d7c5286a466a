"""What every test may use: the city, the cast, and a noon that stands still."""

from __future__ import annotations

import copy
import gc
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import hypothesis
import pytest
from django.db import connection, reset_queries
from django.db.models import Model
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from grants.demo.flows import load_demo
from portal.health import checks
from tests import copies
from tests.known import READ
from tests.make import NOON, World, sign_in
from tests.shared import Stage, in_order, undone, worlds_for
from wijkraden.people.models import User
from wijkraden.places.models import City

__all__ = ["NOON"]

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

# How long an example takes tells how busy the machine is; speed is measured by `make bench`.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")
# PostgreSQL joins as a query says: looking for the best order took half of its time, and these tables are small.
os.environ.setdefault("PGOPTIONS", "-c join_collapse_limit=1 -c from_collapse_limit=1")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep what is loaded by now, and lives as long as the process, out of every search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # a test makes much and holds little


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the database and load the city and its cast once; each test then rolls back to this world."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        copies.keep("empty")
        load_world()
        copies.keep("world")
    yield
    with django_db_blocker.unblock():
        copies.throw_away()
        teardown_databases(made, verbosity=0)


def load_world() -> None:
    """Make Rotterdam and the cast, unless they are there."""
    load_demo(by=None, at=NOON)


def connected() -> int:
    """Return how many others are connected with the tests' database (PostgreSQL; a file can't tell)."""
    if connection.vendor != "postgresql":
        return 0
    others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")
        (count,) = cursor.fetchone()
    return int(count)


def wait_for_the_others() -> None:
    """Wait until all threads and processes of a test let go of the database; fail, not hang, if one stays."""
    end = time.monotonic() + 5
    while connected():
        assert time.monotonic() < end, "a thread or process of this test left its connection open"
        time.sleep(0.02)


def put_the_world_back(moment: copies.Moment = "world") -> None:
    """Clean up after real commits: the database becomes what it was before the first test, or at that moment."""
    wait_for_the_others()
    copies.put_back(moment)


@pytest.fixture(autouse=True, scope="session")
def _clean_after_real_commits() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: put_the_world_back())
    yield
    patch.undo()


# Few tests, each of which takes long: acts that are raced or killed, and whole walks.
LONG = re.compile(r"/journeys/|races|test_kill|test_machine|test_walk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that share worlds follow each other, and begin with the files that take long.

    Of two workers none is then alone with such a file in the end.
    """
    tests_of = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[bool, int, str]:
        path = item.path.as_posix()
        return LONG.search(path) is None, -tests_of[item.path], path

    items[:] = sorted(in_order(items), key=place)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin each test with an empty log of queries: Django keeps the last 9,000, and miscounts beyond them."""
    reset_queries()


@pytest.fixture(scope="module")
def _stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    stage = Stage()
    yield stage
    with django_db_blocker.unblock():
        stage.show([])


@pytest.fixture
def _worlds(
    request: pytest.FixtureRequest, _stage: Stage, django_db_blocker: DjangoDbBlocker
) -> dict[str, object]:
    worlds = worlds_for(request.node)
    with django_db_blocker.unblock():
        return _stage.show(worlds)


@pytest.fixture
def _django_db_helper(_worlds: dict[str, object], _django_db_helper: None) -> None:
    """Open what pytest-django opens for `db` and for its mark, within the worlds of the test."""


def _known(name: str) -> Callable[..., Model]:
    @pytest.fixture(name=name)
    def known(db: None) -> Model:
        return READ[name]()

    known.__doc__ = READ[name].__doc__
    return known


for _name in READ:
    globals()[_name] = _known(_name)


@pytest.fixture
def world(city: City) -> World:
    """One of everything, made when asked for, with people of another city and without a seat."""
    return World(city)


@pytest.fixture(scope="module")
def _one_of_everything(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Everything but where the file names the few rows that it is about (ROWS_ASKED)."""
    from tests.checks.permissions import ANYONE
    from tests.test_permissions import ROWS

    with django_db_blocker.unblock(), undone():
        # What waits in this world waits for as long as the tests of a file take, and no worker is to blame.
        patience = patch.object(checks, "PATIENCE", timedelta(days=1))
        made = World(City.objects.get(slug="rotterdam"), is_shared=True)
        for person in sorted(ANYONE):
            made.browser(person)
        rows = getattr(request.module, "ROWS_ASKED", ROWS)
        for things in [things for row in rows for things in (row.things, row.elsewhere) if things]:
            made.what(things)
        with patience:
            yield made


@pytest.fixture
def full_world(_one_of_everything: World) -> Iterator[World]:
    """One of everything that an address is about, made once for all tests of a file.

    Stands in the place of pytest-django's `db`: what a test does to it is undone.
    """
    with undone():
        mine = copy.copy(_one_of_everything)
        mine.made, mine.browsers = dict(mine.made), dict(mine.browsers)  # what a test adds is undone with it
        yield mine


@pytest.fixture
def signed_in() -> Callable[[User | None], Client]:
    """Return a browser in which that person has just signed in (None: nobody)."""

    def open_browser(user: User | None) -> Client:
        return sign_in(Client(), user)

    return open_browser


@pytest.fixture
def at_noon() -> Iterator[Any]:
    """Hold the clock at NOON."""
    import time_machine

    with time_machine.travel(NOON, tick=False) as clock:
        yield clock
