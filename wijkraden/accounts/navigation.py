"""The main menu: what stands in it for whom is told by the rooms (setting PORTAL_NAVIGATION)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ..people.rules import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    Link = tuple[str, Words | str]

_Function = Callable[[Person, int], "list[Link]"]


def of_everyone(user: Person, _city_id: int) -> "list[Link]":
    """Return the links (url name, label) that everybody has: the own start page first, and the districts."""
    districts: Link = ("front", _("Districts"))
    return [("home", _("My start")), districts] if user.is_authenticated else [districts]


def menu(request: HttpRequest) -> list[dict[str, object]]:
    """Return the main menu of this page: url, label, and whether the page lies under it.

    A place of a room that the menu does not hold, as `/control/proof/`, lies under none: its room marks it.
    """
    city = getattr(request, "city", None)
    user = getattr(request, "user", None)
    if not city or user is None:
        return []
    functions: list[_Function] = [import_string(name) for name in settings.PORTAL_NAVIGATION]
    links = [link for function in functions for link in function(user, city.pk)]
    addresses = [reverse(name) for name, label in links]
    here = max((url for url in addresses if _lies_under(request.path, url)), key=len, default=None)
    room, *deeper = request.path.strip("/").split("/")
    if here is None and len(deeper) > 1:  # the page of one thing, as of one dossier: the first of its room
        here = next((url for url in addresses if url.split("/")[1] == room), None)
    return [
        {"url": url, "label": label, "current": url == here}
        for url, (name, label) in zip(addresses, links, strict=True)
    ]


def _lies_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
