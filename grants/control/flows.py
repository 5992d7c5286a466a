"""What reading the ledger leaves behind, and the closing of a year.

Exports and proofs stand on the trail, with the work that makes them. The finance adviser prepares the closing of a
year, the budget holder approves or returns it; nothing is booked before that, and then all of it, or nothing.
"""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from grants.budget.errors import SamePerson, WrongDay, YearClosed, closed_before
from grants.budget.flows import close_year
from grants.budget.models import Slice, Year
from grants.budget.posting import Decision, lock_together, lock_years
from grants.budget.queries import holders
from grants.budget.states import CHANGE_STEPS, ChangeState
from grants.plan.rules import refuse_former
from portal import realm
from portal.errors import ChangedMeanwhile, WrongState
from portal.jobs.flows import enqueue
from portal.jobs.models import Job
from portal.post.flows import send
from portal.trail.flows import flow, record
from portal.trail.states import is_code
from portal.trail.words import describe, name_codes
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

from .errors import NotReady
from .models import Closing
from .queries import PROVE, WRITE_JOURNAL, Checklist, checklist_of, newest_entry, proofs
from .rules import APPROVE_CLOSING, PREPARE_CLOSING
from .states import APPROVED, LEDGER_PROVED, PREPARED

name_codes({"balances": _("balances"), "journal": _("journal"), "csv": "CSV", "xlsx": "Excel"})
name_codes({"third_parties": _("payments to third parties"), "vat": _("VAT of invoices")}, of="what")
EXPORTED = describe("ledger.exported", _("exported a part of the ledger ({what}, {format})"))
FETCHED = describe("ledger.fetched", _("downloaded an export of the ledger"))
PROVED = describe(
    LEDGER_PROVED,
    _("had the whole ledger checked (entries: {entries}, transfers: {transfers}, faults: {faults})"),
)
CLOSING_PREPARED = describe(PREPARED, _("prepared the closing of a budget year ({year})"))
CLOSING_APPROVED = describe(APPROVED, _("approved the closing of a budget year ({year})"))
CLOSING_RETURNED = describe("closing.returned", _("returned the closing of a budget year ({year})"))
CLOSING_WITHDRAWN = describe("closing.withdrawn", _("withdrew the closing of a budget year ({year})"))


