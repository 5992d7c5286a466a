"""What the pages that everyone begins on ask of the database: the same of 3,000 dossiers as of 30."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from tests import decisions, payments, proposals
from tests.grants.register import ends, scenes
from tests.many import copy_dossiers
from tests.test_queries import FRAMES
from wijkraden.people.models import User
from wijkraden.places.models import District

Open = Callable[[User | None], Client]
MOST = 15
FEW, MANY = 30, 3_000
BEGIN = ("anna", "coen", "chris", "rik", "olga", "daan", "pim", "petra", "joris", "carla", "fenna", "bas")
PUBLIC = ("/register/", "/register/?q=feest", "/api/v1/grants", "/")


def one_of_each(district: District) -> list[Proposal]:
    """Return ten dossiers: something waits for everybody, and something is in the register."""
    made = [
        proposals.draft(district, title="Concept"),
        proposals.presented(district, title="Bij de raad", cents=100_00),
        proposals.submitted(district, title="Bij de gemeente", cents=100_00),
        proposals.submitted(district, title="Aanvullen", cents=100_00),
        proposals.in_review(district, title="Beoordelen", cents=3_000_00),
        proposals.reviewed(district, title="Beslissen", cents=100_00),
        ends.refused(district, Ground.POLICY, title="Geweigerd", cents=200_00),
        decisions.reported(district, title="Verslag van een feest", cents=8_000_00),
        payments.at_once(district, title="Een feest", cents=150_00),
        scenes.public_action(district, title="Een groot feest").proposal,
    ]
    proposals.ask(made[3])
    decisions.prepared(made[5])
    return [Proposal.objects.get(pk=one.pk) for one in made]


@pytest.mark.usefixtures("at_noon")
def test_thirty_dossiers_and_three_thousand_take_the_same_queries(
    delfshaven: District, signed_in: Open
) -> None:
    made = one_of_each(delfshaven)
    dossiers = [f"/proposals/{one.public_id}/" for one in made]
    asked: list[tuple[str | None, str]] = [(None, path) for path in PUBLIC]
    asked += [(name, "/home/") for name in BEGIN]
    asked += [("olga", path) for path in ("/work/", "/work/?q=feest", *dossiers[2:])]
    asked += [("anna", path) for path in dossiers]

    def taken() -> dict[tuple[str | None, str], int]:
        clients = {name: signed_in(proposals.cast(name) if name else None) for name, _path in asked}
        return {(name, path): queries_of(clients[name], path) for name, path in asked}

    copy_dossiers(made, FEW // len(made) - 1)
    few = taken()
    copy_dossiers(made, (MANY - FEW) // len(made))

    assert Proposal.objects.count() == MANY
    assert {page: number for page, number in few.items() if number > MOST} == {}
    assert taken() == few


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page takes for who has opened it before."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        assert answer.status_code == 200, path
    return sum(not one["sql"].startswith(FRAMES) for one in queries.captured_queries)
