"""What an upheld objection does with each kind of decision, and which ceiling then counts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from grants.budget.errors import OverCeiling
from grants.budget.flows import allot, lower
from grants.budget.proof import prove
from grants.budget.queries import figures_of, free_of
from grants.budget.states import Kind
from grants.decisions.errors import DecidedFirst, NeedsMoney, NoObjection, NotReady
from grants.decisions.flows import (
    decide,
    decide_objection,
    prepare_decision,
    return_decision,
)
from grants.decisions.queries_of_objections import has_decided_first
from grants.decisions.states import Ground, Outcome
from grants.money import format_euros
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.rounds.states import Distribution
from portal.errors import WrongState
from tests import decisions, objections, proposals
from tests.grants.register import ends
from tests.make import NOON, person
from tests.objections import DECIDED, LATER, REASONS, newest
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import District

DAY = timedelta(days=1)


@shared
def refused(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that daan refused."""
    return ends.refused(delfshaven)


@shared
def dewi_may(refused: Proposal, dewi: User) -> User:
    """Dewi, with a mandate too."""
    decisions.mandate(refused.district.city, user=dewi, maximum_cents=25_000_00)
    return dewi


def state_of(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


@shared
def dismissed(delfshaven: District) -> Proposal:
    """One that was dismissed, sixteen days after NOON."""
    return ends.dismissed(delfshaven)


def test_an_upheld_objection_takes_a_refusal_away_and_another_decision_maker_grants(
    refused: Proposal, dewi_may: User, daan: User
) -> None:
    with pytest.raises(WrongState):
        decisions.prepared(refused)
    first = newest(refused)
    objections.decided(refused)
    first.refresh_from_db()
    assert (first.replaced_at, state_of(refused)) == (DECIDED, State.REFUSED)

    grant = decisions.prepared(again(refused), at=DECIDED)
    assert state_of(refused) == State.REFUSED
    with pytest.raises(DecidedFirst):
        decide(grant, by=daan, at=DECIDED)
    decide(grant, by=dewi_may, at=DECIDED)

    refused.refresh_from_db()
    assert (refused.state, refused.is_held_back) == (State.GRANTED, False)
    assert grant.sent_on == DECIDED.date()
    assert figures_of([refused.slice])[refused.slice_id][Kind.COMMITTED] == 4_800_00
    assert prove().faults == []


def test_a_grant_after_an_objection_can_be_returned_and_prepared_anew(
    refused: Proposal, dewi_may: User
) -> None:
    objections.decided(refused)
    grant = decisions.prepared(again(refused), at=DECIDED)
    return_decision(grant, reason="Het bedrag klopt niet.", by=dewi_may, at=DECIDED)
    assert state_of(refused) == State.REFUSED

    decide(decisions.prepared(again(refused), at=DECIDED), by=dewi_may, at=DECIDED)
    assert state_of(refused) == State.GRANTED


def test_nothing_but_a_grant_is_prepared_of_a_refusal_that_was_taken_away(refused: Proposal) -> None:
    objections.decided(refused)
    with pytest.raises(WrongState):
        decisions.prepared(again(refused), decisions.a_refusal(), at=DECIDED)


def test_in_a_tender_the_new_decision_waits_for_no_decision_day(delfshaven: District, dewi: User) -> None:
    from grants.decisions.flows import publish_decisions

    round_ = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_)
    for who in (decisions.cast("daan"), dewi):
        decisions.mandate(delfshaven.city, user=who, regulation=round_.regulation)
    decide(decisions.prepared(made, decisions.a_refusal()), by=decisions.cast("daan"), at=NOON)
    publish_decisions(round_, by=decisions.cast("daan"), at=NOON)
    objections.decided(made)

    decide(decisions.prepared(again(made), at=DECIDED), by=dewi, at=DECIDED)
    made.refresh_from_db()
    assert (made.state, made.is_held_back) == (State.GRANTED, False)


def _leave(proposal: Proposal, cents: int) -> None:
    """Let that much be free in its budget."""
    free = free_of([proposal.slice])[proposal.slice_id]
    if free > cents:
        lower(proposal.slice, cents=free - cents, by=None, at=DECIDED, booked_on=DECIDED.date(), key="less")
    if free < cents:
        allot(proposal.slice, cents=cents - free, by=None, at=DECIDED, booked_on=DECIDED.date(), key="more")


