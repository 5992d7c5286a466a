"""Budgets: money that moves from one district to another, and a year of which nothing is adopted yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from grants.budget.flows import approve, open_slices, open_year, prepare_redistribution
from grants.budget.flows.changes import Gift
from grants.budget.models import Slice
from grants.budget.posting import Decision
from grants.budget.queries import free_of
from grants.rounds.flows import announce, set_ceilings, start_round
from grants.terms import day_of

from ..dossiers import NEXT_CENTS, Dossier, Kind
from .stage import Act, Stage

_CENTS = 250_000
_FIRST = timedelta(days=7)  # from the announcement to the first day of the round


def find_room(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """Let the district that has most left give some of it to the one of the dossier."""
    taker = stage.proposal(dossier).slice
    others = list(
        Slice.objects.filter(year=taker.year_id, regulation=taker.regulation_id).exclude(pk=taker.pk)
    )
    free = free_of(others)
    giver = max(others, key=lambda one: (free[one.pk], -one.pk))
    change = prepare_redistribution(
        taker.year,
        gifts=[Gift(giver, taker, _CENTS)],
        decision=Decision(f"{taker.year.year % 100}bb003904", day_of(at)),
        explanation="Verzonnen: in de ene wijk blijft geld over, in de andere staat een plan op de wachtlijst.",
        by=stage.people["fenna"],
        at=at,
    )
    approve(change, by=stage.people["bas"], at=at, booked_on=day_of(at))


def next_year(stage: Stage, _dossier: None, at: datetime, *, year: int) -> None:
    """Open that year without a budget, and announce its round with ceilings under condition of the budget."""
    fenna, beheer = stage.people["fenna"], stage.people["beheer"]
    made = open_year(stage.city, year=year, by=fenna, at=at)
    like = stage.round_of(year - 1, Kind.RECEIPT)
    slices = open_slices(
        made, regulation=like.regulation, districts=list(stage.districts.values()), by=fenna, at=at
    )
    round_ = start_round(
        made,
        regulation=like.regulation,
        plan=like.plan,
        frame=like.frame,
        title=f"Wijkbudget samenleven {year}",
        opens_on=day_of(at) + _FIRST,
        closes_on=date(year, 12, 31),
        maximum_cents=like.maximum_cents,
        slices=slices,
        gazette_number=f"gmb-{year - 1}-verzonnen-3",
        gazette_on=day_of(at),
        by=beheer,
        at=at,
    )
    set_ceilings(round_, cents=dict.fromkeys(slices, NEXT_CENTS), by=beheer, at=at)
    announce(round_, by=beheer, at=at)


ACTS: dict[str, Act] = {one.__name__: one for one in (find_room, next_year)}
