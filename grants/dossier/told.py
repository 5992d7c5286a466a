"""What can be done with a proposal now, whose turn it is, and its whole story: the rooms below, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.utils.translation import gettext as _

from grants.decisions import offers as decisions
from grants.decisions.offers import is_listed
from grants.decisions.offers_of_objections import asked_anew
from grants.decisions.queries import decisions_of
from grants.decisions.queries_of_conditions import open_conditions
from grants.decisions.queries_of_objections import to_answer
from grants.decisions.queries_of_waiting_list import last_day_of, waiting_list
from grants.orders import offers as orders
from grants.orders.queries import can_be_settled, is_ordered
from grants.orders.queries import to_settle as orders_to_settle
from grants.payments import offers as payments
from grants.proposals import offers as proposals
from grants.proposals.queries import open_request, unconfirmed
from grants.proposals.rules import is_of_council, may_read_all
from grants.proposals.states import AT_THE_OFFICE, Route, State
from grants.proposals.told import Moment, Offer
from grants.proposals.turns import confirmer, further, reporter, told, turn_of
from grants.proposals.worklist import acts_until, turn_at_office
from grants.register import offers as register
from grants.register.queries import AT_THE_END, StillOpen, facts_of, open_by, still_open
from grants.reports import offers as reports
from grants.reports.queries import days_of, unjudged, waits_for_judgement
from grants.reports.states import JUDGED_IN
from grants.reviews import offers as reviews
from grants.terms import day_of
from portal.ui.dates import short_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grants.proposals.models import Event, Proposal
    from wijkraden.people.models import User

ROOMS = (proposals, reviews, decisions, orders, payments, reports, register)
READS = tuple(one for room in ROOMS for one in room.READS)  # what all of them read of a proposal

# Steps that the council and the city may both know; every other step is told by the room that makes it.
_STEPS = {
    State.SUBMITTED: lambda: _("Submitted to the city"),
    State.NOT_PUT_FORWARD: lambda: _("Closed: the council does not put it forward"),
    State.WITHDRAWN: lambda: _("Withdrawn by the council"),
}


_KNOWN_MORE = {State.GRANTED, State.UNDER_WAY, State.REPORTED, State.CLOSED} | AT_THE_END


def offers_of(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return what `user` can do now: the next step first, what cannot be undone last."""
    found = [one for room in ROOMS for one in room.offers(user, proposal, at=at)]
    return sorted(found, key=lambda one: (not one.is_next, one.is_binding))


def story_of(user: User, proposal: Proposal) -> list[Moment]:
    """Return what happened, the oldest first; each room leaves out what `user` may not know yet."""
    found = [one for room in ROOMS for one in room.story(user, proposal)]
    found += [_step(one) for one in proposal.events.all() if one.state in _STEPS and one.by is not None]
    return sorted(found, key=lambda one: one.at)


def _step(event: Event) -> Moment:
    return Moment(
        event.at, _STEPS[State(event.state)](), event.by.full_name if event.by else "", event.reason
    )


def turn_for(user: User, proposal: Proposal, *, at: datetime, left: StillOpen | None = None) -> str:
    """Return in one line who acts next and by when; how far the city is, its own staff alone reads.

    `left` is what is open of it at its end, where that was read already.
    """
    line = _known_line(user, proposal, left, at=at) or _on_the_list(user, proposal, on=day_of(at))
    if line:
        return line
    request = open_request(proposal) if proposal.state == State.COMPLETING else None
    is_open = request is not None and request.answered_at is None
    proposal.complete_by = request.last_day if request and is_open else None  # type: ignore[attr-defined]  # as `list_of` adds it
    asked = unconfirmed(proposal)
    proposal.asked_at, proposal.asked_until = (asked.asked_at, asked.expires_at) if asked else (None, None)  # type: ignore[attr-defined]  # as `list_of` adds it
    if is_of_council(user, proposal) or not may_read_all(user, proposal.district.city_id):
        return turn_of(proposal, at=at)
    if proposal.is_held_back:
        return _("Decided. It is made known on the decision day of the round.")
    if proposal.state not in AT_THE_OFFICE:
        return turn_of(proposal, at=at)
    who = turn_at_office(proposal, request, on=day_of(at))
    return told(who[0].lower() + who[1:], acts_until(proposal, request, on=day_of(at)))


@dataclass(frozen=True)
class _Known:
    """What the rooms of decisions, payments and reports know of who acts next."""

    waits_for_budget: bool
    is_asked_anew: bool
    report_due: date | None  # of an action that is over and of which no report came
    to_judge: bool  # by its council: the report that was sent
    to_settle: bool  # what the city bought was delivered and invoiced, as far as it ever is
    left: StillOpen
    still_until: date | None = None  # until when its payments stand still