def test_what_the_first_ceiling_had_is_granted_once_the_money_was_added(
    refused: Proposal, dewi_may: User
) -> None:
    """At the refusal 25,000 euros were left; since then all but 1,000 went elsewhere (Awb 4:25, third paragraph)."""
    objections.decided(refused)
    grant = decisions.prepared(again(refused), at=DECIDED)
    _leave(refused, 1_000_00)
    with pytest.raises(NeedsMoney) as told:
        decide(grant, by=dewi_may, at=DECIDED)
    assert (told.value.left_cents, told.value.short_cents) == (1_000_00, 3_800_00)
    assert not isinstance(told.value, OverCeiling)
    assert (state_of(refused), newest(refused).is_prepared) == (State.REFUSED, True)

    _leave(refused, 4_800_00)
    decide(grant, by=dewi_may, at=DECIDED)
    assert state_of(refused) == State.GRANTED
    assert prove().faults == []


def test_what_the_first_ceiling_did_not_have_stays_over_it(delfshaven: District, dewi: User) -> None:
    """At the refusal 1,500 euros were left."""
    decisions.granted(delfshaven, cents=24_000_00, title="Groot")
    made = ends.refused(delfshaven, ground=Ground.CEILING, title="Te laat")
    decisions.mandate(delfshaven.city, user=dewi)
    objections.decided(made)

    grant = decisions.prepared(again(made), at=DECIDED)
    with pytest.raises(OverCeiling) as told:
        decide(grant, by=dewi, at=DECIDED)
    assert told.value.left_cents == 1_500_00
    decide(grant, cents=1_500_00, ground=Ground.CEILING, by=dewi, at=DECIDED)
    assert state_of(made) == State.GRANTED


def test_an_upheld_objection_takes_a_dismissed_proposal_up_again(dismissed: Proposal) -> None:
    late = NOON + timedelta(days=16)
    assert figures_of([dismissed.slice])[dismissed.slice_id][Kind.RESERVED] == 0

    entered = objections.heard(dismissed, at=late + DAY)
    decide_objection(
        entered, outcome=Outcome.UPHELD, reasons=REASONS, by=decisions.cast("joris"), at=late + 28 * DAY
    )

    dismissed.refresh_from_db()
    assert dismissed.state == State.COMPLETE
    assert dismissed.completed_at == dismissed.received_at
    assert figures_of([dismissed.slice])[dismissed.slice_id][Kind.RESERVED] == dismissed.asked_cents
    assert newest(dismissed).replaced_at == late + 28 * DAY
    request = dismissed.completion_requests.get()
    assert request.ended_at == late + 28 * DAY
    assert prove().faults == []


def test_the_clock_of_what_is_taken_up_again_ran_on(dismissed: Proposal, joris: User) -> None:
    late = NOON + timedelta(days=16)
    due_on = dismissed.due_on
    entered = objections.heard(dismissed, at=late + DAY)
    decide_objection(entered, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=late + 28 * DAY)

    dismissed.refresh_from_db()
    assert dismissed.due_on == due_on


def test_only_what_is_free_is_reserved_again(dismissed: Proposal, joris: User) -> None:
    late = NOON + timedelta(days=16)
    _leave(dismissed, 1_000_00)
    entered = objections.heard(dismissed, at=late + DAY)
    decide_objection(entered, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=late + 28 * DAY)

    figures = figures_of([dismissed.slice])[dismissed.slice_id]
    assert (figures[Kind.RESERVED], figures[Kind.FREE]) == (1_000_00, 0)


