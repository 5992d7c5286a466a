"""How a flow takes hold of a report: who acts, then the proposal, then the report as it is now."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from grants.decisions.queries import prepared_decision
from grants.orders.queries import is_ordered
from grants.proposals.holding import hold, lock
from grants.proposals.models import Proposal
from grants.proposals.states import Route, State
from portal.errors import WrongState
from wijkraden.people.models import User

from .asking import is_asked
from .errors import NobodyToTell
from .models import Report
from .queries import recipient_of, standing_report
from .rules import WRITE


def hold_proposal(
    proposal: Proposal, *, among: Iterable[State] = tuple(State), by: User | None, at: datetime
) -> Proposal:
    """Lock whoever acts for the council and the proposal; None for `by` is who received the money, by the link.

    Raises NoLongerAllowed, HasInterest, and WrongState when no report is asked.
    """
    row = lock(proposal, among=among) if by is None else hold(proposal, WRITE, among=among, by=by, at=at)
    refuse_unasked(row)
    return row


def refuse_unasked(proposal: Proposal) -> None:
    """Raise WrongState when no report is asked of it."""
    if proposal.is_held_back or not is_asked(proposal):
        raise WrongState(_("No report is asked of this proposal now."))


def refuse_link(proposal: Proposal) -> None:
    """Raise WrongState when no report is asked or one was sent, NobodyToTell without an e-mail address. Two queries.

    Nor is anybody else asked about what the city does itself: its council writes that report.
    """
    refuse_unasked(proposal)
    if proposal.route == Route.OWN:
        raise NobodyToTell(_("The city carries it out itself, so its council writes the report."))
    if standing_report(proposal) is not None:
        raise WrongState(_("No report is asked of this proposal now."))
    recipient = recipient_of(proposal)
    if recipient is None or not recipient.email:
        raise NobodyToTell(
            _("No e-mail address is known of who received the money. Write the report together.")
        )


def refuse_return(report: Report, proposal: Proposal) -> None:
    """Raise WrongState for a report that was returned already or has no consequence, or while a decision waits.

    One query at most.
    """
    if is_ordered(proposal):
        raise WrongState(_("The money does not follow from this report, so it is not returned."))
    if not report.is_submitted:
        raise WrongState(_("This report was returned already."))
    if prepared_decision(proposal) is not None:
        raise WrongState(_("A decision on this proposal waits. It is taken or returned first."))


def hold_draft(report: Report, *, by: User | None, at: datetime) -> Report:
    """Hold a report that is still being written, with its proposal. Raises as `hold_proposal`, and WrongState."""
    proposal = hold_proposal(report.proposal, by=by, at=at)
    row = lock_report(report)
    if not row.is_draft:
        raise WrongState(_("This report was sent already, so it stays as it is."))
    row.proposal = proposal
    return row


def lock_report(report: Report) -> Report:
    """Lock a report, after its proposal, and return it as it is now."""
    return Report.objects.select_for_update(no_key=True).get(pk=report.pk)
