"""A new decision after an upheld objection, or on money that came free: from where it begins, by whom, how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grants.budget.errors import OverCeiling
from grants.budget.posting import lock
from grants.errors import GrantError
from grants.money import format_euros
from grants.proposals.states import State
from portal.ui.dates import short_date

from .errors import DecidedFirst, NeedsMoney, NotReady, OffTheList
from .queries import granted_cents, left_for
from .queries_of_objections import (
    fallen_recovery,
    has_decided_first,
    is_of_applicant_alone,
    newest_refusal,
    replaced_refusal,
    waits_for,
)
from .queries_of_revisions import in_place_of_final
from .queries_of_waiting_list import Listed, WaitingList, last_day_of, waiting_list
from .states import ANEW, FROM, ON_THE_CEILING, DecisionKind, DecisionState, Ground

if TYPE_CHECKING:
    from datetime import date

    from grants.proposals.models import Proposal
    from wijkraden.people.models import User

    from .models import Decision


def begins_from(proposal: Proposal, kind: DecisionKind) -> frozenset[State]:
    """Return in which states such a decision is prepared. One query.

    A grant also of a refusal that was taken away, or that has or had a place on the waiting list.
    """
    state = ANEW.get(kind)
    if state is None or proposal.state != state:
        return FROM[kind]
    refusal = newest_refusal(proposal)
    if refusal is None or not (refusal.replaced_at or (refusal.sent_on and refusal.ground in ON_THE_CEILING)):
        return FROM[kind]
    return FROM[kind] | {state}


def in_place_of(proposal: Proposal, kind: DecisionKind) -> Decision | None:
    """Return the refusal in whose place a new grant comes, the final amount that is revised, or a recovery that fell.

    One query.
    """
    if kind == DecisionKind.RECOVER:
        return fallen_recovery(proposal)
    if kind == DecisionKind.REVISE:
        return in_place_of_final(proposal)
    return newest_refusal(proposal) if proposal.state == ANEW.get(kind) else None


def refuse_without_reason(
    proposal: Proposal, kind: DecisionKind, ground: Ground | None, cents: int, *, on: date
) -> None:
    """Raise NotReady for a change without an upheld objection, OffTheList for a grant while the refusal stands.

    On the waiting list who stands first and fits comes first, and gets at most what is free.
    """
    if is_from_list(proposal, kind):
        place = place_to_grant(proposal, on=on)
        if cents > place.left_cents:
            raise OffTheList(
                _("%(left)s is free for it now. Grant at most that.")
                % {"left": format_euros(place.left_cents)}
            )
    is_change = kind == DecisionKind.CHANGE and ground == Ground.OBJECTION
    if is_change and not waits_for(proposal, DecisionKind.CHANGE):
        raise NotReady(_("No objection to this grant was upheld, so choose another ground."))
    if is_change and cents < granted_cents(proposal) and is_of_applicant_alone(proposal, kind):
        raise NotReady(
            _(
                "The applicant objected, and gets no less by that (Awb 7:11). Fill in more than what was granted."
            )
        )


def refuse_rest_with_room(
    proposal: Proposal, kind: DecisionKind, ground: Ground | None, cents: int, *, on: date
) -> None:
    """Raise NotReady for granting less than what is left for it on the ground that the budget is used up.

    OffTheList while the waiting list gives it nothing. In a tender its ranking decides, not what is left.
    """
    if kind != DecisionKind.GRANT or ground not in ON_THE_CEILING:
        return
    if is_from_list(proposal, kind):
        left = place_to_grant(proposal, on=on).left_cents
    elif proposal.round.reserves:
        left = left_for(proposal, on=on)
    else:
        return
    most = min(left, proposal.asked_cents)
    if cents < most:
        raise NotReady(
            _(
                "%(left)s is left for this proposal, so the ceiling is no ground to grant less than %(most)s. Grant "
                "that, or choose another ground."
            )
            % {"left": format_euros(left), "most": format_euros(most)}
        )


def is_from_list(proposal: Proposal, kind: DecisionKind) -> bool:
    """Tell if such a decision now would grant what was refused and not taken away on objection. One query at most."""
    return proposal.state == State.REFUSED and kind == DecisionKind.GRANT and not replaced_refusal(proposal)


def place_to_grant(proposal: Proposal, *, on: date) -> Listed:
    """Return its place on the waiting list; raise OffTheList without one, or while somebody comes before it."""
    found = waiting_list(proposal.slice, on=on)
    place = next((one for one in found.places if one.proposal.pk == proposal.pk), None)
    if place is None:
        raise OffTheList(_why_not_listed(proposal, on=on))
    _refuse_passing_over(found, place)
    return place


def refuse_while_prepared(proposal: Proposal) -> None:
    """Raise OffTheList for ending a place while a grant from it waits. One query."""
    if proposal.decisions.filter(state=DecisionState.PREPARED).exists():
        raise OffTheList(_("A grant was prepared for it. It is taken or returned first."))


def place_if_its_turn(proposal: Proposal, kind: DecisionKind, *, on: date) -> Listed | None:
    """Return the place from which such a decision would grant it now, None when it would not come from the list."""
    if not is_from_list(proposal, kind):
        return None
    try:
        return place_to_grant(proposal, on=on)
    except OffTheList:
        return None


def hold_place(decision: Decision, proposal: Proposal, *, on: date) -> Decision | None:
    """Return the refusal that a grant from the waiting list replaces, None for any other decision.

    Locks the budget and asks the list again. Raises OffTheList, and OverCeiling with what is left for it.
    """
    if not is_from_list(proposal, DecisionKind(decision.kind)):
        return None
    lock(proposal.slice_id)
    left = place_to_grant(proposal, on=on).left_cents
    if decision.cents > left:
        raise OverCeiling(left)
    return decision.replaces


def _why_not_listed(proposal: Proposal, *, on: date) -> str:
    last_day = last_day_of(proposal.slice)
    if on > last_day:
        return _(
            "The waiting list held up to and including %(day)s. Nothing is granted from it any more."
        ) % {"day": short_date(last_day)}
    return _("It has no place on the waiting list, so the refusal stands.")


def _refuse_passing_over(found: WaitingList, place: Listed) -> None:
    before = found.before(place)
    first = next((one for one in before if one.fits), None)
    if first is not None:
        raise OffTheList(
            _(
                "“%(title)s” stands before it on the waiting list, at place %(place)d, and there is enough for that "
                "one. Prepare a grant for that one first."
            )
            % {"title": first.proposal.title, "place": first.place}
        )
    if before and not place.fits:
        raise OffTheList(
            _(
                "There is not enough for all that it asks, and “%(title)s” stands before it on the waiting list. Only "
                "the first is granted in part."
            )
            % {"title": before[0].proposal.title}
        )


def refuse_who_decided_first(decision: Decision, *, by: User) -> None:
    """Raise DecidedFirst for who took the decision to which the objection was right. One query at most."""
    if has_decided_first(decision, user=by):
        raise DecidedFirst


def over_both_ceilings(decision: Decision, first: Decision, *, left_cents: int) -> GrantError:
    """Return why a grant after an objection is more than the `left_cents` of the budget of now.

    The ceiling obliges to refuse only as far as it did at the first decision (Awb 4:25, third paragraph): within that
    one the money must be added first, above it the grant is over the ceiling.
    """
    left_then = first.free_before_cents or 0
    if decision.cents <= left_then:
        return NeedsMoney(left_cents, decision.cents - left_cents)
    return OverCeiling(max(left_then, left_cents))