def test_an_upheld_objection_to_a_grant_leads_to_a_change(
    delfshaven: District, olga: User, daan: User, dewi: User
) -> None:
    made = decisions.granted(delfshaven, cents=8_000_00)
    what = decisions.replace(decisions.a_change(7_000_00), ground=Ground.OBJECTION)
    with pytest.raises(NotReady):
        prepare_decision(made, what=what, by=olga, at=LATER)
    objections.decided(made)
    assert (newest(made).replaced_at, state_of(made)) == (None, State.GRANTED)

    change = prepare_decision(again(made), what=what, by=olga, at=DECIDED)
    with pytest.raises(DecidedFirst):
        decide(change, by=daan, at=DECIDED + DAY)
    decisions.mandate(delfshaven.city, user=dewi, maximum_cents=25_000_00)
    decide(change, by=dewi, at=DECIDED + DAY)
    assert change.cents == 7_000_00
    with pytest.raises(NotReady):
        prepare_decision(
            again(made), what=decisions.replace(what, cents=6_000_00), by=olga, at=DECIDED + 2 * DAY
        )


def test_after_an_objection_a_grant_becomes_at_most_what_was_asked(delfshaven: District, dewi: User) -> None:
    """6,150 euros were asked and 4,900 granted."""
    made = proposals.reviewed(delfshaven, cents=6_150_00)
    for who in (decisions.cast("daan"), dewi):
        decisions.mandate(delfshaven.city, user=who, maximum_cents=25_000_00)
    grant = decisions.prepared(made, decisions.a_grant(made, cents=4_900_00))
    decide(grant, by=decisions.cast("daan"), at=NOON)
    objections.decided(again(made))
    what = decisions.replace(decisions.a_change(6_150_01), ground=Ground.OBJECTION)
    with pytest.raises(NotReady, match=re.escape(format_euros(6_150_00))):
        decisions.prepared(again(made), what, at=DECIDED)
    change = decisions.prepared(again(made), decisions.replace(what, cents=6_150_00), at=DECIDED)
    assert decide(change, by=dewi, at=DECIDED).cents == 6_150_00


def test_the_second_of_two_objections_cannot_take_away_what_is_gone(refused: Proposal, joris: User) -> None:
    other = objections.heard(refused, name="Een buur")
    objections.decided(refused)
    with pytest.raises(NoObjection):
        decide_objection(other, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=DECIDED)
    decide_objection(other, outcome=Outcome.INADMISSIBLE, reasons="Geen belang meer.", by=joris, at=DECIDED)
    with pytest.raises(NoObjection):
        objections.entered(refused, name="Nog een buur", at=DECIDED)


def test_a_new_lawyer_may_decide_it_too(refused: Proposal) -> None:
    made = objections.heard(refused)
    jet = person("jet", role=Role.OBJECTIONS_LAWYER, city=refused.district.city)
    decide_objection(made, outcome=Outcome.UNFOUNDED, reasons=REASONS, by=jet, at=DECIDED)
    assert made.decided_by == jet


@pytest.mark.parametrize(
    ("name", "may_get_less"), [("Stichting Samen aan de Schie", False), ("Een buur", True)]
)
def test_who_applied_gets_no_less_by_an_objection_of_their_own(
    delfshaven: District, name: str, *, may_get_less: bool
) -> None:
    made = decisions.granted(delfshaven, cents=8_000_00)
    objections.decided(made, name=name)
    less = replace(decisions.a_change(7_000_00), ground=Ground.OBJECTION)

    if may_get_less:
        assert decisions.prepared(made, less, at=DECIDED).cents == 7_000_00
    else:
        with pytest.raises(NotReady, match="Awb 7:11"):
            decisions.prepared(made, less, at=DECIDED)


def test_only_who_took_what_was_objected_to_stands_aside(
    delfshaven: District, daan: User, dewi: User, joris: User
) -> None:
    made = ends.determined(delfshaven)
    objections.decided(made.decisions.latest("version"))
    decisions.raised(again(made), 6_500_00, by=dewi, at=DECIDED)
    later = DECIDED + timedelta(days=40)
    once_more = objections.heard(again(made).decisions.latest("version"), at=later)
    decide_objection(once_more, outcome=Outcome.UPHELD, reasons=REASONS, by=joris, at=later)

    second = decisions.prepared(again(made), decisions.a_revision(7_000_00), at=later)

    assert has_decided_first(second, user=dewi)
    with pytest.raises(DecidedFirst):
        decide(second, by=dewi, at=later)
    assert decide(second, by=daan, at=later).cents == 7_000_00
