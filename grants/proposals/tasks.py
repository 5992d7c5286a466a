"""Regular work: councils are reminded of what they did not submit when its round is about to close."""

from django.utils import timezone

from portal.jobs.apart import one_by_one
from portal.jobs.progress import Progress
from portal.realm import within

from . import closing, flows
from .models import Proposal


def remind_due(progress: Progress) -> None:
    """Remind of each proposal whose round closes within 24 hours, in a flow of its own; harmless when run again.

    Raises SomeFailed.
    """
    at = timezone.now()

    def remind(one: Proposal) -> None:
        with within(one.district.city.public_id):
            flows.remind_of_closing(one, at=at)

    one_by_one(closing.to_remind(at=at), remind)
