"""Jobs: asked once, followed, tried again, and failed in sight."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.errors import WrongState
from portal.jobs import flows, queue, tasks
from portal.jobs.flows import enqueue, errand, retry, take
from portal.jobs.models import Job, JobState
from portal.jobs.progress import Progress, TicketLost
from portal.jobs.queries import silent_jobs
from portal.jobs.states import delay_after
from portal.trail.models import Record
from tests.conftest import NOON
from tests.portal.jobs import work
from wijkraden.people.models import User

pytestmark = pytest.mark.django_db
WORK = "tests.portal.jobs.work."


@pytest.fixture(autouse=True)
def _no_runs() -> None:
    work.runs.clear()


def _ask(name: str, by: User | None, **kwargs: Any) -> Job:
    return enqueue(WORK + name, by=by, at=timezone.now(), **kwargs)


def _run(job: Job) -> Job:
    tasks.run_job(job.public_id)
    job.refresh_from_db()
    return job


def test_a_job_that_does_well_is_done_and_says_where_the_result_is(anna: User) -> None:
    job = _run(_ask("three_steps", anna, label="Export"))

    assert (job.state, job.done, job.total, job.message, job.result_url) == ("done", 3, 3, "step 3", "/home/")
    assert job.finished_at is not None


def test_the_same_key_gives_the_same_job_and_one_row_in_the_queue(anna: User) -> None:
    first = _ask("note", anna, key="export:1", arguments={"word": "one"})
    second = _ask("note", anna, key="export:1", arguments={"word": "two"})

    assert first.pk == second.pk
    assert second.arguments == {"word": "one"}
    assert DBTaskResult.objects.count() == 1


def test_without_a_key_every_call_is_a_job_of_its_own(anna: User) -> None:
    assert _ask("note", anna).pk != _ask("note", anna).pk


def test_work_that_a_person_asks_for_is_on_the_trail_and_housekeeping_is_not(anna: User) -> None:
    before = Record.objects.count()
    job = _ask("note", anna)
    _ask("note", None)

    (row,) = Record.objects.filter(number__gt=before)
    assert (row.act, row.subject_id, row.by_id) == ("jobs.asked", job.public_id, anna.pk)


def test_a_flow_that_is_undone_leaves_no_job(anna: User) -> None:
    with transaction.atomic():
        _ask("note", anna)
        transaction.set_rollback(True)

    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_a_job_runs_once_also_when_its_row_comes_twice(anna: User) -> None:
    job = _ask("note", anna, arguments={"word": "once"})
    _run(job)
    _run(job)

    assert work.runs == ["once"]
    assert job.attempts == 1


def test_a_failure_is_tried_again_after_a_growing_delay_and_shows_no_inside(anna: User) -> None:
    job = _ask("break_down", anna, max_attempts=3)
    delays = []
    for _ in range(2):
        started = timezone.now()
        _run(job)
        delays.append(round((job.next_try_at - started).total_seconds()))
        assert job.state == JobState.WAITING
        assert "inside" not in job.message
    _run(job)

    assert delays == [10, 60]
    assert (job.state, job.attempts) == ("failed", 3)
    assert "inside" not in job.message
    assert Record.objects.filter(act="jobs.failed", subject_id=job.public_id).count() == 1


def test_each_new_attempt_has_its_own_row_in_the_queue(anna: User) -> None:
    job = _run(_ask("break_down", anna))

    rows = DBTaskResult.objects.filter(args_kwargs__kwargs__arguments__public_id=job.public_id)
    assert rows.count() == 2
    assert rows.get(pk=job.queue_id).run_after == job.next_try_at


def test_a_refusal_is_final_and_its_sentence_is_shown(anna: User) -> None:
    job = _run(_ask("refuse", anna))

    assert (job.state, job.attempts, job.message) == ("failed", 1, "The year is closed.")


def test_progress_inside_a_transaction_is_refused() -> None:
    """Found by the job's own failure: such a step would stay unseen until the work is over."""
    # The test's own transaction doesn't count, the one in the task does.
    job = _run(_ask("step_inside_a_transaction", None, max_attempts=1))

    assert job.state == JobState.FAILED


def test_a_run_that_was_given_up_for_dead_stops_and_changes_nothing(anna: User) -> None:
    job = _run(_ask("lose_ticket", anna))

    assert work.runs == []
    assert (job.state, job.ticket, job.done) == ("running", "another run", 0)


def test_a_result_is_an_address_of_the_portal(anna: User) -> None:
    job = take(_ask("note", anna).public_id, at=NOON)
    assert job is not None
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        with pytest.raises(ValueError, match="address of the portal"):
            Progress(job).result(address)


