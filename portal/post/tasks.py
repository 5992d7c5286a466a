"""What the worker does with the outbox."""

from datetime import timedelta

import structlog
from django.utils import timezone

from ..jobs.progress import Progress
from ..realm import within
from . import flows, gateway
from .queries import due, realm_of

# An objection, its appeal and the city's yearly account are over by then; letters live on in their dossier.
KEPT = timedelta(days=2 * 365)

log = structlog.get_logger(__name__)


def deliver(public_id: str) -> None:
    """Try to send one message, unless another worker has it or its time has not come."""
    with within(realm_of(public_id)):
        _deliver(public_id)


def _deliver(public_id: str) -> None:
    message = flows.claim(public_id, at=timezone.now())
    if message is None:
        return
    try:
        gateway.hand_over(message)
    except gateway.NotDelivered as error:
        log.warning("a message was not delivered", message=public_id, for_good=error.for_good)
        flows.note_failure(message, error=str(error), for_good=error.for_good, at=timezone.now())
    else:
        flows.note_sent(message, at=timezone.now())


def deliver_due(progress: Progress) -> None:
    """Send what is due and was left behind: one that fails holds up no other."""
    ids = list(due(at=timezone.now()).values_list("public_id", flat=True)[:500])
    for done, public_id in enumerate(ids):
        progress.step(done, len(ids))
        try:
            deliver(public_id)
        except Exception:
            log.exception("a message could not be handled", message=public_id)


def prune(progress: Progress) -> None:
    """Wipe secret texts that could not be sent for a week (what they open has long closed), and old messages."""
    at = timezone.now()
    flows.wipe_old_secrets(before=at - timedelta(days=7))
    flows.forget_old(before=at - KEPT, at=at)
