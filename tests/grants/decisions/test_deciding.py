"""Taking a decision: who may, for how much, on which ground, and what becomes of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from grants.budget.errors import OverCeiling
from grants.budget.queries import figures_of
from grants.budget.states import Kind
from grants.decisions.access import get_decision
from grants.decisions.errors import NotReady, NotTheCouncil, NoView, OutsideMandate, SamePerson
from grants.decisions.flows import (
    ask_view,
    award_instalment,
    decide,
    enter_council_decision,
    enter_view,
    prepare_decision,
    publish_decisions,
    return_decision,
    step_back,
)
from grants.decisions.models import Decision
from grants.decisions.queries import (
    determined_cents,
    due_instalments,
    granted_cents,
    payable_instalments,
)
from grants.decisions.states import DecisionKind, Ground, InstalmentOf, Moment, Votes
from grants.proposals.errors import HasInterest
from grants.proposals.holding import note_handler
from grants.proposals.models import Proposal
from grants.proposals.states import PUBLIC_LABELS, Route, State
from grants.rounds.states import Body, Distribution
from portal.errors import NoLongerAllowed, WrongState
from portal.post.models import Message
from portal.trail.flows import acting
from tests import decisions, proposals
from tests.make import NOON, another_city
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District


@shared
def proposal(delfshaven: District) -> Proposal:
    """A proposal of 4,800 euros that is ready to be decided on."""
    return proposals.reviewed(delfshaven)


@shared
def waits(proposal: Proposal) -> Decision:
    """A grant of it that olga prepared, and a mandate of daan up to 10,000 euros."""
    decisions.mandate(proposal.district.city)
    return decisions.prepared(proposal)


def states(proposal: Proposal) -> list[str]:
    return list(proposal.events.order_by("number").values_list("state", flat=True))


def test_a_grant_commits_the_money_and_tells_the_applicant_and_the_council(
    waits: Decision, proposal: Proposal, daan: User
) -> None:
    decide(waits, by=daan, at=NOON)

    proposal.refresh_from_db()
    assert (proposal.state, waits.number) == (State.GRANTED, "WS-2026-0001-1")
    assert proposal.dossier is not None
    assert proposal.dossier.accounts.get(kind=Kind.COMMITTED).balance == 4_800_00
    assert waits.entry is not None
    assert waits.entry.source == f"decision:{waits.public_id}"
    assert (waits.sent_on, waits.objection_until) == (NOON.date(), date(2026, 12, 14))
    assert waits.authority_cents is not None
    assert waits.free_before_cents == waits.authority_cents
    assert waits.free_after_cents == waits.authority_cents - 4_800_00
    sent = Message.objects.filter(kind__startswith="decisions.").order_by("id")
    assert [(one.kind, one.address) for one in sent] == [
        ("decisions.to_decide", "daan@demo.example"),
        ("decisions.letter", "fatima@demo.example"),
        ("decisions.copy", "anna@demo.example"),
        ("decisions.copy", "chris@demo.example"),
        ("decisions.copy", "coen@demo.example"),
    ]


def test_who_prepared_handled_or_scored_it_never_decides(
    waits: Decision, proposal: Proposal, daan: User
) -> None:
    with acting():
        note_handler(proposal, by=daan, at=NOON)

    with pytest.raises(SamePerson):
        decide(waits, by=daan, at=NOON)

    assert Decision.objects.get().is_prepared


def test_who_is_no_decision_maker_decides_nothing(waits: Decision, olga: User, beheer: User) -> None:
    for someone in (olga, beheer):
        with pytest.raises(NoLongerAllowed):
            decide(waits, by=someone, at=NOON)


def test_who_stepped_back_takes_no_part(waits: Decision, proposal: Proposal, daan: User) -> None:
    step_back(proposal, explanation="Mijn broer zit in het bestuur.", by=daan, at=NOON)

    with pytest.raises(HasInterest):
        decide(waits, by=daan, at=NOON)
    with pytest.raises(HasInterest):
        return_decision(waits, reason="Nee.", by=daan, at=NOON)


def test_a_mandate_covers_the_amount_the_day_and_the_district(
    proposal: Proposal, lage_land: District, daan: User
) -> None:
    city = proposal.district.city
    waits = decisions.prepared(proposal)
    with pytest.raises(OutsideMandate) as none:
        decide(waits, by=daan, at=NOON)
    decisions.mandate(city, maximum_cents=4_799_99)
    with pytest.raises(OutsideMandate) as less:
        decide(waits, by=daan, at=NOON)
    decisions.mandate(city, districts=(lage_land,))
    decisions.mandate(city, ends_on=NOON.date() - timedelta(days=1))
    decisions.mandate(city, starts_on=NOON.date() + timedelta(days=1))
    with pytest.raises(OutsideMandate) as still:
        decide(waits, by=daan, at=NOON)
    assert [one.value.most_cents for one in (none, less, still)] == [0, 4_799_99, 4_799_99]

    exact = decisions.mandate(city, maximum_cents=4_800_00, districts=(proposal.district,))
    decisions.mandate(city, maximum_cents=9_000_00)
    assert decide(waits, by=daan, at=NOON).mandate == exact


def test_over_the_ceiling_nothing_happens_and_what_is_left_is_granted_in_part(
    delfshaven: District, daan: User
) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    first = decisions.granted(delfshaven, cents=20_000_00, title="Eerste")
    left = figures_of([first.slice])[first.slice_id][Kind.FREE]
    second = proposals.reviewed(delfshaven, cents=left + 800_00, title="Tweede")
    what = decisions.a_grant(second, advance_percent=80)
    waits = decisions.prepared(second, what)

    with pytest.raises(OverCeiling) as refused:
        decide(waits, by=daan, at=NOON)
    assert refused.value.left_cents == left
    assert second.decisions.get().is_prepared

    with pytest.raises(NotReady, match=r"ground|grond"):
        decide(waits, cents=left, by=daan, at=NOON)
    decide(waits, cents=left, ground=Ground.CEILING, by=daan, at=NOON)
    second.refresh_from_db()
    assert (second.state, waits.cents, waits.prepared_cents) == (State.GRANTED, left, left + 800_00)
    assert waits.is_in_part
    assert waits.advance_cents == what.advance_cents * left // (left + 800_00)
    (advance,) = waits.instalments.all()
    assert advance.cents == waits.advance_cents
    assert waits.letter is not None
    assert "de rest" in str(waits.letter["sections"]) or "the rest" in str(waits.letter["sections"])


def test_a_later_proposal_gives_its_reservation_way(delfshaven: District, daan: User) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    first = proposals.reviewed(delfshaven, cents=20_000_00, title="Eerste")
    left = figures_of([first.slice])[first.slice_id][Kind.FREE]
    taken = min(left, 20_000_00)
    later = NOON + timedelta(days=2)
    second = proposals.reviewed(delfshaven, cents=taken, title="Tweede", at=later)
    third = proposals.reviewed(delfshaven, cents=1_000_00, title="Derde", at=later + timedelta(days=2))
    decide(decisions.prepared(first, at=later), by=daan, at=later)

    assert third.dossier is not None
    assert second.dossier is not None
    assert third.dossier.accounts.filter(kind=Kind.RESERVED, debits__gt=0).count() == (left > taken)
    decide(decisions.prepared(second, at=later), by=daan, at=later)
    assert second.dossier.accounts.get(kind=Kind.COMMITTED).balance == taken


def test_a_small_grant_is_determined_in_the_same_moment(delfshaven: District, daan: User) -> None:
    made = decisions.granted(delfshaven, cents=2_400_00)

    assert states(made)[-2:] == [State.GRANTED, State.DETERMINED]
    assert (granted_cents(made), determined_cents(made)) == (2_400_00, 2_400_00)
    (payable,) = payable_instalments(delfshaven.city)
    assert (payable.cents, payable.moment) == (2_400_00, Moment.FINAL)


def test_an_instalment_is_let_through_once_when_its_day_has_come(proposal: Proposal, daan: User) -> None:
    city = proposal.district.city
    day = NOON.date() + timedelta(days=14)
    what = decisions.a_grant(proposal)
    parts = (InstalmentOf(2_000_00, Moment.AT_ONCE), InstalmentOf(1_000_00, Moment.ON_DAY, day))
    decisions.mandate(city)
    waits = decisions.prepared(proposal, decisions.replace(what, instalments=parts))
    decide(waits, by=daan, at=NOON)

    later = waits.instalments.get(position=2)
    assert list(due_instalments(city, on=NOON.date())) == []
    with pytest.raises(WrongState):
        award_instalment(later, by=None, at=NOON)
    assert list(due_instalments(city, on=day)) == [later]
    award_instalment(later, by=None, at=NOON + timedelta(days=14))
    with pytest.raises(WrongState):
        award_instalment(later, by=None, at=NOON + timedelta(days=14))
    assert sum(one.cents for one in payable_instalments(city)) == 3_000_00


def test_a_refusal_frees_the_money_and_holds_a_place_on_the_waiting_list(
    delfshaven: District, daan: User
) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    decisions.granted(delfshaven, cents=20_000_00, title="Eerste")
    made = proposals.reviewed(delfshaven, cents=20_000_00, title="Tweede")
    decide(decisions.prepared(made, decisions.a_refusal(Ground.CEILING)), by=daan, at=NOON)

    made.refresh_from_db()
    decision = made.decisions.get()
    assert (made.state, decision.entry) == (State.REFUSED, None)
    assert made.dossier is not None
    assert made.dossier.accounts.get(kind=Kind.RESERVED).balance == 0
    assert decision.letter is not None
    assert "wachtlijst" in str(decision.letter) or "waiting list" in str(decision.letter)


def test_what_still_fits_is_not_refused_on_the_ceiling(proposal: Proposal, daan: User) -> None:
    decisions.mandate(proposal.district.city)
    waits = decisions.prepared(proposal, decisions.a_refusal(Ground.CEILING))

    with pytest.raises(NotReady):
        decide(waits, by=daan, at=NOON)


def test_a_returned_decision_is_prepared_anew(waits: Decision, proposal: Proposal, daan: User) -> None:
    return_decision(waits, reason="De periode klopt niet.", by=daan, at=NOON)

    proposal.refresh_from_db()
    assert (proposal.state, waits.state) == (State.REVIEWED, "returned")
    with pytest.raises(WrongState):
        decide(waits, by=daan, at=NOON)
    assert decisions.prepared(proposal).number == "WS-2026-0001-2"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reasons": " "},
        {"legal_basis": ""},
        {"cents": 4_800_01},
        {"ends_on": None},
        {"ground": Ground.POLICY},
        {"instalments": (InstalmentOf(4_800_01, Moment.AT_ONCE),)},
        {"instalments": (InstalmentOf(1_00, Moment.ON_DAY),)},
    ],
)
def test_a_grant_says_what_it_must(proposal: Proposal, olga: User, wrong: dict[str, Any]) -> None:
    what = decisions.replace(decisions.a_grant(proposal), **wrong)

    with pytest.raises(NotReady):
        prepare_decision(proposal, what=what, by=olga, at=NOON)

    assert (Decision.objects.count(), Proposal.objects.get(pk=proposal.pk).state) == (0, State.REVIEWED)


def test_a_lower_final_amount_needs_a_ground_and_a_view(delfshaven: District, olga: User, daan: User) -> None:
    made = decisions.granted(delfshaven, advance_percent=50)
    with pytest.raises(NotReady):
        decisions.prepared(made, decisions.a_determination(4_000_00))
    with pytest.raises(NotReady):
        decisions.prepared(made, decisions.a_determination(4_800_01))
    waits = decisions.prepared(made, decisions.a_determination(1_000_00, ground=Ground.NOT_DONE))
    with pytest.raises(NoView):
        decide(waits, by=daan, at=NOON)
    view = ask_view(
        made,
        kind=DecisionKind.DETERMINE,
        ground=Ground.NOT_DONE,
        intention="Eén avond ging niet door.",
        by=olga,
        at=NOON,
    )
    enter_view(view, answer="", by=olga, at=NOON)

    decide(waits, by=daan, at=NOON)
    made.refresh_from_db()
    assert (made.state, determined_cents(made), waits.due_back_cents) == (State.DETERMINED, 1_000_00, 0)


def test_nobody_is_asked_for_a_view_on_what_nobody_applied_for(delfshaven: District, daan: User) -> None:
    made = decisions.granted(delfshaven, route=Route.PURCHASE, cents=8_000_00)

    decide(decisions.prepared(made, decisions.a_revocation()), by=daan, at=NOON)

    made.refresh_from_db()
    assert made.state == State.REVOKED


def test_a_change_raises_and_lowers_a_grant(delfshaven: District, daan: User) -> None:
    made = decisions.granted(delfshaven, advance_percent=50)
    for cents in (5_000_00, 3_000_00):
        what = decisions.a_change(cents)
        decide(decisions.prepared(made, what), by=daan, at=NOON)
        assert granted_cents(made) == cents
    assert made.dossier is not None
    assert made.dossier.accounts.get(kind=Kind.COMMITTED).balance == 3_000_00


def test_a_grant_that_is_revoked_frees_the_money(delfshaven: District, olga: User, daan: User) -> None:
    made = decisions.granted(delfshaven)
    view = ask_view(
        made,
        kind=DecisionKind.REVOKE,
        ground=Ground.NOT_DONE,
        intention="Het gaat niet door.",
        by=olga,
        at=NOON,
    )
    enter_view(view, answer="Dat klopt.", by=olga, at=NOON)
    decide(decisions.prepared(made, decisions.a_revocation()), by=daan, at=NOON)

    made.refresh_from_db()
    assert made.state == State.REVOKED
    assert made.dossier is not None
    assert made.dossier.accounts.get(kind=Kind.COMMITTED).balance == 0


def test_where_the_council_decides_itself_its_meeting_stands_in_place_of_a_mandate(
    delfshaven: District, olga: User, daan: User
) -> None:
    round_ = decisions.other_round(delfshaven.city, decides=Body.COUNCIL)
    made = proposals.reviewed(delfshaven, round_=round_)
    decisions.mandate(delfshaven.city)
    waits = decisions.prepared(made)
    with pytest.raises(NotTheCouncil):
        decide(waits, by=daan, at=NOON)
    votes = Votes(NOON.date(), 4, 1, 0, "Verordening op de wijkraden, artikel 9")
    with pytest.raises(NotReady):
        enter_council_decision(waits, votes=decisions.replace(votes, votes_for=1), by=olga, at=NOON)

    enter_council_decision(waits, votes=votes, by=olga, at=NOON)
    made.refresh_from_db()
    assert (made.state, waits.mandate, waits.council_on) == (State.GRANTED, None, NOON.date())


def test_in_a_tender_nobody_outside_sees_an_outcome_before_the_decision_day(
    delfshaven: District, daan: User
) -> None:
    round_ = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_)
    decisions.mandate(delfshaven.city, regulation=round_.regulation)
    waits = decisions.prepared(made)
    decide(waits, by=daan, at=NOON)
    made.refresh_from_db()
    assert (made.state, made.shown_state) == (State.GRANTED, State.PREPARED)
    assert made.public_label == str(PUBLIC_LABELS[State.PREPARED])
    mails = Message.objects.filter(kind__startswith="decisions.")
    assert [(one.kind, one.to) for one in mails] == [("decisions.to_decide", daan)]
    assert list(payable_instalments(delfshaven.city)) == []

    assert publish_decisions(round_, by=daan, at=NOON + timedelta(days=1)) == 1
    made.refresh_from_db()
    waits.refresh_from_db()
    assert (made.shown_state, waits.sent_on) == (State.GRANTED, NOON.date() + timedelta(days=1))


def test_on_another_route_there_is_no_term_to_object(delfshaven: District, daan: User) -> None:
    made = decisions.granted(delfshaven, route=Route.OWN)
    decision = made.decisions.get()

    assert (decision.objection_until, decision.sent_on) == (None, NOON.date())
    mails = Message.objects.filter(kind__startswith="decisions.")
    assert {one.kind for one in mails} == {"decisions.to_decide", "decisions.copy"}
    assert "Besluit: Akkoord\n" in mails.get(kind="decisions.to_decide").text


def test_a_decision_is_not_there_in_another_city(waits: Decision, daan: User) -> None:
    elsewhere = another_city()
    assert get_decision(daan, waits.proposal.district.city, waits.public_id) == waits
    with pytest.raises(Http404):
        get_decision(daan, elsewhere, waits.public_id)


def test_kinds_that_cannot_be_prepared_now_are_refused(proposal: Proposal, olga: User) -> None:
    for what in (decisions.a_determination(0), decisions.a_change(1_00)):
        with pytest.raises(WrongState):
            prepare_decision(proposal, what=what, by=olga, at=NOON)


def test_a_grant_ends_at_most_a_year_after_the_year_of_its_budget(proposal: Proposal, olga: User) -> None:
    what = decisions.a_grant(proposal)
    for last in (date(2028, 1, 1), date(2056, 12, 13)):
        with pytest.raises(NotReady):
            prepare_decision(proposal, what=decisions.replace(what, ends_on=last), by=olga, at=NOON)

    prepare_decision(proposal, what=decisions.replace(what, ends_on=date(2027, 12, 31)), by=olga, at=NOON)
