"""Reads of the conversations with residents, the actions of the city and the advice on the plan."""

from __future__ import annotations

from django.db.models import QuerySet

from wijkraden.places.models import City

from ..models import AdviceEdition, ConversationEdition, Plan, PlanActionEdition
from .editions import newest_of, with_points


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


def unanswered(plan: Plan) -> list[AdviceEdition]:
    """Return the advice that stands in the way of adopting a version: without a published answer or absence.

    Three queries.
    """
    return [one for one in advice_of(plan.city, is_inside=True).filter(plan=plan) if not one.is_done]
