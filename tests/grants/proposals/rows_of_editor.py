"""The pages of the editor in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.proposals import flows
from grants.proposals.flows import Cost, Cover
from grants.proposals.models import Attachment, Proposal
from grants.proposals.states import AttachmentKind, CoverKind
from tests import make, proposals
from tests.checks.permissions import CAST_OF_DISTRICTS, Table, holding
from tests.make import World
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
COUNCIL = holding(Role.MEMBER, Role.CHAIR, Role.COORDINATOR) - {"bram"}
TITLE = "Zebrapad"


def a_draft(world: World) -> Parameters:
    """Return the parameters of a draft of anna's council."""
    return {"public_id": _draft(world).public_id}


def _draft(world: World) -> Proposal:
    district = world.city.districts.get(slug="delfshaven-schiemond")
    found = Proposal.objects.filter(district=district, title=TITLE).first()
    return found or proposals.draft(district, title=TITLE, by=world.known("anna"), at=world.at)


def an_attachment(world: World) -> Parameters:
    """Return those of an attachment of that draft."""
    draft = _draft(world)
    found = Attachment.objects.filter(proposal=draft).first() or attached(draft, world)
    return {"public_id": draft.public_id, "attachment_id": found.public_id}


def attached(draft: Proposal, world: World) -> Attachment:
    """Add a picture to a draft."""
    anna = world.known("anna")
    return flows.attach(draft, upload=make.picture(), kind=AttachmentKind.PHOTO, by=anna, at=world.at)


def more_proposals(world: World, number: int) -> None:
    """Start further proposals of anna's council, and submit one of them."""
    draft, anna = _draft(world), world.known("anna")
    for one in range(number):
        flows.start_proposal(draft.round, draft.district, title=f"Plan {one}", by=anna, at=world.at)


def more_lines(world: World, number: int) -> None:
    """Write further lines of costs and cover."""
    draft = _draft(world)
    number += draft.costs.count()
    costs = [Cost(f"Post {one}", 100) for one in range(number)]
    covers = [Cover(CoverKind.OWN, f"Bron {one}", 100) for one in range(number)]
    flows.set_money(draft, asked_cents=0, costs=costs, covers=covers, by=world.known("anna"), at=world.at)


def more_files(world: World, number: int) -> None:
    """Add attachments, up to the most that there may be."""
    draft = _draft(world)
    for _ in range(min(number, 19 - draft.attachments.count())):
        attached(draft, world)


def more_comments(world: World, number: int) -> None:
    """Say more about the draft."""
    for one in range(number):
        flows.comment(_draft(world), text=f"Opmerking {one}", by=world.known("chris"), at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {
    "proposals": more_proposals,
    "edit_money": more_lines,
    "edit_check": more_lines,
    "edit_files": more_files,
    "proposal_comments": more_comments,
}
NOT_LISTS: tuple[str, ...] = (
    "proposal_new",
    "proposal_copy",
    "edit_what",
    "edit_plan",
    "edit_who",
    "edit_account",
    "edit_interests",
    "attachment_remove",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the editor."""
    table.see("proposals", CAST_OF_DISTRICTS)
    for name in ("proposal_new", "proposal_copy"):
        table.see(name, CAST_OF_DISTRICTS)
        table.do(name, CAST_OF_DISTRICTS)
    for name in ("what", "who", "account", "files", "interests"):
        table.see(f"edit_{name}", COUNCIL, things=a_draft)
        table.do(f"edit_{name}", COUNCIL, things=a_draft)
    for name in ("plan", "money"):  # a part that may be saved empty
        table.see(f"edit_{name}", COUNCIL, things=a_draft)
        table.do(f"edit_{name}", COUNCIL, answer=302, things=a_draft)
    table.see("edit_check", COUNCIL, things=a_draft)
    table.do("edit_check", COUNCIL, answer=302, things=a_draft)
    table.see("proposal_comments", COUNCIL, things=a_draft)
    table.do("proposal_comments", COUNCIL, things=a_draft)
    table.see("attachment_remove", COUNCIL, things=an_attachment)
    table.do("attachment_remove", COUNCIL, answer=302, things=an_attachment)
