"""Files that work leaves for who asked for it."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal import storage
from portal.errors import WrongState
from portal.jobs import flows, tasks
from portal.jobs.models import FILES, Job
from portal.jobs.progress import Progress, TicketLost
from portal.jobs.queries import names_in_use
from wijkraden.people.models import User

pytestmark = pytest.mark.django_db
WORK = "tests.portal.jobs.work.keep_words"


def _running(by: User, *, days_ago: int = 0) -> Job:
    asked_at = timezone.now() - timedelta(days=days_ago)
    job = flows.take(flows.enqueue(WORK, by=by, at=asked_at).public_id, at=timezone.now())
    assert job is not None
    return job


def test_work_leaves_a_file_under_its_own_number(anna: User) -> None:
    job = flows.enqueue(WORK, arguments={"words": "Wijk 1"}, by=anna, at=timezone.now())

    tasks.run_job(job.public_id)

    assert job.stored_as == f"jobs/{timezone.now():%Y-%m-%d}/{job.public_id}"
    assert storage.read(job.stored_as) == b"Wijk 1"


def test_another_attempt_takes_the_place_of_the_file_before(anna: User) -> None:
    job = _running(anna)
    Progress(job).keep(io.BytesIO(b"half"))
    flows.fail(job, message="", at=timezone.now())
    Job.objects.filter(pk=job.pk).update(next_try_at=timezone.now())

    tasks.run_job(job.public_id)

    assert storage.read(job.stored_as) == b"words"


def test_a_run_that_was_given_up_changes_no_file(anna: User) -> None:
    job = _running(anna)
    Progress(job).keep(io.BytesIO(b"good"))
    Job.objects.filter(pk=job.pk).update(ticket="another run")

    with pytest.raises(TicketLost):
        Progress(job).keep(io.BytesIO(b"late"))

    assert storage.read(job.stored_as) == b"good"


def test_a_file_that_would_be_gone_at_once_is_not_made(anna: User) -> None:
    with pytest.raises(WrongState):
        Progress(_running(anna, days_ago=7)).keep(io.BytesIO(b"late"))
    recent = _running(anna, days_ago=6)

    Progress(recent).keep(io.BytesIO(b"in time"))

    assert default_storage.exists(recent.stored_as)


def test_a_name_is_in_use_for_a_week_and_a_made_up_one_never(anna: User) -> None:
    job, now = _running(anna), timezone.now()
    names = [job.stored_as, f"{job.stored_as}_x", f"{FILES}/2026-01-01/{job.public_id}"]

    assert names_in_use(names, at=now) == {job.stored_as}
    assert names_in_use(names, at=now + timedelta(days=7)) == set()


def test_forgetting_someone_takes_her_files_and_no_others(
    anna: User, bram: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    hers, his = _running(anna), _running(bram)
    for job in (hers, his):
        Progress(job).keep(io.BytesIO(b"words"))

    with django_capture_on_commit_callbacks(execute=True):
        flows.forget_files(anna, by=None, at=timezone.now())
        assert default_storage.exists(hers.stored_as), "not before the commit"

    assert [default_storage.exists(job.stored_as) for job in (hers, his)] == [False, True]