def test_a_failed_job_can_be_done_again_and_no_other(anna: User, beheer: User) -> None:
    job = _ask("refuse", anna)
    with pytest.raises(WrongState):
        retry(job, by=beheer, at=NOON)
    _run(job)

    retry(job, by=beheer, at=NOON)

    assert (job.state, job.attempts, job.message, job.finished_at) == ("waiting", 0, "", None)
    assert queue.waiting_or_running([job.queue_id]) == {job.queue_id: False}
    with pytest.raises(WrongState):
        retry(job, by=beheer, at=NOON)


def test_the_sweep_puts_a_silent_run_back_and_its_old_run_may_write_no_more(anna: User) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    job = take(_ask("note", anna).public_id, at=long_ago)
    assert job is not None

    tasks.sweep(Progress(job), silence=120)

    with pytest.raises(TicketLost):
        Progress(job).step(1, 2)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 1)
    assert job.next_try_at > timezone.now()


def test_the_sweep_fails_a_run_that_died_at_its_last_attempt(anna: User) -> None:
    job = take(_ask("note", anna, max_attempts=1).public_id, at=timezone.now() - timedelta(minutes=5))
    assert job is not None

    tasks.sweep(Progress(job), silence=120)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message


def test_a_sign_of_life_that_comes_while_the_sweep_looks_saves_the_run(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = take(_ask("note", anna).public_id, at=timezone.now() - timedelta(minutes=5))
    assert job is not None
    silent = list(silent_jobs(before=timezone.now()))
    assert [one.pk for one in silent] == [job.pk]

    def looked(**_: object) -> list[Job]:
        Job.objects.filter(pk=job.pk).update(seen_at=timezone.now())
        return silent

    monkeypatch.setattr(tasks, "silent_jobs", looked)
    tasks.sweep(Progress(job), silence=120)

    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.RUNNING, "")


def test_the_sweep_leaves_a_run_that_gives_signs_of_life(anna: User) -> None:
    job = take(_ask("note", anna).public_id, at=timezone.now())
    assert job is not None
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(hours=3))

    tasks.sweep(Progress(job), silence=120)

    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert DBTaskResult.objects.get(pk=job.queue_id).status == "RUNNING"


@pytest.mark.parametrize("fate", ["gone", "finished", "taken by a dead worker"])
def test_the_sweep_queues_a_job_whose_row_got_lost(anna: User, fate: str) -> None:
    job = enqueue(WORK + "note", by=anna, at=timezone.now() - timedelta(minutes=5))
    rows = DBTaskResult.objects.filter(pk=job.queue_id)
    if fate == "gone":
        rows.delete()
    elif fate == "finished":
        rows.update(status="SUCCESSFUL", finished_at=timezone.now())
    else:
        rows.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=5))

    tasks.sweep(Progress(job), silence=120)
    tasks.sweep(Progress(job), silence=120)

    new = Job.objects.get(pk=job.pk)
    assert new.state == JobState.WAITING
    assert queue.waiting_or_running([new.queue_id]) == {new.queue_id: False}
    assert new.queue_id != job.queue_id
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_the_sweep_leaves_a_job_that_waits_its_turn(anna: User) -> None:
    job = enqueue(WORK + "note", by=anna, at=timezone.now() - timedelta(minutes=5))

    tasks.sweep(Progress(job), silence=120)

    assert Job.objects.get(pk=job.pk).queue_id == job.queue_id


def test_regular_work_is_asked_once_per_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.PORTAL_REGULAR", [(WORK + "note", 5)])
    for minutes in (0, 1, 3, 5, 9):
        flows.ask_regular_work(at=NOON + timedelta(minutes=minutes))

    assert Job.objects.filter(task=WORK + "note").count() == 2


def test_the_portals_own_finished_jobs_go_after_a_month_and_a_persons_stay(anna: User) -> None:
    mine, own = _run(_ask("note", anna)), _run(_ask("note", None))
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))

    tasks.prune(Progress(mine))

    assert list(Job.objects.values_list("pk", flat=True)) == [mine.pk]
    assert own.pk != mine.pk


def test_delays_grow_and_stop_growing() -> None:
    assert [int(delay_after(n).total_seconds()) for n in range(1, 8)] == [10, 60, 300, 1800, 7200, 7200, 7200]


def test_an_errand_goes_in_the_queue_alone() -> None:
    errand(WORK + "append_errand", arguments={"path": "x"})

    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 1)


def test_every_task_named_in_the_settings_exists() -> None:
    from django.conf import settings
    from django.utils.module_loading import import_string

    assert all(callable(import_string(name)) and minutes > 0 for name, minutes in settings.PORTAL_REGULAR)
    assert callable(import_string(flows.RUN))
