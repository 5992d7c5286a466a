"""Taking a decision, or returning it: by someone else than who prepared it, within mandate and ceiling."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.rounds.states import Body, Distribution
from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import Act

from ..conditions import refuse_against_condition
from ..drafting import ground_of_rest, shrunk
from ..errors import NotReady, NotTheCouncil, SamePerson
from ..matching import refuse_unmatched
from ..models import Decision
from ..renewal import hold_place, refuse_who_decided_first
from ..revising import check_revision, refuse_late_recovery
from ..rules import DECIDE, PREPARE
from ..states import THEN, DecisionKind, DecisionState, Ground, Votes, taken_from
from ..weighing import (
    heard_on,
    mandate_that_covers,
    refuse_against_ranking,
    refuse_held_back,
    refuse_not_of_council,
    refuse_taken,
    refuse_untimely_dismissal,
    refuse_who_may_not,
)
from .booking import book, book_payable
from .telling import tell

DECIDED = describe("decisions.decided", gettext_lazy("took a decision ({kind}, cents: {cents})"))
RETURNED = describe("decisions.returned", gettext_lazy("returned a prepared decision ({kind})"))
ENTERED = describe(
    "decisions.council_decided", gettext_lazy("entered the decision of a council ({kind}, cents: {cents})")
)


@flow
def decide(
    decision: Decision, *, cents: int | None = None, ground: Ground | None = None, by: User, at: datetime
) -> Decision:
    """Take a prepared decision, book its money and tell it.

    `cents`, if given, grants less than was prepared, and `ground` says why the rest is refused (none: as prepared).

    A grant of a budget that the city council has yet to adopt stands under that condition (Awb 4:34).

    In a tender it is told on the decision day (`publish_decisions`), and goes by the ranking, else NotReady. Raises
    NoLongerAllowed, HasInterest, SamePerson, OwnDistrict, DecidedFirst, OutsideMandate, NotTheCouncil,
    NoView, TooLate, WrongState also when someone else was first, OverCeiling with what is left, OffTheList for what the
    waiting list does not give, and NeedsMoney after an objection; then nothing is written.
    """
    row, proposal = _hold(decision, DECIDE, among=taken_from(DecisionKind(decision.kind)), by=by, at=at)
    if proposal.round.decides == Body.COUNCIL:
        raise NotTheCouncil(_("In this round the council itself decides; an officer enters what it decided."))
    refuse_who_may_not(proposal, row, by=by, at=at)
    refuse_who_decided_first(row, by=by)
    _grant_less(row, cents, ground)
    row.mandate = mandate_that_covers(row, proposal, by=by, at=at)
    _take(row, proposal, by=by, at=at)
    record(DECIDED, row, by=by, at=at, kind=row.kind, cents=row.cents)
    reread(decision)
    return decision


@flow
def enter_council_decision(
    decision: Decision,
    *,
    votes: Votes,
    cents: int | None = None,
    ground: Ground | None = None,
    by: User,
    at: datetime,
) -> Decision:
    """Enter that the council itself took a prepared decision, in a meeting with these votes.

    Raises as `decide`, and NotReady when the votes do not carry it.
    """
    row, proposal = _hold(decision, PREPARE, among=taken_from(DecisionKind(decision.kind)), by=by, at=at)
    refuse_not_of_council(proposal)
    _check_votes(votes, at=at)
    _grant_less(row, cents, ground)
    row.council_on, row.council_basis = votes.held_on, votes.basis
    row.votes_for, row.votes_against, row.abstained = votes.votes_for, votes.votes_against, votes.abstained
    _take(row, proposal, by=by, at=at)
    record(ENTERED, row, by=by, at=at, kind=row.kind, cents=row.cents)
    reread(decision)
    return decision


@flow
def return_decision(decision: Decision, *, reason: str, by: User, at: datetime) -> None:
    """Return a prepared decision to the officers, who prepare it anew; also one that can no longer be taken.

    Raises NoLongerAllowed, HasInterest, SamePerson and WrongState.
    """
    row, proposal = _hold(decision, DECIDE, among=State, by=by, at=at)
    if row.prepared_by_id == by.pk:
        raise SamePerson
    row.state, row.return_reason = DecisionState.RETURNED, reason
    row.decided_by, row.decided_at, row.decided_on = by, at, day_of(at)
    row.save(update_fields=["state", "return_reason", "decided_by", "decided_at", "decided_on"])
    if proposal.state == State.PREPARED:
        proposal.move(State.REVIEWED, by=by, at=at, reason=reason)
    record(RETURNED, row, by=by, at=at, kind=row.kind)
    reread(decision)


def _hold(
    decision: Decision, allowed: Act, *, among: Iterable[State], by: User, at: datetime
) -> tuple[Decision, Proposal]:
    """Lock who acts, the proposal and the decision; raises WrongState unless it still waits."""
    proposal = hold(decision.proposal, allowed, among=among, by=by, at=at)
    row = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    refuse_taken(row)
    row.proposal = proposal
    return row, proposal


def _grant_less(row: Decision, cents: int | None, ground: Ground | None) -> None:
    """Let a grant be what is given in part; its instalments shrink with it, to the cent."""
    if cents is None or cents == row.cents:
        if row.kind == DecisionKind.GRANT:
            ground_of_rest(row, row.cents, None)
        return
    if row.kind != DecisionKind.GRANT or not 0 < cents < row.cents:
        raise NotReady(_("Only a grant is given in part, for less than was prepared."))
    row.ground = ground_of_rest(row, cents, ground)
    instalments = list(row.instalments.all())
    advance, parts = shrunk(row, instalments, cents)
    for instalment, part in zip(instalments, parts, strict=True):
        if part != instalment.cents:
            instalment.cents = part
            instalment.save(update_fields=["cents"])
    row.cents, row.advance_cents = cents, advance
    row.save(update_fields=["cents", "advance_cents", "ground"])


def _check_votes(votes: Votes, *, at: datetime) -> None:
    if votes.held_on > day_of(at):
        raise NotReady(_("The meeting has yet to come. Enter its decision afterwards."))
    if votes.votes_for <= votes.votes_against:
        raise NotReady(_("More votes must be for it than against it; else return it with the reason."))
    if not votes.basis.strip():
        raise NotReady(_("Fill in by which rule the council decides itself."))


def _take(row: Decision, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Book it, let it stand, and move the proposal; tell it unless it waits for the decision day."""
    refuse_held_back(proposal)
    row.view = heard_on(row, proposal, at=at)
    kind, ground = DecisionKind(row.kind), Ground(row.ground) if row.ground else None
    refuse_against_condition(kind, ground, proposal, on=day_of(at))
    refuse_against_ranking(kind, ground, row.cents, proposal, on=day_of(at))
    refuse_unmatched(proposal, kind, row.cents, people=frozenset({row.prepared_by_id, by.pk}))
    if row.kind == DecisionKind.DISMISS:
        refuse_untimely_dismissal(proposal, on=day_of(at))
    if kind == DecisionKind.REVISE:
        check_revision(proposal, ground, row.cents, on=day_of(at))
    if kind == DecisionKind.RECOVER:
        refuse_late_recovery(proposal, on=day_of(at))
    row.decided_by, row.decided_at, row.decided_on = by, at, day_of(at)
    refusal = hold_place(row, proposal, on=day_of(at))
    book(row, proposal, by=by, at=at)
    if refusal is not None:
        Decision.objects.filter(pk=refusal.pk, replaced_at__isnull=True).update(replaced_at=at)
    row.state = DecisionState.DECIDED
    row.save()
    waits = proposal.state == State.PREPARED and proposal.round.distribution == Distribution.TENDER
    if then := THEN.get(DecisionKind(row.kind)):
        proposal.move(then, by=by, at=at, is_held_back=waits)
    book_payable(row, by=by, at=at)
    if row.is_at_once:
        proposal.move(State.DETERMINED, by=by, at=at)
    if not waits:
        tell(row, by=by, at=at)
