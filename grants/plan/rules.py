"""Who may enter regulations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

SET_REGULATIONS = act("plan.regulations", _("Enter regulations with their tiers"), {Role.ADMINISTRATOR})


def may_set_regulations(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter and change the regulations of that city."""
    return may(user, SET_REGULATIONS, city_id)


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    return [("regulations", _("Regulations"))] if may_set_regulations(user, city_id) else []
