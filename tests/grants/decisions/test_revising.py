"""A final amount that goes down on a ground of the Act, or up after an objection: to the cent, with its claim."""

from datetime import timedelta

import pytest

from grants.budget.errors import OverCeiling
from grants.budget.flows import lower, write_off
from grants.budget.proof import prove
from grants.budget.queries import free_of
from grants.decisions.errors import DecidedFirst, NeedsMoney, NoObjection, NotReady, NoView, TooLate
from grants.decisions.flows import ask_view, decide, enter_view
from grants.decisions.models import Decision
from grants.decisions.queries import determined_cents, granted_cents, owed_by, to_recover, waiting_decisions
from grants.decisions.queries_of_revisions import revised_by
from grants.decisions.states import DecisionKind, Ground, Outcome
from grants.decisions.weighing import dossier_of
from grants.dossier.queries import figures_of as figures
from grants.dossier.queries import known_decisions
from grants.payments.flows import start_claim
from grants.payments.models import Claim
from grants.payments.queries import to_claim, to_pay
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.register import flows as register
from grants.register.queries.public import actions_in
from portal.errors import WrongState
from tests import decisions, objections, payments, proposals
from tests.grants.register import ends
from tests.make import NOON
from tests.objections import DECIDED, newest
from wijkraden.people.models import User
from wijkraden.places.models import District

DAY = timedelta(days=1)


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def overpaid(district: District) -> Proposal:
    """Return one of which 6,400 euros were paid and the final amount is 2,400: 4,000 must come back."""
    made = decisions.under_way(district, advance_percent=80)
    payments.paid(made)
    final = decisions.a_determination(2_400_00, ground=Ground.COSTS)
    decide(decisions.prepared(again(made), final), by=decisions.cast("daan"), at=NOON)
    return again(made)


def claimed(district: District, *, came_in: int = 0) -> tuple[Proposal, Claim]:
    """Return such a one of which the 4,000 euros were asked back, and so many cents came in."""
    made = overpaid(district)
    return again(made), payments.asked_back(made, came_in=came_in)


def upheld(proposal: Proposal) -> Proposal:
    """Have joris uphold an objection to its final amount."""
    objections.decided(_final(proposal))
    return again(proposal)


def _final(proposal: Proposal) -> Decision:
    return proposal.decisions.filter(kind__in=[DecisionKind.DETERMINE, DecisionKind.REVISE]).latest("version")


def stands(proposal: Proposal) -> tuple[int | None, int, int]:
    """Return its final amount, what is owed, and what is to be paid of it."""
    assert prove().faults == []
    due = to_pay(proposal.district.city, proposals=[proposal.pk])
    return determined_cents(proposal), owed_by(proposal), sum(one.cents for one in due)


def test_a_lower_final_amount_becomes_a_claim(delfshaven: District) -> None:
    made = ends.determined(delfshaven)
    lower_ = decisions.lowered(made, 5_000_00)

    assert (lower_.before_cents, lower_.due_back_cents) == (6_000_00, 1_000_00)
    assert stands(made) == (5_000_00, 1_000_00, 0)
    assert (again(made).state, granted_cents(made), to_recover(made)) == (
        State.DETERMINED,
        8_000_00,
        1_000_00,
    )
    assert lower_.replaces == made.decisions.get(kind=DecisionKind.DETERMINE)
    decisions.recovered(made)
    assert to_recover(made) == 0


def test_what_was_not_paid_yet_is_not_asked_back(delfshaven: District) -> None:
    made = decisions.reported(delfshaven)
    final = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    decide(decisions.prepared(made, final), by=decisions.cast("daan"), at=NOON)
    assert decisions.lowered(again(made), 1).due_back_cents == 0
    assert stands(made) == (1, 0, 1)
    assert decisions.lowered(again(made), 0).due_back_cents == 0
    assert stands(made) == (0, 0, 0)


def test_the_applicant_is_asked_for_a_view_before_it_and_not_after_an_objection(
    delfshaven: District, daan: User
) -> None:
    made = ends.determined(delfshaven)
    what = decisions.a_revision(5_000_00, ground=Ground.KNEW_FINAL)
    with pytest.raises(NoView):
        decisions.prepared(made, what)
    asked = ask_view(
        made,
        kind=DecisionKind.REVISE,
        ground=Ground.KNEW_FINAL,
        intention="Lager.",
        by=decisions.cast("olga"),
        at=NOON,
    )
    waits = decisions.prepared(made, what)
    with pytest.raises(NoView):
        decide(waits, by=daan, at=NOON)
    enter_view(asked, answer="Dat klopt.", by=decisions.cast("olga"), at=NOON)
    decide(waits, by=daan, at=NOON)
    assert determined_cents(made) == 5_000_00


