"""Whose turn it is on the waiting list: what the form of the grant begins with, and what the dossier says."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from grants.decisions.states import DecisionKind, Ground
from grants.dossier.told import turn_for
from grants.proposals.models import Proposal
from tests import decisions
from tests.shared import shared
from tests.waiting_list import LATER, again, leave, prepared, three_listed
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]
NOBODY = "Nobody has to do anything more."
WAITS = "It waits on the waiting list, up to and including 31 December 2026."


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with translation.override("en"):
        yield


@shared
def listed(delfshaven: District) -> list[Proposal]:
    """Three proposals of 4,000, 6,000 and 2,600 euros on one waiting list."""
    return three_listed(delfshaven)


def _begins_with(client: Client, proposal: Proposal) -> dict[str, Any]:
    found: dict[str, Any] = (
        client.get(f"/decisions/prepare/{proposal.public_id}/grant/").context["form"].initial
    )
    return {name: found.get(name) for name in ("cents", "ground", "instalment_1")}


@pytest.mark.parametrize(
    ("free", "begins"),
    [
        (1_000_00, {"cents": 1_000_00, "ground": Ground.CEILING, "instalment_1": 1_000_00}),
        (4_000_00, {"cents": 4_000_00, "ground": None, "instalment_1": 4_000_00}),
        (9_000_00, {"cents": 4_000_00, "ground": None, "instalment_1": 4_000_00}),
    ],
)
def test_a_grant_from_the_list_begins_with_what_is_free_for_it(
    listed: list[Proposal], free: int, begins: dict[str, Any], olga: User, signed_in: Open
) -> None:
    leave(listed[0], free)

    with time_machine.travel(LATER, tick=False):
        assert _begins_with(signed_in(olga), listed[0]) == begins


def _turns(proposal: Proposal, at: datetime = LATER) -> list[str]:
    """Return what olga and anna read of it."""
    return [turn_for(decisions.cast(name), again(proposal), at=at) for name in ("olga", "anna")]


def test_the_dossier_says_whose_turn_it_is_while_it_is_on_the_list(listed: list[Proposal]) -> None:
    first, second, _third = listed
    leave(first, 0)
    assert _turns(first) == [WAITS, WAITS]

    leave(first, 1_000_00, key="a part")
    assert _turns(first) == ["Next: the city, with a grant from the waiting list.", WAITS]
    assert _turns(second) == [WAITS, WAITS]

    waits = prepared(first, 1_000_00)
    assert waits.kind == DecisionKind.GRANT
    assert _turns(first) == ["Next: whoever decides, on the grant that was prepared.", WAITS]


def test_after_the_last_day_of_the_list_nobody_has_to_do_anything(listed: list[Proposal]) -> None:
    leave(listed[0], 4_000_00)
    assert _turns(listed[0], decisions.noon_of(date(2027, 1, 1))) == [NOBODY, NOBODY]
