"""Who may read the ledger, have it proven again, and close a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

from .models import Closing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

READ_LEDGER = act(
    "ledger.read",
    _("See and export the balances, the journal and every entry of the ledger"),
    {Role.CONTROLLER, Role.FINANCE_ADVISER, Role.BUDGET_HOLDER},
)
PROVE_LEDGER = act("ledger.prove", _("Have the whole ledger checked again"), {Role.CONTROLLER})
PREPARE_CLOSING = act("closing.prepare", _("Prepare the closing of a budget year"), {Role.FINANCE_ADVISER})
APPROVE_CLOSING = act(
    "closing.approve",
    _("Approve or return the closing of a budget year"),
    {Role.BUDGET_HOLDER},
    _("not prepared by oneself"),
)


def may_read_ledger(user: Person, city_id: int) -> bool:
    """Tell if `user` may see the ledger of that city, whole."""
    return may(user, READ_LEDGER, city_id)


def may_prove_ledger(user: Person, city_id: int) -> bool:
    """Tell if `user` may have the ledger checked again."""
    return may(user, PROVE_LEDGER, city_id)


def may_prepare_closing(user: Person, city_id: int) -> bool:
    """Tell if `user` may prepare that a year of that city is closed."""
    return may(user, PREPARE_CLOSING, city_id)


def may_approve_closings(user: Person, city_id: int) -> bool:
    """Tell if `user` decides on the closing of years of that city."""
    return may(user, APPROVE_CLOSING, city_id)


def may_approve_closing(user: Person, closing: Closing) -> bool:
    """Tell if `user` may decide on this closing: a budget holder who did not prepare it."""
    return may_approve_closings(user, closing.year.city_id) and closing.prepared_by_id != user.pk


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    if not may_read_ledger(user, city_id):
        return []
    return [("control_balances", _("Balances")), ("control_journal", _("Journal"))]
