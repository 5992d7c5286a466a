"""The trail under load, and that no switch turns it off."""

import ast
import sys
from pathlib import Path

import pytest

from tests.checks.source import modules
from tests.portal.house import build

WRITE = """
import os, random, time
from django.db import transaction
from portal.trail.flows import flow, record
from portal.jobs.flows import enqueue
@flow
def act(number, *, by, at):
    if number % 5 == 0:
        enqueue("tests.portal.jobs.work.note", key=f"k{number}", by=None, at=at)  # both ask for the same job
    record("test.act", f"thing:{os.getpid()}", by=by, at=at, number=number)
    if number % 7 == 0:
        raise ZeroDivisionError
answer = 0
for number in range(60):
    try:
        act(number, by=None, at=now())
        answer += 1
    except ZeroDivisionError:
        pass
"""
LOOK = """
from portal.jobs.models import Job
from portal.trail.models import Record
from portal.trail.queries import breaks
answer = [list(breaks()), list(Record.objects.order_by("number").values_list("number", flat=True)),
          Record.objects.values("subject_id").distinct().count(), Job.objects.count()]
"""


@pytest.mark.usefixtures("django_db_setup")
def test_two_processes_at_once_leave_one_chain_without_a_gap(tmp_path: Path) -> None:
    house = build(tmp_path)
    try:
        start = "import django, json\ndjango.setup()\nfrom django.utils.timezone import now\n"
        code = f"{start}{WRITE}\nprint(answer)"
        writers = [house.start([sys.executable, "-c", code]) for _ in range(2)]
        written = [int(writer.communicate(timeout=120)[0].splitlines()[-1]) for writer in writers]
        found, numbers, who, jobs = house.run(LOOK)
    finally:
        house.close()

    assert written == [51, 51]
    assert found == []
    assert numbers == list(range(1, 103))
    assert (who, jobs) == (2, 10)


WHILE_READ = """
import threading
from portal.trail import queries
from portal.trail.flows import record
def write():
    record("test.act", "thing:late", by=None, at=now())
for number in range(3):
    record("test.act", f"thing:{number}", by=None, at=now())
seal = queries.fingerprint
def meanwhile(row):
    if row.number == 1:
        other = threading.Thread(target=write)
        other.start()
        other.join()
    return seal(row)
queries.fingerprint = meanwhile
answer = [list(queries.breaks()), queries.Record.objects.count()]
"""


@pytest.mark.usefixtures("django_db_setup")
def test_a_record_that_comes_while_the_trail_is_checked_is_no_break(tmp_path: Path) -> None:
    house = build(tmp_path)
    try:
        found, count = house.run(WHILE_READ)
    finally:
        house.close()

    assert (found, count) == ([], 4)


def test_no_line_of_the_portal_takes_the_triggers_off_but_before_a_migration() -> None:
    found = [
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.Name, ast.Attribute))
        and (getattr(node, "attr", "") or getattr(node, "id", "")) == "lift"
    ]

    assert found == ["portal.apps"]


def test_no_setting_and_no_environment_reaches_the_trail() -> None:
    (flows,) = [module for module in modules() if module.name == "portal.trail.flows"]
    known = {name for name, _ in flows.imports()}

    assert not {name for name in known if "settings" in name or name in {"os", "portal.env"}}
    assert not [
        node
        for node in ast.walk(flows.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"settings", "environ"}
    ]
