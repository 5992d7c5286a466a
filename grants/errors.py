"""What may go wrong with plans, money and proposals, worded for the person at the screen."""

from portal.errors import PortalError


class GrantError(PortalError):
    """A refusal of this floor: its text may be shown as it stands, and nothing was written."""
