"""How a grant under condition of the budget ends: it is confirmed, or revoked in time (Awb 4:34)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from grants.budget.errors import StillOpen
from grants.budget.flows import close_slice
from grants.budget.states import Event, Kind
from grants.decisions.errors import NotReady, TooLate
from grants.decisions.flows import (
    ask_view,
    confirm_condition,
    decide,
    enter_view,
    prepare_decision,
)
from grants.decisions.queries_of_conditions import conditions_to_confirm
from grants.decisions.states import DecisionKind, Ending, Ground
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.register.queries.closing import to_close
from portal.errors import WrongState
from portal.post.models import Message
from tests import conditions, decisions
from tests.conditions import ADOPTED, ADOPTED_ON, LAST_ON, by_night, figures, noon, revoked, sound
from tests.make import NOON
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.errors import NoLongerAllowed
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
def first(delfshaven: District) -> Proposal:
    """A grant of 8,000 euros under condition."""
    return conditions.granted(delfshaven, cents=8_000_00)


@shared
def second(delfshaven: District) -> Proposal:
    """Another one."""
    return conditions.granted(delfshaven, cents=8_000_00, title="Nog een feest")


def test_it_becomes_a_commitment_once_the_budget_has_enough(first: Proposal) -> None:
    conditions.adopt(first.district.city)
    conditions.allot(first.district.city, 25_000_00)

    by_night(ADOPTED)

    condition = conditions.condition_of(first)
    assert (condition.ending, condition.adopted_on, condition.last_on) == (Ending.MET, ADOPTED_ON, LAST_ON)
    assert condition.entry is not None
    assert condition.entry.event == Event.COMMIT
    assert figures(first) == {
        Kind.COMMITTED: 8_000_00,
        Kind.FREE: 17_000_00,
        Kind.ADVANCES: 6_400_00,
        Kind.PAYABLE: 6_400_00,
    }
    sound()


def test_it_is_told_that_the_condition_is_gone(proposal: Proposal) -> None:
    """The applicant, who chairs and coordinates the council, and who wrote it."""
    conditions.adopt(proposal.district.city)
    conditions.allot(proposal.district.city, 25_000_00)

    by_night(ADOPTED)

    told = Message.objects.filter(kind="decisions.condition_met")
    assert sorted(one.address for one in told) == [
        "anna@demo.example",
        "chris@demo.example",
        "coen@demo.example",
        "fatima@demo.example",
    ]


@pytest.mark.usefixtures("second")
def test_it_waits_while_the_budget_has_too_little_for_all(first: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 10_000_00)

    by_night(ADOPTED)

    assert figures(first) == {Kind.CONDITIONAL: 16_000_00, Kind.FREE: 10_000_00}
    with pytest.raises(NotReady, match="too little"):
        confirm_condition(conditions.condition_of(first), by=None, at=ADOPTED)


def test_before_the_city_council_adopts_it_nothing_is_confirmed(proposal: Proposal) -> None:
    assert list(conditions_to_confirm(on=ADOPTED.date())) == []

    with pytest.raises(WrongState, match="not adopted"):
        confirm_condition(conditions.condition_of(proposal), by=None, at=ADOPTED)


def test_it_is_confirmed_once(first: Proposal) -> None:
    conditions.adopt(first.district.city)
    conditions.allot(first.district.city, 25_000_00)
    stale = conditions.condition_of(first)
    by_night(ADOPTED)

    with pytest.raises(WrongState, match="ended already"):
        confirm_condition(stale, by=None, at=ADOPTED)
    by_night(ADOPTED)
    assert figures(first)[Kind.COMMITTED] == 8_000_00


def test_the_condition_is_invoked_and_the_rest_is_confirmed(
    first: Proposal, second: Proposal, delfshaven: District
) -> None:
    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 10_000_00)

    made = revoked(second, at=ADOPTED)

    assert second.state == State.REVOKED
    condition = conditions.condition_of(second)
    assert (condition.ending, condition.ended_by, condition.last_on) == (
        Ending.INVOKED,
        cast("daan"),
        LAST_ON,
    )
    assert made.entry is not None
    assert made.entry.event == Event.CONDITION_ENDS
    sound()
    by_night(ADOPTED)
    assert figures(first)[Kind.COMMITTED] == 8_000_00
    assert Kind.CONDITIONAL not in figures(first)
    sound()


def test_who_prepared_that_does_not_take_it(proposal: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)
    made = prepare_decision(proposal, what=decisions.a_revocation(Ground.BUDGET), by=cast("olga"), at=ADOPTED)

    with pytest.raises(NoLongerAllowed):
        decide(made, by=cast("olga"), at=ADOPTED)
    assert conditions.condition_of(proposal).is_open


def test_it_is_not_invoked_while_the_budget_has_enough(proposal: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 25_000_00)

    with pytest.raises(NotReady, match="has enough"):
        revoked(proposal, at=ADOPTED)


def test_it_is_not_invoked_before_the_budget_is_adopted(proposal: Proposal) -> None:
    with pytest.raises(NotReady, match="has not adopted the budget of 2027"):
        revoked(proposal, at=ADOPTED)


def test_without_a_condition_the_budget_is_no_ground(delfshaven: District) -> None:
    proposal = decisions.granted(delfshaven)

    with pytest.raises(NotReady, match="No condition of the budget"):
        revoked(proposal, at=NOON)


def test_the_last_day_to_invoke_it_counts_whole(proposal: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)

    revoked(proposal, at=datetime(2026, 12, 10, 22, 30, tzinfo=UTC))  # 23:30 in Amsterdam

    assert conditions.condition_of(proposal).ending == Ending.INVOKED


def test_a_day_later_it_lapsed_and_the_grant_stands(proposal: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)
    late = datetime(2026, 12, 10, 23, 30, tzinfo=UTC)  # 0:30 in Amsterdam

    with pytest.raises(TooLate, match="up to and including"):
        revoked(proposal, at=late)


def test_what_was_prepared_in_time_is_taken_in_time_too(proposal: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)
    made = prepare_decision(proposal, what=decisions.a_revocation(Ground.BUDGET), by=cast("olga"), at=ADOPTED)

    with pytest.raises(TooLate):
        decide(made, by=cast("daan"), at=noon(LAST_ON + timedelta(days=1)))
    assert conditions.condition_of(proposal).is_open


def test_a_last_day_in_the_weekend_or_on_a_holiday_moves(proposal: Proposal, delfshaven: District) -> None:
    """Four weeks after Friday 27 November 2026 is Christmas Day; the next day that is none is Monday 28 December."""
    at = noon(date(2026, 11, 30))
    conditions.adopt(delfshaven.city, on=date(2026, 11, 27), at=at)

    revoked(proposal, at=noon(date(2026, 12, 28)))

    assert conditions.condition_of(proposal).last_on == date(2026, 12, 28)


def test_after_the_weeks_each_is_confirmed_for_which_there_is_enough(
    first: Proposal, second: Proposal, delfshaven: District
) -> None:
    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 10_000_00)
    late = noon(LAST_ON + timedelta(days=1))

    by_night(late)

    assert conditions.condition_of(first).ending == Ending.MET
    assert conditions.condition_of(second).is_open
    conditions.allot(delfshaven.city, 20_000_00, at=late)
    by_night(late)
    assert conditions.condition_of(second).ending == Ending.MET
    assert figures(first)[Kind.COMMITTED] == 16_000_00
    sound()


def test_another_ground_revokes_it_at_any_time(proposal: Proposal) -> None:
    view = ask_view(
        proposal,
        kind=DecisionKind.REVOKE,
        ground=Ground.NOT_DONE,
        intention="Het gaat niet door.",
        by=cast("olga"),
        at=NOON,
    )
    enter_view(view, answer="Dat klopt.", by=cast("olga"), at=NOON)

    revoked(proposal, ground=Ground.NOT_DONE, at=NOON)

    condition = conditions.condition_of(proposal)
    assert (condition.ending, condition.adopted_on) == (Ending.REVOKED, None)
    assert figures(proposal) == {}
    sound()


@pytest.mark.usefixtures("first")
def test_what_stands_under_condition_comes_before_a_new_grant(delfshaven: District) -> None:
    other = conditions.reviewed(delfshaven, cents=4_800_00, title="Nog een feest")
    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 25_000_00)
    made = decisions.prepared(other, at=ADOPTED)

    with pytest.raises(NotReady, match="They come first"):
        decide(made, by=cast("daan"), at=ADOPTED)
    by_night(ADOPTED)
    decide(made, by=cast("daan"), at=ADOPTED)
    assert figures(other)[Kind.COMMITTED] == 12_800_00


def test_reservations_give_way_to_what_was_granted(delfshaven: District) -> None:
    """Who submits after the budget was adopted reserves from what is free; a grant goes before that."""
    first = conditions.granted(delfshaven, cents=20_000_00)
    conditions.adopt(delfshaven.city)
    conditions.allot(delfshaven.city, 22_000_00)
    later = conditions.reviewed(delfshaven, cents=8_000_00, title="Nog een feest", at=ADOPTED)
    assert figures(later)[Kind.RESERVED] == 8_000_00

    by_night(ADOPTED)

    assert figures(first)[Kind.COMMITTED] == 20_000_00
    assert figures(later)[Kind.RESERVED] == 2_000_00
    sound()


def test_a_later_change_of_the_share_starts_no_term_anew(proposal: Proposal, delfshaven: District) -> None:
    conditions.adopt(delfshaven.city)
    conditions.adopt(delfshaven.city, on=date(2026, 12, 3), cents=110_000_00, at=noon(date(2026, 12, 4)))

    with pytest.raises(TooLate):
        revoked(proposal, at=noon(LAST_ON + timedelta(days=1)))


def test_a_budget_with_an_open_condition_does_not_close(proposal: Proposal) -> None:
    with pytest.raises(StillOpen, match="granted under condition"):
        close_slice(
            proposal.slice,
            into=None,
            transfer=None,
            by=None,
            at=NOON,
            booked_on=date(2027, 12, 31),
            key="closing",
        )
    assert conditions.condition_of(proposal).is_open


def test_a_dossier_stays_open_under_condition_and_closes_after_it_was_invoked(
    proposal: Proposal, delfshaven: District
) -> None:
    conditions.adopt(delfshaven.city)
    later = noon(date(2027, 6, 1))
    assert proposal not in to_close(later)

    revoked(proposal, at=ADOPTED)

    assert proposal not in to_close(ADOPTED)
    assert proposal in to_close(later)
