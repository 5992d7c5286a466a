"""The pages about payments that stand still in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable

from grants.payments.flows import suspend
from grants.payments.models import Suspension
from tests.checks.permissions import Table
from tests.grants.payments.rows import COUNCIL, OFFICERS, STAFF, Parameters, granted
from tests.make import World

WHY = "De bonnen zijn van een ander feest."


def a_grant(world: World) -> Parameters:
    """Return those of a grant of which nothing stands still."""
    return {"public_id": granted(world, cents=10_00).public_id}


def a_suspension(world: World) -> Parameters:
    """Return those of payments that stand still."""
    found = Suspension.objects.filter(end="").first()
    if found is None:
        found = suspend(granted(world, cents=10_00), reason=WHY, by=world.known("olga"), at=world.at)
    return {"public_id": found.public_id}


def reason(world: World) -> Parameters:
    """Return what the form to let them stand still carries."""
    return {"reason": WHY}


def why(world: World) -> Parameters:
    """Return what the form to let them go on carries."""
    return {"why": "De bonnen kloppen toch."}


LISTS: dict[str, Callable[[World, int], None]] = {}
NOT_LISTS: tuple[str, ...] = ("payment_suspend", "payment_lift")


def add_rows(table: Table) -> None:
    """Say who is answered what on these pages."""
    refused = dict.fromkeys((STAFF | COUNCIL) - OFFICERS, 403)
    for name, things, data in (
        ("payment_suspend", a_grant, reason),
        ("payment_lift", a_suspension, why),
    ):
        table.see(name, OFFICERS, but=refused, things=things)
        table.do(name, OFFICERS, answer=302, but=refused, things=things, data=data)
