"""The first floor's models, gathered for Django."""

from .people.models import FormerAddress, Invitation, Seat, SideFunction, User
from .places.models import Area, City, District, DistrictAlias, Neighbourhood

__all__ = [
    "Area",
    "City",
    "District",
    "DistrictAlias",
    "FormerAddress",
    "Invitation",
    "Neighbourhood",
    "Seat",
    "SideFunction",
    "User",
]
