"""Reads of what is granted before its budget is adopted, and by when somebody must say more. Amounts are euro cents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grants.budget.models import Slice, Year
from grants.budget.queries import adoptions_of, figures_of
from grants.budget.states import Kind
from grants.terms import law

from .models import BudgetCondition, Decision
from .states import DecisionKind, Ending

if TYPE_CHECKING:
    from grants.proposals.models import Proposal
    from wijkraden.places.models import City

_AROUND = (
    "decision__proposal__district__city",
    "decision__proposal__dossier",
    "decision__proposal__slice__year",
    "decision__proposal__slice__regulation",
    "decision__proposal__handler",
)


@dataclass(frozen=True)
class Adoption:
    """When the city council adopted the budget of a year, and until when a condition can be invoked (Awb 4:34)."""

    adopted_on: date
    last_on: date

    def is_over(self, on: date) -> bool:
        """Tell if the condition can be invoked no longer on that day."""
        return on > self.last_on


def adoptions(years: Iterable[Year], *, on: date) -> dict[int, Adoption]:
    """Return the adoption of each year by its id, as it is known on that day; none before it. One query."""
    found = adoptions_of(years)
    return {pk: Adoption(day, law.BUDGET.last_day(day).day) for pk, day in found.items() if day <= on}


def adoption_of(year: Year, *, on: date) -> Adoption | None:
    """Return the adoption of a year, None before it. One query."""
    return adoptions([year], on=on).get(year.pk)


def open_condition(proposal: Proposal) -> BudgetCondition | None:
    """Return the condition under which its grant stands, None when there is none or it ended. One query."""
    found = BudgetCondition.objects.filter(decision__proposal=proposal, ending="")
    return found.select_related("decision").first()


def open_conditions() -> QuerySet[BudgetCondition]:
    """Return the conditions of every city that did not end, the oldest first, with proposal and budget. One query."""
    return BudgetCondition.objects.filter(ending="").select_related(*_AROUND).order_by("made_on", "id")


def open_conditions_in(city: City) -> QuerySet[BudgetCondition]:
    """Return the conditions of a city that did not end, the oldest first. One query."""
    return open_conditions().filter(decision__proposal__district__city=city)


def conditions_to_confirm(*, on: date) -> QuerySet[BudgetCondition]:
    """Return those of which the budget is adopted on that day. One query."""
    return open_conditions().filter(decision__proposal__slice__year__decision_on__lte=on)


def gives_enough(slice_: Slice) -> bool:
    """Tell if a budget has enough for all that is granted of it under condition; reservations give way. One query."""
    return short_in([slice_])[slice_.pk] <= 0


def short_in(found: Iterable[Slice]) -> dict[int, int]:
    """Return what each budget lacks for all that is granted of it under condition, 0 or less for enough. One query."""
    return {
        pk: one[Kind.CONDITIONAL] - one[Kind.FREE] - one[Kind.RESERVED]
        for pk, one in figures_of(found).items()
    }


@dataclass(frozen=True)
class Standing:
    """How an open condition stands on a day: the adoption of its budget, and what that lacks for all granted so."""

    condition: BudgetCondition
    adoption: Adoption | None
    short_cents: int
    on: date

    @property
    def is_lapsed(self) -> bool:
        """Tell if nobody can invoke it any more, so that the grant must be paid for."""
        return self.adoption is not None and self.adoption.is_over(self.on)

    @property
    def needs_someone(self) -> bool:
        """Tell if it does not end by itself: the adopted budget has too little."""
        return self.adoption is not None and self.short_cents > 0


def standings_of(found: Sequence[BudgetCondition], *, on: date) -> list[Standing]:
    """Return how these open conditions stand on that day. Two queries, none without conditions."""
    slices = [one.decision.proposal.slice for one in found]
    adopted = adoptions([one.year for one in slices], on=on) if found else {}
    short = short_in(slices) if found else {}
    return [
        Standing(one, adopted.get(budget.year_id), max(0, short[budget.pk]), on)
        for one, budget in zip(found, slices, strict=True)
    ]


def is_under_condition(decision: Decision, *, on: date) -> bool:
    """Tell if a grant stands under condition, or would when it was taken on that day. One query at most."""
    if decision.kind != DecisionKind.GRANT:
        return False
    if decision.is_prepared:
        return not decision.proposal.slice.year.is_adopted(on)
    return decision.condition is not None and decision.condition.is_open


def was_conditional(proposal: Proposal) -> bool:
    """Tell if its grant stood under condition of the budget until it was revoked. One query."""
    ended = BudgetCondition.objects.filter(decision__proposal=proposal)
    return ended.filter(ending__in=[Ending.INVOKED, Ending.REVOKED]).exists()
