"""Letting the payments of a dossier stand still because of a serious suspicion, and going on with them (Awb 4:56)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy

from grants.decisions.letter import LANGUAGE
from grants.decisions.models import Decision
from grants.proposals.addressees import can_be_told, recipient_of, way_to
from grants.proposals.holding import hold, note_handler
from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.post.flows import send
from portal.reads import reread, row_of
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..checking import refuse_ended_suspension, refuse_suspended
from ..errors import NobodyToTell
from ..holding import hold_proposals
from ..models import Order, Suspension
from ..queries_of_suspensions import last_day_for, over_suspensions, standing_suspensions
from ..rules import SUSPEND, SUSPENDED_IN
from ..states import ENDS_SUSPENSION, NOT_ON_SUSPICION, OrderState, SuspensionEnd

SUSPENDED = describe(
    "payments.suspended", gettext_lazy("let the payments of a dossier stand still because of a suspicion")
)
ENDED = describe(
    "payments.suspension_ended", gettext_lazy("let the payments of a dossier go on ({ended_as})")
)

_FIRST = timedelta(days=1)  # the day on which the recipient was told counts


@flow
def suspend(proposal: Proposal, *, reason: str, by: User, at: datetime) -> Suspension:
    """Let the payments of a granted proposal stand still from today on, and tell the recipient so, with the reason.

    Thirteen weeks at most from when the recipient was first told (Awb 4:56). Raises NoLongerAllowed, HasInterest,
    WrongState, ReviewsIt, NotToSuspend when they stand still or did so for thirteen weeks, and NobodyToTell: it begins
    by telling.
    """
    row = hold(proposal, SUSPEND, among=SUSPENDED_IN, by=by, at=at)
    today = day_of(at)
    end_over_of([row.pk], by=None, at=at)
    refuse_suspended(row, on=today)
    last_on = last_day_for(row, on=today)
    made = Suspension.objects.create(
        proposal=row, reason=reason, told_on=today, last_on=last_on, told_by=by, told_at=at
    )
    note_handler(row, by=by, at=at)
    _tell(made, "payments.suspended", by=by, at=at)
    record(SUSPENDED, made, by=by, at=at)
    return made


@flow
def lift_suspension(suspension: Suspension, *, why: str, by: User, at: datetime) -> None:
    """Let the payments go on before the last day, and tell the recipient.

    Raises NoLongerAllowed, HasInterest, WrongState when they go on already, and ReviewsIt.
    """
    held = hold(suspension.proposal, SUSPEND, by=by, at=at)
    row = row_of(Suspension, suspension.pk)
    refuse_ended_suspension(row)
    row.proposal = held
    row.ended_by, row.why_ended = by, why
    _end(row, SuspensionEnd.LIFTED, on=day_of(at), by=by, at=at)
    note_handler(held, by=by, at=at)
    _tell(row, "payments.suspension_lifted", by=by, at=at)
    reread(suspension)


@flow
def end_by_decision(decision: Decision, *, by: User | None, at: datetime) -> None:
    """End the suspension of a dossier of which the decision that it waited for was made known; it is held."""
    if decision.kind not in ENDS_SUSPENSION or decision.ground in NOT_ON_SUSPICION:
        return
    for one in standing_suspensions([decision.proposal_id]).values():
        _end(one, SuspensionEnd.DECIDED, on=day_of(at), by=by, at=at)


@flow
def end_over(city: City, *, by: User | None, at: datetime) -> int:
    """End the suspensions of a city whose last day is over: what is to be paid is paid. Return how many."""
    held = hold_proposals(one.proposal_id for one in over_suspensions(city, on=day_of(at)))
    return end_over_of(held, by=by, at=at)


@flow
def end_over_of(proposals: Iterable[int], *, by: User | None, at: datetime) -> int:
    """End those of these proposals of which the last day is over; they are held. Return how many."""
    standing = standing_suspensions(proposals)
    over = [one for one in standing.values() if one.last_on < day_of(at)]
    for one in over:
        _end(one, SuspensionEnd.OVER, on=one.last_on, by=by, at=at)
    return len(over)


def _end(row: Suspension, end: SuspensionEnd, *, on: date, by: User | None, at: datetime) -> None:
    row.end, row.ended_on, row.ended_at = end, min(on, row.last_on), at
    row.save(update_fields=["end", "ended_on", "ended_at", "ended_by", "why_ended"])
    for order in Order.objects.filter(proposal=row.proposal_id, state=OrderState.PREPARED):
        order.due_on += row.ended_on - row.told_on + _FIRST  # nothing was prepared meanwhile
        order.save(update_fields=["due_on"])
    record(ENDED, row, by=by, at=at, ended_as=end.value)


def _tell(made: Suspension, kind: str, *, by: User, at: datetime) -> None:
    """Tell the recipient, by mail or on paper; raises NobodyToTell."""
    party = recipient_of(made.proposal)
    if party is None or not can_be_told(party):
        raise NobodyToTell
    channel, address = way_to(party)
    context = {
        "name": party.contact or party.name,
        "suspension": made,
        "proposal": made.proposal,
        "city": made.proposal.district.city,
    }
    send(
        kind,
        to=None,
        address=address,
        language=LANGUAGE,
        context=context,
        about=made,
        channel=channel,
        by=by,
        at=at,
    )
