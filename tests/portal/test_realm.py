"""Each city reads its own messages, jobs and trail, and those of the installation itself."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from grants.home.queries import waiting_for
from portal import realm
from portal.jobs import tasks
from portal.jobs.flows import enqueue
from portal.jobs.models import Job
from portal.post import flows
from portal.post.models import Message
from portal.realm import within
from portal.trail.flows import record
from portal.trail.models import Record
from tests.make import World, message, sign_in

pytestmark = pytest.mark.django_db
HOST = {"host": "elders.example"}


@pytest.fixture
def both(world: World, settings: Any) -> World:
    """Two cities that answer, each with a message that failed, work, and a record."""
    settings.ALLOWED_HOSTS = ["testserver", HOST["host"]]
    for name, here in (("here", world.city.public_id), ("there", world.elders.public_id), ("all", "")):
        with within(here):
            message(address=f"no-address-{name}", at=world.at)
            enqueue("tests.portal.jobs.work.note", label=f"work-{name}", by=None, at=world.at)
            record("jobs.retried", f"thing:{name}", by=None, at=world.at)
    return world


@pytest.mark.parametrize("path", ["/messages/", "/jobs/", "/trail/", "/trail/export/"])
def test_a_page_shows_the_rows_of_its_city_and_of_the_installation(both: World, path: str) -> None:
    marks = {"/messages/": "no-address-", "/jobs/": "work-"}
    for user, host, own, other in (
        ("beheer", "testserver", "here", "there"),
        ("ada", HOST["host"], "there", "here"),
    ):
        answer = sign_in(Client(headers={"host": host}), both.person(user)).get(path)
        assert answer.status_code == 200
        text = answer.getvalue().decode()
        mark = marks.get(path, "")
        if mark:
            assert (f"{mark}{own}" in text, f"{mark}all" in text, f"{mark}{other}" in text) == (
                True,
                True,
                False,
            )
            continue
        named = [
            name
            for name in ("here", "there", "all")
            if f";{name};" in text or f">{name}<" in text or f" {name}" in text
        ]
        assert (own in named, "all" in named, other in named) == (True, True, False), text


def test_who_governs_one_city_governs_no_other(both: World) -> None:
    ada = sign_in(Client(), both.ada)
    beheer = sign_in(Client(headers=HOST), both.person("beheer"))

    for path in ("/messages/", "/jobs/", "/trail/", "/trail/export/"):
        assert [client.get(path).status_code for client in (ada, beheer)] == [404, 404]


def test_home_counts_what_failed_in_its_own_city(both: World) -> None:
    beheer = both.known("beheer")
    with within(both.city.public_id):
        titles = [one.title for one in waiting_for(beheer, both.city, today=both.at.date())]

    assert titles[0].startswith("2 ")


def test_what_a_page_writes_is_of_its_city(both: World) -> None:
    sign_in(Client(headers=HOST), both.ada).get("/trail/export/").getvalue()

    assert Record.objects.get(act="trail.exported").realm == both.elders.public_id


def test_the_worker_writes_in_the_realm_of_the_work(world: World) -> None:
    with within(world.elders.public_id):
        asked = enqueue("tests.portal.jobs.work.no_such", by=None, at=world.at, max_attempts=1)
        post = message(at=world.at)
    tasks.run_job(asked.public_id)
    from portal.post.tasks import deliver

    deliver(post.public_id)

    made = Record.objects.filter(act__in=["jobs.failed", "post.sent"]).order_by("number")
    assert [(row.act, row.realm) for row in made] == [
        ("jobs.failed", world.elders.public_id),
        ("post.sent", world.elders.public_id),
    ]
    assert realm.current() == ""


def test_outside_a_request_everything_is_the_installations_own(world: World) -> None:
    message(at=timezone.now())

    assert Message.objects.latest("id").realm == ""
    assert json.loads(Client().get("/health/").content)["ok"] is True
    assert (flows.PARKED, Job.objects.count()) == ("post.parked", 0)
