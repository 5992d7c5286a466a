"""Real workers, side by side and killed in the middle of their work."""

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.house import House, build, wait_until

ASK = """
from portal.jobs.flows import enqueue
for name in names:
    enqueue("tests.portal.jobs.work." + name, arguments={"path": path, **more}, by=None, at=now())
"""
LOOK = """
from portal.jobs.models import Job
tests = Job.objects.filter(task__startswith="tests")
answer = list(tests.order_by("pk").values("state", "attempts", "message"))
"""
SWEEP = """
import time
from django_tasks_db.models import DBTaskResult
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.jobs.tasks import sweep
time.sleep(0.1)
sweep(Progress(Job.objects.first()), silence=0.05)
answer = list(Job.objects.filter(task__startswith="tests").values_list("state", flat=True))
DBTaskResult.objects.filter(status="READY").update(run_after=now())
"""
MAIL = """
from portal.post.flows import post_mail
answer = [post_mail("Hoi", "tekst", kind="x.y", to=None, address=f"p{n}@demo.example", language="nl", by=None,
                    at=now()).public_id for n in range(count)]
"""


@pytest.fixture(scope="module")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = build(tmp_path_factory.mktemp("house"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _empty(house: House) -> None:
    house.run(
        "from django_tasks_db.models import DBTaskResult\nfrom portal.jobs.models import Job\n"
        "Job.objects.all().delete(); DBTaskResult.objects.all().delete()"
    )


def _lines(path: Path) -> list[str]:
    return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


def test_three_workers_at_once_do_every_job_and_send_every_message_once(house: House, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    house.run(ASK, names=["append"] * 30, path=str(path), more={"seconds": 0.02})
    ids = house.run(MAIL, count=20)
    before = set(house.mails())

    workers = [house.worker("--batch") for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]

    assert len(_lines(path)) == 30
    assert {row["state"] for row in house.run(LOOK)} == {"done"}
    sent = Counter(line for line in house.mails() if line not in before)
    assert sent == Counter(f"<{id_}@127.0.0.1>" for id_ in ids)
    assert len({line.split()[1] for line in path.read_text().splitlines()}) > 1, "more than one worker worked"


def test_regular_work_is_done_once_though_two_workers_start_together(house: House) -> None:
    workers = [house.worker("--batch") for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]

    rows = house.run(
        "from portal.jobs.models import Job\n"
        "own = Job.objects.filter(key__startswith='regular:')\n"
        "answer = list(own.values_list('task', 'state', 'attempts'))"
    )
    daily = Counter(task for task, _, _ in rows if task.endswith("prune"))
    assert set(daily.values()) == {1}
    assert {(state, attempts) for _, state, attempts in rows} == {("done", 1)}


def test_a_job_whose_worker_was_killed_is_done_by_the_next(house: House, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    house.run(ASK, names=["hang_at_first"], path=str(path), more={})
    first = house.worker()
    wait_until(lambda: bool(_lines(path)))
    wait_until(lambda: house.run(LOOK)[0]["message"] == "half way")
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert house.run(LOOK) == [{"state": "running", "attempts": 1, "message": "half way"}]

    assert house.run(SWEEP) == ["waiting"]
    assert house.worker("--batch").wait(60) == 0

    assert len(_lines(path)) == 2
    assert [(row["state"], row["attempts"]) for row in house.run(LOOK)] == [("done", 2)]
    left = (
        "from django_tasks_db.models import DBTaskResult\n"
        "answer = DBTaskResult.objects.filter(status__in=['READY', 'RUNNING']).count()"
    )
    assert house.run(left) == 0


def test_a_worker_told_to_stop_finishes_its_job_and_takes_no_other(house: House, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    house.run(ASK, names=["append", "append"], path=str(path), more={"seconds": 1.5})
    worker = house.worker()
    wait_until(lambda: bool(_lines(path)))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(15) == 0
    assert sorted(row["state"] for row in house.run(LOOK)) == ["done", "waiting"]


def test_an_idle_worker_told_to_stop_ends_at_once(house: House) -> None:
    worker = house.worker()
    ready = "from portal.jobs.models import Job\nanswer = Job.objects.filter(state='done').count()"
    wait_until(lambda: house.run(ready) > 2)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(20) == 0


def test_a_long_job_does_not_hold_up_the_post(house: House, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    house.run(ASK, names=["append"], path=str(path), more={"seconds": 30})
    worker = house.worker()
    wait_until(lambda: bool(_lines(path)))

    (id_,) = house.run(MAIL, count=1)

    wait_until(lambda: f"<{id_}@127.0.0.1>" in house.mails(), seconds=10)
    assert house.run(LOOK)[0]["state"] == "running"
    worker.send_signal(signal.SIGKILL)
