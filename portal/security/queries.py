"""Reads of one-time tokens."""

from .models import UsedToken


def used_token(token: str) -> UsedToken | None:
    """Return the use of the token with this hash, if it was used. One query."""
    return UsedToken.objects.filter(token=token).first()
