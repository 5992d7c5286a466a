"""Work in the background: proofs of the ledger and of the trail, and large files of the journal."""

import io
import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

import structlog
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grants.budget.proof import prove as prove_ledger
from grants.payments.queries import cities
from grants.payments.reconciling import reconcile
from grants.terms import day_of
from portal.errors import PortalError
from portal.jobs.progress import Progress, TicketLost
from portal.trail.queries import breaks
from portal.xlsxfile import write_xlsx

from . import flows, queries
from .forms import JournalFilter
from .sheets import journal_header, journal_rows

log = structlog.get_logger(__name__)

TELL_EVERY = 1.0  # seconds
MOST_FAULTS = 1_000  # more than these help nobody; how many there are is told
Tell = Callable[[int, int], None]


class NotSound(PortalError):
    """The daily check found faults; tried again they would be there still."""


def check_everything(progress: Progress) -> None:
    """Prove the ledgers of all cities and the chain of the trail, and compare payments with the bank (decision 0014).

    Raises NotSound when something is wrong, so that the administrator sees work that failed; each fault stands
    in the log, in English.
    """
    with telling(progress) as tell, translation.override("en"):
        found = {"ledger": [*prove_ledger(tell=tell).faults, *queries.faults_of_closings()]}
        today = day_of(timezone.now())
        found["payments"] = [one for city in cities() for one in reconcile(city, on=today).faults]
    found["trail"] = list(islice(breaks(), MOST_FAULTS))
    for where, faults in found.items():
        for fault in faults[:MOST_FAULTS]:
            log.error("the daily check found a fault", where=where, fault=fault)
    if any(found.values()):
        raise NotSound(
            _(
                "The daily check found faults. In the ledger: %(ledger)s. In the payments: %(payments)s. "
                "On the trail: %(trail)s. The log names each of them; so do verify_ledger, verify_payments and "
                "verify_trail."
            )
            % {where: len(faults) for where, faults in found.items()}
        )


def prove(progress: Progress, *, city: str) -> None:
    """Check the whole ledger of a city (public id), keep the outcome as a file and note it on the trail.

    The faults stand there in the language of who asked for it, in which the whole job runs.
    """
    where = queries.city_with(city)
    with telling(progress) as tell:
        proof = prove_ledger(city=where, tell=tell)
    proof.faults += queries.faults_of_closings(where)
    outcome = {
        "slices": proof.slices,
        "entries": proof.entries,
        "transfers": proof.transfers,
        "accounts": proof.accounts,
        "names": proof.names,
        "faults": proof.faults[:MOST_FAULTS],
        "fault_count": len(proof.faults),
    }
    progress.keep(io.BytesIO(json.dumps(outcome).encode()))
    flows.note_proof(
        where,
        entries=proof.entries,
        transfers=proof.transfers,
        faults=len(proof.faults),
        by=progress.job.by,
        at=timezone.now(),
    )
    progress.result(reverse("control_proof"))


@contextmanager
def telling(progress: Progress) -> Iterator[Tell]:
    """Give a function that takes how far it is, and pass that on over another connection once a second.

    The proof reads one snapshot in one transaction, inside which nothing can be told.
    """
    stop, heard = threading.Event(), [0, 0]

    def tell(done: int, total: int) -> None:
        heard[:] = done, total

    def pass_on() -> None:
        told = 0
        try:
            while not stop.wait(TELL_EVERY):
                if heard[0] != told:
                    told = heard[0]
                    progress.step(told, heard[1])
        except TicketLost:
            return
        except Exception:
            log.warning("how far the proof is could not be told", exc_info=True)
        finally:
            connection.close()

    thread = threading.Thread(target=pass_on, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        stop.set()
        thread.join()


def write_journal(progress: Progress, *, city: str, query: str, newest: int) -> None:
    """Write what a query of the journal finds, up to the entry with that id, to an Excel file."""
    where = queries.city_with(city)
    form = JournalFilter(QueryDict(query), city=where)
    if not form.is_valid():
        raise ValueError("the query of the journal can't be read any more")
    found = queries.entries(where, **form.cleaned_data).filter(pk__lte=newest)
    total = found.count()
    with tempfile.TemporaryFile() as file:
        rows = _counted(progress, total, journal_rows(found))
        write_xlsx(file, sheet=_("journal"), header=journal_header(), rows=rows)
        file.seek(0)
        progress.keep(file)
    progress.result(reverse("control_export", args=[progress.job.public_id]))


def _counted(progress: Progress, total: int, rows: Iterator[list[object]]) -> Iterator[list[object]]:
    """Pass the rows on, and say after every thousand entries how far it is."""
    done, last = 0, None
    for row in rows:
        if (row[3], row[4]) != last:
            last, done = (row[3], row[4]), done + 1
            if done % 1_000 == 0:
                progress.step(done, total)
        yield row
