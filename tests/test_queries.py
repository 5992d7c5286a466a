"""How many queries a page takes: never above ten, and a list takes the same with one row as with fifty."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.checks.addresses import addresses
from tests.checks.pages import representatives
from tests.checks.permissions import Row, methods
from tests.make import World
from tests.test_permissions import ROWS
from wijkraden.people.models import User

MOST = 10
FEW, MANY = 1, 50
PAGES = [row for row in ROWS if row.method == "GET" and 200 in row.expected().values()]
ROW = {row.name: row for row in PAGES}

# Pages that show many of something: how to make `count` more of it. A page stands in one of both tables.
LISTS: dict[str, Callable[[World, int], None]] = {}
NOT_LISTS: frozenset[str] = frozenset({"front", "district"})


def count(row: Row, person: str, world: World) -> int:
    """Return how many queries the page takes for that person, savepoints left out."""
    user: User | None = world.person(person)
    path = row.path(world)
    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path)  # the first visit also notes the session
    with CaptureQueriesContext(connection, ) as queries:
        assert client.get(path).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries)


def test_every_page_of_ours_is_known_as_a_list_or_not() -> None:
    ours = {name for name, address in addresses().items() if address.is_ours and "GET" in methods(address)}

    assert set(LISTS) | NOT_LISTS == ours
    assert set(LISTS) & NOT_LISTS == set()


@pytest.mark.django_db
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_no_page_takes_more_than_ten_queries(row: Row, world: World) -> None:
    counts = {person: count(row, person, world) for person in representatives(row)}

    assert {person: taken for person, taken in counts.items() if taken > MOST} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_takes_the_same_queries_with_one_row_and_with_fifty(name: str, world: World) -> None:
    person = representatives(ROW[name])[0]
    LISTS[name](world, FEW)
    with_few = count(ROW[name], person, world)

    LISTS[name](world, MANY - FEW)

    assert count(ROW[name], person, world) == with_few
