"""Regular work: dossiers close once nothing keeps them open."""

from django.utils import timezone

from grants.proposals.models import Proposal
from portal.errors import WrongState
from portal.jobs.apart import one_by_one
from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries


def close_due(progress: Progress) -> None:
    """Close every dossier that nothing keeps open, in every city; harmless when run again.

    Each is a flow of its own. Raises SomeFailed when one failed.
    """
    at = timezone.now()

    def close(one: Proposal) -> None:
        with within(one.district.city.public_id):
            flows.close(one, at=at)

    one_by_one(queries.to_close(at), close, passes=(WrongState,))
