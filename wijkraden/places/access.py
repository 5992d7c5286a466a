"""The doors to the settings of a city and its districts."""

from typing import Any

from django.http import Http404

from . import rules
from .models import City, District
from .queries import district_at


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


def get_district(city: City, slug: str) -> District:
    """Return the city's district; raises Moved for another name of it and Http404 for an unknown one."""
    district = district_at(city, slug)
    if district is None:
        raise Http404
    if district.slug != slug:
        raise Moved(district.slug)
    return district
