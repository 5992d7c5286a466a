"""Who may do what with a city. Roles stand above this room: their rule is asked by name."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal.files.models import StoredFile

from .models import City


def may_set_city(user: Any, city: City) -> bool:
    """Tell if `user` may change the city (the rule that PORTAL_MAY_SET_CITY names)."""
    rule = import_string(settings.PORTAL_MAY_SET_CITY)
    return bool(rule(user, city.pk))


def may_open_logo(user: Any, file: StoredFile) -> bool:  # noqa: ARG001  # the shape of every file rule
    """Tell if the file is the logo of a city: everyone sees it."""
    return City.objects.filter(logo=file).exists()
