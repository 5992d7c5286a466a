"""What changes the term to decide: an extension, a pause, a receipt that is put back, a notice of default."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.terms import Why, day_of
from portal.errors import WrongState
from portal.post.flows import send
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from portal.ui.dates import short_date
from wijkraden.people.models import User

from ..addressees import applicant_of, of_council, way_to
from ..clocks import keep_due, open_pause
from ..errors import WrongDay
from ..holding import hold, note_handler
from ..models import Extension, NoticeOfDefault, Pause, Proposal, Receipt
from ..queries import clock_of
from ..rules import HANDLE
from ..states import AT_THE_OFFICE, DECIDED, Route

EXTENDED = describe("proposals.extended", gettext_lazy("extended the term to decide (weeks: {weeks})"))
STOPPED = describe("proposals.clock_stopped", gettext_lazy("let the term to decide stand still ({why})"))
RUNS_ON = describe("proposals.clock_runs_on", gettext_lazy("let the term to decide run on"))
PUT_BACK = describe("proposals.receipt_put_back", gettext_lazy("put back the receipt of a proposal"))
NOTICE = describe("proposals.notice_of_default", gettext_lazy("entered a notice of default"))


@flow
def extend(proposal: Proposal, *, reason: str, by: User, at: datetime) -> Extension:
    """Extend the term to decide, once, by the weeks of the round, and tell the applicant and the council why.

    Raises NoLongerAllowed, and WrongState when it was extended, is over, or there is no term of the law.
    """
    row = _hold(proposal, by=by, at=at)
    _refuse_without_term(row)
    if hasattr(row, "extension"):
        raise WrongState(_("The term was extended already. That can be done once."))
    if not clock_of(row).may_extend(day_of(at)):
        raise WrongState(_("The term is over, so it can no longer be extended."))
    made = Extension.objects.create(
        proposal=row, told_on=day_of(at), weeks=row.round.extension_weeks, reason=reason, by=by, at=at
    )
    _keep(row, by=by, at=at)
    record(EXTENDED, row, by=by, at=at, weeks=made.weeks)
    _tell(row, made, by=by, at=at)
    reread(proposal)
    return made


@flow
def stop_clock(
    proposal: Proposal,
    *,
    why: Why,
    since: date,
    last_day: date | None = None,
    note: str,
    by: User,
    at: datetime,
) -> Pause:
    """Let the term stand still from the day after `since`, up to and including `last_day` if that is known.

    Raises NoLongerAllowed, WrongDay, and WrongState when it stands still already, is over, or is no term of the law.
    """
    row = _hold(proposal, by=by, at=at)
    _refuse_without_term(row)
    if why == Why.INCOMPLETE:
        raise WrongState(_("For what is missing you ask to complete the proposal."))
    if open_pause(row, on=day_of(at)) is not None:
        raise WrongState(_("The term stands still already. Let it run on first."))
    clock = clock_of(row)
    if not clock.start <= since <= day_of(at):
        raise WrongDay(
            _("Choose a day from %(start)s up to and including today.") % {"start": short_date(clock.start)}
        )
    if since >= clock.read(since).last_day:
        raise WrongState(_("The term was over on that day, so it cannot stand still."))
    if why == Why.CONSENT and last_day is None:
        raise WrongDay(_("Type until which day the applicant agreed."))
    if last_day is not None and last_day < since:
        raise WrongDay(_("The last day comes before the first."))
    made = Pause.objects.create(
        proposal=row, why=why, note=note, since=since, last_day=last_day, by=by, at=at
    )
    _keep(row, by=by, at=at)
    record(STOPPED, row, by=by, at=at, why=why.value)
    reread(proposal)
    return made


@flow
def run_on(proposal: Proposal, *, runs_on: date, by: User, at: datetime) -> None:
    """Let the term run on; `runs_on` is the first day that counts again.

    Raises NoLongerAllowed, WrongDay, and WrongState when it does not stand still for such a reason.
    """
    row = _hold(proposal, by=by, at=at)
    standing = open_pause(row, on=day_of(at))
    if standing is None:
        raise WrongState(_("The term runs already."))
    if not standing.since <= runs_on <= day_of(at):
        raise WrongDay(
            _("Choose a day from %(start)s up to and including today.")
            % {"start": short_date(standing.since)}
        )
    Pause.objects.filter(pk=standing.pk, runs_on__isnull=True).update(runs_on=runs_on)
    _keep(row, by=by, at=at)
    record(RUNS_ON, row, by=by, at=at)
    reread(proposal)


@flow
def put_back(
    proposal: Proposal,
    *,
    of_completeness: bool,
    becomes: datetime,
    reason: str,
    by: User,
    at: datetime,
) -> list[Receipt]:
    """Put the moment of receipt or of completeness back to an earlier one; both moments stay on file.

    A proposal that was complete at receipt keeps ranking by its receipt, so both move. Raises NoLongerAllowed,
    WrongState, and WrongDay for a moment that is not earlier or lies before the round.
    """
    row = _hold(proposal, by=by, at=at)
    column = "completed_at" if of_completeness else "received_at"
    was: datetime | None = getattr(row, column)
    if was is None:
        raise WrongState(_("It was not found complete yet."))
    _refuse_moment(row, becomes, was=was, of_completeness=of_completeness)
    moved = [column]
    if not of_completeness and row.completed_at == was:
        moved.append("completed_at")
    made = [
        Receipt.objects.create(
            proposal=row,
            of_completeness=name == "completed_at",
            was=was,
            becomes=becomes,
            reason=reason,
            by=by,
            at=at,
        )
        for name in moved
    ]
    for name in moved:
        setattr(row, name, becomes)
    row.save(update_fields=moved)
    _keep(row, by=by, at=at)
    record(PUT_BACK, row, by=by, at=at, count=len(moved))
    reread(proposal)
    return made


def _refuse_moment(proposal: Proposal, becomes: datetime, *, was: datetime, of_completeness: bool) -> None:
    if becomes >= was:
        raise WrongDay(_("Choose an earlier moment: a receipt is only put back."))
    if day_of(becomes) < proposal.round.opens_on:
        raise WrongDay(
            _("The round opened on %(day)s. Choose that day or a later one.")
            % {"day": short_date(proposal.round.opens_on)}
        )
    if of_completeness and proposal.received_at is not None and becomes < proposal.received_at:
        raise WrongDay(_("It cannot be complete before it was received."))


@flow
def note_default(
    proposal: Proposal, *, received_on: date, note: str = "", by: User, at: datetime
) -> NoticeOfDefault:
    """Keep that a notice of default came; one from before the end of the term is kept too and starts nothing.

    Also while the decision is held back: it is made known later. Raises NoLongerAllowed, WrongState, and WrongDay for a
    day to come or before the receipt.
    """
    row = hold(proposal, HANDLE, among=AT_THE_OFFICE | DECIDED, by=by, at=at)
    if row.shown_state not in AT_THE_OFFICE:
        raise WrongState(_("The decision was made known already, so a notice starts nothing."))
    _refuse_without_term(row)
    start = clock_of(row).start
    if not start <= received_on <= day_of(at):
        raise WrongDay(
            _("Choose a day from %(start)s up to and including today.") % {"start": short_date(start)}
        )
    made = NoticeOfDefault.objects.create(proposal=row, received_on=received_on, note=note, by=by, at=at)
    note_handler(row, by=by, at=at)
    record(NOTICE, row, by=by, at=at, day=received_on.isoformat())
    return made


def _hold(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    return hold(proposal, HANDLE, among=AT_THE_OFFICE, by=by, at=at)


def _keep(row: Proposal, *, by: User, at: datetime) -> None:
    note_handler(row, by=by, at=at)
    keep_due(row)


def _refuse_without_term(proposal: Proposal) -> None:
    if proposal.route != Route.SUBSIDY:
        raise WrongState(_("Nobody applied for this, so the law sets no term to decide on it."))


def _tell(proposal: Proposal, extension: Extension, *, by: User, at: datetime) -> None:
    city = proposal.district.city
    context = {
        "proposal": proposal,
        "extension": extension,
        "last_day": proposal.due_on,
        "city": city,
        "link": city.address + reverse("proposal", args=[proposal.public_id]),
        "by": by,
    }
    applicant = applicant_of(proposal)
    if applicant:
        channel, address = way_to(applicant)
        send(
            "proposals.extended",
            to=None,
            address=address,
            language="nl",
            context=context,
            about=proposal,
            channel=channel,
            by=by,
            at=at,
        )
    for one in of_council(proposal, on=day_of(at)):
        send(
            "proposals.extended_of_council",
            to=one,
            address=one.email,
            language=one.language,
            context={**context, "to": one},
            about=proposal,
            by=by,
            at=at,
        )