@receiver(further)
def lines_beyond(*, proposals: Sequence[Proposal], at: datetime, **_more: Any) -> dict[int, str]:
    """Return, by id, the lines of those of which a council reads more than follows from their state.

    They are those of their own pages. One query at most, however many there are.
    """
    found = facts_of(proposals).annotate(
        is_conditional=Exists(open_conditions().filter(decision__proposal=OuterRef("pk"))),
        is_asked_anew=Exists(to_answer().filter(proposal=OuterRef("pk"))),
        is_unjudged=Exists(unjudged().filter(proposal=OuterRef("pk"))),
        can_be_settled=Exists(orders_to_settle().filter(proposal=OuterRef("pk"))),
        still_until=payments.still_until(on=day_of(at)),
    )
    told_of = {}
    for one in (one for one in found if one.state in _KNOWN_MORE):
        due = _due_after(one, *days_of(one), on=day_of(at))
        waits = one.state == State.GRANTED and one.is_conditional
        to_judge = one.state in JUDGED_IN and one.is_unjudged
        to_settle = one.state == State.REPORTED and one.can_be_settled
        known = _Known(waits, one.is_asked_anew, due, to_judge, to_settle, open_by(one, at), one.still_until)
        told_of[one.pk] = _line_of(one, known) or _listed(one, on=day_of(at))
    return told_of


def _listed(facts: Any, *, on: date) -> str:
    """Return that one of `facts_of` has a place on the waiting list, as `is_listed` tells of one."""
    last_day = last_day_of(facts.slice)
    is_told = not facts.is_held_back and not facts.is_untold
    is_listed_ = is_told and facts.state == State.REFUSED and facts.is_on_waiting_list and on <= last_day
    return _waits_until(last_day) if is_listed_ else ""


def _known_line(user: User, proposal: Proposal, left: StillOpen | None, *, at: datetime) -> str:
    """Return the line that the council and the staff read alike: the budget, an objection, or money at the end.

    Its council reads with it that it has yet to judge the report; the city need not wait for that.
    """
    is_granted = proposal.state == State.GRANTED
    known = _Known(
        is_granted and _waits_for_budget(proposal),
        asked_anew(proposal) is not None,
        _report_due(proposal, on=day_of(at)),
        is_of_council(user, proposal) and waits_for_judgement(proposal),
        proposal.state == State.REPORTED and can_be_settled(proposal),
        StillOpen([]) if proposal.is_held_back else left or still_open(proposal, at),
        payments.stands_still_until(proposal, on=day_of(at)),
    )
    return _line_of(proposal, known)


def _line_of(proposal: Proposal, known: _Known) -> str:
    """Return who acts next by what is known, "" where that follows from the state."""
    if known.waits_for_budget and not proposal.is_held_back:
        return told(_("the city council, with the budget"), None)
    if known.is_asked_anew or proposal.is_held_back:
        anew = _("the city, with a new decision after the objection")
        return told(anew, None) if known.is_asked_anew else ""
    if known.still_until is not None:
        return told(_("the city, with a decision: the payments stand still (Awb 4:56)"), known.still_until)
    if known.report_due is not None:
        who = confirmer() if is_ordered(proposal) else reporter(proposal.route)
        return told(who, known.report_due)
    if known.to_judge:
        who = known.left.who or _after_delivery(proposal, known) or _("the city, with the final amount")
        words = _("the council, with its judgement on the report, and %(who)s") % {"who": who}
        return told(words, known.left.by)
    who = known.left.who or _after_delivery(proposal, known)
    return told(who, known.left.by) if who else ""


def _after_delivery(proposal: Proposal, known: _Known) -> str:
    """Return who acts next of what was delivered and is not settled yet, "" of anything else."""
    if proposal.route != Route.PURCHASE or proposal.state != State.REPORTED:
        return ""
    if not is_ordered(proposal):
        return _("the city, with the report")
    return _("the city, to settle the invoice") if known.to_settle else _("the supplier, with the invoice")


def _on_the_list(user: User, proposal: Proposal, *, on: date) -> str:
    """Return what is next for what has a place on the waiting list; that its turn has come the staff alone reads."""
    if not is_listed(proposal, on=on):
        return ""
    if may_read_all(user, proposal.district.city_id) and not is_of_council(user, proposal):
        found = waiting_list(proposal.slice, on=on)
        mine = next((one for one in found.places if one.proposal.pk == proposal.pk), None)
        if mine is not None and mine.waits is not None:
            return told(_("whoever decides, on the grant that was prepared"), None)
        if mine is not None and mine is found.turn:
            return told(_("the city, with a grant from the waiting list"), None)
    return _waits_until(last_day_of(proposal.slice))


def _waits_until(last_day: date) -> str:
    return _("It waits on the waiting list, up to and including %(day)s.") % {"day": short_date(last_day)}


def _report_due(proposal: Proposal, *, on: date) -> date | None:
    """Return by when the report is asked of an action that is under way and over. One query at most."""
    return _due_after(proposal, *days_of(proposal), on=on) if proposal.state == State.UNDER_WAY else None


def _due_after(proposal: Proposal, last: date | None, due: date | None, *, on: date) -> date | None:
    return due if proposal.state == State.UNDER_WAY and last is not None and last < on else None


def _waits_for_budget(proposal: Proposal) -> bool:
    conditions = (one.condition for one in decisions_of(proposal) if one.is_decided)
    return any(one is not None and one.is_open for one in conditions)
