"""Reads of the unasked advice of district councils."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from wijkraden.people.models import User
from wijkraden.places.models import City, District

from ..models import CouncilAdvice, CouncilAnswer, PlanActionEdition
from .editions import newest_of

_AROUND = ("district__city", "plan__city", "answer", "given_by", "action")


def council_advice_of(city: City) -> QuerySet[CouncilAdvice]:
    """Return the unasked advice in a city with its answer, the newest first. One query."""
    return CouncilAdvice.objects.filter(district__city=city).select_related(*_AROUND)


def council_advice_at(city: City, public_id: str) -> CouncilAdvice | None:
    """Return one unasked advice. One query."""
    return council_advice_of(city).filter(public_id=public_id).first()


def actions_for(districts: Iterable[District]) -> QuerySet[PlanActionEdition]:
    """Return the published actions of the city that are done in those districts, or everywhere. One query."""
    found = list(districts)
    if not found:
        return PlanActionEdition.objects.none()
    here = Q(districts__in=found) | Q(districts__isnull=True)
    return newest_of(PlanActionEdition, found[0].city).filter(here).distinct().order_by("title", "pk")


def action_for(district: District, public_id: str) -> PlanActionEdition | None:
    """Return a published action of the city that is done in that district, or everywhere. One query."""
    return actions_for([district]).filter(action__public_id=public_id).first()


def districts_among(ids: Iterable[int]) -> QuerySet[District]:
    """Return these districts with their city, in the order of their names. One query."""
    return District.objects.filter(pk__in=list(ids)).select_related("city")


def to_answer(city: City) -> QuerySet[CouncilAdvice]:
    """Return the unasked advice that no answer was written to, the first last day first. One query."""
    return council_advice_of(city).filter(answer__isnull=True).order_by("answer_by_on", "pk")


def answers_to_publish(city: City, user: User) -> QuerySet[CouncilAnswer]:
    """Return the answers to councils that `user` did not edit and may publish, the first last day first. One query."""
    found = CouncilAnswer.objects.filter(advice__district__city=city, published_at__isnull=True)
    mine = Q(edited_by=user) | Q(pk__in=CouncilAnswer.objects.filter(editors=user).values("pk"))
    return found.exclude(mine).select_related("advice__district").order_by("advice__answer_by_on", "pk")


def values_of_answer(advice: CouncilAdvice) -> dict[str, str]:
    """Return what the form of the answer shows; nothing while there is none. One query, unless it is at hand."""
    found = getattr(advice, "answer", None)
    return {"degree": found.degree, "text": found.text} if found else {"degree": "", "text": ""}


def edits_of_answer(advice: CouncilAdvice) -> int:
    """Return how often the answer was edited; 0 while there is none."""
    found = getattr(advice, "answer", None)
    return found.edits if found else 0
