"""A grant of a budget that the city council has yet to adopt: under condition (Awb 4:34)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from grants.budget.errors import OverCeiling
from grants.budget.states import Event, Kind
from grants.decisions.errors import NotReady
from grants.decisions.flows import (
    DecisionOf,
    award_instalment,
    decide,
    prepare_decision,
)
from grants.decisions.models import BudgetCondition
from grants.decisions.queries import due_instalments, granted_cents, left_for
from grants.decisions.states import InstalmentOf, Moment
from grants.proposals.models import Proposal
from grants.proposals.states import State
from portal.errors import WrongState
from tests import conditions, decisions
from tests.conditions import ADOPTED, figures, sound
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.places.models import District

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with override("en"):
        yield


@shared
def proposal(delfshaven: District) -> Proposal:
    """A grant of 4,800 euros under condition."""
    return conditions.granted(delfshaven)


@shared
def small(delfshaven: District) -> Proposal:
    """One of 500 euros that can be decided on."""
    return conditions.reviewed(delfshaven, cents=500_00)


def test_it_is_granted_under_condition_and_commits_nothing(proposal: Proposal) -> None:
    assert proposal.state == State.GRANTED
    assert figures(proposal) == {Kind.CONDITIONAL: 4_800_00}
    condition = conditions.condition_of(proposal)
    assert (condition.made_on, condition.is_open, condition.entry) == (NOON.date(), True, None)
    decision = condition.decision
    assert decision.entry is not None
    assert (decision.entry.event, granted_cents(proposal)) == (Event.CONDITION, 4_800_00)
    ceiling = (decision.authority_cents, decision.free_before_cents, decision.free_after_cents)
    assert ceiling == (25_000_00, 25_000_00, 20_200_00)
    sound()


def test_nothing_is_due_while_it_stands(delfshaven: District) -> None:
    proposal = conditions.reviewed(delfshaven, cents=8_000_00)
    conditions.mandate(proposal)
    what = decisions.replace(
        decisions.a_grant(proposal),
        instalments=(
            InstalmentOf(1_000_00, Moment.AT_ONCE),
            InstalmentOf(1_000_00, Moment.ON_DAY, date(2026, 11, 9)),
        ),
    )
    decide(decisions.prepared(proposal, what), by=cast("daan"), at=NOON)
    on_a_day = conditions.condition_of(proposal).decision.instalments.get(moment=Moment.ON_DAY)

    later = NOON + timedelta(days=60)
    assert list(due_instalments(proposal.district.city, on=later.date())) == []
    with pytest.raises(WrongState):
        award_instalment(on_a_day, by=None, at=later)
    assert figures(proposal) == {Kind.CONDITIONAL: 8_000_00}


def test_what_becomes_final_at_once_is_not_granted_so(small: Proposal) -> None:
    with pytest.raises(NotReady, match="cannot be final at once"):
        decisions.prepared(small)


def test_a_prepared_one_that_is_final_at_once_waits_for_the_budget(small: Proposal) -> None:
    """Once the city council adopted it, the same proposal is granted as always."""
    conditions.mandate(small)
    conditions.adopt(small.district.city)
    conditions.allot(small.district.city, 25_000_00)

    decide(decisions.prepared(small, at=ADOPTED), by=cast("daan"), at=ADOPTED)

    small.refresh_from_db()
    assert small.state == State.DETERMINED
    assert not BudgetCondition.objects.exists()


def test_no_more_than_the_published_ceiling_is_granted(delfshaven: District) -> None:
    first = conditions.granted(delfshaven, cents=20_000_00)
    second = conditions.reviewed(delfshaven, cents=8_000_00, title="Nog een feest")

    assert left_for(second, on=NOON.date()) == 5_000_00
    with pytest.raises(OverCeiling) as refused:
        decide(decisions.prepared(second), by=cast("daan"), at=NOON)
    assert refused.value.left_cents == 5_000_00
    assert figures(first) == {Kind.CONDITIONAL: 20_000_00}


def test_the_order_of_receipt_holds_without_reservations(delfshaven: District) -> None:
    """What was complete on an earlier day keeps what it asks, as its reservation would."""
    earlier = conditions.reviewed(delfshaven, cents=20_000_00)
    later = conditions.reviewed(
        delfshaven, cents=8_000_00, title="Nog een feest", at=NOON + timedelta(days=1)
    )
    conditions.mandate(later)

    assert left_for(later, on=NOON.date()) == 5_000_00
    assert left_for(earlier, on=NOON.date()) == 25_000_00
    made = decisions.prepared(later, at=NOON + timedelta(days=1))
    with pytest.raises(OverCeiling):
        decide(made, by=cast("daan"), at=NOON + timedelta(days=1))


def test_the_letter_sets_the_condition(proposal: Proposal) -> None:
    letter = conditions.condition_of(proposal).decision.letter
    assert letter is not None
    by_heading = {one.get("heading"): one for one in letter["sections"]}
    with override("nl"):
        told = " ".join(by_heading[_("The condition")]["paragraphs"])
        when = by_heading[_("When you get the money")]["table"]["rows"][0][0]
        assert when == _("Within six weeks after the condition is gone")
        assert letter["sections"][0]["paragraphs"][-1] == _(
            "There is a condition: the city council must make enough money available."
        )
    assert "4:34" in told
    assert "2027" in told


def test_the_letter_of_any_other_grant_has_no_condition(delfshaven: District) -> None:
    proposal = decisions.granted(delfshaven)

    letter = proposal.decisions.get().letter
    assert letter is not None
    assert "4:34" not in str(letter)


@pytest.mark.parametrize("what", [decisions.a_change(4_000_00), decisions.a_determination(4_800_00)])
def test_its_amount_stays_while_it_stands(proposal: Proposal, what: DecisionOf) -> None:
    with pytest.raises(NotReady, match="under condition of the budget"):
        prepare_decision(proposal, what=what, by=cast("olga"), at=NOON)
