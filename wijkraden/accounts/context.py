"""What every page knows of the person who reads it."""

from functools import cache

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..people.models import Seat, User
from .navigation import menu
from .queries import coordinators_of


def who(request: HttpRequest) -> dict[str, object]:
    """Return the city, the main menu, and whom a council member asks for help.

    The menu and the coordinators are worked out once a request, and only on a page that shows them (one query
    for the seats, one for the coordinators).
    """

    @cache
    def navigation() -> list[dict[str, object]]:
        return menu(request)

    @cache
    def coordinators() -> list[Seat]:
        user = getattr(request, "user", None)
        return coordinators_of(user) if isinstance(user, User) else []

    def coordinator() -> str:
        names = [", ".join(filter(None, [seat.user.full_name, seat.user.phone])) for seat in coordinators()]
        return _("Your coordinator: {names}").format(names="; ".join(names)) if names else ""

    return {
        "city": getattr(request, "city", None),
        "navigation": navigation,
        "coordinators": coordinators,
        "coordinator": coordinator,
    }
