"""Reads of the jobs."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from .. import realm
from .models import Job, JobState
from .states import FILE_LIFETIME


def jobs(*, state: str = "", own: bool = False) -> QuerySet[Job]:
    """Return jobs of this realm newest first with who asked; `own` also the portal's own. One query."""
    found = Job.objects.filter(realm__in=realm.seen()).select_related("by")
    if state:
        found = found.filter(state=state)
    elif not own:
        found = found.exclude(by=None, state=JobState.DONE)
    return found


def no_jobs() -> QuerySet[Job]:
    """Return nothing, for a filter that can't be read. No query."""
    return Job.objects.none()


def jobs_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Job]:
    """Return what `user` asked for in this realm, newest first. One query."""
    return Job.objects.filter(by_id=user.pk, realm__in=realm.seen()).exclude(by=None).select_related("by")


def silent_jobs(*, before: datetime) -> QuerySet[Job]:
    """Return jobs that run without a sign of life since before that moment. One query."""
    return Job.objects.filter(state=JobState.RUNNING, seen_at__lt=before).select_related("by")


def open_jobs(*, running: bool) -> QuerySet[Job]:
    """Return the jobs that run, or those that wait. One query."""
    return Job.objects.filter(state=JobState.RUNNING if running else JobState.WAITING)


def long_finished(*, before: datetime) -> QuerySet[Job]:
    """Return the portal's own jobs that ended before that moment."""
    return Job.objects.filter(by=None, finished_at__lt=before)


def names_in_use(names: list[str], *, at: datetime) -> set[str]:
    """Return those of the stored names whose file can be fetched, or still made, at that moment.

    One query per 400 names.
    """
    recent = Job.objects.filter(created_at__gt=at - FILE_LIFETIME)
    found: set[str] = set()
    for start in range(0, len(names), 400):
        ids = [name.rpartition("/")[2] for name in names[start : start + 400]]
        found.update(job.stored_as for job in recent.filter(public_id__in=ids))
    return found


def recent_jobs_of(user: AbstractBaseUser, *, at: datetime) -> QuerySet[Job]:
    """Return the work, of all realms, whose file `user` could still fetch at that moment. One query."""
    return Job.objects.filter(by_id=user.pk, created_at__gt=at - FILE_LIFETIME)


def last_finished_or_first_asked(task: str) -> Job | None:
    """Return the portal's own job of that task that ended last; when none did, the oldest that we know. One query."""
    asked = Job.objects.filter(task=task, by=None)
    return asked.order_by(F("finished_at").desc(nulls_last=True), "created_at", "id").first()


def last_sign_of_life() -> datetime | None:
    """Return when a worker was last seen at work; None when there never was one. One query."""
    seen = Job.objects.exclude(seen_at=None).order_by("-seen_at").values_list("seen_at", flat=True)
    return seen.first()
