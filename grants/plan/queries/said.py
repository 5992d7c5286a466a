"""Reads of the conversations with residents, the actions of the city and the advice on the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from wijkraden.places.models import City

from ..models import (
    AdviceEdition,
    AdvicePoint,
    AmendmentEdition,
    ConversationEdition,
    Edition,
    Element,
    Insight,
    PaperEdition,
    PaperRequest,
    Plan,
    PlanActionEdition,
)
from ..states import AdviceState
from .editions import newest_of, with_points
from .plans import open_versions, published_versions


def conversations_of(city: City, *, is_inside: bool = False) -> QuerySet[ConversationEdition]:
    """Return the newest edition of each conversation, the newest conversation first, with what was heard.

    Four queries.
    """
    return with_points(newest_of(ConversationEdition, city, is_inside=is_inside)).order_by("-held_on", "-pk")


def actions_of(city: City, *, is_inside: bool = False) -> QuerySet[PlanActionEdition]:
    """Return the newest edition of each action of the city, by its department and title. Six queries."""
    found = with_points(newest_of(PlanActionEdition, city, is_inside=is_inside))
    return found.order_by("department", "title", "pk")


def advice_of(city: City, *, is_inside: bool = False) -> QuerySet[AdviceEdition]:
    """Return the newest edition of each advice, of the newest version first, with its points. Three queries."""
    found = with_points(newest_of(AdviceEdition, city, is_inside=is_inside)).select_related("plan")
    return found.order_by("-plan__number", "asked_on", "title", "pk")


def amendments_of(city: City, *, is_inside: bool = False) -> QuerySet[AmendmentEdition]:
    """Return the newest edition of each amendment, the newest decision first, with its parts. Three queries."""
    found = with_points(newest_of(AmendmentEdition, city, is_inside=is_inside)).select_related("plan")
    return found.order_by("-decision_on", "-pk")


def changes_of(plan: Plan) -> list[AmendmentEdition]:
    """Return what changed a version of the plan since it was adopted, the newest first. One query."""
    found = plan.amendments.filter(published_at__isnull=False).select_related("amendment")
    return list(found.order_by("-published_at", "-pk"))


@dataclass(frozen=True)
class Said:
    """What was said of one part of the plan, as everyone reads it now."""

    insights: list[Insight]  # by residents
    requests: list[PaperRequest]  # by the city council
    points: list[AdvicePoint]  # by who was asked to advise
    actions: list[PlanActionEdition]  # what the city itself does


def said_of(element: Element, *, readings: Sequence[Element] = ()) -> Said:
    """Return what was said of a part of the plan, also as it read before, and what the city does under it.

    Five queries.
    """
    city, parts = element.plan.city, [element, *readings]
    insights = Insight.objects.filter(elements__in=parts, edition__in=_newest(ConversationEdition, city))
    requests = PaperRequest.objects.filter(elements__in=parts, edition__in=_newest(PaperEdition, city))
    points = AdvicePoint.objects.filter(elements__in=parts, edition__in=_newest(AdviceEdition, city))
    actions = newest_of(PlanActionEdition, city).filter(elements__in=parts).prefetch_related("years")
    return Said(
        list(
            insights.distinct()
            .select_related("edition__conversation")
            .order_by("-edition__held_on", "position")
        ),
        list(requests.distinct().select_related("edition__paper").order_by("edition__number", "position")),
        list(points.distinct().select_related("edition__advice").order_by("edition__title", "position")),
        list(actions.distinct().order_by("title", "pk")),
    )


def part_of_the_plan(city: City, public_id: str) -> Element | None:
    """Return a part of a version of the plan that everyone reads. One query."""
    found = Element.objects.filter(plan__in=published_versions(city).values("pk"), public_id=public_id)
    return found.select_related("plan__city", "since__amendment", "until__amendment").first()


def _newest(of: type[Edition], city: City) -> QuerySet[Any, Any]:
    return newest_of(of, city).values("pk")


def unanswered(plan: Plan) -> list[AdviceEdition]:
    """Return the advice that stands in the way of adopting a version: without a published answer or absence.

    Advice on a concept that it was copied from counts too. Three queries, and one for each of these.
    """
    found = advice_of(plan.city, is_inside=True).filter(plan__in=_copied_from(plan))
    return [one for one in found if not one.is_done]


def advice_to_answer(city: City, *, on: date) -> list[AdviceEdition]:
    """Return the advice on a version that may change that has points without an answer, or is late. Four queries.

    Late: it was due before that day, and neither it nor the reason of its absence was entered.
    """
    found = advice_of(city, is_inside=True).filter(plan__in=open_versions(city).values("pk"))
    return [
        one
        for one in found.order_by("due_on", "pk")
        if one.state == AdviceState.RECEIVED or (one.state == AdviceState.ASKED and one.due_on < on)
    ]


def _copied_from(plan: Plan) -> list[Plan]:
    found = [plan]
    while (before := found[-1].replaces) is not None and not before.is_adopted:
        found.append(before)
    return found


def is_advised_on(plan: Plan) -> bool:
    """Tell if an advice on a version is published, with its title and its years. One query."""
    return AdviceEdition.objects.filter(plan=plan, published_at__isnull=False).exists()
