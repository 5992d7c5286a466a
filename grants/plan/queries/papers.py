"""Reads of the papers of the city council."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from wijkraden.places.models import City

from ..models import Paper, PaperEdition
from .editions import newest_of, with_points


def papers_of(city: City, *, is_inside: bool = False) -> QuerySet[PaperEdition]:
    """Return the newest edition of each paper that was published, by number; inside also what is open. One query."""
    return newest_of(PaperEdition, city, is_inside=is_inside).order_by("number", "pk")


def to_settle(city: City) -> QuerySet[PaperEdition]:
    """Return the papers on the list that the college proposes to settle, with what they ask. Three queries."""
    return with_points(papers_of(city)).filter(is_settled__isnull=True).exclude(proposed_in="")


def numbered(city: City, number: str) -> Iterable[Paper]:
    """Return the papers that have that number, inside or for everyone, whatever its letters. Two queries."""
    found = [
        papers_of(city, is_inside=is_inside).filter(number__iexact=number) for is_inside in (True, False)
    ]
    return {one.paper for editions in found for one in editions}
