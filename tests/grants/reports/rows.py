"""The pages of the reports in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.proposals.models import Proposal
from grants.reports import flows
from grants.reports.flows.telling import open_link
from grants.reports.models import Report, ReportFile
from grants.reports.queries import files_of
from grants.reports.states import FileKind, Part
from tests import decisions, proposals
from tests.checks.permissions import ANYONE, CONTROL, Table, holding
from tests.make import World, picture
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
COUNCIL = frozenset({"anna", "chris", "coen"})
OFFICERS = holding(Role.OFFICER)
STAFF = OFFICERS | holding(Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER) | CONTROL
BEGUN, SENT = "Verslag begonnen", "Verslag gestuurd"
NOT_WRITE = dict.fromkeys(STAFF, 403)
NOT_HANDLE = dict.fromkeys((STAFF - OFFICERS) | COUNCIL, 403)
NOT_ASK = dict.fromkeys(STAFF - OFFICERS, 403)


def _district(world: World) -> District:
    return world.city.districts.get(slug="delfshaven-schiemond")


def begun(world: World) -> Report:
    """Return a report that is being written and misses things, with a photo."""
    found = Proposal.objects.filter(title=BEGUN).first()
    found = found or decisions.under_way(_district(world), cents=1_000_00, title=BEGUN, at=world.at)
    report = flows.start_report(found, by=None, at=world.at)
    if not files_of(report).exists():
        flows.attach(report, upload=picture(), kind=FileKind.PHOTO, by=None, at=world.at)
    return report


def sent(world: World) -> Proposal:
    """Return one whose report was sent and is to be judged and determined."""
    found = Proposal.objects.filter(title=SENT).first()
    return found or decisions.reported(
        _district(world), cents=2_600_00, spent_cents=2_000_00, title=SENT, at=world.at
    )


def one_begun(world: World) -> Parameters:
    """Return the parameters of the address of its proposal."""
    return {"public_id": begun(world).proposal.public_id}


def one_sent(world: World) -> Parameters:
    """Return those of the one that was sent."""
    return {"public_id": sent(world).public_id}


def more_looks(world: World) -> list[Parameters]:
    """Return those of one that is being written."""
    return [one_begun(world)]


def last_part(world: World) -> Parameters:
    """Return those of its last part, where it is sent."""
    return {**one_begun(world), "part": Part.CHECK.value}


def other_parts(world: World) -> list[Parameters]:
    """Return those of the parts before it."""
    return [{**one_begun(world), "part": part.value} for part in Part if part != Part.CHECK]


def _photo(world: World) -> ReportFile:
    return files_of(begun(world)).get()


def a_photo(world: World) -> Parameters:
    """Return those of the photo in it."""
    return {**one_begun(world), "file_id": _photo(world).public_id}


def _token(world: World) -> str:
    return open_link(begun(world).proposal, email="fatima@demo.example", by=None, at=world.at)


def a_link(world: World) -> Parameters:
    """Return those of the link in the mail."""
    return {"token": _token(world)}


def last_part_by_link(world: World) -> Parameters:
    """Return those of the last part by the link."""
    return {"token": _token(world), "part": Part.CHECK.value}


def other_parts_by_link(world: World) -> list[Parameters]:
    """Return those of the parts before it."""
    token = _token(world)
    return [{"token": token, "part": part.value} for part in Part if part != Part.CHECK]


def a_photo_by_link(world: World) -> Parameters:
    """Return those of the photo by the link."""
    return {"token": _token(world), "file_id": _photo(world).public_id}


def a_draft_of_others(world: World) -> Parameters:
    """Return those of a draft of another council, which is for nobody else."""
    there = world.city.districts.get(slug="lage-land-prinsenland-s-gravenland")
    return {"public_id": proposals.draft(there, at=world.at).public_id}


def more_reports(world: World, number: int) -> None:
    """Grant further proposals, whose reports will be asked."""
    for one in range(number):
        decisions.granted(_district(world), cents=1_00, title=f"Verslag {one}", at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {"reports": more_reports}
NOT_LISTS: tuple[str, ...] = (
    "report",
    "report_by_link",
    "report_file_by_link",
    "report_file_remove",
    "report_file_remove_by_link",
    "report_judge",
    "report_link",
    "report_part",
    "report_part_by_link",
    "report_return",
    "report_small_by_link",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the reports."""
    see, do, others = table.see, table.do, a_draft_of_others
    see("reports", STAFF)
    see("report", COUNCIL | STAFF, things=one_sent, elsewhere=others, more=more_looks)
    do("report_start", COUNCIL, answer=302, but=NOT_WRITE, things=one_begun, elsewhere=others)
    see("report_part", COUNCIL, but=NOT_WRITE, things=last_part, more=other_parts)
    do("report_part", COUNCIL, but=NOT_WRITE, things=last_part)
    see("report_file_remove", COUNCIL, but=NOT_WRITE, things=a_photo)
    do("report_file_remove", COUNCIL, answer=302, but=NOT_WRITE, things=a_photo)
    see("report_judge", COUNCIL, but=NOT_WRITE, things=one_sent, elsewhere=others)
    do("report_judge", COUNCIL, but=NOT_WRITE, things=one_sent, elsewhere=others)
    see("report_return", OFFICERS, but=NOT_HANDLE, things=one_sent, elsewhere=others)
    do("report_return", OFFICERS, but=NOT_HANDLE, things=one_sent, elsewhere=others)
    see("report_link", COUNCIL | OFFICERS, but=NOT_ASK, things=one_begun, elsewhere=others)
    do("report_link", COUNCIL | OFFICERS, answer=302, but=NOT_ASK, things=one_begun, elsewhere=others)
    see("report_by_link", ANYONE, stranger=200, things=a_link)
    do("report_start_by_link", ANYONE, answer=302, things=a_link)
    see("report_part_by_link", ANYONE, stranger=200, things=last_part_by_link, more=other_parts_by_link)
    do("report_part_by_link", ANYONE, stranger=422, things=last_part_by_link)
    for name in ("report_file_by_link", "report_small_by_link"):
        see(name, ANYONE, stranger=200, things=a_photo_by_link)
    see("report_file_remove_by_link", ANYONE, stranger=200, things=a_photo_by_link)
    do("report_file_remove_by_link", ANYONE, answer=302, things=a_photo_by_link)
