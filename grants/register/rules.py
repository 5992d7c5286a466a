"""Everyone reads the register; there is nothing to ask but where it stands in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words


def navigation(_user: Person, _city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room, to everyone."""
    return [("register", _("Register"))]
