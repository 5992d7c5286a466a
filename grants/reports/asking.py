"""When a report is asked and when it is due, and what one that is being written still misses."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from grants.orders.queries import is_ordered
from grants.plan.states import Settlement
from grants.proposals.models import Proposal
from grants.proposals.states import Route, State
from grants.terms import day_of

from .models import Reminder, Report
from .queries import days_of
from .states import AGAIN_WEEKS, BOUGHT, RUNNING

QUESTION, FIRST, SECOND = 0, 1, 2  # the numbers of the reminders


def is_asked(proposal: Proposal) -> bool:
    """Tell if a report can be written now: the grant runs, was final at once, or is of what the city buys.

    Of the last two it has no consequence.
    """
    at_once = proposal.state == State.DETERMINED and proposal.settlement == Settlement.AT_ONCE
    bought = proposal.route == Route.PURCHASE and proposal.state in BOUGHT
    return proposal.state in RUNNING or at_once or bought


def has_consequence(proposal: Proposal) -> bool:
    """Tell if the final amount follows from the report.

    Of a grant that was final at once it does not, nor of what the city ordered: that follows from delivery and invoice.
    As many queries as `is_ordered`.
    """
    return proposal.settlement != Settlement.AT_ONCE and not is_ordered(proposal)


def awaits_final(proposal: Proposal) -> bool:
    """Tell if its final amount is to be determined by the report that was sent."""
    return proposal.state == State.REPORTED and has_consequence(proposal)


def due_day(proposal: Proposal) -> date | None:
    """Return until when the report is asked: as the grant says, else counted from the last day of the action.

    One query at most.
    """
    return days_of(proposal)[1]


def last_day_to_come(proposal: Proposal, *, on: date) -> date | None:
    """Return the last day of an action that is not over yet, None of one that is. One query at most."""
    last = days_of(proposal)[0]
    return last if last is not None and on < last else None


def next_reminder(last: date | None, due: date | None, sent: list[Reminder], *, on: date) -> int | None:
    """Return which mail leaves on that day: the question once the action is over, a reminder once the report is late.

    `last` is the last day of the action, `due` until when its report is asked. The second reminder follows two weeks
    after the first was sent. None: nothing, or all were sent.
    """
    if last is None or due is None or on <= last:
        return None
    at = {one.number: day_of(one.sent_at) for one in sent}
    if SECOND in at:
        return None
    if FIRST in at:
        return SECOND if on > due and on >= at[FIRST] + timedelta(weeks=AGAIN_WEEKS) else None
    if on > due:
        return FIRST
    return None if QUESTION in at else QUESTION


def missing(proposal: Proposal, report: Report) -> list[str]:
    """Return a sentence for each thing that the report must still say. One query at most."""
    found, is_own = [], proposal.route == Route.OWN
    if not report.text.strip():
        found.append(_("Tell what was done.") if is_own else _("Tell what you did."))
    if not report.done:
        found.append(_("Tell if the action was done."))
    lines = list(report.lines.all())
    if has_consequence(proposal) and any(one.spent_cents is None for one in lines):
        nothing = _("Fill in what each thing cost; 0 for what was not spent.")
        found.append(nothing if is_own else _("Fill in what each thing cost; 0 if you did not spend it."))
    return found


def spent_on(report: Report) -> int:
    """Return what the lines come to, in euro cents. One query at most."""
    return sum(one.spent_cents or 0 for one in report.lines.all())
