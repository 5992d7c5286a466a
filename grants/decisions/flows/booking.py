"""What a decision books in the ledger, under the lock of its slice, and the ceiling as it was then."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.budget.errors import OverCeiling
from grants.budget.flows import (
    award_advance,
    change_advance,
    claim_after_close,
    commit,
    commit_conditionally,
    confirm_conditional,
    determine,
    end_condition,
    lower_grant,
    raise_determination,
    raise_grant,
    release,
    withdraw_determination,
)
from grants.budget.models import Dossier, Entry, Transfer
from grants.budget.posting import lock
from grants.budget.queries import figures_of, reserved_in
from grants.budget.states import Kind
from grants.proposals.holding import lock as lock_proposal
from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.errors import WrongState
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User

from ..conditions import refuse_before_conditions, refuse_over_published, refuse_to_confirm
from ..errors import NotReady
from ..models import BudgetCondition, Decision, Instalment
from ..queries import ceiling_of, due_instalments, lower_ranked, owed_by, reserved_for, to_recover
from ..queries_of_conditions import adoption_of, open_condition
from ..queries_of_objections import replaced_refusal
from ..queries_of_revisions import made_payable, realised_now, taken_off
from ..renewal import over_both_ceilings, refuse_rest_with_room
from ..revising import over_final_ceiling
from ..signals import condition_met, owed_less
from ..states import ON_THE_REQUEST, RENEWS, SAYS_FINAL, DecisionKind, Ending, Ground, Moment
from ..weighing import dossier_of, refuse_with_room
from .telling import tell_confirmed

Stamp = Callable[[str], dict[str, Any]]
CONFIRMED = describe(
    "decisions.condition_met",
    gettext_lazy("let a grant under condition of the budget be a commitment (cents: {cents})"),
)
AWARDED = describe("decisions.instalment_due", gettext_lazy("let an instalment be paid (cents: {cents})"))


@flow
def book(decision: Decision, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Book what the decision does with the budget, and fill in its entry and its ceiling; the row is not saved.

    A recovery books nothing: what must come back stands as a claim since it was found (E10).

    Raises OverCeiling with what is left, NeedsMoney after an objection, NotReady for a refusal, also of the rest,
    on a ceiling that has room, and what the budget raises.
    """
    if decision.kind == DecisionKind.RECOVER:
        _refuse_too_much(decision, proposal)
        return
    dossier, stamp = dossier_of(proposal), _stamp(decision, by=by, at=at)
    if decision.kind in ON_THE_REQUEST:
        lock(dossier.slice_id)
        _keep_ceiling(decision, proposal, on=day_of(at))
    if decision.kind == DecisionKind.GRANT:
        ground = Ground(decision.ground) if decision.ground else None
        refuse_rest_with_room(proposal, DecisionKind.GRANT, ground, decision.cents, on=day_of(at))
        decision.entry = _grant(decision, proposal, dossier, stamp, on=day_of(at))
    elif decision.kind in {DecisionKind.REFUSE, DecisionKind.DISMISS}:
        refuse_with_room(decision, proposal, on=day_of(at))
        if reserved_for(dossier):
            release(dossier, **stamp("refuse"))
    elif decision.kind in RENEWS:
        decision.entry = _renew(decision, proposal, dossier, stamp)
    elif (condition := open_condition(proposal)) is not None:
        decision.entry = end_condition(dossier, **stamp(decision.kind))
        _end(condition, _ending_of(decision), decision.entry, proposal, by=by, at=at)
    else:
        decision.entry = determine(dossier, cents=decision.cents, **stamp(decision.kind))
    decision.due_back_cents = _due_back(decision, dossier)
    _owe_less(decision, proposal, by=by, at=at)


@flow
def book_payable(decision: Decision, *, by: User, at: datetime) -> None:
    """Let what is due at once stand as to be paid: the instalments at once, or what the final amount leaves.

    Nothing is due while the grant stands under condition of the budget.
    """
    if decision.condition is not None and decision.condition.is_open:
        return
    stamp = _stamp(decision, by=by, at=at)
    dossier = dossier_of(decision.proposal)
    for one in decision.instalments.filter(moment=Moment.AT_ONCE):
        _award(one, dossier, stamp)
    final = decision.entry if decision.kind in SAYS_FINAL else None
    if decision.is_at_once:
        final = determine(dossier, cents=decision.cents, **stamp("determine"))
    cents = made_payable(final) if final is not None else 0
    if cents:
        last = decision.instalments.order_by("-position").first()
        Instalment.objects.create(
            decision=decision,
            position=last.position + 1 if last else 1,
            cents=cents,
            moment=Moment.FINAL,
            entry=final,
        )


