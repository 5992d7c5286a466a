"""What may go wrong with regulations, worded for users."""

from grants.errors import GrantError


class PrefixTaken(GrantError):
    """Another regulation of the city numbers its dossiers with this prefix."""


class WrongTiers(GrantError):
    """Two tiers have the same letter or the same amount."""


class DaysUsed(GrantError):
    """A budget of a year stands under the regulation, which would be in force on no day of it."""


class PrefixUsed(GrantError):
    """A budget stands under the regulation, so dossiers may have numbers with its prefix."""
