"""The doors of the public register."""

from django.http import Http404

from wijkraden.places import access
from wijkraden.places.access import Moved
from wijkraden.places.models import City, District

__all__ = ["Moved", "get_city", "get_district"]


def get_city(city: City | None) -> City:
    """Return the city that answers here; 404 before one was loaded."""
    if not city:
        raise Http404
    return city


def get_district(city: City | None, slug: str) -> District:
    """Return the city's district; raises Moved for a former address and Http404 for an unknown one."""
    return access.get_district(get_city(city), slug)
