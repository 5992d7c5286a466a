"""What a view of the upper floors gets: a request with its person and city."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from ..places.models import City
from .models import User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class PublicRequest(HttpRequest):
    """A request of anyone; `city` is None only before a city was loaded."""

    city: City | None


class PortalRequest(HttpRequest):
    """A request behind a login: `user` has an account, `city` answers on this host."""

    user: User
    city: City
    htmx: "HtmxDetails"
