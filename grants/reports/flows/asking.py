"""Letting an action begin on its first day, and asking for its report: once it is over, when it is late, on request."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, lock
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..asking import due_day, is_asked, next_reminder
from ..holding import hold_proposal, refuse_link
from ..models import Reminder
from ..queries import days_of, reminders_of, standing_report, to_begin
from ..rules import HANDLE, may_write
from .telling import tell_council, tell_recipient

BEGAN = describe("reports.began", gettext_lazy("let an action begin on its first day"))
ASKED = describe("reports.asked", gettext_lazy("asked for a report (reminder {reminder})"))
LINKED = describe("reports.link", gettext_lazy("mailed a link to write a report"))


@flow
def begin(proposal: Proposal, *, by: User | None = None, at: datetime) -> bool:
    """Let a granted proposal be under way when its first day has come; tell False when it is not its turn."""
    row = lock(proposal)
    if not to_begin(on=day_of(at)).filter(pk=row.pk).exists():
        return False
    row.move(State.UNDER_WAY, by=by, at=at)
    record(BEGAN, row, by=by, at=at)
    return True


@flow
def remind(proposal: Proposal, *, by: User | None = None, at: datetime) -> int | None:
    """Send the question or the reminder whose day has come, once; return its number, None when none is due."""
    row = lock(proposal)
    if row.is_held_back or not is_asked(row) or standing_report(row) is not None:
        return None
    last, due = days_of(row)
    number = next_reminder(last, due, list(reminders_of(row)), on=day_of(at))
    if number is None or due is None:
        return None
    Reminder.objects.create(proposal=row, number=number, due_on=due, sent_at=at)
    tell_recipient("ask", row, number=number, due=due, by=by, at=at)
    tell_council("ask_of_council", row, number=number, due=due, by=by, at=at)
    record(ASKED, row, by=by, at=at, reminder=number)
    return number


@flow
def mail_link(proposal: Proposal, *, by: User, at: datetime) -> str:
    """Mail who received the money a link to write the report, for the council or as an officer; return its token.

    Raises NoLongerAllowed, HasInterest, WrongState when no report is asked or one was sent, and NobodyToTell without
    an e-mail address.
    """
    for_council = may_write(by, proposal)
    row = hold_proposal(proposal, by=by, at=at) if for_council else hold(proposal, HANDLE, by=by, at=at)
    refuse_link(row)
    token = tell_recipient("ask", row, number=0, due=due_day(row), by=by, at=at)
    record(LINKED, row, by=by, at=at)
    return token
