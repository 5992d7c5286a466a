import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from grants.budget.models import Entry, Slice, Transfer
from grants.budget.proof import prove
from grants.control import flows, tasks
from grants.control.queries import PROVE, proofs
from portal import storage
from portal.jobs.flows import enqueue, take
from portal.jobs.models import Job, JobState
from portal.jobs.progress import Progress
from portal.jobs.tasks import run_job
from portal.realm import within
from portal.trail.models import Record
from tests.grants.control.make import Worked, ledger_of
from tests.make import NOON, World, post
from wijkraden.people.models import User
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
PATH = "/control/proof/"


def check(city: City, user: User, browser: Client) -> Job:
    """Have the ledger checked, and do that work."""
    post(browser, user, PATH)
    with within(city.public_id):
        job = proofs()[0]
    run_job(job.public_id)
    job.refresh_from_db()
    return job


def test_a_sound_ledger_is_told_with_its_counts(
    worked: Worked, city: City, carla: User, signed_in: Browser
) -> None:
    browser = signed_in(carla)
    job = check(city, carla, browser)
    page = browser.get(PATH)

    outcome = page.context["outcome"]
    assert (job.state, job.result_url) == (JobState.DONE, PATH)
    assert (outcome["faults"], outcome["fault_count"]) == ([], 0)
    assert outcome["slices"] == len(outcome["names"]) == Slice.objects.filter(year__city=city).count()
    assert outcome["entries"] == Entry.objects.count()
    assert outcome["transfers"] == Transfer.objects.count()
    assert "Pernis 2026" in page.content.decode()


def test_the_outcome_stands_on_the_trail(worked: Worked, city: City, carla: User, signed_in: Browser) -> None:
    check(city, carla, signed_in(carla))

    record = Record.objects.get(act=flows.PROVED)
    counts = {"entries": Entry.objects.count(), "transfers": Transfer.objects.count(), "faults": 0}
    assert (record.by, record.facts) == (carla, counts)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_changed_cent_is_named_with_its_slice_in_the_language_of_who_asked(
    worked: Worked, city: City, carla: User, signed_in: Browser, language: str
) -> None:
    User.objects.filter(pk=carla.pk).update(language=language)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE grants_transfer DISABLE TRIGGER grants_transfer_no_update")
        else:
            cursor.execute("DROP TRIGGER grants_transfer_no_update")
        cursor.execute(
            "UPDATE grants_transfer SET cents = cents + 1 WHERE id ="
            " (SELECT max(t.id) FROM grants_transfer t JOIN grants_entry e ON e.id = t.entry_id"
            f" WHERE e.slice_id = {worked.slice.pk})"
        )
    browser = signed_in(carla)
    check(city, carla, browser)
    page = browser.get(PATH)

    named = [fault for fault in page.context["outcome"]["faults"] if fault.startswith("Pernis 2026: ")]
    with translation.override(language):
        faults = prove(city=city).faults
        sentence = gettext("entry %(number)s does not have the hash of its content")
    assert named == [fault for fault in faults if fault.startswith("Pernis 2026: ")]
    assert "Pernis 2026: " + sentence % {"number": worked.slice.last_number} in named
    assert named[0] in page.content.decode()
    entry = browser.get(f"/control/journal/{worked.slice.public_id}/{worked.slice.last_number}/")
    assert entry.context["is_sealed"] is False


def test_another_citys_ledger_is_neither_counted_nor_named(
    world: World, worked: Worked, signed_in: Browser
) -> None:
    ledger_of(world.elders, by=world.ada, approver=world.known("beheer"), at=NOON)
    carla = world.known("carla")
    browser = signed_in(carla)
    check(world.city, carla, browser)
    outcome = browser.get(PATH).context["outcome"]

    assert len(prove().names) > outcome["slices"]
    assert outcome["entries"] == Entry.objects.filter(slice__year__city=world.city).count()
    assert not [name for name in outcome["names"] if "Verweg" in name]


@pytest.mark.django_db(transaction=True)
def test_how_far_a_check_is_can_be_seen_while_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TELL_EVERY", 0.01)
    asked = enqueue(PROVE, arguments={}, by=None, at=NOON)
    job = take(asked.public_id, at=NOON)
    assert job is not None

    with tasks.telling(Progress(job)) as tell:
        tell(5, 10)
        end = time.monotonic() + 5
        while Job.objects.get(pk=job.pk).done != 5 and time.monotonic() < end:
            time.sleep(0.01)

    job.refresh_from_db()
    assert (job.done, job.total) == (5, 10)


def test_who_asks_while_a_check_is_open_gets_that_one(
    worked: Worked, city: City, carla: User, signed_in: Browser
) -> None:
    browser = signed_in(carla)
    first, second = (post(browser, carla, PATH) for _ in range(2))

    assert first["Location"] == second["Location"]
    page = browser.get(PATH)
    assert page.context["newest"].is_open
    assert b'<form method="post">' not in page.content.split(b"<main")[1]


def test_an_adviser_sees_the_outcome_and_has_no_button(
    worked: Worked, city: City, carla: User, fenna: User, signed_in: Browser
) -> None:
    check(city, carla, signed_in(carla))
    adviser = signed_in(fenna)
    page = adviser.get(PATH)

    assert page.context["outcome"]["fault_count"] == 0
    assert page.context["may_prove"] is False
    assert post(adviser, fenna, PATH).status_code == 403


def test_when_the_details_are_gone_the_page_says_so(
    worked: Worked, city: City, carla: User, signed_in: Browser
) -> None:
    browser = signed_in(carla)
    job = check(city, carla, browser)
    storage.remove(job.stored_as)
    page = browser.get(PATH)

    assert (page.status_code, page.context["outcome"], page.context["done"]) == (200, None, job)


def test_a_check_that_failed_is_told_and_can_be_asked_again(
    worked: Worked, city: City, carla: User, signed_in: Browser
) -> None:
    browser = signed_in(carla)
    post(browser, carla, PATH)
    with within(city.public_id):
        first = proofs().get()
    Job.objects.filter(pk=first.pk).update(state=JobState.FAILED)
    page = browser.get(PATH)
    assert page.context["failed"] is True

    post(browser, carla, PATH, after=first.public_id)

    with within(city.public_id):
        assert proofs().count() == 2
