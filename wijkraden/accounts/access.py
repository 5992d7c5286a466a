"""The door to the file with a person's own data."""

from datetime import datetime

from django.http import Http404

from portal.jobs.models import Job, JobState
from portal.jobs.states import FILE_LIFETIME

from ..people.models import User
from .queries import data_jobs


def get_data_job(user: User, public_id: str, *, at: datetime) -> Job:
    """Return the work whose file holds the person's data; 404 unless it is her own, ready and not gone. One query."""
    ready = data_jobs(user).filter(state=JobState.DONE, created_at__gt=at - FILE_LIFETIME)
    job = ready.filter(public_id=public_id).first()
    if job is None:
        raise Http404
    return job
