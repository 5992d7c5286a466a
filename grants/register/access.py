"""The doors of the public register."""

from django.http import Http404

from grants.plan.models import Element
from grants.plan.queries import part_of_the_plan
from grants.reports.models import ReportFile
from wijkraden.places import access
from wijkraden.places.access import Moved
from wijkraden.places.models import City, District

from .queries import Action, action_at, photo_of

__all__ = ["Moved", "get_action", "get_city", "get_district", "get_part", "get_photo"]


def get_city(city: City | None) -> City:
    """Return the city that answers here; 404 before one was loaded."""
    if not city:
        raise Http404
    return city


def get_district(city: City | None, slug: str) -> District:
    """Return the city's district; raises Moved for a former address and Http404 for an unknown one."""
    return access.get_district(get_city(city), slug)


def get_action(city: City | None, public_id: str) -> Action:
    """Return a public action of the city; 404 for what was not granted, or not made known yet, as for no number."""
    found = action_at(get_city(city), public_id)
    if found is None:
        raise Http404
    return found


def get_part(city: City, public_id: str) -> Element:
    """Return a part of a version of the plan that everyone reads; 404 if there is none."""
    found = part_of_the_plan(city, public_id)
    if found is None:
        raise Http404
    return found


def get_photo(city: City | None, public_id: str, file_id: str) -> ReportFile:
    """Return a photo of a public action that is for everyone; 404 if there is none."""
    found = photo_of(get_action(city, public_id), file_id)
    if found is None:
        raise Http404
    return found
