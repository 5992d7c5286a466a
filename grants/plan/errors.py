"""What may go wrong with regulations, worded for users."""

from grants.errors import GrantError


class PrefixTaken(GrantError):
    """Another regulation of the city numbers its dossiers with this prefix."""


class WrongTiers(GrantError):
    """Two tiers have the same letter or the same amount."""