@flow
def award_instalment(instalment: Instalment, *, by: User | None, at: datetime) -> Entry:
    """Let an instalment whose moment has come stand as to be paid (E5), once; None for `by` is the system.

    Raises WrongState when its moment has yet to come, or it stands so already, and what the budget raises.
    """
    decision = instalment.decision
    proposal = lock_proposal(decision.proposal)
    row = due_instalments(proposal.district.city, on=day_of(at)).filter(pk=instalment.pk).first()
    if row is None:
        raise WrongState(_("This instalment is not due, or was let through already."))
    _award(row, dossier_of(proposal), _stamp(decision, by=by, at=at, on=day_of(at)))
    record(AWARDED, row, by=by, at=at, cents=row.cents)
    reread(instalment)
    if row.entry is None:
        raise WrongState(_("This instalment is not due, or was let through already."))
    return row.entry


@flow
def confirm_condition(condition: BudgetCondition, *, by: User | None, at: datetime) -> None:
    """Turn a grant under condition of the budget into a commitment (E4v, then E4), and tell who got its letter.

    That is once the adopted budget has enough for everything granted under condition of it, or once the condition
    lapsed and it has enough for this one; what is only reserved gives way. From then on its instalments at once are to
    be paid. None for `by` is the system.

    Raises WrongState when it ended already or waits for the city council, NotReady while the budget has too little for
    all, OverCeiling with what is left, and what the budget raises.
    """
    proposal = lock_proposal(condition.decision.proposal)
    row = BudgetCondition.objects.select_for_update(no_key=True, of=("self",)).select_related("decision")
    held = row.get(pk=condition.pk)
    if not held.is_open:
        raise WrongState(_("This condition ended already. Look at how it stands now."))
    dossier, decision = dossier_of(proposal), held.decision
    decision.proposal = proposal
    lock(dossier.slice_id)
    refuse_to_confirm(proposal, on=day_of(at))
    stamp = _stamp(decision, by=by, at=at, on=day_of(at))
    give_way = [one for one in reserved_in(proposal.slice) if one.pk != dossier.pk]
    entry = confirm_conditional(dossier, cents=decision.cents, lower_ranked=give_way, **stamp("confirm"))
    _end(held, Ending.MET, entry, proposal, by=by, at=at)
    for one in decision.instalments.filter(moment=Moment.AT_ONCE):
        _award(one, dossier, stamp)
    if decision.sent_on is not None:
        tell_confirmed(decision, by=by, at=at)
        condition_met.send(Decision, decision=decision, by=by, at=at)
    record(CONFIRMED, decision, by=by, at=at, cents=decision.cents)
    reread(condition)


def _award(instalment: Instalment, dossier: Dossier, stamp: Stamp) -> None:
    """Book that an instalment is to be paid, and keep the entry with it."""
    key = f"instalment-{instalment.position}"
    instalment.entry = award_advance(dossier, cents=instalment.cents, **stamp(key))
    instalment.save(update_fields=["entry"])


def _source(decision: Decision) -> str:
    return f"decision:{decision.public_id}"


def _stamp(decision: Decision, *, by: User | None, at: datetime, on: date | None = None) -> Stamp:
    """Return what tells with what each entry of a decision is booked, by the name of its event."""
    source = _source(decision)
    shared = {"by": by, "at": at, "source": source, "booked_on": on or decision.decided_on}
    return lambda event: {**shared, "key": f"{source}/{event}"}


def _keep_ceiling(decision: Decision, proposal: Proposal, *, on: date) -> None:
    """Keep the ceiling as it is now: the budget, and what of it is not granted yet, before and after.

    Before the budget is adopted it is the published one.
    """
    figures = figures_of([proposal.slice])[proposal.slice_id]
    authority, left = figures.authority, figures[Kind.FREE] + figures[Kind.RESERVED]
    if not proposal.slice.year.is_adopted(on):
        authority = ceiling_of(proposal)
        left = max(0, authority - figures[Kind.CONDITIONAL])
    decision.authority_cents = authority
    decision.free_before_cents = left
    decision.free_after_cents = max(0, left - decision.cents)


