"""What may go wrong in the control of the money, worded for users."""

from grants.errors import GrantError


class NotReady(GrantError):
    """The year cannot be closed: the checklist says what is not right yet."""
