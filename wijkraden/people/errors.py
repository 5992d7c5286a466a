"""What may go wrong with people and seats, worded for users."""

from portal.errors import NoLongerAllowed, PortalError

__all__ = [
    "AddressTaken",
    "AlreadyInvited",
    "InvitationEnded",
    "LastAdministrator",
    "NoLongerAllowed",
    "NotYours",
    "SeatClash",
    "WrongDistrict",
    "WrongPeriod",
]


class SeatClash(PortalError):
    """The person holds a seat in that time that does not go with this one."""


class WrongPeriod(PortalError):
    """A last day before the first one, or one that is over."""


class WrongDistrict(PortalError):
    """A role of a district without one, a role of the city with one, or a district of another city."""


class LastAdministrator(PortalError):
    """The city would be left without anyone who administers it."""


class NotYours(PortalError):
    """An invitation to another address, or an account that is in use by another city too."""


class AddressTaken(PortalError):
    """Someone has an account with this e-mail address already."""


class AlreadyInvited(PortalError):
    """An open invitation for the same role stands already."""


class InvitationEnded(PortalError):
    """The invitation was used, withdrawn or is too old."""
