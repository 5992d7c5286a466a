"""What the portal says of its own health, and that it says it whatever is away."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from portal import triggers
from portal.health import checks
from portal.jobs.flows import enqueue, errand, fail, finish, take
from portal.jobs.models import Job
from portal.post.flows import claim, note_failure, post_mail
from portal.post.models import Message
from tests.portal.house import House
from wijkraden.people.models import User


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    checks._storage_at.clear()
    yield
    checks._storage_at.clear()


def _ask(**headers: Any) -> tuple[int, dict[str, Any]]:
    answer = Client(headers=headers).get("/health/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, json.loads(answer.content)


@pytest.mark.django_db
def test_all_is_well_also_before_the_first_worker() -> None:
    assert _ask() == (
        200,
        {
            "ok": True,
            "database": {"ok": True},
            "migrations": {"ok": True, "waiting": 0},
            "triggers": {"ok": True, "wrong": 0},
            "queue": {"ok": True, "oldest_waiting_seconds": None, "worker_seen_seconds": None},
            "outbox": {"ok": True, "oldest_due_seconds": None, "parked": 0},
            "checks": {"ok": True, "failed": 0, "last_done_seconds": None},
            "storage": {"ok": True},
        },
    )


@pytest.mark.django_db
def test_anyone_may_ask_on_any_host_and_only_ask() -> None:
    assert _ask(Host="10.0.0.7:8000")[0] == 200
    assert Client().post("/health/").status_code == 405
    assert Client().head("/health/").status_code == 200


def test_a_database_that_is_away_gives_503_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError('connection to "db.internal" failed for user "portal", password "hunter2"')

    monkeypatch.setattr(connection, "cursor", away)
    client = Client()
    client.cookies["sessionid"] = "someone-with-a-session"
    answer = client.get("/health/")

    assert answer.status_code == 503
    assert json.loads(answer.content) == {"ok": False, "database": {"ok": False}, "storage": {"ok": True}}


@pytest.mark.django_db
def test_a_trigger_that_went_missing_gives_503() -> None:
    name = sorted(name for name, trigger in triggers._registered.items() if trigger.statements())[0]
    on = "" if connection.vendor == "sqlite" else f' ON "{triggers._registered[name].table}"'
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')

    status, found = _ask()

    assert (status, found["ok"], found["triggers"]) == (503, False, {"ok": False, "wrong": 1})


@pytest.mark.django_db
def test_a_migration_that_waits_gives_503() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'portal'")

    status, found = _ask()

    assert status == 503
    assert found["migrations"]["ok"] is False


@pytest.mark.django_db
def test_work_that_nobody_takes_gives_503_after_ten_minutes() -> None:
    job = enqueue("tests.portal.jobs.work.note", by=None, at=timezone.now() - timedelta(minutes=5))
    assert _ask()[0] == 200

    later = timezone.now() - timedelta(minutes=11)
    enqueue("tests.portal.jobs.work.note", by=None, at=later)
    status, found = _ask()

    assert (status, found["queue"]["ok"]) == (503, False)
    assert 660 <= found["queue"]["oldest_waiting_seconds"] < 670
    take(job.public_id, at=timezone.now())
    assert _ask()[1]["queue"]["worker_seen_seconds"] < 5


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 503)])
def test_a_worker_that_went_silent_gives_503_though_nothing_waits(minutes: int, status: int) -> None:
    job = enqueue("tests.portal.jobs.work.note", by=None, at=timezone.now())
    taken = take(job.public_id, at=timezone.now() - timedelta(minutes=minutes))
    assert taken is not None
    finish(taken, at=timezone.now() - timedelta(minutes=minutes))
    DBTaskResult.objects.all().delete()

    answer = _ask()

    assert (answer[0], answer[1]["queue"]["ok"]) == (status, status == 200)
    assert answer[1]["queue"]["oldest_waiting_seconds"] is None


@pytest.mark.django_db
def test_work_for_later_waits_for_nobody() -> None:
    errand(
        "tests.portal.jobs.work.append_errand",
        arguments={"path": "x"},
        after=timezone.now() + timedelta(days=1),
    )

    assert _ask()[1]["queue"]["oldest_waiting_seconds"] is None


@pytest.mark.django_db
def test_parked_messages_are_counted_and_a_post_that_stands_still_gives_503() -> None:
    message = post_mail(
        "Hoi",
        "tekst",
        kind="x.y",
        to=None,
        address="a@demo.example",
        language="nl",
        by=None,
        at=timezone.now(),
    )
    claimed = claim(message.public_id, at=timezone.now())
    assert claimed is not None
    note_failure(claimed, error="550", for_good=True, at=timezone.now())
    assert _ask()[1]["outbox"] == {"ok": True, "oldest_due_seconds": None, "parked": 1}

    Message.objects.update(state="waiting", next_try_at=timezone.now() - timedelta(minutes=11))
    status, found = _ask()

    assert (status, found["outbox"]["ok"]) == (503, False)


@pytest.fixture
def check(settings: Settings) -> str:
    """A check that is done every day."""
    task = "tests.portal.jobs.work.note"
    settings.PORTAL_CHECKS = [task]
    return task


def _ended(task: str, *, ago: timedelta, message: str = "") -> Job:
    """Do that work so long ago; with a message it failed."""
    at = timezone.now() - ago
    job = take(enqueue(task, by=None, at=at).public_id, at=at)
    assert job is not None
    if message:
        fail(job, message=message, final=True, at=at)
    else:
        finish(job, at=at)
    Job.objects.filter(pk=job.pk).update(seen_at=timezone.now())  # a worker that is well
    DBTaskResult.objects.all().delete()
    return job


@pytest.mark.django_db
def test_a_check_that_last_found_faults_gives_503_until_one_ends_well(check: str) -> None:
    _ended(check, ago=timedelta(hours=30))
    assert _ask()[0] == 200

    _ended(check, ago=timedelta(hours=6), message="1 fout gevonden.")
    status, found = _ask()
    assert (status, found["checks"]["ok"], found["checks"]["failed"]) == (503, False, 1)

    _ended(check, ago=timedelta(hours=1))
    status, found = _ask()
    assert (status, found["checks"]["ok"], found["checks"]["failed"]) == (200, True, 0)
    assert 3_600 <= found["checks"]["last_done_seconds"] < 3_660


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "status"), [(47, 200), (49, 503)])
@pytest.mark.parametrize("ends", [True, False])
def test_a_check_that_was_not_done_for_two_days_gives_503(
    check: str, hours: int, status: int, *, ends: bool
) -> None:
    ago = timedelta(hours=hours)
    if ends:
        _ended(check, ago=ago)
    else:
        enqueue(check, by=None, at=timezone.now() - ago)
        DBTaskResult.objects.all().delete()

    assert (_ask()[0], _ask()[1]["checks"]["ok"]) == (status, status == 200)


@pytest.mark.django_db
def test_what_someone_asked_for_herself_is_no_check(check: str, anna: User) -> None:
    job = take(enqueue(check, by=anna, at=timezone.now()).public_id, at=timezone.now())
    assert job is not None
    fail(job, message="Mislukt.", final=True, at=timezone.now())

    assert _ask()[1]["checks"] == {"ok": True, "failed": 0, "last_done_seconds": None}


@pytest.mark.django_db
def test_a_storage_that_takes_nothing_gives_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on /srv/secret-place")

    monkeypatch.setattr(default_storage, "save", full)
    answer = Client().get("/health/")

    assert answer.status_code == 503
    assert json.loads(answer.content)["storage"] == {"ok": False}


@pytest.mark.django_db
def test_the_storage_is_left_as_it_was() -> None:
    _ask()

    folder = Path(default_storage.path("health"))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_who_asks_often_does_not_write_often(monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[str] = []
    save = default_storage.save

    def counted(name: str, content: Any) -> str:
        saved.append(name)
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", counted)
    for _ in range(5):
        _ask()

    assert len(saved) == 1


def test_a_portal_whose_database_server_is_gone_says_so_itself(tmp_path: Path) -> None:
    house = House(tmp_path, "postgres://portal:hunter2@127.0.0.1:1/portal")
    try:
        status, text = house.run(
            "from django.test import Client\nfound = Client().get('/health/')\n"
            "answer = [found.status_code, found.content.decode()]"
        )
    finally:
        house.address = ""
        house.close()

    assert status == 503
    assert json.loads(text)["database"] == {"ok": False}
    assert "hunter2" not in text
