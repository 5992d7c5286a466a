"""The pages of the ledger in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Mapping

from grants.budget.models import Dossier
from grants.budget.queries import years_of
from grants.control.flows import ask_for_journal
from grants.control.queries import exports_of
from portal.jobs.models import Job
from portal.jobs.tasks import run_job
from portal.realm import within
from tests import budget
from tests.checks.permissions import CONTROL, Table, holding
from tests.grants.control.make import (
    YEAR,
    Worked,
    closing_of_elders,
    ledger_of,
    more_bookings,
    waiting_closing,
    worked_example,
)
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
    "control_third_parties",
    "control_third_parties_csv",
    "control_vat",
    "control_vat_csv",
)
CLOSINGS = ("control_year_closing", "control_closing")
NOT_LISTS = (
    "control_entry",
    "control_export",
    "control_proof",
    "control_closing_return",
    "control_closing_withdraw",
)
FENNA, BAS = holding(Role.FINANCE_ADVISER), holding(Role.BUDGET_HOLDER)


def worked(world: World) -> Worked:
    """Return the worked example, in the slice of Pernis."""
    district = world.city.districts.get(slug="pernis")
    return worked_example(district, by=world.known("bas"), at=world.at)


def more(world: World, number: int) -> None:
    """Book more, in new dossiers and in the one whose card is shown."""
    more_bookings(worked(world), number, by=world.known("bas"), at=world.at)


def more_to_close(world: World, number: int) -> None:
    """Make further slices in both years, and reserve for further dossiers."""
    fenna = world.known("fenna")
    for year in years_of(world.city):
        budget.more_slices(year, number, by=fenna, at=world.at)
    more(world, number)


def year_to_close(world: World) -> Mapping[str, object]:
    """Name the year of now: it is not over, so its closing stays a form."""
    return {"year": YEAR}


def more_years(world: World) -> list[Mapping[str, object]]:
    """Name last year, in which more is right."""
    return [{"year": YEAR - 1}]


def closing(world: World) -> Mapping[str, object]:
    """Name the closing of last year, which waits."""
    return {
        "public_id": waiting_closing(world.city, YEAR - 1, by=world.known("fenna"), at=world.at).public_id
    }


def closing_elsewhere(world: World) -> Mapping[str, object]:
    return {"public_id": closing_of_elders(world.elders, by=world.ada, at=world.at).public_id}


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
    for name in (*LISTS[:6], *LISTS[8:]):
        table.see(name, READERS)
    table.see("control_entry", READERS, things=entry, elsewhere=entry_elsewhere, more=more_entries)
    table.see("control_slice", READERS, things=slice_of_pernis, elsewhere=slice_elsewhere, more=more_slices)
    table.see("control_dossier", READERS, things=dossier, elsewhere=dossier_elsewhere)
    table.see("control_proof", READERS)
    table.do("control_proof", CONTROL, answer=302, but={"fenna": 403, "bas": 403})
    table.do("control_journal_export", READERS, answer=302)
    add_closings(table)
    table.see("control_export", CONTROL, things=export, elsewhere=export_of_fenna)


def add_closings(table: Table) -> None:
    """Say who sees, prepares and decides on the closing of a year."""
    table.see(
        "control_year_closing",
        READERS,
        things=year_to_close,
        elsewhere=budget.a_year_elsewhere,
        more=more_years,
    )
    table.do(
        "control_year_closing",
        FENNA,
        but=dict.fromkeys(READERS - FENNA, 403),
        things=year_to_close,
        elsewhere=budget.a_year_elsewhere,
    )
    table.see("control_closing", READERS, things=closing, elsewhere=closing_elsewhere)
    not_decide = dict.fromkeys(READERS - BAS, 403)
    table.do(
        "control_closing_approve",
        BAS,
        answer=302,
        but=not_decide,
        things=closing,
        elsewhere=closing_elsewhere,
    )
    table.see("control_closing_return", BAS, but=not_decide, things=closing, elsewhere=closing_elsewhere)
    table.do("control_closing_return", BAS, but=not_decide, things=closing, elsewhere=closing_elsewhere)
    not_prepare = dict.fromkeys(READERS - FENNA, 403)
    table.see("control_closing_withdraw", FENNA, but=not_prepare, things=closing, elsewhere=closing_elsewhere)
    table.do(
        "control_closing_withdraw",
        FENNA,
        answer=302,
        but=not_prepare,
        things=closing,
        elsewhere=closing_elsewhere,
    )
