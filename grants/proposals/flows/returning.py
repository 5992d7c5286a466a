"""A text that does not go on: back to its author as a draft, or kept back after a vote against it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..errors import NoDecision, PutForward
from ..holding import hold
from ..models import Proposal
from ..queries import council_decision_on, open_confirmations
from ..rules import ACT_FOR_COUNCIL
from ..states import Route, State
from .telling import tell, tell_applicant

SENT_BACK = describe("proposals.sent_back", gettext_lazy("sent a proposal back to its author"))
KEPT_BACK = describe("proposals.not_put_forward", gettext_lazy("closed a proposal that was not put forward"))


@flow
def send_back(proposal: Proposal, *, reason: str, by: User, at: datetime) -> None:
    """Make a draft again of what lies before the council, and mail the author why.

    The text that is presented next needs a new decision and a new confirmation; an open question to the applicant
    ends. Raises NoLongerAllowed, HasInterest and WrongState.
    """
    row = hold(proposal, ACT_FOR_COUNCIL, among=[State.PRESENTED], by=by, at=at)
    row.move(State.DRAFT, by=by, at=at, reason=reason)
    open_confirmations(row).update(ended_at=at)
    record(SENT_BACK, row, by=by, at=at)
    if row.created_by_id != by.pk:
        tell("proposals.sent_back", row, to=row.created_by, by=by, at=at, reason=reason)
    reread(proposal)


@flow
def not_put_forward(proposal: Proposal, *, reason: str, by: User, at: datetime) -> None:
    """End a proposal that the council voted down, with its reason; author and applicant get a mail.

    Raises NoLongerAllowed, HasInterest, WrongState, NoDecision before the vote, and PutForward after one in favour.
    """
    row = hold(proposal, ACT_FOR_COUNCIL, among=[State.PRESENTED], by=by, at=at)
    decision = council_decision_on(row)
    if decision is None:
        raise NoDecision(
            _("Enter the decision of the council first. Only the council keeps a proposal back.")
        )
    if decision.accepted:
        raise PutForward(
            _("The council decided to put this proposal forward. Submit it, send it back or withdraw it.")
        )
    was_asked = row.confirmations.exists()
    row.move(State.NOT_PUT_FORWARD, by=by, at=at, reason=reason)
    open_confirmations(row).update(ended_at=at)
    record(KEPT_BACK, row, by=by, at=at)
    if row.created_by_id != by.pk:
        tell("proposals.not_put_forward", row, to=row.created_by, by=by, at=at, reason=reason)
    if row.route == Route.SUBSIDY and was_asked:
        tell_applicant("proposals.not_put_forward_applicant", row, by=by, at=at, reason=reason)
    reread(proposal)
