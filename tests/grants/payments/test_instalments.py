"""Instalments whose moment comes later: from then on they are to be paid."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine

from grants.decisions.flows import decide
from grants.decisions.states import InstalmentOf, Moment
from grants.payments.flows import let_due_instalments
from grants.payments.queries import to_pay
from grants.proposals.models import Proposal
from portal.jobs.flows import enqueue
from portal.jobs.tasks import run_job
from tests import decisions, proposals
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City, District

LATER = date(2026, 12, 1)
THEN = NOON + timedelta(days=29)


@pytest.fixture
def proposal(delfshaven: District, daan: User) -> Proposal:
    """A grant of 4,800 euros: 2,000 at once, 1,000 on the first of December."""
    made = proposals.reviewed(delfshaven)
    decisions.mandate(delfshaven.city)
    parts = (InstalmentOf(2_000_00, Moment.AT_ONCE), InstalmentOf(1_000_00, Moment.ON_DAY, LATER))
    what = replace(decisions.a_grant(made), instalments=parts)
    decide(decisions.prepared(made, what), by=daan, at=NOON)
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
