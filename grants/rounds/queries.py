"""Reads of the rounds and their budgets. Amounts are euro cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Least

from grants.budget.models import Dossier, Slice, SliceDistrict, Year
from grants.budget.queries import authority_of, conditional_of, free_told, slices, with_districts
from grants.budget.states import Scope
from grants.plan.models import Criterion, Frame, Plan, Regulation, Tier
from grants.plan.queries import frames_of, replaceable
from grants.plan.states import PlanState
from wijkraden.places.models import City, District

from .models import Round, RoundSlice
from .states import RoundState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

# What may change of a round until it is announced: its year and regulation never do.
COLUMNS = (
    "title",
    "plan",
    "frame",
    "opens_on",
    "closes_on",
    "distribution",
    "decides",
    "preference",
    "maximum_cents",
    "decision_weeks",
    "extension_weeks",
    "completion_days",
    "gazette_number",
    "gazette_on",
)


def rounds_of(city: City) -> QuerySet[Round]:
    """Return the rounds of a city, the newest first, with year, regulation and plan. One query."""
    around = ("year__city", "regulation", "plan", "frame", "edited_by", "announced_by")
    return Round.objects.filter(year__city=city).select_related(*around).order_by("-opens_on", "-id")


def with_reach(found: QuerySet[Round]) -> QuerySet[Round]:
    """Add how far rounds reach: `districts` of `all_districts` (how many), and `cents` (the ceilings together)."""
    parts = RoundSlice.objects.filter(round=OuterRef("pk"))
    together = parts.order_by().values("round").annotate(cents=Sum("ceiling_cents"))
    found = found.annotate(cents=Subquery(together.values("cents")), all_districts=_all_districts())
    some = Count("slices__slice__shares__district", distinct=True)
    is_of_city = Exists(parts.filter(slice__scope=Scope.CITY))
    return found.annotate(districts=Case(When(is_of_city, then=F("all_districts")), default=some))


def _all_districts() -> Subquery:
    of_city = District.objects.filter(city=OuterRef("year__city")).order_by().values("city")
    return Subquery(of_city.annotate(number=Count("pk")).values("number"))


def years_without_round(city: City, *, since: int) -> QuerySet[Year]:
    """Return the open years from that one on with budgets and without an announced round, in order. One query."""
    announced = Round.objects.filter(year=OuterRef("pk"), state=RoundState.ANNOUNCED)
    has_budget = Exists(Slice.objects.filter(year=OuterRef("pk"), closed_at__isnull=True))
    found = Year.objects.filter(
        has_budget, ~Exists(announced), city=city, year__gte=since, closed_at__isnull=True
    )
    return found.order_by("year")


def round_at(city: City, public_id: str) -> Round | None:
    """Return one round of a city. One query.

    Adds `highest_cents` (of the tiers of its regulation), `weight` (of its frame's criteria together),
    `is_plan_replaced` (another version was adopted in the place of its plan) and `all_districts` (how many).
    """
    tiers = Tier.objects.filter(regulation=OuterRef("regulation")).order_by("-up_to_cents")
    after = Plan.objects.filter(replaces=OuterRef("plan"), state=PlanState.ADOPTED)
    found = rounds_of(city).annotate(
        highest_cents=Subquery(tiers.values("up_to_cents")[:1]),
        weight=_weight_of("frame"),
        is_plan_replaced=Exists(after),
        all_districts=_all_districts(),
    )
    return found.filter(public_id=public_id).first()


def _weight_of(frame: str) -> Subquery:
    weights = Criterion.objects.filter(frame=OuterRef(frame)).order_by().values("frame")
    return Subquery(weights.annotate(together=Sum("weight")).values("together"))


def _for(district: District) -> QuerySet[RoundSlice]:
    """Return the budgets in rounds that a district may use: alone, with others, with the whole city."""
    mine = SliceDistrict.objects.filter(slice=OuterRef("slice"), district=district)
    return RoundSlice.objects.filter(
        Exists(mine) | Q(slice__scope=Scope.CITY), slice__year__city=district.city_id
    )


def announced_for(district: District) -> QuerySet[Round]:
    """Return the announced rounds that divide money of that district, the newest first. One query."""
    found = rounds_of(district.city).filter(state=RoundState.ANNOUNCED)
    return found.filter(Exists(_for(district).filter(round=OuterRef("pk"))))


def open_for(district: District, *, on: date) -> QuerySet[Round]:
    """Return the rounds in which that council may submit on that day, the one that closes first in front. One query."""
    found = announced_for(district).filter(opens_on__lte=on).annotate(until=last_day_in())
    return found.filter(until__gte=on).order_by("until", "id")


def last_day_in(round_: str = "") -> Least:
    """Return `Round.last_day` for the database; `round_` is the way to the round: “round__”."""
    closes_on = f"{round_}closes_on"
    return Least(closes_on, Coalesce(f"{round_}plan__ends_on", closes_on))


def slice_for(round_: Round, district: District) -> RoundSlice | None:
    """Return the budget of that district in the round, its own before that of the whole city. One query."""
    found = _for(district).filter(round=round_).select_related("slice__year")
    is_of_city = Q(slice__scope=Scope.CITY)
    return found.annotate(is_of_city=is_of_city).order_by("is_of_city", "id").first()


def left_told(round_: Round, slice_: Slice, *, untold: QuerySet[Dossier], on: date) -> int:
    """Return what a budget has left in a round as it may be told: what was granted in `untold` is left still.

    That is what is free, and before the budget is adopted what the published ceiling leaves. Two queries at most.
    """
    if slice_.year.is_adopted(on):
        return free_told([slice_], untold=untold)[slice_.pk]
    ceiling = round_.slices.filter(slice=slice_).values_list("ceiling_cents", flat=True).first() or 0
    return max(0, ceiling - conditional_of(slice_, untold=untold))


def overlapping(round_: Round, among: Iterable[Slice]) -> QuerySet[Round]:
    """Return the announced rounds that are open for some of these budgets in days of that round. One query."""
    shared = RoundSlice.objects.filter(round=OuterRef("pk"), slice__in=[one.pk for one in among])
    found = Round.objects.filter(Exists(shared), state=RoundState.ANNOUNCED).exclude(pk=round_.pk)
    found = found.annotate(until=last_day_in())
    return found.filter(opens_on__lte=round_.closes_on, until__gte=round_.opens_on)


def is_title_taken(city: City, title: str, *, but: Round | None = None) -> bool:
    """Tell if a round of the city has that title, in capitals or not. One query."""
    found = Round.objects.filter(year__city=city, title__iexact=title)
    return (found.exclude(pk=but.pk) if but is not None and but.pk else found).exists()


def highest_of(regulation: Regulation) -> int:
    """Return the amount at which the highest tier ends, 0 without tiers. One query."""
    found = regulation.tiers.order_by("-up_to_cents").values_list("up_to_cents", flat=True)
    return found.first() or 0


@dataclass(frozen=True)
class Part:
    """A budget that a round divides: its ceiling once announced, before that what the budget is now.

    Of a concept whose budget is not adopted yet it is the ceiling that was filled in, 0 before that.
    """

    slice: Slice
    cents: int

    @property
    def note(self) -> str:
        """The districts of a budget for several of them."""
        is_pot = self.slice.scope == Scope.POT
        return ", ".join(share.district.name for share in self.slice.shares.all()) if is_pot else ""


def parts_of(round_: Round, *, on: date) -> list[Part]:
    """Return the budgets of a round by name, as they are on that day. Three queries, two once it was announced."""
    shares = SliceDistrict.objects.select_related("district").order_by("district__sort_key")
    found = round_.slices.select_related("slice").prefetch_related(Prefetch("slice__shares", shares))
    if round_.is_announced or not round_.year.is_adopted(on):
        return [Part(one.slice, one.ceiling_cents or 0) for one in found]
    now = authority_of([one.slice for one in found])
    return [Part(one.slice, now[one.slice_id]) for one in found]


def reach_of(parts: Iterable[Part], *, all_districts: int) -> int:
    """Return how many districts take part; the budget of the whole city is for all of them. No query."""
    together = [one.slice for one in parts]
    if any(one.scope == Scope.CITY for one in together):
        return all_districts
    return len({share.district_id for one in together for share in one.shares.all()})


@dataclass(frozen=True)
class Source:
    """The budgets of one year under one regulation, of which a round may be made."""

    year: Year
    regulation: Regulation
    budgets: int  # how many

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.year.year}-{self.regulation.public_id}"


def sources_of(city: City) -> list[Source]:
    """Return the budgets of which a round may be made, of the newest year first. One query."""
    found = slices(city).filter(year__closed_at__isnull=True, closed_at__isnull=True).order_by()
    firsts = found.values("year", "regulation").annotate(first=Min("id")).values("first")
    like = found.filter(year=OuterRef("year"), regulation=OuterRef("regulation")).values("year")
    rows = Slice.objects.filter(pk__in=firsts).select_related("year__city", "regulation")
    counted = rows.annotate(budgets=Subquery(like.annotate(n=Count("id")).values("n")))
    return [
        Source(one.year, one.regulation, one.budgets)
        for one in counted.order_by("-year__year", "regulation__title")
        if one.regulation is not None
    ]


def slices_of(year: Year, regulation: Regulation) -> QuerySet[Slice]:
    """Return the open budgets of a year under a regulation by name, with their districts. Two queries."""
    found = slices(year.city, year=year.year).filter(regulation=regulation, closed_at__isnull=True)
    return with_districts(found)


def plans_for(city: City) -> QuerySet[Plan]:
    """Return the versions of the plan that a round may serve: those in whose place no other was adopted. One query."""
    return replaceable(city)


def frames_for(city: City) -> QuerySet[Frame]:
    """Return the frames by which a round may judge, the newest first, with their `weight` together. One query."""
    return frames_of(city).annotate(weight=_weight_of("pk"))


def values_of(round_: Round) -> dict[str, Any]:
    """Return the columns of a round that its form shows, as `change_round` compares them."""
    return {name: getattr(round_, name) for name in COLUMNS}


def ids_of(round_: Round) -> frozenset[int]:
    """Return which budgets it divides, by their ids. One query."""
    return frozenset(round_.slices.values_list("slice_id", flat=True))
