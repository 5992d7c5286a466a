"""Asking for work, following it, and what happens when it fails."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import realm, storage
from ..errors import WrongState
from ..trail.flows import flow, record
from ..trail.words import describe, name_things
from . import queue
from .models import Job, JobState
from .progress import held
from .queries import long_finished, recent_jobs_of
from .queue import Lane
from .states import delay_after

RUN = "portal.jobs.tasks.run_job"

name_things({"portal.job": gettext_lazy("work in the background")})
ASKED = describe("jobs.asked", gettext_lazy("asked for work in the background"))
FAILED = describe(
    "jobs.failed", gettext_lazy("work in the background failed for good (attempts: {attempts})")
)
RETRIED = describe("jobs.retried", gettext_lazy("had failed work done again"))


@flow
def enqueue(
    task: str,
    *,
    label: str = "",
    arguments: dict[str, Any] | None = None,
    key: str | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
    max_attempts: int = 5,
) -> Job:
    """Ask for `task` (dotted name of `def work(progress, **arguments)`) and return the job to follow.

    It starts after the commit. The same `key` gives the same job, whatever became of it; without a key every
    call is a job of its own. `label` is what the asker reads, in her language. Work that a person asks for
    goes on the trail; the portal's own housekeeping (`by=None`) does only when it fails.
    """
    values = {
        "realm": realm.current(),
        "task": task,
        "label": label[:200],
        "arguments": arguments or {},
        "by_id": by.pk if by is not None else None,
        "created_at": at,
        "next_try_at": at,
        "max_attempts": max_attempts,
    }
    if key is None:
        job, is_new = Job.objects.create(**values), True
    else:
        job, is_new = Job.objects.get_or_create(key=key, defaults=values)
    if is_new:
        _queue(job)
        if by is not None:
            record(ASKED, job, by=by, at=at)
    return job


@flow
def errand(
    task: str,
    *,
    arguments: dict[str, Any],
    after: datetime | None = None,
    lane: Lane = Lane.WORK,
    urgent: bool = False,
    by: AbstractBaseUser | None = None,
) -> None:
    """Ask for a call of `task` (dotted) that nobody follows and that may get lost.

    For work whose own rows say what is still to do, such as a message in the outbox: regular work finds what
    an errand left behind.
    """
    queue.push(task, arguments, after=after, lane=lane, urgent=urgent)


@flow
def forget_errands(task: str, *, before: datetime, by: AbstractBaseUser | None = None) -> int:
    """Take back the calls of `task` that were to be made before that moment and have not begun; return how many."""
    return queue.take_back(task, before=before)


@flow
def retry(job: Job, *, by: AbstractBaseUser, at: datetime) -> Job:
    """Have a job that failed for good done again, with all its attempts before it. Raises WrongState."""
    again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.WAITING,
        attempts=0,
        done=0,
        total=0,
        message="",
        result_url="",
        finished_at=None,
        next_try_at=at,
    )
    if not again:
        raise WrongState(_("This work has not failed, so it can't be done again."))
    job.refresh_from_db()
    _queue(job)
    record(RETRIED, job, by=by, at=at)
    return job


@flow
def take(public_id: str, *, by: AbstractBaseUser | None = None, at: datetime) -> Job | None:
    """Claim a waiting job for this run and return it with its new ticket; None when another run has it."""
    ticket = get_random_string(32)
    taken = Job.objects.filter(public_id=public_id, state=JobState.WAITING).update(
        state=JobState.RUNNING, ticket=ticket, attempts=F("attempts") + 1, seen_at=at, message=""
    )
    return Job.objects.select_related("by").get(public_id=public_id, ticket=ticket) if taken else None


@flow
def finish(job: Job, *, by: AbstractBaseUser | None = None, at: datetime) -> None:
    """Close a job that did its work. Raises TicketLost when the run had been given up."""
    held(job, state=JobState.DONE, seen_at=at, finished_at=at, done=F("total"))


@flow
def fail(
    job: Job, *, message: str, final: bool = False, by: AbstractBaseUser | None = None, at: datetime
) -> None:
    """Note that a run failed: try again after a growing delay, or (`final`, or no attempt left) stop there.

    `message` is what the person reads who asked for it. Raises TicketLost when the run had been given up.
    """
    if final or job.attempts >= job.max_attempts:
        held(job, state=JobState.FAILED, seen_at=at, finished_at=at, message=message[:300])
        record(FAILED, job, by=by, at=at, attempts=job.attempts)
        return
    next_try_at = at + delay_after(job.attempts)
    held(job, state=JobState.WAITING, seen_at=at, next_try_at=next_try_at, message=message[:300], ticket="")
    job.next_try_at = next_try_at
    _queue(job)


@flow
def give_up(
    job: Job, *, message: str, before: datetime, by: AbstractBaseUser | None = None, at: datetime
) -> bool:
    """Note that a run died; tell False when it gave a sign of life after all, or is somebody else's by now.

    `before` is the moment since when it must have been silent; its row is held while this is asked.
    """
    silent = Job.objects.filter(
        pk=job.pk, state=JobState.RUNNING, ticket=job.ticket, seen_at__lt=before
    ).select_for_update(no_key=True)
    if not silent.exists():
        return False
    fail(job, message=message, by=by, at=at)
    return True


@flow
def put_back(job: Job, *, by: AbstractBaseUser | None = None) -> None:
    """Put a waiting job whose row in the queue got lost in the queue again."""
    still = Job.objects.filter(pk=job.pk, state=JobState.WAITING, queue_id=job.queue_id)
    if still.select_for_update(no_key=True).exists():
        _queue(job)


@flow
def ask_regular_work(*, by: AbstractBaseUser | None = None, at: datetime) -> None:
    """Ask for all regular work of that moment; whichever worker asks first, each piece comes once.

    `settings.PORTAL_REGULAR` lists dotted names and every how many minutes; a slot of that many minutes,
    counted from 1970, is one job.
    """
    keys = {
        f"regular:{task}:{int(at.timestamp()) // (minutes * 60)}": task
        for task, minutes in settings.PORTAL_REGULAR
    }
    asked = set(Job.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, task in keys.items():
        if key not in asked:
            enqueue(task, key=key, by=by, at=at, max_attempts=3)


@flow
def forget_finished(*, by: AbstractBaseUser | None = None, before: datetime) -> int:
    """Remove the portal's own jobs that ended before that moment, a person's never; return how many."""
    return long_finished(before=before).delete()[0]


@flow
def forget_files(person: AbstractBaseUser, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Take away, after the commit, the files that work left for `person`; what a crash leaves goes by itself."""
    names = [job.stored_as for job in recent_jobs_of(person, at=at)]
    transaction.on_commit(lambda: storage.remove(*names), robust=True)


def _queue(job: Job) -> None:
    queue_id = queue.push(RUN, {"public_id": job.public_id}, after=job.next_try_at)
    Job.objects.filter(pk=job.pk).update(queue_id=queue_id)
    job.queue_id = queue_id