@pytest.mark.parametrize("ground", [Ground.NOT_DONE, Ground.FEAR, Ground.KNEW])
def test_a_view_on_another_ground_than_of_a_final_amount_is_not_asked_then(
    ground: Ground, delfshaven: District
) -> None:
    with pytest.raises(NotReady):
        decisions.viewed(ends.determined(delfshaven), ground)


@pytest.mark.parametrize(
    ("cents", "ground"),
    [
        (6_000_00, Ground.LATER_FACTS),
        (6_000_01, Ground.LATER_FACTS),
        (5_000_00, Ground.NOT_DONE),
        (5_000_00, Ground.OBJECTION),
        (7_000_00, Ground.OBJECTION),
    ],
)
def test_another_amount_or_ground_is_not_prepared(cents: int, ground: Ground, delfshaven: District) -> None:
    made = ends.determined(delfshaven)
    with pytest.raises(NotReady):
        decisions.prepared(made, decisions.a_revision(cents, ground=ground))


def test_a_lower_one_waits_while_an_objection_asks_for_a_higher_one(delfshaven: District, daan: User) -> None:
    made = ends.determined(delfshaven)
    decisions.viewed(made, Ground.LATER_FACTS)
    what = decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS)
    with pytest.raises(NotReady, match=r"bezwaar|objection"):
        decisions.prepared(upheld(made), what, at=DECIDED)
    decisions.raised(again(made), 7_000_00, at=DECIDED)
    assert decisions.prepared(again(made), what, at=DECIDED).is_prepared


def test_one_that_was_prepared_before_that_is_not_taken(delfshaven: District, daan: User) -> None:
    made = ends.determined(delfshaven)
    decisions.viewed(made, Ground.LATER_FACTS)
    final = newest(made)
    waits = decisions.prepared(made, decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS))
    objections.decided(final)
    with pytest.raises(NotReady):
        decide(waits, by=daan, at=DECIDED)


def test_it_is_lowered_until_five_years_after_it_was_told(delfshaven: District, daan: User) -> None:
    """Told on 2 November 2026, so until 2 November 2031, though that is a Sunday: the Act moves no term of years."""
    made = ends.determined(delfshaven)
    what = decisions.a_revision(5_000_00, ground=Ground.LATER_FACTS)
    last = decisions.noon_of(NOON.date().replace(year=2031))
    with pytest.raises(TooLate):
        decisions.prepared(made, what, at=last + DAY)
    decisions.viewed(made, Ground.LATER_FACTS, at=NOON)
    waits = decisions.prepared(made, what, at=last)
    with pytest.raises(TooLate):
        decide(waits, by=daan, at=last + DAY)


def test_without_a_final_amount_there_is_none_to_revise(delfshaven: District) -> None:
    what = decisions.a_revision(1, ground=Ground.LATER_FACTS)
    with pytest.raises(WrongState):
        decisions.prepared(decisions.granted(delfshaven, cents=8_000_00), what)


def test_an_upheld_objection_to_a_final_amount_leads_to_a_higher_one_by_someone_else(
    delfshaven: District, daan: User
) -> None:
    made = ends.determined(delfshaven)
    final = newest(made)
    made = upheld(made)
    final.refresh_from_db()
    assert (final.replaced_at, made.state) == (None, State.DETERMINED)

    for wrong in (6_000_00, 5_999_99, 8_000_01):
        with pytest.raises(NotReady):
            decisions.prepared(made, decisions.a_revision(wrong), at=DECIDED)
    waits = decisions.prepared(made, decisions.a_revision(7_500_50), at=DECIDED)
    with pytest.raises(DecidedFirst):
        decide(waits, by=daan, at=DECIDED)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)
    decide(waits, by=decisions.cast("dewi"), at=DECIDED)

    assert stands(made) == (7_500_50, 0, 1_500_50)
    assert (again(made).state, waits.due_back_cents) == (State.DETERMINED, 0)
    batch = payments.release(
        payments.batched(again(made), execution_on=DECIDED.date() + DAY, at=DECIDED), at=DECIDED
    )
    assert (batch.cents, stands(made)) == (1_500_50, (7_500_50, 0, 0))
    with pytest.raises(NotReady):
        decisions.prepared(again(made), decisions.a_revision(8_000_00), at=DECIDED)


