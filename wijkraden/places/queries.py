"""Reads of cities and districts."""

from django.db.models import F, Q, QuerySet

from .models import City, District


def city_for_host(host: str) -> City | None:
    """Return the city that answers on `host`, else the default city. One query."""
    answering = City.objects.select_related("logo").filter(
        Q(host=host) | Q(host__isnull=True)
    )
    return answering.order_by(F("host").desc(nulls_last=True)).first()


def districts_of(city: City) -> QuerySet[District]:
    """Return the city's districts in the order of their names, with their area. One query."""
    return District.objects.filter(city=city).select_related("area")
