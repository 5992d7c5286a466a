"""The page of the cash position and its file in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable

from tests.checks.permissions import Table
from tests.grants.payments.rows import (
    CLAIM_READERS,
    Parameters,
    a_late_claim,
    a_sent_order,
    a_statement,
    more_claims,
    something_to_pay,
)
from tests.make import World


def something_everywhere(world: World) -> Parameters:
    """See to it that something stands in each table; the address has no parameters."""
    for some in (something_to_pay, a_sent_order, a_statement, a_late_claim):
        some(world)
    return {}


LISTS: dict[str, Callable[[World, int], None]] = {
    "payments_position": more_claims,
    "payments_position_csv": more_claims,
}
NOT_LISTS: tuple[str, ...] = ()


def add_rows(table: Table) -> None:
    """Say who is answered what: it is for who may see the claims."""
    for name in ("payments_position", "payments_position_csv"):
        table.see(name, CLAIM_READERS, things=something_everywhere)
