"""The register: the public actions that are asked for, their sums, what they may be filtered by, and one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from grants.plan.models import Element
from grants.plan.states import ElementKind, PlanState
from grants.proposals.models import Aim
from portal.search import normalise, search_words
from wijkraden.places.queries import districts_of

from ..states import ORDERS, Order
from .public import Action, Aimed, action_of, actions_in, as_values, refusals_in

if TYPE_CHECKING:
    from wijkraden.places.models import City, District

CHUNK = 500  # actions whose aims are read at once


@dataclass(frozen=True)
class Asked:
    """What the register is filtered by, and its order; what is empty filters nothing."""

    q: str = ""
    year: int | None = None
    district: District | None = None
    goal: str = ""  # the code of a goal of the plan
    regulation: str = ""  # the prefix of its numbers
    state: str = ""
    route: str = ""
    order: str = Order.NEWEST

    @property
    def filters(self) -> bool:
        """Tell if anything is left out."""
        return self != Asked(order=self.order)


@dataclass(frozen=True)
class Sums:
    """How many actions there are, and their amounts together in euro cents; `refused`: how many were refused."""

    count: int
    asked: int
    granted: int
    determined: int
    paid: int
    returned: int
    refused: int = 0


@dataclass(frozen=True)
class Choices:
    """What the register may be filtered by: years, regulations (prefix, title), goals (code, title), districts."""

    years: list[int] = field(default_factory=list)
    regulations: list[tuple[str, str]] = field(default_factory=list)
    goals: list[tuple[str, str]] = field(default_factory=list)
    districts: list[District] = field(default_factory=list)


def actions(city: City, asked: Asked) -> QuerySet[Any]:
    """Return the rows of the register that are asked for, in their order, for `told`. One query, with words one more.

    Every word is found in the title, the place, the district, the number or the organisation (SEA-1).
    """
    return as_values(_asked(city, asked).order_by(*ORDERS[Order(asked.order)]))


def told(rows: Iterable[dict[str, Any]]) -> list[Action]:
    """Return these rows as actions with their aims. One query, none without a row."""
    found = list(rows)
    aims = _aims_of([row["pk"] for row in found]) if found else {}
    return [action_of(row, tuple(aims.get(row["pk"], ()))) for row in found]


def listed(rows: Iterable[dict[str, Any]]) -> list[Action]:
    """Return these rows as actions for a list, which shows no aims. No query but that of the rows."""
    return [action_of(row) for row in rows]


def told_in_chunks(rows: QuerySet[Any]) -> Iterator[Action]:
    """Yield the actions of so many rows as there are, keeping few at hand. One query, and one per 500 actions."""
    left = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(left, CHUNK)):
        yield from told(chunk)


def sums_of(city: City, asked: Asked) -> Sums:
    """Return the sums of what is asked for. Two queries, with words one more.

    What was refused is counted by year and district alone: any other filter could tell which one it was.
    """
    found = _asked(city, asked).aggregate(
        count=Count("pk"),
        asked=Sum("asked_cents"),
        granted=Sum("stands_cents"),
        determined=Sum("determined_cents"),
        paid=Sum("paid_cents"),
        returned=Sum("returned_cents"),
    )
    tells = not asked.filters or asked == Asked(year=asked.year, district=asked.district, order=asked.order)
    refused = _of_year_and_district(refusals_in(city), asked).count() if tells else 0
    return Sums(**{name: cents or 0 for name, cents in found.items()}, refused=refused)


def choices_of(city: City) -> Choices:
    """Return what the register of a city may be filtered by. Three queries."""
    pairs = actions_in(city).values_list(
        "slice__year__year", "round__regulation__prefix", "round__regulation__title"
    )
    rows = set(pairs.order_by().distinct())
    goals = Element.objects.filter(plan__city=city, plan__state=PlanState.ADOPTED, kind=ElementKind.GOAL)
    return Choices(
        years=sorted({year for year, _prefix, _title in rows}, reverse=True),
        regulations=sorted({(prefix, title) for _year, prefix, title in rows}, key=lambda one: one[1]),
        goals=list(
            dict(goals.order_by("plan__number", "position", "pk").values_list("code", "title")).items()
        ),
        districts=list(districts_of(city)),
    )


def newest_of(city: City, district: District, *, most: int) -> list[Action]:
    """Return the newest actions of a district, without their aims. One query."""
    return listed(actions(city, Asked(district=district))[:most])


def action_at(city: City, public_id: str) -> Action | None:
    """Return one public action of a city. Two queries."""
    found = told(as_values(actions_in(city).filter(public_id=public_id))[:1])
    return found[0] if found else None


def _asked(city: City, asked: Asked) -> QuerySet[Any]:
    found = _of_year_and_district(actions_in(city), asked)
    if asked.goal:
        serves = Aim.objects.filter(
            proposal=OuterRef("pk"), element__kind=ElementKind.GOAL, element__code=asked.goal
        )
        found = found.filter(Exists(serves))
    if asked.regulation:
        found = found.filter(round__regulation__prefix=asked.regulation)
    if asked.state:
        found = found.filter(public_state=asked.state)
    if asked.route:
        found = found.filter(route=asked.route)
    words = search_words(asked.q)
    if not words:
        return found.none() if asked.q.strip() else found
    names = _organisations(found)
    for word in words:
        holding = [name for name, plain in names.items() if word in plain]
        found = found.filter(
            Q(public_search__contains=word)
            | Q(district__search__contains=word)
            | Q(recipient_name__in=holding)
        )
    return found


def _of_year_and_district(found: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    if asked.year:
        found = found.filter(slice__year__year=asked.year)
    if asked.district:
        found = found.filter(district=asked.district)
    return found


def _organisations(found: QuerySet[Any]) -> dict[str, str]:
    """Return the names of the organisations among these actions, with how a search reads them. One query."""
    names = found.exclude(recipient_name="").order_by().values_list("recipient_name", flat=True)
    return {name: normalise(name) for name in names.distinct()}


def _aims_of(proposals: list[int]) -> dict[int, list[Aimed]]:
    """Return the aims of these proposals, goals first. One query."""
    rows = Aim.objects.filter(proposal__in=proposals).order_by("element__position", "pk")
    found: dict[int, list[Aimed]] = {}
    order = list(ElementKind)
    for proposal, kind, code, title, public_id in rows.values_list(
        "proposal_id", "element__kind", "element__code", "element__title", "element__public_id"
    ):
        found.setdefault(proposal, []).append(Aimed(kind, code, title, public_id))
    return {
        pk: sorted(aims, key=lambda one: order.index(ElementKind(one.kind))) for pk, aims in found.items()
    }
