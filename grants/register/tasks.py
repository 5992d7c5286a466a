"""Regular work: dossiers close once nothing keeps them open."""

import structlog
from django.utils import timezone

from portal.jobs.progress import Progress
from portal.realm import within

from . import flows, queries

log = structlog.get_logger(__name__)


def close_due(progress: Progress) -> None:
    """Close every dossier that nothing keeps open, in every city; harmless when run again.

    Each is a flow of its own: one that fails stands in the log and holds up no other.
    """
    at = timezone.now()
    for one in queries.to_close(at):
        with within(one.district.city.public_id):
            try:
                flows.close(one, at=at)
            except Exception:
                log.exception("a dossier was not closed", proposal=one.public_id)
