"""A database of its own, with two processes that work in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from tests.grants.budget.processes import Pair
from tests.grants.budget.raw import Books, books
from tests.portal.house import House, build

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def books_house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A migrated portal with the options of production, that real commits may fill."""
    house = build(tmp_path_factory.mktemp("books"))
    yield house
    house.close()


@pytest.fixture(scope="session")
def pair(books_house: House) -> Iterator[Pair]:
    """Two processes on that database."""
    made = Pair(books_house)
    yield made
    made.end()


@pytest.fixture(scope="module")
def ledger(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Books]:
    """A ledger to try the database on, made once for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield books()
        transaction.set_rollback(True)


@pytest.fixture
def made(ledger: Books) -> Iterator[Books]:
    """That ledger, as it was made: what a test does to it is undone."""
    with transaction.atomic():
        yield ledger
        transaction.set_rollback(True)
