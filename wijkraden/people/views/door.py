"""How a page about one person begins."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ...places.models import City
from .. import access
from ..http import PortalRequest
from ..models import User

P = ParamSpec("P")


def on_person(
    view: Callable[Concatenate[PortalRequest, City, User, P], HttpResponse],
) -> Callable[Concatenate[PortalRequest, str, P], HttpResponse]:
    """Give a view that changes something its city and person; 404 or 403 for who may not.

    Nothing is left to change of someone who was erased: then her own page says so.
    """

    @wraps(view)
    def run(request: PortalRequest, public_id: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        city = access.enter_office(request.user, request.city, to_manage=True)
        found = access.get_person(city, public_id)
        if found.erased_at is not None:
            messages.info(request, _("The data of this person were erased already."))
            return redirect("person", public_id)
        return view(request, city, found, *args, **kwargs)

    return run  # type: ignore[return-value]  # Django names the arguments from the address
