"""Pages of the budget: years, their slices, and the changes that are prepared and decided."""

from .changes import budget_approve, budget_change, budget_return, budget_withdraw
from .prepare import budget_amounts, budget_redistribute, budget_share
from .sheets import budget_import, budget_template
from .slices import budget_new, budget_slices
from .years import budget_year, budget_years

__all__ = [
    "budget_amounts",
    "budget_approve",
    "budget_change",
    "budget_import",
    "budget_new",
    "budget_redistribute",
    "budget_return",
    "budget_share",
    "budget_slices",
    "budget_template",
    "budget_withdraw",
    "budget_year",
    "budget_years",
]
