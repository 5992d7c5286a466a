"""The page on what can no longer be asked back in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from grants.decisions.models.final import final_decisions
from grants.payments.queries_of_lapses import lapsed_unasked
from tests.checks.permissions import Table
from tests.grants.payments.rows import CLAIM_READERS, FENNA, Parameters, too_much_paid
from tests.make import World
from tests.unguarded import by_hand

SIX_YEARS = timedelta(days=6 * 366)


def what_lapsed(world: World) -> Parameters:
    """Return those of a dossier whose final amount was told six years ago: nothing in this world is that old."""
    today, then = world.at.date(), world.at - SIX_YEARS
    found = lapsed_unasked(world.city, on=today).first()
    if found is None:
        found = too_much_paid(world)
        final = found.decisions.filter(final_decisions())
        by_hand(lambda: final.update(decided_at=then, decided_on=then.date(), sent_on=then.date()))
    return {"public_id": found.public_id}


LISTS: dict[str, Callable[[World, int], None]] = {}
NOT_LISTS: tuple[str, ...] = ("payment_leave",)


def add_rows(table: Table) -> None:
    """Say who is answered what on it."""
    refused = dict.fromkeys(CLAIM_READERS - FENNA, 403)
    table.see("payment_leave", FENNA, but=refused, things=what_lapsed)
    table.do("payment_leave", FENNA, but=refused, things=what_lapsed)
