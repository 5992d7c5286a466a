"""What the proof says of closings that were altered past the flows."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from grants.budget.flows import close_year, commit
from grants.budget.posting import Decision
from grants.control.flows import approve_closing
from grants.control.models import Closing
from grants.control.queries import faults_of_closings
from portal.jobs.flows import enqueue
from portal.jobs.models import JobState
from portal.jobs.tasks import run_job
from tests.grants.budget.make import NEW_YEAR
from tests.make import another_city
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.states import Role

from .closing_scenes import TRANSFER, Over, over, prove_again, stamp

pytestmark = pytest.mark.django_db


@shared
def play() -> Over:
    """2026, in which 300 euros were granted."""
    made = over()
    commit(made.dossier, cents=30_000, **stamp("grant"))
    prove_again(made.city)
    return made


def closed(play: Over, transfer: Decision | None = TRANSFER) -> Closing:
    """Have 2026 closed."""
    return approve_closing(play.prepare(transfer=transfer), by=play.approves, at=NEW_YEAR)


def told(play: Over) -> list[str]:
    """Return what is wrong with the closings of the city, in English."""
    with translation.override("en"):
        assert faults_of_closings() == faults_of_closings(play.city)
        return faults_of_closings(play.city)


@pytest.mark.parametrize("transfer", [None, TRANSFER], ids=["from what is free", "with a transfer"])
def test_of_a_closing_that_is_right_nothing_is_said(play: Over, transfer: Decision | None) -> None:
    closed(play, transfer)

    assert told(play) == []
    assert faults_of_closings(another_city()) == []


def test_a_year_that_was_closed_without_a_closing_has_none(play: Over) -> None:
    close_year(play.year, transfer=TRANSFER, **stamp("close"))

    assert told(play) == []


BOOKED = "closing of 2026: its day, who approved it or its decision is not that of what was booked"
MOVED = "closing of 2026: its amounts are not those that were booked"
PEOPLE = "closing of 2026: the trail does not say that it was prepared and approved by these people"
STANDS = "closing of 2026: it was approved, but it does not stand as approved in a year that is closed"


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"booked_on": date(2027, 1, 2)}, [BOOKED]),
        ({"transfer_number": "26bb1"}, [BOOKED]),
        ({"transfer_on": date(2026, 12, 16)}, [BOOKED]),
        ({"transfer_number": "", "transfer_on": None}, [BOOKED]),
        ({"free_cents": 1}, [MOVED]),
        ({"committed_cents": 30_001}, [MOVED]),
        ({"suspense_cents": 1}, [MOVED]),
        ({"state": "returned", "reason": "Nee"}, [STANDS]),
        ({"state": "withdrawn"}, [STANDS]),
        ({"state": "prepared"}, [STANDS]),
        ({"prepared_at": NEW_YEAR.replace(year=2028)}, [PEOPLE]),
    ],
    ids=str,
)
def test_what_was_changed_by_hand_is_named(play: Over, values: dict[str, object], faults: list[str]) -> None:
    made = closed(play)
    assert told(play) == []

    by_hand(lambda: Closing.objects.filter(pk=made.pk).update(**values))

    assert told(play) == faults


def test_another_name_under_it_is_named(play: Over) -> None:
    made, other = closed(play), play.another(Role.BUDGET_HOLDER)

    by_hand(lambda: Closing.objects.filter(pk=made.pk).update(decided_by=other))

    assert told(play) == [PEOPLE, BOOKED]


def test_a_closing_that_was_approved_by_who_prepared_it_is_named(play: Over) -> None:
    made = closed(play)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE grants_closing DROP CONSTRAINT who_prepares_a_year_closing_never_approves_it"
            )
        by_hand(lambda: Closing.objects.filter(pk=made.pk).update(prepared_by=made.decided_by))
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")

    assert told(play) == ["closing of 2026: who prepared it approved it", PEOPLE]


def test_a_closing_that_is_gone_is_named(play: Over) -> None:
    made = closed(play)

    by_hand(lambda: Closing.objects.filter(pk=made.pk).delete())

    gone = "the closing is gone, though the trail or the ledger knows that it was approved"
    assert told(play) == [f"{made.public_id}: {gone}"]


def test_the_command_and_the_daily_check_ask_it_too(play: Over) -> None:
    made = closed(play)
    call_command("verify_ledger")

    by_hand(lambda: Closing.objects.filter(pk=made.pk).update(free_cents=1))

    with pytest.raises(CommandError, match=MOVED):
        call_command("verify_ledger")
    job = enqueue("grants.control.tasks.check_everything", by=None, at=NEW_YEAR, max_attempts=3)
    run_job(job.public_id)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
