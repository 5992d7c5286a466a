"""The doors to the settings of a city and its districts."""

from typing import Any

from django.http import Http404

from . import rules
from .models import City, District, DistrictAlias
from .queries import aliases_of, district_at


class Moved(Exception):  # not an error: the district stands elsewhere
    """The address belongs to a former or other name; `slug` is the one of today."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def enter_settings(user: Any, city: City | None) -> City:
    """Return the city whose settings `user` may change; 404 if she may not."""
    if not city or not rules.may_set_city(user, city):
        raise Http404
    return city


def find_district(city: City, slug: str) -> District:
    """Return the city's district at this address, also a former or other one; 404 for an unknown one."""
    district = district_at(city, slug)
    if district is None:
        raise Http404
    return district


def get_district(city: City, slug: str) -> District:
    """Return the city's district; raises Moved for another name of it and Http404 for an unknown one."""
    district = find_district(city, slug)
    if district.slug != slug:
        raise Moved(district.slug)
    return district


def get_alias(district: District, slug: str) -> DistrictAlias:
    """Return the former or other name of the district at this address; 404 if it has none there."""
    alias = aliases_of(district).filter(slug=slug).first()
    if alias is None:
        raise Http404
    return alias
