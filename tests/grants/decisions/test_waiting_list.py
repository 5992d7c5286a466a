"""A grant from the waiting list: in its order, of the money that is free now, until the year of the budget is over."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from grants.budget.errors import OverCeiling
from grants.budget.proof import prove
from grants.budget.queries import figures_of, free_of
from grants.budget.states import Kind
from grants.decisions.errors import DecidedFirst, NotReady, OffTheList, OutsideMandate
from grants.decisions.flows import decide, end_place, prepare_decision, publish_decisions, return_decision
from grants.decisions.models import Decision
from grants.decisions.queries_of_waiting_list import waiting_list, waiting_lists
from grants.decisions.states import DecisionKind, Ground
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.register import flows as register
from grants.register.queries import actions_in, what_keeps_open
from grants.register.queries.public import refusals_in
from grants.rounds.models import Round
from grants.rounds.states import Distribution
from portal.errors import WrongState
from portal.post.models import Message
from tests import decisions, objections, proposals
from tests.grants.register import ends
from tests.make import NOON
from tests.shared import shared
from tests.waiting_list import DAY, HOUR, LATER, again, leave, prepared, standing, state_of, three_listed
from wijkraden.people.models import User
from wijkraden.places.models import District

LAST = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)  # half past eleven in the evening in Amsterdam
OVER = LAST + HOUR


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with translation.override("en"):
        yield


@shared
def listed(delfshaven: District) -> list[Proposal]:
    """Three proposals on one waiting list."""
    return three_listed(delfshaven)


def test_who_was_refused_on_the_ceiling_stands_in_the_order_of_becoming_complete(
    listed: list[Proposal], delfshaven: District
) -> None:
    ends.refused(delfshaven, title="Om iets anders", cents=400_00)
    leave(listed[0], 5_000_00)

    assert standing(listed[0]) == [
        ("Een", 1, 5_000_00, True),
        ("Twee", 2, 5_000_00, False),
        ("Drie", 3, 5_000_00, True),
    ]
    (found,) = waiting_lists(delfshaven.city, on=LATER.date())
    assert (found.slice, found.free_cents, found.has_money) == (listed[0].slice, 5_000_00, True)


def test_money_that_came_free_is_granted_and_the_refusal_is_replaced(
    listed: list[Proposal], delfshaven: District, daan: User
) -> None:
    first = listed[0]
    refusal = first.decisions.get()
    leave(first, 5_000_00)
    before = Message.objects.count()

    grant = prepared(first)
    assert (state_of(first), grant.replaces, grant.number) == (State.REFUSED, refusal, f"{first.number}-2")
    decide(grant, by=daan, at=LATER)

    refusal.refresh_from_db()
    assert (state_of(first), refusal.replaced_at, refusal.is_decided) == (State.GRANTED, LATER, True)
    assert free_of([first.slice])[first.slice_id] == 1_000_00
    told = Message.objects.order_by("pk")[before:]
    assert [one.kind for one in told] == ["decisions.to_decide", "decisions.letter", *["decisions.copy"] * 3]
    (opening, *_rest) = grant.letter["sections"] if grant.letter else []
    why = " ".join(opening["paragraphs"])
    assert "Money came free since" in why or "Daarna kwam er geld vrij" in why
    assert refusal.number in why
    assert [one[0] for one in standing(first)] == ["Twee", "Drie"]
    assert [one.dossier.number for one in actions_in(delfshaven.city).filter(pk=first.pk)] == [first.number]
    assert not refusals_in(delfshaven.city).filter(pk=first.pk).exists()
    assert prove().faults == []


def test_nobody_passes_over_a_higher_place_that_fits(listed: list[Proposal], daan: User) -> None:
    first, second, third = listed
    leave(first, 7_000_00)
    for one in (second, third):
        with pytest.raises(OffTheList, match="“Een” stands before it"):
            prepared(one)

    prepared(first)
    assert standing(first)[1:] == [("Twee", 2, 3_000_00, False), ("Drie", 3, 3_000_00, True)]
    with pytest.raises(OffTheList, match=r"3\.000,00 is free for it now"):
        prepared(second)


def test_who_stands_higher_and_does_not_fit_is_passed_over(listed: list[Proposal], daan: User) -> None:
    first, second, third = listed
    leave(first, 3_000_00)
    with pytest.raises(OffTheList, match="Only the first is granted in part"):
        prepared(second, 3_000_00)

    decide(prepared(third), by=daan, at=LATER)

    assert [state_of(one) for one in listed] == [State.REFUSED, State.REFUSED, State.GRANTED]


def test_the_first_is_granted_in_part(listed: list[Proposal], daan: User) -> None:
    leave(listed[0], 2_000_00)
    grant = prepared(listed[0], 2_000_00)

    decide(grant, by=daan, at=LATER)

    assert (state_of(listed[0]), free_of([listed[0].slice])[listed[0].slice_id]) == (State.GRANTED, 0)


def test_who_decides_asks_the_list_and_the_ceiling_of_that_moment_again(
    listed: list[Proposal], daan: User
) -> None:
    first, _second, third = listed
    leave(first, 3_000_00)
    grant = prepared(third)
    leave(first, 4_500_00, key="more")
    with pytest.raises(OffTheList, match="“Een” stands before it"):
        decide(grant, by=daan, at=LATER)
    return_decision(grant, reason="Niet aan de beurt.", by=daan, at=LATER)
    grant = prepared(first)
    leave(first, 2_000_00, key="less")
    with pytest.raises(OverCeiling) as told:
        decide(grant, by=daan, at=LATER)

    assert told.value.left_cents == 2_000_00
    refusal = first.decisions.get(kind=DecisionKind.REFUSE)
    assert (state_of(first), refusal.replaced_at) == (State.REFUSED, None)
    assert decide(grant, cents=2_000_00, ground=Ground.CEILING, by=daan, at=LATER).cents == 2_000_00
    assert prove().faults == []


def test_it_is_decided_within_the_mandate_and_by_somebody_else_who_may_be_who_refused(
    listed: list[Proposal], olga: User, dewi: User, daan: User
) -> None:
    first = listed[0]
    leave(first, 4_000_00)
    grant = prepared(first)
    decisions.mandate(first.district.city, user=dewi, maximum_cents=1_000_00)
    with pytest.raises(OutsideMandate):
        decide(grant, by=dewi, at=LATER)
    assert grant.prepared_by == olga

    decide(grant, by=daan, at=LATER)
    assert first.decisions.get(kind=DecisionKind.REFUSE).decided_by == daan


def test_a_returned_grant_is_prepared_anew(listed: list[Proposal], daan: User) -> None:
    first = listed[0]
    leave(first, 4_000_00)
    return_decision(prepared(first), reason="Te veel.", by=daan, at=LATER)
    assert state_of(first) == State.REFUSED

    assert decide(prepared(first, 3_500_00), by=daan, at=LATER).cents == 3_500_00


def test_a_place_holds_until_the_last_moment_of_the_year(listed: list[Proposal], daan: User) -> None:
    first = listed[0]
    leave(first, 12_600_00)
    grant = prepared(first, at=LAST)
    with pytest.raises(OffTheList, match="31 December 2026"):
        decide(grant, by=daan, at=OVER)
    with pytest.raises(OffTheList, match="31 December 2026"):
        prepared(listed[1], at=OVER)
    assert waiting_list(first.slice, on=OVER.date() + DAY).places == []

    decide(grant, by=daan, at=LAST)
    assert (state_of(first), grant.decided_on) == (State.GRANTED, LAST.date())


def test_a_refusal_on_another_ground_has_no_place(delfshaven: District) -> None:
    made = ends.refused(delfshaven)
    with pytest.raises(WrongState):
        prepared(made)


def test_a_place_ends_when_the_applicant_does_not_want_it_any_more(
    listed: list[Proposal], olga: User, daan: User
) -> None:
    first, second, _third = listed
    leave(first, 7_000_00)
    refusal = first.decisions.get()
    with pytest.raises(NotReady):
        end_place(refusal, reason=" ", by=olga, at=LATER)
    before = Message.objects.count()

    end_place(refusal, reason="De actie gaat niet door.", by=olga, at=LATER)

    assert [one.kind for one in Message.objects.order_by("pk")[before:]] == ["decisions.place_ended"] * 4
    assert [one[0] for one in standing(first)] == ["Twee", "Drie"]
    with pytest.raises(OffTheList, match="no place"):
        prepared(first)
    with pytest.raises(OffTheList):
        end_place(refusal, reason="Nog eens.", by=olga, at=LATER)
    assert "waiting list" not in " ".join(what_keeps_open(again(first), LATER))
    decide(prepared(second), by=daan, at=LATER)
    assert state_of(second) == State.GRANTED


def test_a_place_does_not_end_while_a_grant_waits(listed: list[Proposal], olga: User) -> None:
    first = listed[0]
    leave(first, 4_000_00)
    prepared(first)
    with pytest.raises(OffTheList, match="was prepared"):
        end_place(first.decisions.get(kind=DecisionKind.REFUSE), reason="Toch niet.", by=olga, at=LATER)


def test_what_became_complete_earlier_and_is_not_decided_yet_comes_first(
    listed: list[Proposal], delfshaven: District
) -> None:
    """It could reserve 1,000 euros of the 2,000 that it asks; what came later gives its reservation way."""
    early = proposals.reviewed(delfshaven, title="Eerder", cents=2_000_00, at=NOON - HOUR)
    assert figures_of([early.slice])[early.slice_id][Kind.RESERVED] == 1_000_00
    leave(early, 5_000_00)
    proposals.reviewed(delfshaven, title="Later", cents=1_000_00, at=LATER)

    assert [one[1:3] for one in standing(early)] == [(1, 4_000_00), (2, 4_000_00), (3, 4_000_00)]
    assert free_of([early.slice])[early.slice_id] == 4_000_00


def test_an_upheld_objection_takes_the_place_of_the_list(
    listed: list[Proposal], daan: User, dewi: User
) -> None:
    first = listed[0]
    leave(first, 4_000_00)
    grant = prepared(first)
    objections.decided(first.decisions.get(kind=DecisionKind.REFUSE), at=LATER + 21 * DAY)
    assert [one[0] for one in standing(first)] == ["Twee", "Drie"]

    with pytest.raises(DecidedFirst):
        decide(grant, by=daan, at=LATER + 22 * DAY)
    decisions.mandate(first.district.city, user=dewi, maximum_cents=25_000_00)
    assert decide(grant, by=dewi, at=LATER + 22 * DAY).cents == 4_000_00


def test_a_dossier_that_was_granted_from_the_list_is_closed_in_the_end(
    listed: list[Proposal], daan: User
) -> None:
    first, _second, third = listed
    leave(first, 4_000_00)
    decide(prepared(first), by=daan, at=LATER)

    assert register.close(again(third), at=LAST) is False
    assert register.close(again(third), at=OVER + 60 * DAY) is True
    assert register.close(again(first), at=OVER + 60 * DAY) is False


@shared
def tender(delfshaven: District) -> Round:
    """A tender of today, for which daan has a mandate."""
    made = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    decisions.mandate(delfshaven.city, regulation=made.regulation)
    return made


def test_of_a_tender_the_ranking_orders_and_what_is_not_decided_comes_first(
    delfshaven: District, tender: Round, daan: User
) -> None:
    """Of 25,000 euros two of 9,000 get theirs; the others wait, the highest score first."""
    at, made = NOON + DAY, {}
    for title, values in {"laag": (2, 3), "eerste": (4, 4), "hoog": (3, 3), "tweede": (4, 3)}.items():
        made[title] = proposals.in_review(delfshaven, round_=tender, title=title, cents=9_000_00)
        for name in ("rik", "roos"):
            proposals.score(made[title], name, *values)
    for title in ("hoog", "laag"):
        decide(prepared_refusal(made[title], at=at), by=daan, at=at)
    assert standing(made["hoog"]) == []
    publish_decisions(tender, by=daan, at=at)
    assert [one[:3] for one in standing(made["hoog"])] == [("hoog", 1, 7_000_00), ("laag", 2, 7_000_00)]

    for title in ("eerste", "tweede"):
        decide(prepared(made[title], at=at), by=daan, at=at)
    publish_decisions(tender, by=daan, at=at)
    leave(made["hoog"], 9_000_00)
    with pytest.raises(OffTheList, match="“hoog” stands before it"):
        prepared(made["laag"])
    grant = prepared(made["hoog"])
    decide(grant, by=daan, at=LATER)
    assert (state_of(made["hoog"]), grant.sent_on) == (State.GRANTED, LATER.date())


def prepared_refusal(proposal: Proposal, *, at: datetime) -> Decision:
    return prepare_decision(
        proposal, what=decisions.a_refusal(Ground.RANKING), by=decisions.cast("olga"), at=at
    )
