"""The queue under the jobs: the one place that knows django-tasks (Django 6 has it built in).

A row of the queue names a function and its arguments. The queue itself neither retries nor notices that a
worker died; `flows.py` and `tasks.py` add both.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import close_old_connections
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult


class Lane(StrEnum):
    """Two queues side by side: an export of ten minutes never holds up a login code."""

    WORK = "default"
    POST = "post"


@task()
def call(name: str, arguments: dict[str, Any]) -> None:
    """Call the function `name` (dotted) with `arguments`."""
    import_string(name)(**arguments)


def push(
    name: str,
    arguments: dict[str, Any],
    *,
    after: datetime | None = None,
    lane: Lane = Lane.WORK,
    urgent: bool = False,
) -> str:
    """Put a call in the queue, in the transaction of the caller, and return the id of its row."""
    ready = call.using(queue_name=lane, run_after=after, priority=50 if urgent else 0)
    return str(ready.enqueue(name=name, arguments=arguments).id)


def waiting_or_running(ids: Iterable[str]) -> dict[str, bool]:
    """Return for each row that is not finished yet if it is running. One query."""
    rows = DBTaskResult.objects.filter(
        id__in=[id_ for id_ in ids if id_],
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    return {str(id_): status == TaskResultStatus.RUNNING for id_, status in rows.values_list("id", "status")}


def give_up(run: str, *, before: datetime, errands_before: datetime, keep: Iterable[str]) -> int:
    """Close rows that a worker took long ago and never finished; return how many.

    Rows that call `run` (they give signs of life elsewhere) count as lost when taken before `before`, unless
    `keep` names them; other calls when taken before `errands_before`.
    """
    taken = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    jobs = Q(args_kwargs__kwargs__name=run, started_at__lt=before) & ~Q(id__in=list(keep))
    return taken.filter(jobs | Q(started_at__lt=errands_before) & ~Q(args_kwargs__kwargs__name=run)).update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path="portal.jobs.queue.WorkerLost",
    )


def forget(*, before: datetime) -> int:
    """Remove rows that were finished before that moment; return how many."""
    finished = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED], finished_at__lt=before
    )
    return finished.delete()[0]


def take_back(name: str, *, before: datetime) -> int:
    """Remove the rows that call `name`, were to run before that moment and have not begun; return how many."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lt=before)
    return waiting.filter(args_kwargs__kwargs__name=name).delete()[0]


def oldest_due(*, at: datetime) -> datetime | None:
    """Return since when the call that waits longest could have run; None when nothing is due. One query."""
    # A row without a moment carries the last day of the calendar: it could run since it was put in.
    found = DBTaskResult.objects.filter(status=TaskResultStatus.READY).aggregate(
        planned=Min("run_after", filter=Q(run_after__lte=at)),
        at_once=Min("enqueued_at", filter=Q(run_after__year=9999)),
    )
    return min((moment for moment in found.values() if moment is not None), default=None)


class _LaneWorker(QueueWorker):
    """Runs what is ready and returns, so that its owner can do the regular work in between."""

    def __init__(self, lanes: list[Lane], *, batch: bool) -> None:
        super().__init__(
            queue_names=[str(lane) for lane in lanes],
            interval=0.2,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None if batch else 20,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def round(self) -> bool:
        """Run up to twenty calls (in a batch: all); tell if there was anything to do."""
        self._run_tasks = 0
        self.run()
        return self._run_tasks > 0


class Worker:
    """Works off the queue until it is told to stop; a call that runs then is finished first."""

    def __init__(self, *, interval: float, tick: Callable[[], None]) -> None:
        """Take how many seconds to rest when there is nothing to do, and what to call in between."""
        self.interval = interval
        self.tick = tick
        self._stopped = False
        self._lanes: list[_LaneWorker] = []
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        logging.getLogger("django_tasks").setLevel(logging.WARNING)

    def stop(self, *_signal: object) -> None:
        """Finish what runs and take nothing new (a signal handler); asked a second time, end at once."""
        if self._stopped:
            raise SystemExit(1)
        self._stopped = True
        for lane in self._lanes:
            lane.running = False

    def batch(self) -> None:
        """Do everything that is due, in both lanes, and return."""
        self.tick()
        self._turn(list(Lane), batch=True)

    def serve(self) -> None:
        """Work until `stop`: the post in a thread of its own, all other work here."""
        post = threading.Thread(target=self._serve_post, name="post", daemon=True)
        post.start()
        self._turn([Lane.WORK], batch=False, before=self.tick)
        post.join()

    def _serve_post(self) -> None:
        self._turn([Lane.POST], batch=False)

    def _turn(
        self,
        lanes: list[Lane],
        *,
        batch: bool,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        worker = _LaneWorker(lanes, batch=batch)
        self._lanes.append(worker)
        while not self._stopped:
            busy = False
            try:
                close_old_connections()
                before()
                busy = worker.round()
            except Exception:  # the database was away: say so and come back
                if batch:
                    raise
                logging.getLogger(__name__).exception("the worker could not reach its work")
            if not busy:
                if batch:
                    return
                self._rest()

    def _rest(self) -> None:
        end = time.monotonic() + self.interval
        while not self._stopped and time.monotonic() < end:
            time.sleep(min(0.1, self.interval))
