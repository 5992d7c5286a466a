"""The order of a story: what the bank did on a day stands where it became known, before what followed from it."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from grants.dossier.told import story_of
from grants.proposals.models import Proposal
from tests import decisions, payments
from tests.grants.decisions.test_revising import again, claimed
from tests.objections import DECIDED
from tests.payments import Booked
from wijkraden.people.models import User
from wijkraden.places.models import District

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


def came_back(proposal: Proposal, *, read_at: datetime) -> None:
    """Have the bank tell that all of its claim came back on the day of DECIDED."""
    claim = proposal.claims.get()
    back = Booked(claim.cents, is_receipt=True, text=claim.reference, reference="A")
    payments.read(proposal.district.city, [back], number="STMT-9", on=DECIDED.date(), at=read_at)


def told_to(user: User, proposal: Proposal) -> list[str]:
    with translation.override("en"):
        return [one.words for one in story_of(user, again(proposal))]


def test_what_came_back_stands_before_what_followed_from_it_that_day(
    delfshaven: District, olga: User
) -> None:
    made, _claim = claimed(delfshaven)
    came_back(made, read_at=DECIDED)
    before = told_to(olga, made)
    decisions.lowered(made, 2_000_00, at=DECIDED + 2 * HOUR)

    told = told_to(olga, made)

    assert before[-1].endswith("was paid back")
    assert len(told) > len(before)
    assert told[: len(before)] == before


def test_what_became_known_on_a_later_day_stands_at_the_end_of_its_own(
    delfshaven: District, olga: User
) -> None:
    made, _claim = claimed(delfshaven)
    decisions.lowered(made, 2_000_00, at=DECIDED + 2 * HOUR)
    came_back(made, read_at=DECIDED + DAY)

    assert told_to(olga, made)[-1].endswith("was paid back")
