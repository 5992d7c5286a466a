"""Who may read the trail. The upper floor's rule comes by name (PORTAL_MAY_READ_TRAIL)."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

Person = AbstractBaseUser | AnonymousUser


def may_read_trail(user: Person) -> bool:
    """Tell if `user` may read and export the trail."""
    return user.is_authenticated and bool(import_string(settings.PORTAL_MAY_READ_TRAIL)(user))
