"""Regular work of the decisions: grants under condition become commitments once the adopted budget has enough."""

import structlog
from django.utils import timezone

from grants.errors import GrantError
from grants.terms import day_of
from portal.errors import WrongState
from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries_of_conditions

log = structlog.get_logger(__name__)


def confirm_due(progress: Progress) -> None:
    """Confirm each grant under condition of a budget that was adopted and has enough, in every city.

    Harmless when run again. Each is a flow of its own: one that the budget refuses waits for the officers, who see it
    on their list; one that fails stands in the log. Neither holds up the others.
    """
    at = timezone.now()
    for one in list(queries_of_conditions.conditions_to_confirm(on=day_of(at))):
        with within(one.decision.proposal.district.city.public_id):
            try:
                flows.confirm_condition(one, by=None, at=at)
            except (WrongState, GrantError):
                continue
            except Exception:
                log.exception("a condition was not confirmed", decision=one.decision.public_id)
