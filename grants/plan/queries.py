"""Reads of the plan."""

from django.db.models import Prefetch, QuerySet

from wijkraden.places.models import City

from .models import Regulation, Tier


def regulations_of(city: City) -> QuerySet[Regulation]:
    """Return the regulations of a city by title, with their tiers at hand. Two queries."""
    tiers = Prefetch("tiers", Tier.objects.order_by("up_to_cents"))
    return Regulation.objects.filter(city=city).prefetch_related(tiers)


def regulation_at(city: City, public_id: str) -> Regulation | None:
    """Return one regulation of a city with its tiers. Two queries."""
    return regulations_of(city).filter(public_id=public_id).first()
