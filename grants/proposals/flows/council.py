"""What the council decides on a proposal that lies before it: by a vote, or by who acts for it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.utils.translation import gettext_lazy

from portal.files.flows import Upload, store
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..holding import hold
from ..models import Attendance, CouncilDecision, Proposal
from ..queries import rules_of
from ..rules import ACT_FOR_COUNCIL
from ..states import Manner, Part, State
from ..votes import Votes, check_authorisation, weigh_meeting

DECIDED = describe(
    "proposals.council_decided", gettext_lazy("entered the decision of the council ({outcome})")
)


@flow
def record_meeting(
    proposal: Proposal,
    *,
    decided_on: date,
    attendance: Mapping[User, Part],
    others_present: int,
    others_stepped_back: int = 0,
    seats: int,
    votes: Votes,
    basis: str = "",
    minutes: Upload | None = None,
    by: User,
    at: datetime,
) -> CouncilDecision:
    """Enter the vote of a formal meeting; the outcome is computed by the council's own rules, and it stays.

    `seats` is how many the council has; `others_…` are members who have no account here. Raises NoLongerAllowed,
    HasInterest, WrongState (also when a decision on this text stands), WrongDay for a day to come or before the text
    was presented, WrongVotes when the votes are not those who took part, someone with an interest took part or holds
    no seat that day, NoQuorum, and Refused for the minutes.
    """
    row = hold(proposal, ACT_FOR_COUNCIL, among=[State.PRESENTED], by=by, at=at)
    outcome = weigh_meeting(
        row,
        decided_on=decided_on,
        attendance=attendance,
        others_present=others_present,
        others_stepped_back=others_stepped_back,
        seats=seats,
        votes=votes,
        at=at,
    )
    decision = CouncilDecision(
        manner=Manner.MEETING,
        seats=seats,
        quorum_percent=rules_of(row.district).quorum_percent,
        others_present=others_present,
        stepped_back=outcome.turnout.stepped_back,
        accepted=outcome.accepted,
        **asdict(votes),
    )
    _enter(decision, row, decided_on=decided_on, basis=basis, minutes=minutes, by=by, at=at)
    Attendance.objects.bulk_create(
        Attendance(decision=decision, user=user, part=part) for user, part in attendance.items()
    )
    return decision


@flow
def record_authorisation(
    proposal: Proposal,
    *,
    decided_on: date,
    authorised: User,
    basis: str,
    minutes: Upload | None = None,
    by: User,
    at: datetime,
) -> CouncilDecision:
    """Enter that someone put it forward for the council, up to the amount of its rules; the next meeting is told.

    Raises NoLongerAllowed, HasInterest, WrongState, WrongDay, Refused for the file, and NotAuthorised when the
    council authorises nobody, not up to this amount, or not this person.
    """
    row = hold(proposal, ACT_FOR_COUNCIL, among=[State.PRESENTED], by=by, at=at)
    most = check_authorisation(row, authorised=authorised, decided_on=decided_on, at=at)
    decision = CouncilDecision(
        manner=Manner.AUTHORISATION, authorised=authorised, authorised_cents=most, accepted=True
    )
    _enter(decision, row, decided_on=decided_on, basis=basis, minutes=minutes, by=by, at=at)
    return decision


def _enter(
    decision: CouncilDecision,
    row: Proposal,
    *,
    decided_on: date,
    basis: str,
    minutes: Upload | None,
    by: User,
    at: datetime,
) -> None:
    decision.proposal, decision.step = row, row.steps
    decision.decided_on, decision.basis = decided_on, basis
    decision.minutes = store(minutes, by=by, at=at) if minutes is not None else None
    decision.recorded_by, decision.recorded_at = by, at
    decision.save(force_insert=True)
    record(DECIDED, row, by=by, at=at, outcome="accepted" if decision.accepted else "rejected")
