"""Money that moves from one district's budget to another's."""

from __future__ import annotations

from datetime import datetime

from grants.budget.flows import approve, prepare_redistribution
from grants.budget.flows.changes import Gift
from grants.budget.models import Slice
from grants.budget.posting import Decision
from grants.budget.queries import free_of
from grants.terms import day_of

from ..dossiers import Dossier
from .stage import Act, Stage

_CENTS = 250_000


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


ACTS: dict[str, Act] = {one.__name__: one for one in (find_room,)}
