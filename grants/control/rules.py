"""Who may read the ledger, and have it proven again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

READ_LEDGER = act(
    "ledger.read",
    _("See and export the balances, the journal and every entry of the ledger"),
    {Role.CONTROLLER, Role.FINANCE_ADVISER, Role.BUDGET_HOLDER},
)
PROVE_LEDGER = act("ledger.prove", _("Have the whole ledger checked again"), {Role.CONTROLLER})


def may_read_ledger(user: Person, city_id: int) -> bool:
    """Tell if `user` may see the ledger of that city, whole."""
    return may(user, READ_LEDGER, city_id)


def may_prove_ledger(user: Person, city_id: int) -> bool:
    """Tell if `user` may have the ledger checked again."""
    return may(user, PROVE_LEDGER, city_id)


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    if not may_read_ledger(user, city_id):
        return []
    return [("control_balances", _("Balances")), ("control_journal", _("Journal"))]
