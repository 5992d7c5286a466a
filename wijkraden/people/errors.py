"""What may go wrong with people and seats, worded for users."""

from portal.errors import PortalError


class SeatClash(PortalError):
    """The person holds a seat in that time that does not go with this one."""


class AddressTaken(PortalError):
    """Someone has an account with this e-mail address already."""
