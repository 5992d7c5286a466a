"""Reads of one-time tokens and sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from portal.reads import put_together_once

from .models import UsedToken


def used_token(token: str) -> UsedToken | None:
    """Return the use of the token with this hash, if it was used. One query."""
    return next(iter(_used_tokens(token)), None)


@put_together_once
def _used_tokens(token: str) -> QuerySet[UsedToken]:
    return UsedToken.objects.filter(token=token)


def session_ends_at(key: str | None) -> datetime | None:
    """Return when the session with this key ends (UTC). One query."""
    return Session.objects.filter(session_key=key).values_list("expire_date", flat=True).first()
