"""The tenders of the demo: money of the whole city, announced, and ranked with lots where it must be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from grants.budget.flows import approve, open_slice, prepare_amounts
from grants.budget.models import Slice, Year
from grants.budget.posting import Decision
from grants.plan.models import Regulation
from grants.reviews.flows import draw_lots
from grants.reviews.queries import rankings_of, shares_of
from grants.rounds.flows import announce, change_round, choose_budgets, set_ceilings, start_round
from grants.rounds.models import Round
from grants.rounds.states import Distribution, Preference
from grants.terms import day_of
from wijkraden.people.models import User

from ..dossiers import Kind
from .stage import Act, Stage

_CENTS, _MAXIMUM_CENTS = 2_000_000, 1_000_000  # of the city together, of one proposal
_OPEN = timedelta(days=42)


def tender(stage: Stage, _dossier: None, at: datetime, *, year: int, closes_on: str) -> None:
    """Set money of the city apart, and announce the tender that divides it; a concept of that year becomes it."""
    of = Year.objects.select_related("city").get(city=stage.city, year=year)
    pot = _pot(stage, of, at)
    last = datetime.fromisoformat(closes_on).date()
    told: dict[str, Any] = {"opens_on": last - _OPEN, "closes_on": last}
    told |= {"gazette_number": f"gmb-{year}-verzonnen-2", "gazette_on": day_of(at)}
    by = stage.people["beheer"]
    concept = (
        Round.objects.filter(year=of, distribution=Distribution.TENDER).select_related("year__city").first()
    )
    if concept is not None:
        choose_budgets(concept, slices=[pot], by=by, at=at)
        change_round(concept, values=told, by=by, at=at)
        _announce(concept, of, pot, by=by, at=at)
        return
    like = stage.round_of(year, Kind.RECEIPT)
    made = start_round(
        of,
        regulation=like.regulation,
        plan=like.plan,
        frame=like.frame,
        title=f"Najaarsronde {year}",
        maximum_cents=_MAXIMUM_CENTS,
        slices=[pot],
        distribution=Distribution.TENDER,
        preference=Preference.BREAKS_TIES,
        by=by,
        at=at,
        **told,
    )
    _announce(made, of, pot, by=by, at=at)


def _announce(round_: Round, year: Year, pot: Slice, *, by: User, at: datetime) -> None:
    """Announce it, before the budget of its year is adopted with the ceiling under condition of that."""
    if not year.is_adopted(day_of(at)):
        set_ceilings(round_, cents={pot: _CENTS}, by=by, at=at)
    announce(round_, by=by, at=at)


def _pot(stage: Stage, year: Year, at: datetime) -> Slice:
    fenna, bas = stage.people["fenna"], stage.people["bas"]
    regulation = Regulation.objects.get(city=stage.city, prefix="WS")
    made = open_slice(year, regulation=regulation, by=fenna, at=at)
    decision = Decision(f"{year.year % 100}bb001893", day_of(at))
    explanation = "Verzonnen: een deel van het budget is voor plannen uit de hele stad."
    change = prepare_amounts(
        year, amounts={made: _CENTS}, decision=decision, explanation=explanation, by=fenna, at=at
    )
    approve(change, by=bas, at=at, booked_on=timezone.localdate(at))
    return made


def draw(stage: Stage, _dossier: None, at: datetime, *, year: int) -> None:
    """Draw lots about equal places, where there are any."""
    for one in rankings_of(shares_of(stage.city, stage.round_of(year, Kind.TENDER).public_id)):
        for day in one.to_draw:
            draw_lots(one.share, day=day, witness="Mr. J. de Wit (verzonnen)", by=stage.people["olga"], at=at)


ACTS: dict[str, Act] = {one.__name__: one for one in (tender, draw)}
