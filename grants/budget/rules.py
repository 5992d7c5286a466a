"""Who may see, prepare and approve the budget."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

from .models import Change

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

_USUAL_NUMBER = re.compile(r"\d{2}(bb|bo|gr)\d{3,6}", re.IGNORECASE)

READ_BUDGET = act(
    "budget.read",
    _("See the reserved share, the district budgets and every change of them"),
    {Role.FINANCE_ADVISER, Role.BUDGET_HOLDER, Role.CONTROLLER},
)
PREPARE_BUDGET = act(
    "budget.prepare",
    _("Prepare a budget year and changes of the budget"),
    {Role.FINANCE_ADVISER},
)
APPROVE_BUDGET = act(
    "budget.approve",
    _("Approve or return a change of the budget"),
    {Role.BUDGET_HOLDER},
    _("not prepared by oneself"),
)


def may_read_budget(user: Person, city_id: int) -> bool:
    """Tell if `user` may see the budget of that city and how it came about."""
    return may(user, READ_BUDGET, city_id)


def may_prepare_budget(user: Person, city_id: int) -> bool:
    """Tell if `user` may prepare years and changes in that city."""
    return may(user, PREPARE_BUDGET, city_id)


def may_approve_budget(user: Person, city_id: int) -> bool:
    """Tell if `user` decides on changes of the budget of that city."""
    return may(user, APPROVE_BUDGET, city_id)


def may_approve(user: Person, change: Change) -> bool:
    """Tell if `user` may decide on this change: a budget holder who did not prepare it."""
    return may_approve_budget(user, change.year.city_id) and change.prepared_by_id != user.pk


def is_usual_number(number: str) -> bool:
    """Tell if a document of the city council has such a number: 26bb004210. Others exist, so they only warn."""
    return _USUAL_NUMBER.fullmatch(number) is not None


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows of this room: names of addresses with their labels."""
    return [("budget_years", pgettext_lazy("menu", "Budget"))] if may_read_budget(user, city_id) else []
