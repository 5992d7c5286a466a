"""The pages of the objections in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.decisions.flows import decide, decide_objection
from grants.decisions.models import Decision, Objection
from grants.decisions.states import Outcome
from grants.proposals.models import Proposal
from portal.post.models import Message
from tests import decisions, objections
from tests.checks.permissions import ANYONE, Table, holding
from tests.grants.decisions.rows import COUNCIL, OFFICERS, STAFF, reviewed
from tests.make import World
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
LAWYERS = holding(Role.OBJECTIONS_LAWYER)
ENTER = OFFICERS | LAWYERS
NOT_ENTER = dict.fromkeys((STAFF | COUNCIL) - ENTER, 403)
NOT_HANDLE = dict.fromkeys(STAFF - LAWYERS, 403)
NOT_LISTS = (
    "objection",
    "objection_decide",
    "objection_enter",
    "objection_extend",
    "objection_hearing",
    "objection_letter",
    "objection_letter_pdf",
    "objection_pdf",
    "objection_withdraw",
)


def refused(world: World, title: str = "Afgewezen") -> Decision:
    """Return a refusal that was told, the same for every row."""
    proposal = Proposal.objects.filter(title=title).first()
    if proposal is None:
        proposal = reviewed(world, title)
        if not world.known("daan").mandates.exists():
            decisions.mandate(world.city, at=world.at)
        waits = decisions.prepared(proposal, decisions.a_refusal(), at=world.at)
        decide(waits, by=world.known("daan"), at=world.at)
    return proposal.decisions.get()


def a_refusal(world: World) -> Parameters:
    """Return the parameters of its address."""
    return {"public_id": refused(world).public_id}


def running(world: World, name: str = "Buurtkracht") -> Objection:
    """Return an objection that runs and whose objector does not want to be heard."""
    decision = refused(world)
    found = decision.objections.filter(name=name).first()
    return found or objections.heard(decision, name=name, at=world.at)


def a_running(world: World) -> Parameters:
    """Return those of an objection that runs."""
    return {"public_id": running(world).public_id}


def decided(world: World) -> Objection:
    """Return an objection that was unfounded."""
    made = running(world, "Een buur")
    if made.is_open:
        joris = world.known("joris")
        decide_objection(made, outcome=Outcome.UNFOUNDED, reasons="Het klopte.", by=joris, at=world.at)
    return made


def a_decided(world: World) -> Parameters:
    """Return those of an objection that was decided."""
    return {"public_id": decided(world).public_id}


def more_looks(world: World) -> list[Parameters]:
    """Return those of one that was decided, and of a late one that was not heard yet."""
    return [a_decided(world)]


def a_link(world: World) -> Parameters:
    """Return those of the link in the mail to the objector."""
    made = decided(world)
    told = Message.objects.filter(kind="decisions.objection_letter", about_id=made.public_id).first()
    assert told is not None
    return {"token": token_in(told.plain_text)}


def token_in(text: str) -> str:
    """Return the token of the link to the letter in a mail."""
    return text.split("/objections/letter/")[1].split("/", maxsplit=1)[0]


def more_objections(world: World, number: int) -> None:
    """Enter further objections."""
    for one in range(number):
        objections.entered(refused(world), name=f"Buur {Objection.objects.count()}x{one}", at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {"objections": more_objections}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the objections."""
    see, do = table.see, table.do
    see("objections", STAFF)
    see("objection", STAFF, things=a_running, more=more_looks)
    see("objection_pdf", STAFF, things=a_decided)
    see("objection_letter", ANYONE, stranger=200, things=a_link)
    see("objection_letter_pdf", ANYONE, stranger=200, things=a_link)
    see("objection_enter", ENTER, but=NOT_ENTER, things=a_refusal)
    do("objection_enter", ENTER, but=NOT_ENTER, things=a_refusal)
    for name in ("objection_decide", "objection_extend", "objection_hearing", "objection_withdraw"):
        see(name, LAWYERS, but=NOT_HANDLE, things=a_running)
        do(name, LAWYERS, but=NOT_HANDLE, things=a_running)
