"""Who may prepare and announce a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

READ_ROUNDS = act(
    "rounds.read",
    _("See rounds before they are announced"),
    {Role.ADMINISTRATOR, Role.OFFICER, Role.CONTROLLER},
)
SET_ROUNDS = act("rounds.set", _("Prepare and announce a round"), {Role.ADMINISTRATOR})


def may_read_rounds(user: Person, city_id: int) -> bool:
    """Tell if `user` may see every round of that city."""
    return may(user, READ_ROUNDS, city_id)


def may_set_rounds(user: Person, city_id: int) -> bool:
    """Tell if `user` may prepare and announce rounds of that city."""
    return may(user, SET_ROUNDS, city_id)


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    return [("rounds", _("Rounds"))] if may_read_rounds(user, city_id) else []
