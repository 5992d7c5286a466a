"""The page of a proposal in the tables of every page: who is answered what, and that it does not grow."""

from collections.abc import Callable, Mapping

from tests import decisions, proposals
from tests.checks.permissions import Table
from tests.grants.proposals.rows_of_office import (
    COUNCIL,
    STAFF,
    a_draft_of_others,
    a_submitted_proposal,
    district,
    one_being_completed,
)
from tests.make import World


def more_looks(world: World) -> list[Mapping[str, object]]:
    """Return those of a draft of anna, of one that is being completed, one reviewed, and one granted."""
    here, at = district(world), world.at
    return [
        {"public_id": proposals.draft(here, at=at).public_id},
        one_being_completed(world),
        {"public_id": proposals.reviewed(here, cents=20_000_00, title="Groot feest", at=at).public_id},
        {"public_id": decisions.granted(here, cents=900_00, title="Verleend", at=at).public_id},
    ]


LISTS: dict[str, Callable[[World, int], None]] = {}
NOT_LISTS: tuple[str, ...] = ("proposal",)


def add_rows(table: Table) -> None:
    """Say who is answered what on the page of a proposal."""
    table.see(
        "proposal", COUNCIL | STAFF, things=a_submitted_proposal, elsewhere=a_draft_of_others, more=more_looks
    )