@flow
def note_export(city: City, *, what: str, form: str, asked: dict[str, Any], by: User, at: datetime) -> None:
    """Note that a part of the ledger leaves the portal.

    `what` is balances, journal, third_parties or vat, `form` csv or xlsx, `asked` what it was filtered by; of typed
    text only what has the shape of a code is kept.
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


# --- the closing of a year ------------------------------------------------------------------------
@flow
def prepare_closing(
    year: Year,
    *,
    booked_on: date,
    transfer: Decision | None,
    explanation: str = "",
    by: User,
    at: datetime,
) -> Closing:
    """Prepare that a year is closed on that day, and mail the budget holders that it waits.

    A closing of the year that was returned, or that waits and no longer fits, is withdrawn. Raises NoLongerAllowed,
    YearClosed, WrongState when a closing waits already, WrongDay, and NotReady when something is not right yet.
    """
    city, held = _hold(year)
    refuse_former(by, PREPARE_CLOSING, city, on=timezone.localdate(at))
    if held.closed_at is not None:
        raise YearClosed(held.year)
    found = _checked(city, held, transfer=transfer, at=at)
    earlier = Closing.objects.filter(year=held, state__in=CHANGE_STEPS[ChangeState.WITHDRAWN])
    for former in earlier.select_related("year"):
        if former.state == ChangeState.PREPARED and found.fits(former):
            raise WrongState(gettext("A closing of this year waits for approval already. Look at that one."))
        withdraw_closing(former, by=by, at=at)
    _refuse_unready(found, booked_on=booked_on)
    made = Closing.objects.create(
        year=held,
        booked_on=booked_on,
        transfer_number=transfer.number if transfer else "",
        transfer_on=transfer.on if transfer else None,
        **{f"{kind.value}_cents": cents for kind, cents in found.amounts.cents.items()},
        amounts_hash=found.amounts.seal,
        explanation=explanation,
        prepared_by=by,
        prepared_at=at,
    )
    record(CLOSING_PREPARED, made, by=by, at=at, year=held.year)
    for one in holders(city, Role.BUDGET_HOLDER, on=timezone.localdate(at)):
        if one.pk != by.pk:
            _tell("control.closing_waits", made, city, to=one, by=by, at=at)
    return made


@flow
def approve_closing(closing: Closing, *, by: User, at: datetime) -> Closing:
    """Approve a prepared closing, close the year, and mail whoever prepared it.

    Raises SamePerson, NoLongerAllowed, WrongState when it waits no longer, YearClosed, WrongDay or NotReady when
    something became wrong after it was prepared, and ChangedMeanwhile when it would book other amounts.
    """
    city, year = _hold(closing.year)
    _decide(closing, ChangeState.APPROVED, city, by=by, at=at)
    if year.closed_at is not None:
        raise YearClosed(year.year)
    transfer = closing.transfer
    found = _checked(city, year, transfer=transfer, at=at)
    _refuse_unready(found, booked_on=closing.booked_on)
    if not found.fits(closing):
        text = gettext(
            "The amounts changed after this closing was prepared. The finance adviser prepares it again."
        )
        raise ChangedMeanwhile(text)
    source = f"closing:{closing.public_id}"
    close_year(year, transfer=transfer, by=by, at=at, booked_on=closing.booked_on, key=source, source=source)
    record(CLOSING_APPROVED, closing, by=by, at=at, year=year.year, city=city.public_id)
    _tell("control.closing_approved", closing, city, to=closing.prepared_by, by=by, at=at)
    return closing


@flow
def return_closing(closing: Closing, *, reason: str, by: User, at: datetime) -> Closing:
    """Return a prepared closing with a reason, and mail whoever prepared it.

    Raises SamePerson, NoLongerAllowed and WrongState as `approve_closing`.
    """
    city, year = _hold(closing.year)
    _decide(closing, ChangeState.RETURNED, city, by=by, at=at, reason=reason)
    record(CLOSING_RETURNED, closing, by=by, at=at, year=year.year)
    _tell("control.closing_returned", closing, city, to=closing.prepared_by, by=by, at=at)
    return closing


@flow
def withdraw_closing(closing: Closing, *, by: User, at: datetime) -> Closing:
    """Take a closing back that was not approved; raises NoLongerAllowed, and WrongState when it was."""
    city, year = _hold(closing.year)
    refuse_former(by, PREPARE_CLOSING, city, on=timezone.localdate(at))
    _step(closing, ChangeState.WITHDRAWN)
    record(CLOSING_WITHDRAWN, closing, by=by, at=at, year=year.year)
    return closing


def _hold(year: Year) -> tuple[City, Year]:
    """Lock the city, so that rights in it neither come nor go meanwhile, then the year and the next one."""
    city = City.objects.select_for_update(no_key=True).get(pk=year.city_id)
    both = Year.objects.filter(city=city, year__in=[year.year, year.year + 1])
    held = {one.pk: one for one in lock_years(*both.values_list("pk", flat=True))}
    return city, held[year.pk]


def _checked(city: City, year: Year, *, transfer: Decision | None, at: datetime) -> Checklist:
    """Lock the slices of a year and of the next one, and return the checklist as it stays until the end."""
    slices = Slice.objects.filter(year__city=city, year__year__in=[year.year, year.year + 1])
    lock_together(*slices.values_list("pk", flat=True))
    found = checklist_of(city, year.year, today=timezone.localdate(at), transfer=transfer is not None)
    if found is None:
        raise ValueError("a year that is held is there")
    return found


def _refuse_unready(found: Checklist, *, booked_on: date) -> None:
    if found.left:
        told = ngettext(
            "The year cannot be closed yet: %(n)d thing on the list is not right.",
            "The year cannot be closed yet: %(n)d things on the list are not right.",
            found.left,
        )
        raise NotReady(told % {"n": found.left})
    if booked_on > found.today:
        raise WrongDay(gettext("The day of booking lies in the future."))
    if booked_on < found.earliest_day:
        raise WrongDay(closed_before(found.earliest_day))


def _decide(closing: Closing, to: ChangeState, city: City, *, by: User, at: datetime, **values: Any) -> None:
    if closing.prepared_by_id == by.pk:
        raise SamePerson(gettext("You prepared this closing. Someone else must look at it."))
    refuse_former(by, APPROVE_CLOSING, city, on=timezone.localdate(at))
    _step(closing, to, decided_by=by, decided_at=at, **values)


def _step(closing: Closing, to: ChangeState, **values: Any) -> None:
    waiting = Closing.objects.filter(pk=closing.pk, state__in=CHANGE_STEPS[to])
    if not waiting.update(state=to, **values):
        raise WrongState(gettext("Someone decided on this closing already. Look at how it stands now."))
    closing.refresh_from_db()


def _tell(kind: str, closing: Closing, city: City, *, to: User, by: User, at: datetime) -> None:
    if not to.is_active:
        return
    link = city.address + reverse("control_closing", args=[closing.public_id])
    send(
        kind,
        to=to,
        address=to.email,
        language=to.language,
        context={"to": to, "by": by, "closing": closing, "city": city, "link": link},
        about=closing,
        by=by,
        at=at,
    )
