"""Regular work: actions begin on their first day, and reports are asked for and reminded of."""

import structlog
from django.utils import timezone

from grants.terms import day_of
from portal.errors import WrongState
from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries

log = structlog.get_logger(__name__)


def keep_up(progress: Progress) -> None:
    """Let begin what begins today, and send each question and reminder whose day has come; harmless when run again.

    Each is a flow of its own: one that fails stands in the log and holds up no other.
    """
    at = timezone.now()
    for act, found in (
        (flows.begin, queries.to_begin(on=day_of(at))),
        (flows.remind, queries.to_ask(on=day_of(at))),
    ):
        for one in found:
            with within(one.district.city.public_id):
                try:
                    act(one, at=at)
                except WrongState:
                    continue  # someone was first
                except Exception:
                    log.exception(
                        "a report was not asked for, or an action did not begin", proposal=one.public_id
                    )
