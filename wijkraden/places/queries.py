"""Reads of cities and districts."""

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from portal.reads import put_together_once

from .models import City, District, DistrictAlias, name_key

MAX_SLUG = 100  # leaves room for a number behind it


def city_for_host(host: str) -> City | None:
    """Return the city that answers on `host`, else the default city. One query."""
    return max(_answering(host), key=lambda one: one.host is not None, default=None)


@put_together_once
def _answering(host: str) -> QuerySet[City]:
    return City.objects.select_related("logo").filter(Q(host=host) | Q(host__isnull=True)).order_by()


def contact_in(realm: str) -> str:
    """Return the address and telephone number for questions of the city of that realm, "" for none. One query."""
    city = City.objects.filter(public_id=realm).first()
    return ", ".join(filter(None, [city.contact_email, city.contact_phone])) if city else ""


def city_with_slug(slug: str) -> City | None:
    """Return the city with this name in addresses. One query."""
    return City.objects.filter(slug=slug).first()


def districts_of(city: City) -> QuerySet[District]:
    """Return the city's districts in the order of their names, with their area. One query."""
    return District.objects.filter(city=city).select_related("area")


def district_at(city: City, slug: str) -> District | None:
    """Return the city's district at this address, also a former or other one. Two queries at most."""
    district = District.objects.select_related("area", "city").filter(city=city, slug=slug).first()
    if district is not None:
        return district
    alias = DistrictAlias.objects.select_related("district__area", "district__city").filter(
        city=city, slug=slug
    )
    return getattr(alias.first(), "district", None)


def is_slug_taken(city: City, slug: str, *, but: District | None = None) -> bool:
    """Tell if another district of the city has or had this address. Two queries at most."""
    districts, aliases = (
        District.objects.filter(city=city, slug=slug),
        DistrictAlias.objects.filter(city=city, slug=slug),
    )
    if but is not None:
        districts, aliases = districts.exclude(pk=but.pk), aliases.exclude(district=but)
    return districts.exists() or aliases.exists()


def is_name_taken(city: City, name: str, *, but: District) -> bool:
    """Tell if another district of the city has this very name, without regard to case. One query."""
    return District.objects.filter(city=city, name_key=name_key(name)).exclude(pk=but.pk).exists()


def free_slug(name: str, district: District, *, city: City) -> str:
    """Return an address for that name that no other district has or had, and that is never empty.

    “東京” and “🎉🎉” have no letters for it and get the district's own id; “C#” next to “C” gets a number.
    """
    plain = slugify(name)[:MAX_SLUG].strip("-_") or f"{district.kind}-{district.public_id[:6]}"
    slug, number = plain, 1
    while is_slug_taken(city, slug, but=district):
        number += 1
        slug = f"{plain}-{number}"
    return slug


def aliases_of(district: District) -> QuerySet[DistrictAlias]:
    """Return the former and other names of a district. One query."""
    return DistrictAlias.objects.filter(district=district)
