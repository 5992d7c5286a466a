"""Reads of cities and districts."""

from django.db.models import F, Q, QuerySet

from .models import City, District, DistrictAlias


def city_for_host(host: str) -> City | None:
    """Return the city that answers on `host`, else the default city. One query."""
    answering = City.objects.select_related("logo").filter(Q(host=host) | Q(host__isnull=True))
    return answering.order_by(F("host").desc(nulls_last=True)).first()


def city_with_slug(slug: str) -> City | None:
    """Return the city with this name in addresses. One query."""
    return City.objects.filter(slug=slug).first()


def districts_of(city: City) -> QuerySet[District]:
    """Return the city's districts in the order of their names, with their area. One query."""
    return District.objects.filter(city=city).select_related("area")


def district_at(city: City, slug: str) -> District | None:
    """Return the city's district with this name in addresses, also by a former or other name. Two queries at most."""
    district = District.objects.select_related("area", "city").filter(city=city, slug=slug).first()
    if district is not None:
        return district
    alias = DistrictAlias.objects.select_related("district__area", "district__city").filter(city=city, slug=slug)
    return getattr(alias.first(), "district", None)


def is_slug_taken(city: City, slug: str, *, but: District | None = None) -> bool:
    """Tell if another district of the city has this name in addresses, now or as a former one. Two queries at most."""
    districts, aliases = District.objects.filter(city=city, slug=slug), DistrictAlias.objects.filter(city=city, slug=slug)
    if but is not None:
        districts, aliases = districts.exclude(pk=but.pk), aliases.exclude(district=but)
    return districts.exists() or aliases.exists()


def is_name_taken(city: City, name: str, *, but: District) -> bool:
    """Tell if another district of the city has this very name, without regard to case. One query."""
    return District.objects.filter(city=city, name__iexact=name).exclude(pk=but.pk).exists()
