"""What reading the ledger leaves behind: exports and proofs on the trail, and the work that makes them."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import realm
from portal.jobs.flows import enqueue
from portal.jobs.models import Job
from portal.trail.flows import flow, record
from portal.trail.states import is_code
from portal.trail.words import describe, name_codes
from wijkraden.people.models import User
from wijkraden.places.models import City

from .queries import PROVE, WRITE_JOURNAL, newest_entry, proofs

name_codes({"balances": _("balances"), "journal": _("journal"), "csv": "CSV", "xlsx": "Excel"})
EXPORTED = describe("ledger.exported", _("exported a part of the ledger ({what}, {format})"))
FETCHED = describe("ledger.fetched", _("downloaded an export of the ledger"))
PROVED = describe(
    "ledger.proved",
    _("had the whole ledger checked (entries: {entries}, transfers: {transfers}, faults: {faults})"),
)


@flow
def note_export(city: City, *, what: str, form: str, asked: dict[str, Any], by: User, at: datetime) -> None:
    """Note that a part of the ledger leaves the portal.

    `what` is balances or journal, `form` csv or xlsx, `asked` what it was filtered by; of typed text only what
    has the shape of a code is kept.
    """
    facts = {f"asked_{name}": _told(value) for name, value in asked.items() if value}
    record(EXPORTED, f"ledger:{city.public_id}", by=by, at=at, what=what, format=form, **facts)


def _told(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    text = str(getattr(value, "public_id", None) or getattr(value, "slug", None) or value)
    return text if is_code(text) else "unknown"


@flow
def ask_for_journal(city: City, *, query: str, asked: dict[str, Any], by: User, at: datetime) -> Job:
    """Have a large part of the journal written to an Excel file in the background; return the work.

    `query` is what stands in the address of the list.
    """
    note_export(city, what="journal", form="xlsx", asked=asked, by=by, at=at)
    arguments = {"city": city.public_id, "query": query, "newest": newest_entry(city)}
    label = gettext("Journal for Excel")
    return enqueue(WRITE_JOURNAL, label=label, arguments=arguments, by=by, at=at)


@flow
def note_fetched(job: Job, *, by: User, at: datetime) -> None:
    """Note that a file of the journal was downloaded."""
    record(FETCHED, job, by=by, at=at)


@flow
def ask_for_proof(city: City, *, after: str, by: User, at: datetime) -> Job:
    """Have the whole ledger of the city checked in the background, and return the work that does it.

    `after` is the public id of the newest check that was shown ("": none). While a check is not done, or when
    somebody asked again since, the newest counts.
    """
    newest = proofs().first()
    if newest is not None and (newest.is_open or newest.public_id != after):
        return newest
    key = f"prove:{realm.current()}:{newest.public_id if newest is not None else ''}"
    label, arguments = gettext("Check of the whole ledger"), {"city": city.public_id}
    return enqueue(PROVE, label=label, arguments=arguments, key=key, by=by, at=at)


@flow
def note_proof(
    city: City, *, entries: int, transfers: int, faults: int, by: User | None, at: datetime
) -> None:
    """Note that the ledger was checked, how much of it, and how many faults there are."""
    subject = f"ledger:{city.public_id}"
    record(PROVED, subject, by=by, at=at, entries=entries, transfers=transfers, faults=faults)
