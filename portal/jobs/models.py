"""Work in the background that a person can follow."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.realm import LENGTH

from .states import FILE_LIFETIME

FILES = "jobs"  # the folder of the private storage


class JobState(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Busy")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """One piece of work: what it is, how far it is, how often it was tried.

    `task` is the dotted name of a function `task(progress, **arguments)`; `arguments` are JSON values.
    `seen_at` is the worker's last sign of life while the job runs; `ticket` names the run that holds it, so
    that a run which was given up for dead can write nothing more; `queue_id` is its row in the queue.
    """

    public_id = PublicIdField()
    realm = models.CharField(max_length=LENGTH, blank=True)
    task = models.CharField(max_length=200)
    label = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)  # the same work is asked for once
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    ticket = models.CharField(max_length=32, blank=True)
    queue_id = models.CharField(max_length=36, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "seen_at"], name="job_to_sweep"),
            models.Index(fields=["seen_at"], name="job_sign_of_life"),
        ]

    def __str__(self) -> str:
        return self.label or self.task

    @property
    def is_open(self) -> bool:
        """Tell if the work is still to be done, or busy."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def stored_as(self) -> str:
        """Return the name in the private storage of the file that the work makes, if it makes one."""
        return f"{FILES}/{self.created_at.astimezone(UTC):%Y-%m-%d}/{self.public_id}"

    @property
    def file_goes_at(self) -> datetime:
        """Return until when that file can be fetched."""
        return self.created_at + FILE_LIFETIME