def _grant(decision: Decision, proposal: Proposal, dossier: Dossier, stamp: Stamp, *, on: date) -> Entry:
    """Commit the grant, or note it under condition; after an objection the ceiling of the first decision counts too."""
    if not proposal.slice.year.is_adopted(on):
        return _grant_under_condition(decision, proposal, dossier, stamp, on=on)
    refuse_before_conditions(proposal)
    try:
        with transaction.atomic():  # why it is refused is read after it
            return commit(
                dossier, cents=decision.cents, lower_ranked=lower_ranked(proposal), **stamp("grant")
            )
    except OverCeiling as error:
        first = replaced_refusal(proposal)
        if first is None:
            raise
        raise over_both_ceilings(decision, first, left_cents=error.left_cents) from error


def _grant_under_condition(
    decision: Decision, proposal: Proposal, dossier: Dossier, stamp: Stamp, *, on: date
) -> Entry:
    """Note the grant on a budget that is to be adopted, with its condition (E4v, Awb 4:34); nothing is committed."""
    refuse_over_published(proposal, decision.cents, on=on)
    if reserved_for(dossier):
        release(dossier, **stamp("release"))
    BudgetCondition.objects.create(decision=decision, made_on=on)
    return commit_conditionally(dossier, cents=decision.cents, **stamp("grant"))


def _end(
    condition: BudgetCondition,
    ending: Ending,
    entry: Entry,
    proposal: Proposal,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Keep how a condition of the budget ended, and the last day to invoke it as it was then."""
    adoption = adoption_of(proposal.slice.year, on=day_of(at))
    condition.ending, condition.entry = ending, entry
    condition.ended_on, condition.ended_at, condition.ended_by = day_of(at), at, by
    if adoption is not None:
        condition.adopted_on, condition.last_on = adoption.adopted_on, adoption.last_on
    condition.save()


def _ending_of(decision: Decision) -> Ending:
    return Ending.INVOKED if decision.ground == Ground.BUDGET else Ending.REVOKED


def _refuse_too_much(decision: Decision, proposal: Proposal) -> None:
    if decision.cents > to_recover(proposal):
        raise NotReady(
            _("Less has to be paid back by now. Return it, so that it is prepared with the right amount.")
        )


def _renew(decision: Decision, proposal: Proposal, dossier: Dossier, stamp: Stamp) -> Entry:
    if decision.kind == DecisionKind.CHANGE:
        return _change(decision, dossier, stamp)
    return _revise(decision, proposal, dossier, stamp)


def _change(decision: Decision, dossier: Dossier, stamp: Stamp) -> Entry:
    more = decision.cents - decision.before_cents
    if more > 0:
        return raise_grant(dossier, cents=more, **stamp("raise"))
    advanced = _balance(dossier, Kind.ADVANCES)
    if advanced > decision.cents:
        change_advance(dossier, cents=advanced - decision.cents, **stamp("advance"))
    return lower_grant(dossier, cents=-more, **stamp("lower"))


def _revise(decision: Decision, proposal: Proposal, dossier: Dossier, stamp: Stamp) -> Entry:
    """Book a final amount that goes up (E10c) or down (E10b)."""
    more = decision.cents - decision.before_cents
    if more < 0:
        return _withdraw(dossier, -more, stamp)
    try:
        with transaction.atomic():  # why it is refused is read after it
            return raise_determination(dossier, cents=more, **stamp("raise"))
    except OverCeiling as error:
        raise over_final_ceiling(decision, proposal, left_cents=error.left_cents) from error


def _withdraw(dossier: Dossier, cents: int, stamp: Stamp) -> Entry:
    """Book it down: what was determined in the slice where it stands there, the rest as a claim on a closed year."""
    here = min(cents, realised_now(dossier))
    found = []
    if here:
        found.append(withdraw_determination(dossier, cents=here, **stamp("withdraw")))
    if cents > here:
        found.append(claim_after_close(dossier, cents=cents - here, **stamp("after_close")))
    return found[0]


def _owe_less(decision: Decision, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Take what was not asked back yet off what must still be asked; who asked it, or gave it up, hears."""
    if eased := taken_off(decision):
        before = to_recover(proposal, owed_cents=owed_by(proposal) + eased)
        decision.due_back_cents -= min(eased, before)
    owed_less.send(Decision, proposal=proposal, by=by, at=at)


def _balance(dossier: Dossier, kind: Kind) -> int:
    found = dossier.accounts.filter(kind=kind).aggregate(debits=Sum("debits"), credits=Sum("credits"))
    return abs(int((found["debits"] or 0) - (found["credits"] or 0)))


def _due_back(decision: Decision, dossier: Dossier) -> int:
    """Return what the entries of the decision made to be paid back. One query."""
    moves = Transfer.objects.filter(entry__dossier=dossier, entry__source=_source(decision))
    return sum(moves.filter(debit__kind=Kind.RECEIVABLE).values_list("cents", flat=True))
