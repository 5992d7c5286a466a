"""Regular work: consultations close after their last day, and addresses that are not needed any more go."""

from django.utils import timezone

from grants.terms import day_of
from portal.jobs.apart import one_by_one
from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries
from .errors import ConsultationStands
from .models import Consultation


def close_due(progress: Progress) -> None:
    """Close each consultation that is past its last day, in a flow of its own; harmless when run again.

    Raises SomeFailed.
    """
    at = timezone.now()

    def close(one: Consultation) -> None:
        with within(one.plan.city.public_id):
            flows.close_consultation(one, by=None, at=at)

    one_by_one(queries.to_close(on=day_of(at)), close, passes=(ConsultationStands,))


def tell_due(progress: Progress) -> None:
    """Mail who reacted in each consultation whose answers were published, in portions; harmless when run again.

    Raises SomeFailed.
    """
    at = timezone.now()

    def tell(one: Consultation) -> None:
        with within(one.plan.city.public_id):
            while flows.tell_who_reacted(one, at=at):
                pass

    one_by_one(queries.to_tell(), tell)


def prune(progress: Progress) -> None:
    """Erase the addresses of who reacted, some time after the answers; harmless when run again."""
    flows.forget_addresses(at=timezone.now())
