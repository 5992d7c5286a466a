"""Once a day the ledgers of all cities and the trail are checked; what is wrong is work that failed."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client

from grants.budget.models import Transfer
from grants.payments.models import Order, StatementLine
from portal.jobs.flows import enqueue
from portal.jobs.models import Job, JobState
from portal.jobs.tasks import run_job
from portal.trail.models import Record
from tests import decisions, payments
from tests.make import NOON
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.places.models import District

TASK = "grants.control.tasks.check_everything"
Browser = Callable[[User | None], Client]


@shared
def paid(delfshaven: District) -> Order:
    """A payment of 10 euros that a statement told."""
    return payments.paid(decisions.granted(delfshaven, cents=10_00))[0]


def daily_check() -> Job:
    """Do the work as the portal asks for it."""
    job = enqueue(TASK, by=None, at=NOON, max_attempts=3)
    run_job(job.public_id)
    job.refresh_from_db()
    return job


def health() -> dict[str, object]:
    """Return what the portal says of its checks."""
    found: dict[str, object] = Client().get("/health/").json()["checks"]
    return found


def test_it_is_regular_work_of_every_day() -> None:
    assert (TASK, 24 * 60) in settings.PORTAL_REGULAR
    assert settings.PORTAL_CHECKS == [TASK]


def test_a_sound_ledger_and_a_whole_trail_end_well(paid: Order) -> None:
    assert Transfer.objects.count() > 0
    assert daily_check().state == JobState.DONE
    assert health()["ok"] is True


def test_a_changed_cent_is_work_that_failed_at_once(paid: Order, beheer: User, signed_in: Browser) -> None:
    one = Transfer.objects.order_by("pk")[0]
    by_hand(lambda: Transfer.objects.filter(pk=one.pk).update(cents=one.cents + 1))

    job = daily_check()

    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert "verify_ledger" in job.message
    assert (Client().get("/health/").status_code, health()["failed"]) == (503, 1)
    browser = signed_in(beheer)
    assert f"/jobs/{job.public_id}/" in browser.get("/jobs/?state=failed").content.decode()
    assert "verify_ledger" in browser.get(f"/jobs/{job.public_id}/").content.decode()


def test_a_line_that_is_not_what_was_booked_is_work_that_failed(paid: Order) -> None:
    by_hand(lambda: StatementLine.objects.update(cents=9_00))

    job = daily_check()

    assert job.state == JobState.FAILED
    assert "verify_payments" in job.message


def test_a_changed_record_of_the_trail_is_work_that_failed(paid: Order) -> None:
    record = Record.objects.order_by("number")[0]
    by_hand(lambda: Record.objects.filter(pk=record.pk).update(act="other.act"))

    job = daily_check()

    assert job.state == JobState.FAILED
    assert "verify_trail" in job.message
