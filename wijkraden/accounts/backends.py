"""Who may sign in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.conf import settings

from portal.reads import rows_of

from ..people.models import User


def may_enter(user: User) -> bool:
    """Tell if this account opens anything: not when blocked, and a known account of the demo in a demo only."""
    return user.is_active and (settings.DEMO or not user.is_demo)


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]  # allauth is untyped
    """Allauth's own; asked at a sign-in, and for every request of a session that goes on."""

    def get_user(self, user_id: Any) -> User | None:
        """Return whose session goes on, None when the account opens nothing any more. One query."""
        found = rows_of(User, "id", user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Tell if this account opens anything."""
        return may_enter(user)
