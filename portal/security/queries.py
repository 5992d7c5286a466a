"""Reads of one-time tokens and sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session

from .models import UsedToken


def used_token(token: str) -> UsedToken | None:
    """Return the use of the token with this hash, if it was used. One query."""
    return UsedToken.objects.filter(token=token).first()


def session_ends_at(key: str | None) -> datetime | None:
    """Return when the session with this key ends (UTC). One query."""
    return Session.objects.filter(session_key=key).values_list("expire_date", flat=True).first()
