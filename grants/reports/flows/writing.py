"""Writing a report part by part, and sending it: by the council, or by who received the money (`by` None)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.orders.queries import is_ordered
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.errors import WrongState, refuse_if_changed
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..asking import missing, spent_on
from ..errors import NotWhole, WrongReport
from ..holding import hold_draft, hold_proposal
from ..models import Report, ReportLine
from ..queries import newest_report
from ..states import RUNNING, Part, ReportState
from .telling import tell_received

PAYEE = gettext_lazy("Who received the money")
STARTED = describe("reports.started", gettext_lazy("began a report (version {version})"), doer=PAYEE)
SAVED = describe("reports.saved", gettext_lazy("wrote a part of a report ({part})"), doer=PAYEE)
SUBMITTED = describe(
    "reports.submitted", gettext_lazy("sent a report (real costs in cents: {spent_cents})"), doer=PAYEE
)
MOST_ADDED = 60  # beside the lines of the proposal
_WHAT = ("text", "participants", "volunteers", "done")


@dataclass(frozen=True)
class Spent:
    """What a thing really cost in euro cents, None: not told yet; `reason` why it is something else than budgeted.

    `position` is that of a line of the proposal, None for a thing that was not in it.
    """

    description: str
    cents: int | None
    reason: str = ""
    position: int | None = None


@flow
def start_report(proposal: Proposal, *, by: User | None, at: datetime) -> Report:
    """Begin a report with the cost lines of the proposal, or with what a returned one said; return the draft.

    One that was begun already is returned as it is. Raises NoLongerAllowed, HasInterest, and WrongState when none is
    asked or one was sent.
    """
    row = hold_proposal(proposal, by=by, at=at)
    newest = newest_report(row)
    if newest is not None and newest.is_draft:
        return newest
    if newest is not None and newest.is_submitted:
        raise WrongState(_("The report was sent already."))
    values = {name: getattr(newest, name) for name in _WHAT} if newest else {}
    made = Report.objects.create(
        proposal=row,
        version=newest.version + 1 if newest else 1,
        started_by=by,
        started_at=at,
        **values,
    )
    ReportLine.objects.bulk_create(_first_lines(made, newest))
    record(STARTED, made, by=by, at=at, version=made.version)
    return made


def _first_lines(report: Report, former: Report | None) -> list[ReportLine]:
    if former is not None:
        return [
            ReportLine(
                report=report,
                position=one.position,
                description=one.description,
                budgeted_cents=one.budgeted_cents,
                spent_cents=one.spent_cents,
                reason=one.reason,
            )
            for one in former.lines.all()
        ]
    return [
        ReportLine(report=report, position=place, description=one.description, budgeted_cents=one.cents)
        for place, one in enumerate(report.proposal.costs.all(), start=1)
    ]


@flow
def save_what(
    report: Report,
    *,
    values: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    by: User | None,
    at: datetime,
) -> None:
    """Save what was done, and with how many. Raises as `hold_draft`, and ChangedMeanwhile against `was`."""
    row = hold_draft(report, by=by, at=at)
    refuse_if_changed(row, was)
    for name in _WHAT:
        setattr(row, name, values[name])
    _save(row, Part.WHAT, *_WHAT, by=by, at=at)
    reread(report)


@flow
def save_costs(
    report: Report,
    *,
    lines: Sequence[Spent],
    was: Mapping[str, Any] | None = None,
    by: User | None,
    at: datetime,
) -> None:
    """Save what each line of the proposal really cost, and the things that were not in it.

    Raises as `save_what`, and WrongReport for a line that is not there, an amount below zero or too many lines.
    """
    row = hold_draft(report, by=by, at=at)
    refuse_if_changed(row, was)
    _refuse_wrong(row, lines)
    told = {one.position: one for one in lines if one.position is not None}
    standing = list(row.lines.filter(budgeted_cents__gt=0))
    for line in standing:
        if (given := told.get(line.position)) is not None:
            line.spent_cents, line.reason = given.cents, given.reason
            line.save(update_fields=["spent_cents", "reason"])
    row.lines.filter(budgeted_cents=0).delete()
    start = max((line.position for line in standing), default=0) + 1
    more = [one for one in lines if one.position is None]
    ReportLine.objects.bulk_create(
        ReportLine(
            report=row,
            position=place,
            description=one.description,
            spent_cents=one.cents,
            reason=one.reason,
        )
        for place, one in enumerate(more, start=start)
    )
    row.spent_cents = spent_on(row)
    _save(row, Part.COSTS, "spent_cents", by=by, at=at)
    reread(report)


def _refuse_wrong(report: Report, lines: Sequence[Spent]) -> None:
    known = set(report.lines.filter(budgeted_cents__gt=0).values_list("position", flat=True))
    if {one.position for one in lines if one.position is not None} - known:
        raise WrongReport(_("A line of the costs is not there any more. Open the page again."))
    added = sum(one.position is None for one in lines)
    if any((one.cents or 0) < 0 for one in lines) or added > MOST_ADDED:
        raise WrongReport(_("Each amount is nothing or more, and you can add at most 60 lines."))
    if any(one.position is None and (not one.description or one.cents is None) for one in lines):
        raise WrongReport(_("Tell of each thing that you add what it is and what it cost."))


def _save(row: Report, part: Part, *columns: str, by: User | None, at: datetime) -> None:
    row.edits += 1
    row.save(update_fields=["edits", *columns])
    record(SAVED, row, by=by, at=at, part=part.value)


@flow
def submit_report(report: Report, *, edits: int | None = None, by: User | None, at: datetime) -> None:
    """Send a report to the city; it stays as it is from then on, and takes a running proposal to reported.

    Of a grant that was final at once, and of what the city ordered, it moves nothing and has no consequence for the
    money. Raises as `hold_draft`,
    ChangedMeanwhile when it changed more often than the page showed (`edits`), and NotWhole with what is missing.
    """
    row = hold_draft(report, by=by, at=at)
    refuse_if_changed(row, None if edits is None else {"edits": edits})
    if found := missing(row.proposal, row):
        raise NotWhole(found)
    row.state, row.submitted_by, row.submitted_at = ReportState.SUBMITTED, by, at
    row.spent_cents = spent_on(row)
    row.save(update_fields=["state", "submitted_by", "submitted_at", "spent_cents"])
    if row.proposal.state in RUNNING and not is_ordered(row.proposal):
        row.proposal.move(State.REPORTED, by=by, at=at)
    record(SUBMITTED, row, by=by, at=at, spent_cents=row.spent_cents)
    tell_received(row, by=by, at=at)
    reread(report)
