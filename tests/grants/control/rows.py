"""The pages of the ledger in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Mapping

from grants.budget.models import Dossier
from grants.control.flows import ask_for_journal
from grants.control.queries import exports_of
from portal.jobs.models import Job
from portal.jobs.tasks import run_job
from portal.realm import within
from tests.checks.permissions import CONTROL, Table, holding
from tests.grants.control.make import Worked, ledger_of, more_bookings, worked_example
from tests.make import World
from wijkraden.people.states import Role

READERS = holding(Role.CONTROLLER, Role.FINANCE_ADVISER, Role.BUDGET_HOLDER)
LISTS = (
    "control_balances",
    "control_balances_csv",
    "control_balances_xlsx",
    "control_journal",
    "control_journal_csv",
    "control_journal_xlsx",
    "control_slice",
    "control_dossier",
)
NOT_LISTS = ("control_entry", "control_export", "control_proof")


def worked(world: World) -> Worked:
    """Return the worked example, in the slice of Pernis."""
    district = world.city.districts.get(slug="pernis")
    return worked_example(district, by=world.known("bas"), at=world.at)


def more(world: World, number: int) -> None:
    """Book more, in new dossiers and in the one whose card is shown."""
    more_bookings(worked(world), number, by=world.known("bas"), at=world.at)


def entry(world: World) -> Mapping[str, object]:
    return {"slice_id": worked(world).slice.public_id, "number": 5}


def more_entries(world: World) -> list[Mapping[str, object]]:
    """Return a first entry, one of a change of the budget, and one that belongs to a dossier."""
    return [{**entry(world), "number": number} for number in (1, 2, 9)]


def entry_elsewhere(world: World) -> Mapping[str, object]:
    return {"slice_id": elsewhere(world).slice.public_id, "number": 1}


def slice_of_pernis(world: World) -> Mapping[str, object]:
    return {"public_id": worked(world).slice.public_id}


def more_slices(world: World) -> list[Mapping[str, object]]:
    """Return the city's own ledger."""
    books = worked(world).slice.year.slices.get(regulation__isnull=True)
    return [{"public_id": books.public_id}]


def slice_elsewhere(world: World) -> Mapping[str, object]:
    return {"public_id": elsewhere(world).slice.public_id}


def dossier(world: World) -> Mapping[str, object]:
    return {"number": worked(world).refused.number}


def dossier_elsewhere(world: World) -> Mapping[str, object]:
    return {"number": elsewhere(world).number}


def elsewhere(world: World) -> Dossier:
    """Return a dossier of the other city."""
    return ledger_of(world.elders, by=world.ada, approver=world.known("beheer"), at=world.at)


def export_by(world: World, name: str) -> Job:
    """Return a file of the journal that someone asked for, made."""
    user = world.known(name)
    with within(world.city.public_id):
        job = exports_of(user).first()
        if job is None:
            job = ask_for_journal(world.city, query="", asked={}, by=user, at=world.at)
            run_job(job.public_id)
    return job


def export(world: World) -> Mapping[str, object]:
    return {"public_id": export_by(world, "carla").public_id}


def export_of_fenna(world: World) -> Mapping[str, object]:
    return {"public_id": export_by(world, "fenna").public_id}


def add_rows(table: Table) -> None:
    """Say who reads the ledger and who has it checked."""
    for name in LISTS[:6]:
        table.see(name, READERS)
    table.see("control_entry", READERS, things=entry, elsewhere=entry_elsewhere, more=more_entries)
    table.see("control_slice", READERS, things=slice_of_pernis, elsewhere=slice_elsewhere, more=more_slices)
    table.see("control_dossier", READERS, things=dossier, elsewhere=dossier_elsewhere)
    table.see("control_proof", READERS)
    table.do("control_proof", CONTROL, answer=302, but={"fenna": 403, "bas": 403})
    table.do("control_journal_export", READERS, answer=302)
    table.see("control_export", CONTROL, things=export, elsewhere=export_of_fenna)
