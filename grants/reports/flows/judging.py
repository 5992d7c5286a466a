"""What becomes of a report that was sent: the council judges it, an officer may return it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from grants.proposals.states import State
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import WrongReport
from ..holding import lock_report, refuse_return
from ..models import Report
from ..rules import HANDLE, WRITE
from ..states import JUDGED_IN, Done, ReportState
from .telling import tell_returned

JUDGED = describe("reports.judged", gettext_lazy("entered the council's judgement of an action ({done})"))
RETURNED = describe("reports.returned", gettext_lazy("returned a report"))


@flow
def judge(report: Report, *, judgement: Done, words: str = "", by: User, at: datetime) -> None:
    """Enter what the council finds of the action, once and before the dossier is closed; a yes needs no words.

    Raises NoLongerAllowed, HasInterest, WrongState for a report that does not stand or was judged, and WrongReport
    without words for a no or a part.
    """
    proposal = hold(report.proposal, WRITE, among=JUDGED_IN, by=by, at=at)
    row = lock_report(report)
    if not row.is_submitted:
        raise WrongState(_("The council judges a report that was sent. Look at how it stands now."))
    if row.judgement:
        raise WrongState(_("The judgement of the council was entered already."))
    if judgement != Done.YES and not words.strip():
        raise WrongReport(_("Tell in a few words why."))
    row.judgement, row.judgement_words, row.judged_by, row.judged_at = judgement, words, by, at
    row.save(update_fields=["judgement", "judgement_words", "judged_by", "judged_at"])
    record(JUDGED, proposal, by=by, at=at, done=judgement.value)
    reread(report)


@flow
def return_report(report: Report, *, reason: str, by: User, at: datetime) -> None:
    """Return a report to who wrote it, with what must be better; the proposal is under way again.

    Raises NoLongerAllowed, HasInterest, ReviewsIt, WrongReport without a reason, and WrongState, also while a
    decision waits.
    """
    proposal = hold(report.proposal, HANDLE, among=[State.REPORTED], by=by, at=at)
    row = lock_report(report)
    refuse_return(row, proposal)
    if not reason.strip():
        raise WrongReport(_("Write what must be better."))
    note_handler(proposal, by=by, at=at)
    row.state, row.return_reason, row.returned_by, row.returned_at = ReportState.RETURNED, reason, by, at
    row.save(update_fields=["state", "return_reason", "returned_by", "returned_at"])
    proposal.move(State.UNDER_WAY, by=by, at=at, reason=reason)
    record(RETURNED, row, by=by, at=at)
    row.proposal = proposal
    tell_returned(row, by=by, at=at)
    reread(report)
