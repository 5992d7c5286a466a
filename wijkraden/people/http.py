"""What a view of the upper floors gets: a request with its person and city."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.errors import PortalError

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


def led_back(
    request: HttpRequest, refuse: Callable[[], object], to: str, *args: object
) -> HttpResponse | None:
    """Lead who opens a form that could only be refused back to the page `to`, with why; None to go on.

    `refuse` raises what sending the form would. One that is sent goes on: its refusal stands above what was typed.
    """
    if request.method == "POST":
        return None
    try:
        refuse()
    except PortalError as error:
        messages.info(request, str(error))
        return redirect(to, *args)
    return None
