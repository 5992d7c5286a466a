"""Reads of the plan."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from wijkraden.places.models import City

from ..models import Regulation, Tier
from ..states import Assessment, Settlement, TierOf

COLUMNS = (
    "title",
    "prefix",
    "gazette_number",
    "gazette_on",
    "starts_on",
    "ends_on",
    "returns_to_free",
    "channel",
)


def regulations_of(city: City) -> QuerySet[Regulation]:
    """Return the regulations of a city by title. One query."""
    return Regulation.objects.filter(city=city)


def with_tiers(found: QuerySet[Regulation]) -> QuerySet[Regulation]:
    """Return regulations with their tiers at hand. One query more."""
    return found.prefetch_related(Prefetch("tiers", Tier.objects.order_by("up_to_cents")))


def regulation_at(city: City, public_id: str) -> Regulation | None:
    """Return one regulation of a city with its tiers. Two queries."""
    return with_tiers(regulations_of(city)).filter(public_id=public_id).first()


def tiers_of(regulation: Regulation) -> list[TierOf]:
    """Return the tiers of a regulation, the smallest first. One query, none when they are at hand."""
    return [
        TierOf(one.letter, one.up_to_cents, Assessment(one.assessment), Settlement(one.settlement))
        for one in regulation.tiers.all()
    ]


def values_of(regulation: Regulation) -> dict[str, Any]:
    """Return the columns of a regulation and its `tiers`, as `change_regulation` compares them."""
    return {name: getattr(regulation, name) for name in COLUMNS} | {"tiers": tiers_of(regulation)}
