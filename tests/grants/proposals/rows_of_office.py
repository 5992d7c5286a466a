"""The pages of the office in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.proposals import flows
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import Why
from tests import proposals
from tests.checks.permissions import ANYONE, Table, Things, holding
from tests.make import World
from wijkraden.people.states import Role
from wijkraden.places.models import District

COUNCIL = frozenset({"anna", "chris", "coen"})
OFFICERS = holding(Role.OFFICER)
STAFF = OFFICERS | holding(Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER, Role.CONTROLLER)
NOT_HANDLE = dict.fromkeys((STAFF - OFFICERS) | COUNCIL, 403)


def district(world: World, slug: str = "delfshaven-schiemond") -> District:
    """Return the district of anna, or another one."""
    return world.city.districts.get(slug=slug)


def submitted(world: World, state: State = State.SUBMITTED) -> Proposal:
    """Return a proposal of Delfshaven-Schiemond that the city received yesterday."""
    found = Proposal.objects.filter(district=district(world), state=state).first()
    return found or proposals.submitted(district(world), at=world.at)


def completing(world: World) -> Proposal:
    """Return one that is being completed, by the council and by the applicant's link."""
    found = Proposal.objects.filter(district=district(world), state=State.COMPLETING).first()
    if found is None:
        found = submitted(world)
        proposals.ask(found, at=world.at)
    return found


def a_submitted_proposal(world: World) -> Mapping[str, object]:
    """Return the parameters of a proposal of Delfshaven-Schiemond that the city received."""
    return {"public_id": submitted(world).public_id}


def one_being_completed(world: World) -> Mapping[str, object]:
    """Return those of one that is being completed."""
    return {"public_id": completing(world).public_id}


def one_that_stands_still(world: World) -> Mapping[str, object]:
    """Return those of one whose term stands still by consent."""
    made = submitted(world)
    day = world.at.date()
    if not made.pauses.filter(runs_on__isnull=True).exists():
        flows.stop_clock(
            made, why=Why.FORCE_MAJEURE, since=day, note="Overmacht.", by=world.known("olga"), at=world.at
        )
    return {"public_id": made.public_id}


def an_item(world: World) -> Mapping[str, object]:
    """Return those of the first thing that is missing."""
    return {**one_being_completed(world), "number": 1}


def a_draft_of_others(world: World) -> Mapping[str, object]:
    """Return those of a draft of another council, which is for nobody else."""
    return {"public_id": proposals.draft(district(world, "lage-land-prinsenland-s-gravenland")).public_id}


def an_item_of_others(world: World) -> Mapping[str, object]:
    return {**a_draft_of_others(world), "number": 1}


def a_link(world: World) -> Mapping[str, object]:
    """Return those of the applicant's link."""
    return {"token": proposals.link_of(completing(world))}


def an_item_of_the_link(world: World) -> Mapping[str, object]:
    return {**a_link(world), "number": 1}


def more_proposals(world: World, number: int) -> None:
    """Submit further proposals of Delfshaven-Schiemond, and of each fifth ask what is missing."""
    for one in range(number):
        made = proposals.submitted(district(world), cents=1_00, title=f"Feest {one}", at=world.at)
        if one % 5 == 0:
            proposals.ask(made, at=world.at)


def more_notes(world: World, number: int) -> None:
    """Write further notes about the proposal."""
    for one in range(number):
        flows.add_note(submitted(world), text=f"Notitie {one}", by=world.known("olga"), at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {"work": more_proposals, "proposal_notes": more_notes}
NOT_LISTS: tuple[str, ...] = (
    "proposal_ask",
    "proposal_check",
    "proposal_complete",
    "proposal_completing",
    "proposal_answer",
    "proposal_handler",
    "proposal_note",
    "proposal_clock",
    "clock_extend",
    "clock_stop",
    "clock_run_on",
    "clock_put_back",
    "clock_notice",
    "completion",
    "completion_item",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the office."""
    see, others = table.see, a_draft_of_others
    see("work", STAFF)
    for name in ("proposal_notes", "proposal_clock"):
        see(name, STAFF, things=a_submitted_proposal, elsewhere=others)
    see("proposal_completing", COUNCIL | STAFF, things=one_being_completed, elsewhere=others)
    not_write = dict.fromkeys(STAFF, 403)
    see("proposal_answer", COUNCIL, but=not_write, things=an_item, elsewhere=an_item_of_others)
    table.do(
        "proposal_answer", COUNCIL, answer=302, but=not_write, things=an_item, elsewhere=an_item_of_others
    )
    for name in ("proposal_ask", "proposal_note", "clock_extend", "clock_stop", "clock_put_back"):
        _form(table, name)
    _form(table, "clock_notice")
    _form(table, "proposal_check")
    _form(table, "proposal_handler")
    _form(table, "clock_run_on", things=one_that_stands_still)
    _form(table, "proposal_complete", answer=302)
    see("completion", ANYONE, things=a_link, stranger=200)
    see("completion_item", ANYONE, things=an_item_of_the_link, stranger=200)
    table.do("completion_item", ANYONE, things=an_item_of_the_link, stranger=422)


def _form(table: Table, name: str, *, answer: int = 422, things: Things = a_submitted_proposal) -> None:
    """Say that officers alone see and send a form; sent empty it gets `answer`."""
    table.see(name, OFFICERS, but=NOT_HANDLE, things=things, elsewhere=a_draft_of_others)
    table.do(name, OFFICERS, but=NOT_HANDLE, answer=answer, things=things, elsewhere=a_draft_of_others)
