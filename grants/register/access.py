"""The doors of the public register."""

from django.http import Http404

from wijkraden.places.models import City, District, DistrictAlias


class Moved(Exception):  # not an error: the thing stands elsewhere
    """The address belongs to a former name; `slug` is the one of today."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def get_city(city: City | None) -> City:
    """Return the city that answers here; 404 before one was loaded."""
    if city is None:
        raise Http404
    return city


def get_district(city: City | None, slug: str) -> District:
    """Return the city's district; raises Moved for a former address and Http404 for an unknown one."""
    here = get_city(city)
    district = District.objects.select_related("area").filter(city=here, slug=slug).first()
    if district is not None:
        return district
    alias = DistrictAlias.objects.select_related("district").filter(city=here, slug=slug).first()
    if alias is None:
        raise Http404
    raise Moved(alias.district.slug)
