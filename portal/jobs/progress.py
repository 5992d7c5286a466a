"""How a task says how far it is, outside its own transactions, so that the page sees it at once."""

from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import storage
from ..errors import WrongState
from .models import Job, JobState


class TicketLost(Exception):
    """The run was given up for dead and the job is somebody else's now: stop working."""


class Progress:
    """What a task gets to say how far it is. Each word is a sign of life too."""

    def __init__(self, job: Job) -> None:
        """Take the job as `take` returned it."""
        self.job = job

    def step(self, done: int, total: int, message: str = "") -> None:
        """Say that `done` of `total` is done, and in a few words what comes now.

        Call it between the task's own transactions; inside one it raises RuntimeError. Raises TicketLost when
        this run was given up for dead; let it pass.
        """
        _say(self.job, done=min(done, total), total=total, message=message[:300])

    def result(self, url: str) -> None:
        """Say where the outcome can be found: an address of the portal, beginning with “/”."""
        if not url.startswith("/") or url.startswith("//"):
            raise ValueError("a result is an address of the portal itself")
        _say(self.job, result_url=url[:300])

    def keep(self, content: IO[bytes]) -> None:
        """Keep an open file as the outcome, instead of what an earlier attempt kept; it goes after a week.

        Whose page gives it must ask a rule first. Raises WrongState when the work was asked for so long ago
        that its file would be gone already, TicketLost when this run was given up for dead.
        """
        if timezone.now() >= self.job.file_goes_at:
            raise WrongState(_("This was asked for too long ago. Ask for it again."))
        self.alive()
        name = self.job.stored_as
        storage.remove(name)
        stored_as = default_storage.save(name, File(content))
        if stored_as != name:  # another run of the same work wrote just now
            storage.remove(stored_as)
            raise FileExistsError(name)

    def alive(self) -> None:
        """Say nothing but that the work goes on."""
        _say(self.job)


def held(job: Job, **changes: Any) -> None:
    """Change the job if this run still holds it. Raises TicketLost if not; then nothing changed."""
    if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING, ticket=job.ticket).update(**changes):
        raise TicketLost(job.public_id)
    for name, value in changes.items():
        if not isinstance(value, Combinable):
            setattr(job, name, value)


def _say(job: Job, **changes: Any) -> None:
    with transaction.atomic(durable=True):
        held(job, seen_at=timezone.now(), **changes)
