"""Sessions in the database, each read together with when its device was last seen (setting SESSION_ENGINE)."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from .queries import session_with_device


class SessionStore(db.SessionStore):
    """Django's own store; `seen_at` tells when the device was last noted, without a further query."""

    seen_at: datetime | None = None

    def load(self) -> dict[str, object]:
        """Return what is kept under this key, nothing for a key that ended or never was. One query."""
        found: Session | None = session_with_device(self.session_key)
        if found is None:
            self._session_key = None
            return {}
        self.seen_at = found.seen_at  # type: ignore[attr-defined]  # annotated
        return self.decode(found.session_data)
