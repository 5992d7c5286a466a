"""Instalments whose moment comes later: from then on they are to be paid."""

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.decisions.flows import decide
from grants.decisions.states import Ground, InstalmentOf, Moment
from grants.payments.flows import let_due_instalments
from grants.payments.queries import to_pay, waits_of
from grants.proposals.models import Proposal
from portal.jobs.flows import enqueue
from portal.jobs.tasks import run_job
from tests import decisions, proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

LATER = date(2026, 12, 1)
THEN = NOON + timedelta(days=29)


@shared
def proposal(delfshaven: District, daan: User) -> Proposal:
    """A grant of 4,800 euros: 2,000 at once, 1,000 on the first of December."""
    decisions.mandate(delfshaven.city)
    return granted_in_parts(delfshaven, by=daan)


def granted_in_parts(district: District, *, by: User, **asked: Any) -> Proposal:
    made = proposals.reviewed(district, **asked)
    parts = (InstalmentOf(2_000_00, Moment.AT_ONCE), InstalmentOf(1_000_00, Moment.ON_DAY, LATER))
    what = replace(decisions.a_grant(made), instalments=parts)
    decide(decisions.prepared(made, what), by=by, at=NOON)
    return made


def due(city: City) -> list[tuple[int, date]]:
    return [(one.cents, one.due_on) for one in to_pay(city)]


@pytest.mark.parametrize(("at", "count"), [(THEN - timedelta(days=1), 0), (THEN, 1)])
def test_on_its_day_it_is_to_be_paid_within_six_weeks(
    proposal: Proposal, city: City, at: datetime, count: int
) -> None:
    assert due(city) == [(2_000_00, date(2026, 12, 14))]

    assert let_due_instalments(city, by=None, at=at) == count
    assert let_due_instalments(city, by=None, at=at) == 0

    later = [(1_000_00, date(2027, 1, 12))] if count else []
    assert due(city) == [(2_000_00, date(2026, 12, 14)), *later]


def test_the_worker_does_so_by_itself(proposal: Proposal, city: City) -> None:
    with time_machine.travel(THEN, tick=False):
        job = enqueue("grants.payments.tasks.let_due", by=None, at=THEN)
        run_job(job.public_id)

    assert len(due(city)) == 2


def test_what_waits_is_told_as_what_is_left_to_pay(delfshaven: District, city: City, daan: User) -> None:
    made = decisions.reported(delfshaven, spent_cents=4_000_00, advance_percent=80)
    assert (waits_of(city, on=NOON.date()).instalments, waits_of(city, on=NOON.date()).cents) == (1, 6_400_00)

    final = decisions.a_determination(4_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final), by=daan, at=NOON)

    assert (waits_of(city, on=NOON.date()).instalments, waits_of(city, on=NOON.date()).cents) == (1, 4_000_00)


def test_every_proposal_is_held_before_anything_is_booked(
    proposal: Proposal, delfshaven: District, city: City, daan: User
) -> None:
    another = granted_in_parts(delfshaven, by=daan, title="Nog een feest")

    with CaptureQueriesContext(connection) as asked:
        assert let_due_instalments(city, by=None, at=THEN) == 2

    told = [one["sql"] for one in asked.captured_queries]
    first = next(place for place, sql in enumerate(told) if "INSERT INTO" in sql)
    both = [f"IN ({one}, {other})" for one, other in itertools.permutations((proposal.pk, another.pk))]
    assert any(words in sql for sql in told[:first] for words in both)
