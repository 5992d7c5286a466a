"""What must hold for the portal to do its work. Every check answers, also when what it asks is away."""

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ..jobs.models import JobState
from ..jobs.queries import last_finished_or_first_asked, last_sign_of_life
from ..jobs.queue import oldest_due
from ..post.queries import due, parked_count
from ..storage import PROBES
from ..triggers import wrong

log = structlog.get_logger(__name__)

Answer = dict[str, bool | int | None]

PATIENCE = timedelta(minutes=10)  # waiting work gets so long before we say that no worker takes it
OLDEST_CHECK = timedelta(days=2)  # so long ago at most the checks of what we keep were last done
_STORAGE_REST = 10  # seconds: whoever asks often does not write often

_storage_at: list[tuple[float, Answer]] = []


def report() -> dict[str, bool | Answer]:
    """Return all checks and, as `ok`, whether each of them is well."""
    answers = {"database": _safely("database", database)}
    if answers["database"]["ok"]:
        for name, check in _IN_THE_DATABASE.items():
            answers[name] = _safely(name, check)
    answers["storage"] = _safely("storage", storage)
    return {"ok": all(answer["ok"] for answer in answers.values()), **answers}


def database() -> Answer:
    """Ask the database something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def migrations() -> Answer:
    """Count the migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"ok": waiting == 0, "waiting": waiting}


def triggers() -> Answer:
    """Count the triggers that should guard our rows and are away, differ, or were forgotten by the code."""
    count = len(wrong())
    return {"ok": count == 0, "wrong": count}


def queue() -> Answer:
    """Tell how long the oldest work waits and when a worker was last seen, in seconds.

    A portal that never had a worker is well until work waits too long. Once there was one, its silence is a
    fault: a worker asks for its own regular work every minute, so a dead one leaves nothing waiting.
    """
    now = timezone.now()
    waiting, seen = _seconds_since(oldest_due(at=now), now), _seconds_since(last_sign_of_life(), now)
    return {
        "ok": all(one is None or one < PATIENCE.total_seconds() for one in (waiting, seen)),
        "oldest_waiting_seconds": waiting,
        "worker_seen_seconds": seen,
    }


def outbox() -> Answer:
    """Tell how long the oldest message is due (in seconds) and how many were given up."""
    now = timezone.now()
    oldest = due(at=now).values_list("next_try_at", flat=True).first()
    waiting = _seconds_since(oldest, now)
    is_well = waiting is None or waiting < PATIENCE.total_seconds()
    return {"ok": is_well, "oldest_due_seconds": waiting, "parked": parked_count()}


def checks() -> Answer:
    """Count the checks of PORTAL_CHECKS that last failed, and tell how long ago the oldest was done (in seconds).

    A check that was never done is well until it was asked for too long ago, so a fresh portal is.
    """
    now = timezone.now()
    known = [last_finished_or_first_asked(task) for task in settings.PORTAL_CHECKS]
    jobs = [job for job in known if job is not None]
    failed = sum(job.finished_at is not None and job.state != JobState.DONE for job in jobs)
    oldest = _seconds_since(min((job.finished_at or job.created_at for job in jobs), default=None), now)
    is_recent = oldest is None or oldest < OLDEST_CHECK.total_seconds()
    return {"ok": not failed and is_recent, "failed": failed, "last_done_seconds": oldest}


def storage() -> Answer:
    """Write a small file to the storage, read it back and remove it; at most once in ten seconds."""
    if _storage_at and time.monotonic() - _storage_at[0][0] < _STORAGE_REST:
        return _storage_at[0][1]
    content = secrets.token_bytes(16)
    name = default_storage.save(f"{PROBES}/{secrets.token_hex(8)}", ContentFile(content))
    try:
        with default_storage.open(name) as kept:
            answer: Answer = {"ok": kept.read() == content}
    finally:
        default_storage.delete(name)
    _storage_at[:] = [(time.monotonic(), answer)]
    return answer


def _safely(name: str, check: Callable[[], Answer]) -> Answer:
    try:
        return check()
    except Exception:
        log.exception("a health check failed", check=name)
        return {"ok": False}


def _seconds_since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(int((now - moment).total_seconds()), 0)


_IN_THE_DATABASE: dict[str, Callable[[], Answer]] = {
    "migrations": migrations,
    "triggers": triggers,
    "queue": queue,
    "outbox": outbox,
    "checks": checks,
}
