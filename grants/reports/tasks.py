"""Regular work: actions begin on their first day, and reports are asked for and reminded of."""

from django.utils import timezone

from grants.proposals.models import Proposal
from grants.terms import day_of
from portal.errors import WrongState
from portal.jobs.apart import one_by_one
from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries


def begin_due(progress: Progress) -> None:
    """Let begin what begins today, each in a flow of its own; harmless when run again. Raises SomeFailed."""
    at = timezone.now()

    def begin(one: Proposal) -> None:
        with within(one.district.city.public_id):
            flows.begin(one, at=at)

    one_by_one(queries.to_begin(on=day_of(at)), begin, passes=(WrongState,))


def ask_due(progress: Progress) -> None:
    """Send each question and reminder whose day has come, each in a flow of its own; harmless when run again.

    Raises SomeFailed.
    """
    at = timezone.now()

    def remind(one: Proposal) -> None:
        with within(one.district.city.public_id):
            flows.remind(one, at=at)

    one_by_one(queries.to_ask(on=day_of(at)), remind, passes=(WrongState,))
