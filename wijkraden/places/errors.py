"""What may go wrong with cities and districts, worded for users."""

from portal.errors import PortalError


class NameTaken(PortalError):
    """Another district of the city has this name."""
