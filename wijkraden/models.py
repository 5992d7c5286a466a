"""The first floor's models, gathered for Django."""

from .people.models import Invitation, Seat, SideFunction, User
from .places.models import Area, City, District, DistrictAlias, Neighbourhood

__all__ = [
    "Area",
    "City",
    "District",
    "DistrictAlias",
    "Invitation",
    "Neighbourhood",
    "Seat",
    "SideFunction",
    "User",
]
