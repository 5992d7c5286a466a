"""Regular work of the decisions: grants under condition become commitments once the adopted budget has enough."""

from django.utils import timezone

from grants.errors import GrantError
from grants.terms import day_of
from portal.errors import WrongState
from portal.jobs.apart import one_by_one
from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries_of_conditions
from .models import BudgetCondition


def confirm_due(progress: Progress) -> None:
    """Confirm each grant under condition of a budget that was adopted and has enough, in every city.

    Harmless when run again. Each is a flow of its own: one that the budget refuses waits for the officers, who see it
    on their list. Raises SomeFailed when another failed.
    """
    at = timezone.now()

    def confirm(one: BudgetCondition) -> None:
        with within(one.decision.proposal.district.city.public_id):
            flows.confirm_condition(one, by=None, at=at)

    due = list(queries_of_conditions.conditions_to_confirm(on=day_of(at)))
    one_by_one(due, confirm, passes=(WrongState, GrantError))