def test_what_was_not_asked_back_yet_is_asked_less(delfshaven: District) -> None:
    """4,000 too much, 1,500.01 of it is right after all: 2,499.99 is left to ask."""
    made = upheld(overpaid(delfshaven))
    raised = decisions.raised(made, 3_900_01, at=DECIDED)

    assert raised.due_back_cents == -1_500_01
    assert stands(made) == (3_900_01, 2_499_99, 0)
    assert to_recover(made) == 2_499_99
    recovery = decisions.recovered(again(made), at=DECIDED)
    claim = start_claim(recovery, by=decisions.cast("pim"), at=DECIDED)
    assert (claim.cents, to_recover(made)) == (2_499_99, 0)


@pytest.mark.parametrize(
    ("came_in", "to", "then", "left"),
    [
        (0, 3_000_00, (600_00, "open", 0), 3_400_00),
        (0, 6_400_00, (4_000_00, "eased", 0), 0),
        (0, 6_500_00, (4_000_00, "eased", 100_00), 0),
        (1_500_00, 3_000_00, (600_00, "open", 0), 1_900_00),
        (1_500_00, 6_400_00, (2_500_00, "paid", 1_500_00), 0),
        (4_000_00, 3_000_00, (0, "paid", 600_00), 0),
    ],
)
def test_what_was_asked_back_is_owed_less(
    delfshaven: District, came_in: int, to: int, then: tuple[int, str, int], left: int
) -> None:
    """Then: what is taken off the claim, how far that is, and what is to be paid."""
    made, claim = claimed(delfshaven, came_in=came_in)
    decisions.raised(upheld(made), to, at=DECIDED)

    claim.refresh_from_db()
    assert (claim.eased_cents, claim.state, stands(made)) == (*then[:2], (to, left, then[2]))
    assert (claim.left_cents, to_recover(made)) == (left, 0)


def test_what_was_written_off_is_not_paid_once_more(delfshaven: District) -> None:
    """4,000 too much, of which 1,000 were given up: raised by 4,200, 200 is left to pay, as the letter says before."""
    made = upheld(overpaid(delfshaven))
    write_off(dossier_of(made), cents=1_000_00, by=None, at=DECIDED, booked_on=DECIDED.date(), key="given up")
    waits = decisions.prepared(made, decisions.a_revision(6_600_00), at=DECIDED)
    assert revised_by(waits) == (0, 200_00)
    decisions.mandate(delfshaven.city, user=decisions.cast("dewi"), maximum_cents=25_000_00)
    decide(waits, by=decisions.cast("dewi"), at=DECIDED)
    assert stands(made) == (6_600_00, 0, 200_00)


def test_a_recovery_that_was_told_and_not_begun_asks_what_is_still_owed(delfshaven: District) -> None:
    made = overpaid(delfshaven)
    recovery = decisions.recovered(made)
    decisions.raised(upheld(made), 3_400_00, at=DECIDED)
    payments.account(delfshaven.city)

    assert to_recover(made) == 0
    claim = start_claim(recovery, by=decisions.cast("pim"), at=DECIDED)
    assert (claim.cents, stands(made)) == (3_000_00, (3_400_00, 3_000_00, 0))


def test_a_recovery_of_which_nothing_is_owed_any_more_is_not_asked(delfshaven: District) -> None:
    made = overpaid(delfshaven)
    decisions.recovered(made)
    assert len(to_claim(delfshaven.city)) == 1
    decisions.raised(upheld(made), 6_400_00, at=DECIDED)
    assert list(to_claim(delfshaven.city)) == []


def test_what_is_lowered_again_after_that_is_asked_anew(delfshaven: District) -> None:
    made, _claim = claimed(delfshaven)
    decisions.raised(upheld(made), 6_400_00, at=DECIDED)
    lower_ = decisions.lowered(again(made), 6_300_00, at=DECIDED)

    assert (lower_.due_back_cents, to_recover(made)) == (100_00, 100_00)
    second = start_claim(decisions.recovered(again(made), at=DECIDED), by=decisions.cast("pim"), at=DECIDED)
    assert (second.cents, stands(made)) == (100_00, (6_300_00, 100_00, 0))


