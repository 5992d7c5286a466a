"""Every address x every person: what is answered. An address without a row fails."""

import pytest

from tests.checks.addresses import addresses
from tests.checks.permissions import (
    ADMIN,
    ANYONE,
    CONTROL,
    SEATED,
    SIGNED_IN,
    STRANGER,
    Row,
    Table,
    methods,
)
from tests.make import World

TABLE = Table()
see, do = TABLE.see, TABLE.do

# --- the public register ---------------------------------------------------------------------------
see("front", ANYONE)
see("districts", ANYONE)
see("district", ANYONE, things=lambda world: {"slug": "delfshaven-schiemond"}, stranger=200)

# --- signing in (allauth) ----------------------------------------------------------------------------
see("account_login", STRANGER, others=302)

ROWS = list(TABLE.rows.values())


def named(row: Row) -> str:
    """Return how a row is called among the tests."""
    return f"{row.method}-{row.name}"


def test_every_address_has_its_rows_and_every_row_an_address() -> None:
    needed = {(method, name) for name, address in addresses().items() for method in methods(address)}

    assert set(TABLE.rows) == needed


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=named)
def test_everyone_is_answered_what_the_table_says(row: Row, world: World) -> None:
    path = row.path(world)

    assert {person: row.ask(world, person, path) for person in row.expected()} == row.expected()


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in ROWS if row.things], ids=named)
def test_a_number_that_does_not_exist_is_not_found_by_anyone(row: Row, world: World) -> None:
    someone = min(row.may)
    assert row.things is not None
    assert row.ask(world, someone, row.path(world)) == row.answer
