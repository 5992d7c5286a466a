"""The waiting list of a budget: who stands on it, in which order, and how much money is free for whom.

A refusal on the ceiling that was told holds a place until the year of its budget is over. Amounts are euro cents.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from grants.budget.models import Account, Slice
from grants.budget.queries import free_of
from grants.budget.states import Kind
from grants.proposals.models import Proposal
from grants.proposals.states import AT_THE_OFFICE, State
from grants.reviews.models import Draw
from grants.reviews.queries import ranking_with
from grants.terms import day_of

from .models import Decision, Objection
from .states import ON_THE_CEILING, DecisionKind, DecisionState, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from grants.rounds.models import Round
    from wijkraden.places.models import City

_AROUND = (
    "proposal__round__year__city",
    "proposal__slice__year",
    "proposal__slice__regulation",
    "proposal__district__city",
    "proposal__dossier",
)


@dataclass(eq=False)
class Listed:
    """A place: `left_cents` is free for it after what stands before it, `waits` a grant prepared for it."""

    refusal: Decision
    place: int
    left_cents: int
    waits: Decision | None = None

    @property
    def proposal(self) -> Proposal:
        """What was refused."""
        return self.refusal.proposal

    @property
    def fits(self) -> bool:
        """Tell if there is enough for all that it asks."""
        return self.proposal.asked_cents <= self.left_cents


@dataclass
class WaitingList:
    """The waiting list of one budget in its order, with what is free there."""

    slice: Slice
    free_cents: int
    places: list[Listed] = field(default_factory=list)

    @property
    def last_day(self) -> date:
        """Until when its places hold."""
        return last_day_of(self.slice)

    @property
    def turn(self) -> Listed | None:
        """Whose turn it is: the first that fits, else the first for which anything is left."""
        open_ = [one for one in self.places if one.waits is None]
        first = next((one for one in open_ if one.fits), None)
        return first or next((one for one in open_[:1] if one.left_cents), None)

    @property
    def has_money(self) -> bool:
        """Tell if there is enough for somebody for whom no grant was prepared yet."""
        return any(one.fits for one in self.places if one.waits is None)

    def before(self, one: Listed) -> list[Listed]:
        """Return the places before this one for which no grant was prepared."""
        return [other for other in self.places if other.place < one.place and other.waits is None]


def last_day_of(slice_: Slice) -> date:
    """Return the last day on which a place on the waiting list of a budget holds: the last one of its year."""
    return date(slice_.year.year, 12, 31)


def refusals_listed(*, on: date) -> QuerySet[Decision]:
    """Return the refusals that have a place on a waiting list on that day. One query."""
    return Decision.objects.filter(
        kind=DecisionKind.REFUSE,
        state=DecisionState.DECIDED,
        ground__in=sorted(ON_THE_CEILING),
        sent_on__isnull=False,
        replaced_at__isnull=True,
        places_ended__isnull=True,
        proposal__state=State.REFUSED,
        proposal__slice__year__year__gte=on.year,
    ).select_related(*_AROUND)


def refusal_at(city: City, public_id: str, *, on: date) -> Decision | None:
    """Return a refusal of a city that has a place on that day. One query."""
    return refusals_listed(on=on).filter(proposal__district__city=city, public_id=public_id).first()


def budget_at(city: City, public_id: str) -> Slice | None:
    """Return a budget of a city. One query."""
    found = Slice.objects.filter(year__city=city, regulation__isnull=False, public_id=public_id)
    return found.select_related("year", "regulation").first()


def waiting_list(slice_: Slice, *, on: date) -> WaitingList:
    """Return the waiting list of a budget in its order. Six queries, nine more for a tender of which several wait."""
    (found,) = _lists([slice_], in_order(slice_, on=on))
    return found


def waiting_lists(city: City, *, on: date) -> list[WaitingList]:
    """Return the budgets of a city with a waiting list, by name; of a tender not in its order. Five queries at most."""
    listed = list(refusals_listed(on=on).filter(proposal__district__city=city))
    if not listed:
        return []
    listed.sort(key=lambda one: _by_receipt(one, {}))
    slices = {one.proposal.slice_id: one.proposal.slice for one in listed}
    return _lists(sorted(slices.values(), key=lambda one: (one.year.year, one.sort_key, one.pk)), listed)


def place_of(proposal: Proposal, *, on: date) -> int | None:
    """Return its place on the waiting list of its budget, None without one. One query, nine more in a tender."""
    order = [one.proposal_id for one in in_order(proposal.slice, on=on)]
    return order.index(proposal.pk) + 1 if proposal.pk in order else None


def in_order(slice_: Slice, *, on: date) -> list[Decision]:
    """Return the refusals on the list of a budget: by round, in it by ranking or by the moment of completeness."""
    by_round: defaultdict[Round, list[Decision]] = defaultdict(list)
    for one in refusals_listed(on=on).filter(proposal__slice=slice_):
        by_round[one.proposal.round].append(one)
    found: list[Decision] = []
    for round_ in sorted(by_round, key=_round_key):
        found += _sorted(round_, slice_, by_round[round_])
    return found


def comes_from_list(decision: Decision) -> Decision | None:
    """Return the refusal on the ceiling in whose place a grant of money that came free comes. Two queries at most."""
    if decision.kind != DecisionKind.GRANT or decision.replaces is None:
        return None
    upheld = Objection.objects.filter(decision=decision.replaces, outcome=Outcome.UPHELD)
    return None if upheld.exists() else decision.replaces


def _sorted(round_: Round, slice_: Slice, found: list[Decision]) -> list[Decision]:
    if len(found) < 2:
        return found
    if round_.reserves:
        draws = {one.day: one for one in Draw.objects.filter(round=round_, slice=slice_)}
        return sorted(found, key=lambda one: _by_receipt(one, draws))
    ranking = ranking_with(found[0].proposal)
    places = {one.proposal.pk: number for number, one in enumerate(ranking.places if ranking else [])}
    return sorted(found, key=lambda one: (places.get(one.proposal_id, len(places)), _by_receipt(one, {})))


def _by_receipt(refusal: Decision, draws: dict[date, Draw]) -> tuple[Any, ...]:
    proposal = refusal.proposal
    completed_at = proposal.completed_at or refusal.prepared_at
    draw = draws.get(day_of(completed_at))
    lot = draw.lot_of(proposal.number) if draw else ""
    return (day_of(completed_at), lot, completed_at, proposal.pk)


def _round_key(round_: Round) -> tuple[date, int]:
    return (round_.closes_on, round_.pk)


def _lists(slices: Sequence[Slice], listed: Iterable[Decision]) -> list[WaitingList]:
    """Return the lists of these budgets with what is free for each place, in the order of `listed`. Four queries."""
    free, prepared = free_of(slices), _prepared(listed)
    pending = _pending(slices)
    found = {one.pk: WaitingList(one, free.get(one.pk, 0)) for one in slices}
    taken: Counter[int] = Counter()
    for one in listed:
        here = found[one.proposal.slice_id]
        left = here.free_cents - taken[here.slice.pk]
        left += sum(_moves(one.proposal, other, reserved) for other, reserved in pending[here.slice.pk])
        waits = prepared.get(one.pk)
        taken[here.slice.pk] += waits.cents if waits else 0
        here.places.append(Listed(one, len(here.places) + 1, max(0, left), waits))
    return list(found.values())


def _prepared(listed: Iterable[Decision]) -> dict[int | None, Decision]:
    found = Decision.objects.filter(replaces__in=[one.pk for one in listed], state=DecisionState.PREPARED)
    return {one.replaces_id: one for one in found}


def _pending(slices: Sequence[Slice]) -> defaultdict[int, list[tuple[Proposal, int]]]:
    """Return what is not decided yet in these budgets, with what is reserved for it. Two queries."""
    ids = [one.pk for one in slices]
    rows = Account.objects.filter(slice__in=ids, kind=Kind.RESERVED, dossier__isnull=False)
    reserved = {one.dossier_id: one.balance for one in rows}
    found: defaultdict[int, list[tuple[Proposal, int]]] = defaultdict(list)
    waiting = Proposal.objects.filter(slice__in=ids, state__in=sorted(AT_THE_OFFICE))
    for one in waiting.select_related("round"):
        found[one.slice_id].append((one, reserved.get(one.dossier_id, 0)))
    return found


def _moves(listed: Proposal, pending: Proposal, reserved: int) -> int:
    """Return what a proposal that is not decided yet leaves to one on the list, or (below 0) takes before it.

    What is left of a tender comes before its list. In the order of receipt the reservation of what became complete on
    a later day gives way; what came earlier first gets all that it asks.
    """
    if listed.round.reserves and listed.completed_at is not None and _is_behind(pending, listed):
        return reserved
    if pending.round_id == listed.round_id and pending.round.reserves:
        return -(pending.asked_cents - reserved) if _is_ahead(pending, listed) else 0
    if _round_key(pending.round) <= _round_key(listed.round):
        return -(pending.asked_cents - reserved)
    return 0


def _is_behind(pending: Proposal, listed: Proposal) -> bool:
    if pending.completed_at is None or listed.completed_at is None:
        return True
    return day_of(pending.completed_at) > day_of(listed.completed_at)


def _is_ahead(pending: Proposal, listed: Proposal) -> bool:
    if pending.completed_at is None or listed.completed_at is None:
        return False
    return pending.completed_at <= listed.completed_at
