"""Until the decision day of a tender: no figure gives the outcome away, and the penalty for being late runs on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.budget.queries import figures_of, free_of
from grants.decisions.flows import decide, publish_decisions
from grants.decisions.models import Decision
from grants.home.queries import budgets_of
from grants.proposals import flows
from grants.proposals.clocks import penalty_of
from grants.proposals.models import Proposal
from grants.register.queries import budgets_of as public_budgets_of
from grants.register.queries import map_of
from grants.rounds.states import Distribution
from portal.errors import WrongState
from tests import decisions, proposals
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
DAY = timedelta(days=1)
TODAY = NOON.date()


def waiting(district: District, *, cents: int, **settings: Any) -> Decision:
    """Return a grant in a tender that olga prepared for daan."""
    round_ = decisions.other_round(district.city, distribution=Distribution.TENDER, **settings)
    decisions.mandate(district.city, regulation=round_.regulation)
    return decisions.prepared(proposals.reviewed(district, round_=round_, cents=cents))


def told(district: District) -> list[Any]:
    """Return every figure of a budget that a member or the public is shown."""
    city = district.city
    return [
        budgets_of([district], city, today=TODAY),
        public_budgets_of(city, district, today=TODAY),
        map_of(city, today=TODAY),
    ]


@pytest.mark.parametrize("cents", [800_00, 4_800_00], ids=["final at once", "granted"])
def test_members_and_the_public_see_the_money_granted_when_it_is_told(
    cents: int, delfshaven: District, daan: User
) -> None:
    waits = waiting(delfshaven, cents=cents)
    slice_ = waits.proposal.slice
    before, free = told(delfshaven), free_of([slice_])[slice_.pk]

    decide(waits, by=daan, at=NOON)

    figures = figures_of([slice_])[slice_.pk]
    assert (figures.granted, free_of([slice_])[slice_.pk]) == (cents, free - cents)  # what the staff reads
    assert told(delfshaven) == before

    publish_decisions(waits.proposal.round, by=daan, at=NOON + DAY)

    assert [after != was for after, was in zip(told(delfshaven), before, strict=True)] == [True, True, True]


@pytest.mark.usefixtures("at_noon")
def test_who_writes_another_proposal_reads_what_was_free_before(
    delfshaven: District, anna: User, daan: User, signed_in: Browser
) -> None:
    waits = waiting(delfshaven, cents=4_800_00)
    round_ = waits.proposal.round
    draft = proposals.draft(delfshaven, round_=round_, title="Nog een")
    free = free_of([draft.slice])[draft.slice_id]
    page = reverse("edit_money", args=[draft.public_id])

    decide(waits, by=daan, at=NOON)

    assert signed_in(anna).get(page).context["form"].free == free
    publish_decisions(round_, by=daan, at=NOON)
    assert signed_in(anna).get(page).context["form"].free == free - 4_800_00


def test_the_penalty_ends_by_the_day_on_which_the_decision_is_told(
    delfshaven: District, olga: User, daan: User
) -> None:
    waits = waiting(delfshaven, cents=4_800_00, decision_weeks=8)
    due = Proposal.objects.get(pk=waits.proposal_id).due_on
    assert due is not None
    decide(waits, by=daan, at=NOON + (due - TODAY))
    made = Proposal.objects.get(pk=waits.proposal_id)
    assert made.is_held_back
    late = NOON + (due - TODAY)
    flows.note_default(made, received_on=due + DAY, by=olga, at=late + DAY)
    found = penalty_of(made, on=due + 20 * DAY)
    assert found is not None
    assert found.days == 5

    publish_decisions(made.round, by=daan, at=late + 18 * DAY)

    made = Proposal.objects.get(pk=made.pk)
    assert made.told_on == due + 18 * DAY
    ended = penalty_of(made, on=due + 40 * DAY)
    assert ended is not None
    assert ended.days == 2
    with pytest.raises(WrongState):
        flows.note_default(made, received_on=due + DAY, by=olga, at=late + 19 * DAY)
