"""What can be decided about a proposal now, and what was decided, for the page of a dossier."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.proposals.models import Proposal
from grants.proposals.rules import is_of_council
from grants.proposals.states import Route, State
from grants.proposals.told import Moment, Offer
from grants.terms import day_of
from wijkraden.people.models import User

from . import queries, rules
from .conditions import NOT_MEANWHILE
from .letter import first_sentence
from .matching import waits_for_invoice
from .models import Decision
from .offers_of_objections import (
    asked_anew,
    is_asked_anew,
    objection_offers,
    objection_story,
    refusal_is_gone,
)
from .offers_of_revisions import can_be_lowered, is_late_to_recover
from .queries_of_waiting_list import last_day_of
from .states import ANEW, FROM, ON_THE_CEILING, VIEWS, DecisionKind, Ending, taken_from
from .weighing import dismissal_days
from .wording import prepare_words

_NEXT = {  # where preparing this kind is the one step that takes a proposal on
    State.REVIEWED: DecisionKind.GRANT,
    State.REPORTED: DecisionKind.DETERMINE,
    State.DETERMINED: DecisionKind.RECOVER,
    State.REVOKED: DecisionKind.RECOVER,
}
READS = (
    "decisions__prepared_by",
    "decisions__decided_by",
    "decisions__mandate",
    "decisions__budget_conditions",
    "decisions__places_ended__by",
    "decisions__objections__decided_by",
    "views_asked__asked_by",
    "views_asked__entered_by",
)


def offers(user: User, proposal: Proposal, *, at: datetime) -> list[Offer]:
    """Return what `user` can do now: prepare, or go to the decision or the objection that waits."""
    found = objection_offers(user, proposal) if proposal.is_submitted else []
    if (
        not (rules.may_decide(user, proposal) or rules.may_prepare(user, proposal))
        or not proposal.is_submitted
    ):
        return found
    waits = next((one for one in queries.decisions_of(proposal) if one.is_prepared), None)
    if waits is not None:
        return [*found, *_waiting(user, proposal, waits)]
    if rules.may_prepare(user, proposal) and not proposal.is_held_back:
        found += [_prepare(proposal, kind) for kind in _kinds(proposal) if _possible(proposal, kind, at=at)]
        if _may_ask_view(proposal, at=at):
            found.append(
                Offer(reverse("view_ask", args=[proposal.public_id]), _("Ask for a view on an intention"))
            )
    if rules.may_prepare(user, proposal) and is_listed(proposal, on=day_of(at)):
        address = reverse("waiting_list", args=[proposal.slice.public_id])
        found.append(Offer(address, _("To the waiting list of this budget")))
    if rules.may_decide(user, proposal) and proposal.is_submitted:
        found.append(_step_back(proposal))
    return found


def is_listed(proposal: Proposal, *, on: date) -> bool:
    """Tell if it has a place on the waiting list on that day, of the decisions on it that were read with it."""
    if proposal.state != State.REFUSED or on > last_day_of(proposal.slice):
        return False
    stand = (one for one in queries.decisions_of(proposal) if one.is_decided and one.replaced_at is None)
    refusals = (one for one in stand if one.kind == DecisionKind.REFUSE and one.sent_on is not None)
    return any(one.ground in ON_THE_CEILING and not one.places_ended.all() for one in refusals)


def _may_ask_view(proposal: Proposal, *, at: datetime) -> bool:
    if proposal.route != Route.SUBSIDY or proposal.state not in VIEWS:
        return False
    return proposal.state not in FROM[DecisionKind.REVISE] or can_be_lowered(proposal, on=day_of(at))


def _waiting(user: User, proposal: Proposal, decision: Decision) -> list[Offer]:
    address = reverse("decision", args=[decision.public_id])
    can_be_taken = proposal.state in taken_from(DecisionKind(decision.kind))
    shown = Offer(address, _("To the decision that was prepared"), is_next=can_be_taken, is_binding=False)
    return [shown, *([_step_back(proposal)] if rules.may_decide(user, proposal) else [])]


def _step_back(proposal: Proposal) -> Offer:
    return Offer(reverse("decision_step_back", args=[proposal.public_id]), _("Step back: I have an interest"))


def _prepare(proposal: Proposal, kind: DecisionKind) -> Offer:
    address = reverse("decision_prepare", args=[proposal.public_id, kind.value])
    is_next = kind == (asked_anew(proposal) or _NEXT.get(State(proposal.state)))
    return Offer(address, prepare_words(kind, proposal.route), is_next=is_next)


def _kinds(proposal: Proposal) -> list[DecisionKind]:
    """Return the kinds of decisions that the condition of the budget leaves, of decisions that were read."""
    conditions = [one.condition for one in proposal.decisions.all()]
    is_open = any(one is not None and one.is_open for one in conditions)
    return [kind for kind in FROM if not (is_open and kind in NOT_MEANWHILE)]


def _can_be_recovered(proposal: Proposal, *, on: date) -> bool:
    decided = [one for one in queries.decisions_of(proposal) if one.is_decided]
    is_found = queries.found_too_much(decided) > 0 and not is_late_to_recover(proposal, on=on)
    return is_found and queries.to_recover(proposal) > 0


def _possible(proposal: Proposal, kind: DecisionKind, *, at: datetime) -> bool:
    if proposal.state == ANEW.get(kind):
        return refusal_is_gone(proposal)
    if proposal.state not in FROM[kind]:
        return False
    if kind == DecisionKind.RECOVER:
        return _can_be_recovered(proposal, on=day_of(at))
    if kind == DecisionKind.REVISE:
        return is_asked_anew(proposal, kind) or can_be_lowered(proposal, on=day_of(at))
    if waits_for_invoice(proposal, kind):
        return False
    return kind != DecisionKind.DISMISS or _can_be_dismissed(proposal, at=at)


def _can_be_dismissed(proposal: Proposal, *, at: datetime) -> bool:
    request = next(iter(list(proposal.completion_requests.all())[::-1]), None)
    if request is None:
        return False
    first, last = dismissal_days(request)
    return first <= day_of(at) <= last


def story(user: User, proposal: Proposal) -> list[Moment]:
    """Return what was decided and told, with the letters; for the staff what was prepared and returned too."""
    is_outside = is_of_council(user, proposal)
    found: list[Moment] = []
    if not proposal.is_submitted:
        return found
    for one in queries.decisions_of(proposal):
        address = reverse("decision", args=[one.public_id])
        if not is_outside:
            found += _inside(one, address)
        if one.is_decided and one.decided_at is not None and (one.sent_on is not None or not is_outside):
            found.append(Moment(one.decided_at, first_sentence(one), by=_who(one), address=address))
            found += _condition_ended(one)
        found += objection_story(one, is_inside=not is_outside)
        found += [
            Moment(
                ended.at,
                _("The place on the waiting list ended."),
                by="" if is_outside else ended.by.full_name,
                reason=ended.reason,
            )
            for ended in one.places_ended.all()
        ]
    if not is_outside:
        found += [
            Moment(
                one.asked_at,
                _("The applicant was asked for a view."),
                by=one.asked_by.full_name,
                address=reverse("view_enter", args=[one.public_id]),
            )
            for one in proposal.views_asked.all()
        ]
    return sorted(found, key=lambda one: one.at)


def _condition_ended(decision: Decision) -> list[Moment]:
    """Return that the condition of the budget is gone; that it was invoked, the decision tells that did it."""
    condition = decision.condition
    if condition is None or condition.ending != Ending.MET or condition.ended_at is None:
        return []
    return [Moment(condition.ended_at, _("The condition of the budget is gone: the grant is a commitment."))]


def _inside(decision: Decision, address: str) -> list[Moment]:
    prepared = Moment(
        decision.prepared_at,
        _("A decision was prepared."),
        by=decision.prepared_by.full_name,
        address=address,
    )
    if not decision.return_reason or decision.decided_at is None:
        return [prepared]
    returned = Moment(
        decision.decided_at, _("The decision was returned."), by=_who(decision), reason=decision.return_reason
    )
    return [prepared, returned]


def _who(decision: Decision) -> str:
    if decision.council_on is not None:
        return decision.proposal.district.full_name
    return decision.decided_by.full_name if decision.decided_by else ""
