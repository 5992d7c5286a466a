"""The doors to the jobs."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .. import realm
from .models import Job
from .rules import Person, may_follow, may_operate


def need_operator(user: Person) -> None:
    """Raise Http404 unless `user` operates the portal."""
    if not may_operate(user):
        raise Http404


def get_job(user: Person, public_id: str, *, to_operate: bool = False) -> Job:
    """Return the job with who asked for it; 404 if `user` may not see it, 403 if not act. One query.

    Another realm's job is none.
    """
    job = Job.objects.select_related("by").filter(public_id=public_id, realm__in=realm.seen()).first()
    if job is None or not may_follow(user, job):
        raise Http404
    if to_operate and not may_operate(user):
        raise PermissionDenied
    return job
