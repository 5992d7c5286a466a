"""Preparing a decision: everything it will say, for someone else to take or to return."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from grants.proposals.holding import hold, note_handler
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..beginning import refuse_to_begin
from ..conditions import refuse_against_condition
from ..drafting import DecisionOf, check, columns, parts_of
from ..matching import refuse_unmatched
from ..models import Decision, Instalment, Obligation
from ..queries_of_revisions import before_of
from ..renewal import begins_from, in_place_of, refuse_rest_with_room, refuse_without_reason
from ..revising import check_revision
from ..rules import PREPARE
from ..states import ON_THE_REQUEST, DecisionKind
from ..weighing import refuse_against_ranking, refuse_unasked
from .telling import tell_deciders

PREPARED = describe("decisions.prepared", gettext_lazy("prepared a decision ({kind})"))


@flow
def prepare_decision(proposal: Proposal, *, what: DecisionOf, by: User, at: datetime) -> Decision:
    """Prepare a decision; whoever prepares it handled the proposal, so never takes it.

    A grant or a refusal takes the proposal to prepared; any other waits beside the state that it has, as does a grant
    after an objection took the refusal away, or from the waiting list. Raises NoLongerAllowed, HasInterest, WrongState,
    HeldBack before the decision day of its grant, NotReady with what is missing, does not add up, is not what was
    invoiced or goes against the ceiling, the ranking of a tender or the condition of the budget, OffTheList for what
    the waiting list does not give, NoView for a lower final amount on which nobody was asked for a view, and TooLate
    for a dismissal, for invoking that condition outside its weeks, and after five years for a lower final amount or to
    ask back.
    """
    row = hold(proposal, PREPARE, among=begins_from(proposal, what.kind), by=by, at=at)
    refuse_to_begin(row, what.kind, on=day_of(at))
    note_handler(row, by=by, at=at)
    refuse_without_reason(row, what.kind, what.ground, what.cents, on=day_of(at))
    before = before_of(row, what.kind)
    check(row, what, before=before)
    refuse_unmatched(row, what.kind, what.cents, people=frozenset({by.pk}))
    refuse_against_condition(what.kind, what.ground, row, on=day_of(at))
    refuse_against_ranking(what.kind, what.ground, what.cents, row, on=day_of(at))
    refuse_rest_with_room(row, what.kind, what.ground, what.cents, on=day_of(at))
    if what.kind == DecisionKind.REVISE:
        check_revision(row, what.ground, what.cents, on=day_of(at))
        refuse_unasked(what.kind, what.ground, what.cents, row)
    newest = row.decisions.order_by("-version").first()
    version = newest.version + 1 if newest else 1
    made = Decision.objects.create(
        proposal=row,
        version=version,
        number=f"{row.number}-{version}",
        before_cents=before,
        replaces=in_place_of(row, what.kind),
        **columns(row, what),
        prepared_by=by,
        prepared_at=at,
    )
    obligations, instalments = parts_of(made, what)
    Obligation.objects.bulk_create(obligations)
    Instalment.objects.bulk_create(instalments)
    if what.kind in ON_THE_REQUEST and row.state == State.REVIEWED:
        row.move(State.PREPARED, by=by, at=at)
    record(PREPARED, made, by=by, at=at, kind=what.kind.value)
    tell_deciders(made, row, by=by, at=at)
    reread(proposal)
    return made
