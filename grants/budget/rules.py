"""Who may see, prepare and approve the budget."""

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

from .models import Change

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


def may_approve(user: Person, change: Change) -> bool:
    """Tell if `user` may decide on this change: a budget holder who did not prepare it."""
    return may(user, APPROVE_BUDGET, change.year.city_id) and change.prepared_by_id != user.pk
