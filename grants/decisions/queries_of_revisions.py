"""Reads around a final amount that is revised: what stands, since when, up to how much. Amounts are euro cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Sum

from grants.budget.models import Account, Dossier, Entry, Transfer
from grants.budget.queries import given_up_of
from grants.budget.states import Kind

from .models.final import final_decisions
from .queries import determined_cents, granted_cents, owed_by, to_recover
from .states import DecisionKind, DecisionState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grants.proposals.models import Proposal

    from .models import Decision


def said_final(proposal: Proposal) -> QuerySet[Decision]:
    """Return the decisions that said what the final amount is, the first one first. One query."""
    return proposal.decisions.filter(final_decisions(), state=DecisionState.DECIDED).order_by("version")


def before_of(proposal: Proposal, kind: DecisionKind) -> int:
    """Return the amount that stands before such a decision: what is granted, of a revision the final one. One query."""
    if kind == DecisionKind.REVISE:
        return determined_cents(proposal) or 0
    return granted_cents(proposal)


def in_place_of_final(proposal: Proposal) -> Decision | None:
    """Return the decision whose final amount stands, None without one. One query."""
    return said_final(proposal).last()


def final_told_on(proposal: Proposal) -> date | None:
    """Return the day on which its first final amount was told, None before that. One query."""
    return said_final(proposal).values_list("sent_on", flat=True).first()


def most_final(proposal: Proposal) -> int:
    """Return up to how much its final amount can be raised: what was granted.

    A grant that was final at once is that final amount itself: then it is what was asked. Two queries at most.
    """
    first = said_final(proposal).first()
    return proposal.asked_cents if first is not None and first.is_at_once else granted_cents(proposal)


def taken_off(decision: Decision) -> int:
    """Return what a revision takes off what must be paid back: as booked, else as the books stand now. One query."""
    if decision.kind != DecisionKind.REVISE:
        return 0
    if decision.entry_id is not None:
        return _spent_from(decision, Kind.RECEIVABLE)
    return max(0, min(decision.cents - decision.before_cents, owed_by(decision.proposal)))


def set_against(decision: Decision) -> int:
    """Return what of a raise is not paid, as it was given up before: as booked, else as the books stand now.

    Four queries at most.
    """
    if decision.kind != DecisionKind.REVISE:
        return 0
    if decision.entry_id is not None:
        return _spent_from(decision, Kind.WRITTEN_OFF, Kind.PRIOR_YEARS)
    left, dossier = decision.cents - decision.before_cents - taken_off(decision), decision.proposal.dossier
    return min(left, given_up_of(dossier)) if left > 0 and dossier is not None else 0


def made_payable(entry: Entry) -> int:
    """Return what an entry made to be paid. One query."""
    moves = Transfer.objects.filter(entry=entry, credit__kind=Kind.PAYABLE)
    return sum(moves.values_list("cents", flat=True))


def went_by(revocation: Decision) -> tuple[int, int]:
    """Return what a revocation took off what was to be paid, and what it asked back. One query."""
    moved = Transfer.objects.filter(entry=revocation.entry_id, credit__kind=Kind.ADVANCES)
    sums = moved.values_list("debit__kind").annotate(cents=Sum("cents"))
    found = dict(sums.values_list("debit__kind", "cents"))
    return found.get(Kind.PAYABLE, 0), found.get(Kind.RECEIVABLE, 0)


def payable_of(proposal: Proposal) -> int:
    """Return what of a dossier has yet to be paid. One query."""
    return sum(one.balance for one in _accounts(proposal, Kind.PAYABLE))


def realised_now(dossier: Dossier) -> int:
    """Return what was determined in the slice where a dossier stands, not in one that was closed. One query."""
    here = Account.objects.filter(dossier=dossier, kind=Kind.REALISED, slice__closed_at__isnull=True)
    return sum(one.balance for one in here)


def revised_by(decision: Decision) -> tuple[int, int]:
    """Return what a revision asks back and what it leaves to pay, as the books stand now. Five queries at most."""
    more = decision.cents - decision.before_cents
    if more >= 0:
        return 0, more - taken_off(decision) - set_against(decision)
    payable = payable_of(decision.proposal)
    return max(0, -more - payable), 0


@dataclass(frozen=True)
class Remaining:
    """What stays to be paid back of a dossier once a final amount is revised, and what the city still pays."""

    asked_cents: int  # that a recovery asked back already
    unasked_cents: int
    payable_cents: int


def remaining_after(revision: Decision) -> Remaining:
    """Return what stays after a revision: as booked once it was taken, else as the books stand now.

    Twelve queries at most.
    """
    proposal = revision.proposal
    owed, unasked = owed_by(proposal), to_recover(proposal)
    payable = payable_of(proposal)
    if revision.entry_id is None:
        more, eased = revision.cents - revision.before_cents, taken_off(revision)
        back, rest = revised_by(revision)
        owed, unasked = owed - eased + back, max(0, unasked - eased) + back
        payable = max(0, payable + min(more, 0)) + rest
    return Remaining(owed - unasked, unasked, payable)


def _accounts(proposal: Proposal, kind: Kind) -> QuerySet[Account]:
    return Account.objects.filter(dossier=proposal.dossier_id, kind=kind)


def _spent_from(decision: Decision, *kinds: Kind) -> int:
    """Return what its entry spent of what stood there, instead of paying it. One query."""
    moved = Transfer.objects.filter(entry=decision.entry_id, debit__kind=Kind.EXPENSE, credit__kind__in=kinds)
    return moved.aggregate(cents=Sum("cents"))["cents"] or 0
