"""The pages of the waiting lists in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.decisions.flows import decide
from grants.decisions.models import Decision, Mandate
from grants.decisions.states import Ground
from grants.proposals.models import Proposal
from tests import decisions, proposals
from tests.checks.permissions import Table
from tests.grants.decisions.rows import OFFICERS, STAFF
from tests.make import World
from wijkraden.places.models import District

Parameters = Mapping[str, object]
NOT_END = dict.fromkeys(STAFF - OFFICERS, 403)
NOT_LISTS = ("place_end",)
SLUGS = ("delfshaven-schiemond", "lage-land-prinsenland-s-gravenland")


def listed(world: World, title: str = "Op de wachtlijst", *, slug: str = SLUGS[0]) -> Decision:
    """Return a refusal that holds a place, the same for every row."""
    found = Decision.objects.filter(proposal__title=title).first()
    return found or _refused(world, title, world.city.districts.get(slug=slug))


def _refused(world: World, title: str, district: District) -> Decision:
    if not Mandate.objects.exists():
        decisions.mandate(world.city, at=world.at)
    made = proposals.reviewed(district, title=title, cents=100_00, at=world.at)
    waits = decisions.prepared(made, decisions.a_refusal(Ground.RANKING), at=world.at)
    return decide(waits, by=world.known("daan"), at=world.at)


def a_budget(world: World) -> Parameters:
    """Return the parameters of the list of its budget."""
    return {"public_id": listed(world).proposal.slice.public_id}


def a_place(world: World) -> Parameters:
    """Return those of its place."""
    return {"public_id": listed(world).public_id}


def more_places(world: World, number: int) -> None:
    """Let further proposals of two districts come on a list."""
    for one in range(number):
        title = f"Wacht {Proposal.objects.count()}x{one}"
        listed(world, title, slug=SLUGS[one % 2])


LISTS: dict[str, Callable[[World, int], None]] = {"waiting_lists": more_places, "waiting_list": more_places}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the waiting lists."""
    see, do = table.see, table.do
    see("waiting_lists", STAFF)
    see("waiting_list", STAFF, things=a_budget)
    see("place_end", OFFICERS, but=NOT_END, things=a_place)
    do("place_end", OFFICERS, but=NOT_END, things=a_place)
