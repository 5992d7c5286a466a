"""Who may do what with a city. Roles stand above this room: their rule is asked by name."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from portal.errors import NoLongerAllowed
from portal.files.models import StoredFile

from .models import City


def may_set_city(user: Any, city: City, *, on: date | None = None) -> bool:
    """Tell if `user` may change the city on that day, default today (the rule that PORTAL_MAY_SET_CITY names)."""
    rule = import_string(settings.PORTAL_MAY_SET_CITY)
    return bool(rule(user, city.pk, on=on))


def refuse_former(user: AbstractBaseUser | None, city: City, *, at: datetime) -> None:
    """Raise NoLongerAllowed unless `user` may change the city at that moment; None, the operator, always may.

    Asked of what stands in the database now, so a flow asks it after it has locked the city: whoever takes
    the right away waits for that lock. Two queries.
    """
    on = timezone.localdate(at)
    if user is not None and not may_set_city(get_user_model().objects.get(pk=user.pk), city, on=on):
        raise NoLongerAllowed(
            _("You no longer administer %(city)s, so nothing was changed.") % {"city": city.name}
        )


def may_open_logo(user: Any, file: StoredFile) -> bool:  # noqa: ARG001  # the shape of every file rule
    """Tell if the file is the logo of a city: everyone sees it."""
    return City.objects.filter(logo=file).exists()
