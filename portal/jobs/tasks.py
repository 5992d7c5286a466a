"""What the worker calls: one job, the sweep after workers that died, and the regular work."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .. import storage
from ..errors import PortalError
from ..realm import within
from . import flows, queue
from .models import FILES, Job
from .progress import Progress, TicketLost
from .queries import names_in_use, open_jobs, silent_jobs
from .states import HEARTBEAT_SECONDS, LONGEST_ERRAND, SILENCE

log = structlog.get_logger(__name__)


def run_job(public_id: str) -> None:
    """Run the job, unless another run has it: note how it ended, in the language of who asked for it."""
    job = flows.take(public_id, at=timezone.now())
    if job is None:
        return
    language = getattr(job.by, "language", settings.LANGUAGE_CODE)
    context = structlog.contextvars.bound_contextvars(job=job.public_id, task=job.task)
    with translation.override(language), within(job.realm), context:
        try:
            with _heartbeat(job):
                import_string(job.task)(Progress(job), **job.arguments)
            flows.finish(job, at=timezone.now())
        except TicketLost:
            log.warning("a run went on after it was given up for dead; it stopped")
        except PortalError as error:
            _note(job, message=str(error), final=True)
        except Exception:
            log.exception("a job failed", attempt=job.attempts)
            _note(job, message=_failure_words(job))


def sweep(progress: Progress, *, silence: float = SILENCE.total_seconds()) -> None:
    """Put back what a worker left behind when it died, and jobs whose row in the queue got lost.

    `silence` is after how many seconds without a sign of life a run counts as dead.
    """
    now = timezone.now()
    dead_since = now - timedelta(seconds=silence)
    for job in silent_jobs(before=dead_since):
        with translation.override(getattr(job.by, "language", settings.LANGUAGE_CODE)):
            message = _("The work stopped unexpectedly.")
        with within(job.realm):
            is_dead = flows.give_up(job, message=message, before=dead_since, at=timezone.now())
        if is_dead:
            log.warning("a run gave no sign of life", job=job.public_id, seen_at=job.seen_at)
    queue.give_up(
        flows.RUN,
        before=dead_since,
        errands_before=now - LONGEST_ERRAND,
        keep=[job.queue_id for job in open_jobs(running=True) if job.queue_id],
    )
    waiting = [job for job in open_jobs(running=False) if job.next_try_at < dead_since]
    queued = queue.waiting_or_running(job.queue_id for job in waiting)
    for job in waiting:
        if job.queue_id not in queued:
            flows.put_back(job)


def prune(progress: Progress) -> None:
    """Remove finished rows of the queue and files of jobs after a week, the portal's own jobs after a month."""
    now = timezone.now()
    queue.forget(before=now - timedelta(days=7))
    flows.forget_finished(before=now - timedelta(days=30))
    storage.sweep(FILES, known=partial(names_in_use, at=now), at=now)


def _note(job: Job, *, message: str, final: bool = False) -> None:
    try:
        flows.fail(job, message=message, final=final, at=timezone.now())
    except TicketLost:
        log.warning("a run failed after it was given up for dead", job=job.public_id)


def _failure_words(job: Job) -> str:
    if job.attempts < job.max_attempts:
        return _("Something went wrong. The portal will try again by itself.")
    return _("Something went wrong, also after several attempts. The administrator can see why.")


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Say every 15 seconds that the worker is alive, also while the task itself says nothing."""
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(Progress(job).alive, stop), daemon=True)
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _beat(alive: Callable[[], None], stop: threading.Event) -> None:
    try:
        while not stop.wait(HEARTBEAT_SECONDS):
            try:
                alive()
            except TicketLost:
                return
            except Exception:
                log.warning("a sign of life could not be written", exc_info=True)
    finally:
        connection.close()