def _leave(proposal: Proposal, cents: int) -> None:
    """Let that much be free in its budget."""
    free = free_of([proposal.slice])[proposal.slice_id]
    lower(proposal.slice, cents=free - cents, by=None, at=DECIDED, booked_on=DECIDED.date(), key="less")


def test_money_is_added_first_when_too_little_is_free(delfshaven: District) -> None:
    made = upheld(ends.determined(delfshaven))
    _leave(made, 1_000_00)
    with pytest.raises(NeedsMoney) as told:
        decisions.raised(made, 7_500_00, at=DECIDED)
    assert (told.value.left_cents, told.value.short_cents) == (1_000_00, 500_00)
    assert stands(made) == (6_000_00, 0, 0)


def test_a_grant_that_was_final_at_once_goes_up_to_what_was_asked(delfshaven: District) -> None:
    """1,200 euros were asked and 900 granted, final at once."""
    made = proposals.reviewed(delfshaven, cents=1_200_00)
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    grant = decisions.prepared(made, decisions.a_grant(made, cents=900_00))
    decide(grant, by=decisions.cast("daan"), at=NOON)
    payments.paid(made)
    objections.decided(grant)
    with pytest.raises(NotReady):
        decisions.prepared(again(made), decisions.a_revision(1_200_01), at=DECIDED)
    decisions.raised(again(made), 1_200_00, at=DECIDED)
    assert stands(made) == (1_200_00, 0, 300_00)
    found = figures(again(made), known_decisions(again(made), is_inside=False))
    assert (found.granted, found.determined) == (1_200_00, 1_200_00)
    public = actions_in(delfshaven.city).get(pk=made.pk)
    assert (public.stands_cents, public.determined_cents) == (1_200_00, 1_200_00)


def test_above_the_ceiling_of_that_grant_it_stays_over_it(delfshaven: District) -> None:
    """1,500 euros were left at the grant of 500; 2,000 were asked."""
    decisions.granted(delfshaven, cents=24_000_00, title="Groot")
    made = proposals.reviewed(delfshaven, cents=2_000_00, title="Klein")
    grant = decisions.prepared(made, decisions.a_grant(made, cents=500_00))
    decide(grant, by=decisions.cast("daan"), at=NOON)
    grant.refresh_from_db()
    assert grant.free_before_cents == 1_500_00
    objections.decided(grant)
    with pytest.raises(OverCeiling) as told:
        decisions.raised(again(made), 1_500_01, at=DECIDED)
    assert told.value.left_cents == 1_000_00


def test_a_final_amount_that_is_all_that_was_granted_is_not_upheld(delfshaven: District) -> None:
    made = decisions.reported(delfshaven)
    decide(decisions.prepared(made, decisions.a_determination(8_000_00)), by=decisions.cast("daan"), at=NOON)
    with pytest.raises(NoObjection, match="al het hoogste dat kan"):
        objections.decided(made)
    objections.decided(made, Outcome.UNFOUNDED, name="Een buur")


def test_an_earlier_revision_can_be_objected_to_as_well(delfshaven: District) -> None:
    made = ends.determined(delfshaven)
    lower_ = decisions.lowered(made, 5_000_00)
    objections.decided(lower_)
    decisions.raised(again(made), 6_000_00, at=DECIDED)
    assert stands(made) == (6_000_00, 0, 0)


def test_a_closed_dossier_stays_closed_and_its_amount_changes(delfshaven: District) -> None:
    made = ends.determined(delfshaven)
    late = ends.LONG_AFTER
    assert register.close(made, at=late) is True
    lower_ = decisions.lowered(again(made), 5_500_00, at=late)
    assert (again(made).state, lower_.due_back_cents) == (State.CLOSED, 500_00)
    recovery = decisions.recovered(again(made), at=late)
    payments.account(delfshaven.city)
    claim = start_claim(recovery, by=decisions.cast("pim"), at=late)
    assert (claim.cents, stands(made)) == (500_00, (5_500_00, 500_00, 0))


def test_what_is_prepared_on_a_closed_dossier_waits_for_who_decides(delfshaven: District) -> None:
    made, late = ends.determined(delfshaven), ends.LONG_AFTER
    assert register.close(made, at=late) is True
    decisions.viewed(again(made), Ground.LATER_FACTS, at=late)
    waits = decisions.prepared(
        again(made), decisions.a_revision(5_500_00, ground=Ground.LATER_FACTS), at=late
    )

    assert list(waiting_decisions(delfshaven.city)) == [waits]
