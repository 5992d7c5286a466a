"""Reads around a proposal for its page: what was decided and paid, what was checked, how it was reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grants.control.queries import entries, paid_of
from grants.decisions.models import Decision
from grants.decisions.offers import is_listed
from grants.decisions.queries import decisions_of
from grants.decisions.queries_of_conditions import Standing, standings_of
from grants.decisions.queries_of_waiting_list import last_day_of, place_of
from grants.decisions.states import DecisionKind
from grants.plan.states import Assessment
from grants.proposals.models import Proposal
from grants.proposals.states import Answer, State
from grants.reports.queries import days_of, due_after
from grants.reviews.queries import Matrix, matrices
from grants.terms import day_of

_SETS_THE_GRANT = {DecisionKind.GRANT, DecisionKind.CHANGE, DecisionKind.REVOKE}


@dataclass(frozen=True)
class Figures:
    """The amounts of a proposal in euro cents; None: there is none yet, or none that whoever looks may know."""

    asked: int
    granted: int | None
    determined: int | None
    paid: int | None
    set_off: int = 0  # instead of paid
    set_off_back: int = 0  # instead of paid back


def known_decisions(proposal: Proposal, *, is_inside: bool) -> list[Decision]:
    """Return the decisions that whoever looks may know, the first one first: outside only what was told."""
    if not proposal.is_submitted:
        return []
    return [
        one for one in decisions_of(proposal) if is_inside or (one.is_decided and one.sent_on is not None)
    ]


def condition_of(known: Iterable[Decision], *, on: date) -> Standing | None:
    """Return how the condition of the budget stands under which one of these was granted. Two queries at most."""
    found = [one.condition for one in known if one.condition is not None and one.condition.is_open]
    return next(iter(standings_of(found, on=on)), None)


def kept_of(proposal: Proposal, known: Iterable[Decision]) -> dict[int, int]:
    """Return by fallen recovery what of it was paid back and is kept for now, of claims that were read with it.

    A final amount that was revised since settles that anew.
    """
    found = [one for one in known if one.is_decided]
    revised = [one.decided_at for one in found if one.kind == DecisionKind.REVISE and one.decided_at]
    paid = {one.decision_id: one.came_back_cents for one in proposal.claims.all() if one.came_back_cents}
    return {
        one.pk: paid[one.pk]
        for one in found
        if one.kind == DecisionKind.RECOVER
        and one.replaced_at is not None
        and one.fell_with_revocation_at is None
        and one.pk in paid
        and not any(at >= one.replaced_at for at in revised)
    }


@dataclass(frozen=True)
class StandsAgain:
    """A revoked grant that stands again, whose day for the report passed while it was revoked: it has a new one."""

    since: date
    report_due: date


def stands_again(proposal: Proposal, known: Iterable[Decision]) -> StandsAgain | None:
    """Return until when its report is asked anew, None where the day of the grant still holds. One query at most."""
    fell = [one.replaced_at for one in known if one.kind == DecisionKind.REVOKE and one.replaced_at]
    if not fell or proposal.state != State.UNDER_WAY:
        return None
    since, due = day_of(fell[-1]), days_of(proposal)[1]
    return StandsAgain(since, due) if due == due_after(since) else None


@dataclass(frozen=True)
class OnTheList:
    """A place on the waiting list, and the last day on which it holds."""

    place: int
    last_day: date


def listed(proposal: Proposal, *, on: date) -> OnTheList | None:
    """Return its place on the waiting list, None without one. None at all, or as many queries as `place_of`."""
    if not is_listed(proposal, on=on):
        return None
    place = place_of(proposal, on=on)
    return OnTheList(place, last_day_of(proposal.slice)) if place else None


def figures_of(proposal: Proposal, known: Iterable[Decision]) -> Figures:
    """Return the amounts by those decisions; what was paid is what the ledger says. One query at most."""
    granted = determined = None
    for one in known:
        if not one.is_decided or (one.kind == DecisionKind.REVOKE and one.replaced_at):
            continue
        if one.kind in _SETS_THE_GRANT:
            granted = one.cents
        if one.is_final:
            determined = one.cents
            granted = max(granted or 0, determined)  # one that was final at once goes up with it
    if granted is None:
        return Figures(proposal.asked_cents, granted, determined, None)
    told = paid_of(entries(proposal.district.city, dossier=proposal.number))
    off, back = told.set_off_cents, told.set_off_back_cents
    return Figures(proposal.asked_cents, granted, determined, told.cents, off, back)


def answers_to_conditions(proposal: Proposal) -> dict[str, int]:
    """Return how many conditions were answered by yes, by no, and as not known yet, {} before the first."""
    newest = {one.condition_id: one.answer for one in proposal.checks.all()}
    found = list(newest.values())
    return {answer.value: found.count(answer.value) for answer in Answer} if found else {}


def outcome_of(proposal: Proposal) -> Matrix | None:
    """Return what the reviewers found, None until it is all in or where nothing is scored. Three queries at most."""
    if proposal.completed_at is None or proposal.assessment != Assessment.FULL:
        return None
    matrix = matrices([proposal], whole=False)[proposal.pk]
    return matrix if matrix.is_in else None
