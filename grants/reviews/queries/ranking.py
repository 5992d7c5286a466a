"""The ranking of a round, budget by budget: the order, where the money ends, and where lots must be drawn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from grants.budget.models import Account, Slice
from grants.budget.states import Kind
from grants.proposals.models import Proposal
from grants.proposals.queries import proposals_in
from grants.proposals.states import AT_THE_OFFICE, State
from grants.rounds.models import Round, RoundSlice
from grants.rounds.states import Preference, RoundState
from grants.terms import day_of

from ..models import Draw
from ..states import NEEDED, ZONE
from .scores import Matrix, matrices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wijkraden.places.models import City

_LAST = 1_000_000  # a place after every order of preference that a council gives
_NOT_RANKED = (State.WITHDRAWN, State.DISMISSED)


@dataclass(eq=False)
class Place:
    """A proposal in the ranking.

    `cents` is what it takes of the ceiling, `left_cents` what is left after it; of the line what is left for it.
    """

    proposal: Proposal
    matrix: Matrix
    cents: int
    place: int = 0
    left_cents: int = 0
    fits: bool = False
    is_line: bool = False  # the first for which there is not enough money
    in_zone: bool = False
    is_tied: bool = False  # lots must be drawn about its place
    lot: str = ""

    @property
    def is_decided(self) -> bool:
        """Tell if it was decided, so that it takes what was granted."""
        return self.proposal.state not in AT_THE_OFFICE


@dataclass
class Ranking:
    """The ranking of one budget in a round; `apart` is what cannot be ranked yet or has no score."""

    share: RoundSlice
    places: list[Place] = field(default_factory=list)
    apart: list[Place] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    to_draw: list[date] = field(default_factory=list)  # days of completeness; of a tender its last day

    @property
    def ceiling_cents(self) -> int:
        """The published ceiling, euro cents."""
        return self.share.ceiling_cents or 0

    @property
    def unscored(self) -> list[Place]:
        """What reviewers must score or answer and have not yet; a total of zero is a score."""
        found = [*self.places, *self.apart]
        return [one for one in found if one.proposal.assessment in NEEDED and not one.matrix.is_in]


def shares_of(city: City, public_id: str) -> list[RoundSlice]:
    """Return the budgets of an announced round with the round itself; none when there is no such round. One query."""
    found = RoundSlice.objects.filter(
        round__year__city=city, round__public_id=public_id, round__state=RoundState.ANNOUNCED
    )
    return list(found.select_related("slice__year__city", "round__year__city", "round__regulation"))


def ranking_with(proposal: Proposal) -> Ranking | None:
    """Return the ranking of the budget from which a proposal asks, None before it has any. Eight queries at most."""
    share = RoundSlice.objects.filter(round=proposal.round_id, slice=proposal.slice_id)
    found = share.select_related("slice__year__city", "round__year__city", "round__regulation")
    return next(iter(rankings_of(list(found))), None)


def rankings_of(shares: Sequence[RoundSlice]) -> list[Ranking]:
    """Return the ranking of each of these budgets of one round that has proposals.

    Seven queries at most, whatever their number.
    """
    if not shares:
        return []
    round_ = shares[0].round
    proposals = _proposals(round_, shares)
    found = {share.slice_id: Ranking(share) for share in shares}
    for draw in Draw.objects.filter(round=round_, slice__in=found).select_related("by"):
        found[draw.slice_id].draws.append(draw)
    scored, taken = matrices(proposals, whole=False), _taken(proposals if round_.reserves else [])
    by_slice: defaultdict[int, list[Place]] = defaultdict(list)
    for one in proposals:
        cents = one.asked_cents if one.state in AT_THE_OFFICE or not round_.reserves else taken[one.pk]
        by_slice[one.slice_id].append(Place(one, scored[one.pk], cents))
    alone = set() if round_.preference == Preference.INFORMS else _of_one_district(shares)
    for slice_id, places in by_slice.items():
        fill = _rank_by_receipt if round_.reserves else _rank_by_score
        fill(round_, found[slice_id], places, counts_preference=slice_id in alone)
    return [one for one in found.values() if one.places or one.apart]


def _proposals(round_: Round, shares: Sequence[RoundSlice]) -> list[Proposal]:
    found = proposals_in(round_.year.city).filter(
        round=round_, slice__in=[one.slice_id for one in shares], received_at__isnull=False
    )
    ended = found.filter(state=State.CLOSED, events__state__in=_NOT_RANKED)
    return list(found.exclude(state__in=_NOT_RANKED).exclude(pk__in=ended.values("pk")))


def _taken(proposals: Sequence[Proposal]) -> defaultdict[int, int]:
    """Return what each decided proposal takes of the budget, in euro cents."""
    found: defaultdict[int, int] = defaultdict(int)
    decided = {one.dossier_id: one.pk for one in proposals if one.state not in AT_THE_OFFICE}
    if not decided:
        return found
    for account in Account.objects.filter(dossier__in=decided, kind__in=[Kind.COMMITTED, Kind.REALISED]):
        found[decided[account.dossier_id]] += account.balance
    return found


def _of_one_district(shares: Sequence[RoundSlice]) -> set[int]:
    """Return the budgets of one district alone: in others the preferences of councils cannot be compared."""
    found = Slice.objects.filter(pk__in=[one.slice_id for one in shares]).annotate(districts=Count("shares"))
    return set(found.filter(districts=1).values_list("pk", flat=True))


def _rank_by_score(round_: Round, ranking: Ranking, places: list[Place], *, counts_preference: bool) -> None:
    draw = ranking.draws[0] if ranking.draws else None
    ranked = [one for one in places if one.matrix.is_in and one.matrix.total is not None]
    ranked = [one for one in ranked if one.proposal.completed_at]
    ranking.apart = [one for one in places if one not in ranked]
    keys = {one.proposal.pk: _score_key(round_, one, counts_preference=counts_preference) for one in ranked}
    if draw is not None:
        for one in ranked:
            one.lot = draw.lot_of(one.proposal.number)
    ranked.sort(key=lambda one: (keys[one.proposal.pk], one.lot or one.proposal.number))
    number = 0
    for _key, tied in groupby(ranked, key=lambda one: keys[one.proposal.pk]):
        equals = list(tied)
        # What scored too low is refused in any order.
        _number(equals, number + 1, is_tied=draw is None and equals[0].matrix.is_enough)
        number += len(equals)
        for one in equals:
            one.lot = one.lot if len(equals) > 1 else ""
    if any(one.is_tied for one in ranked):
        ranking.to_draw = [round_.closes_on]
    ranking.places = ranked
    _draw_the_line(ranking)
    _mark_the_zone(ranking)


def _score_key(round_: Round, one: Place, *, counts_preference: bool) -> tuple[Any, ...]:
    matrix, proposal = one.matrix, one.proposal
    preference = (proposal.preference or _LAST) if counts_preference else _LAST
    first = matrix.first if matrix.first is not None else -1
    return (
        not matrix.is_enough,
        preference if round_.preference == Preference.RANKS else 0,
        -(matrix.total or 0),
        preference if round_.preference == Preference.BREAKS_TIES else 0,
        -first,
        proposal.completed_at,
    )


def _number(equals: list[Place], number: int, *, is_tied: bool) -> None:
    shares_place = is_tied and len(equals) > 1
    for offset, one in enumerate(equals):
        one.place = number if shares_place else number + offset
        one.is_tied = shares_place


def _rank_by_receipt(
    round_: Round,  # noqa: ARG001  # both ways of ranking are called alike
    ranking: Ranking,
    places: list[Place],
    *,
    counts_preference: bool,  # noqa: ARG001  # the order of receipt knows no preference
) -> None:
    days: defaultdict[date, list[Place]] = defaultdict(list)
    for one in places:
        if one.proposal.completed_at is None:
            ranking.apart.append(one)
        else:
            days[day_of(one.proposal.completed_at)].append(one)
    draws, before = {draw.day: draw for draw in ranking.draws}, 0
    for day in sorted(days):
        that_day, draw = days[day], draws.get(day)
        if draw is not None:
            for one in that_day:
                one.lot = draw.lot_of(one.proposal.number)
        that_day.sort(key=lambda one: one.lot or one.proposal.number)
        after = before + sum(one.cents for one in that_day)
        crosses = before < ranking.ceiling_cents < after and any(not one.is_decided for one in that_day)
        _number(that_day, len(ranking.places) + 1, is_tied=crosses and draw is None)
        if any(one.is_tied for one in that_day):
            ranking.to_draw.append(day)
        ranking.places += that_day
        before = after
    _draw_the_line(ranking)


def _draw_the_line(ranking: Ranking) -> None:
    """Say what fits, in the order of the ranking; after the first that does not, nothing does."""
    left, is_over = ranking.ceiling_cents, False
    for one in ranking.places:
        if not ranking.share.round.reserves and not one.matrix.is_enough:
            one.left_cents = left
            continue
        one.fits = not is_over and one.cents <= left
        one.is_line = not one.fits and not is_over
        left -= one.cents if one.fits else 0
        one.left_cents, is_over = left, not one.fits


def _mark_the_zone(ranking: Ranking) -> None:
    line = next((one for one in ranking.places if one.is_line), None)
    if line is None or line.matrix.total is None:
        return
    for one in ranking.places:
        total = one.matrix.total
        one.in_zone = one.matrix.is_enough and total is not None and abs(total - line.matrix.total) <= ZONE
