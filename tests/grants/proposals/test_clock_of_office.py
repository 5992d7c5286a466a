"""The term to decide: extended once, standing still, put back, too late; and the deadline that lists sort by."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from grants.proposals import flows
from grants.proposals.clocks import card_of, due_day, penalty_of
from grants.proposals.errors import WrongDay
from grants.proposals.models import Extension, Pause, Proposal
from grants.proposals.queries import clock_of, open_request
from grants.proposals.states import AT_THE_OFFICE, Route
from grants.rounds.states import Distribution
from grants.terms import Why
from portal.errors import WrongState
from portal.post.models import Message
from tests import proposals
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

DAY = timedelta(days=1)
TODAY = NOON.date()
DUE = date(2026, 12, 28)  # eight weeks after 2 November


def again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def nothing(_proposal: Proposal) -> None:
    """Leave it as it was submitted."""


def asked(proposal: Proposal) -> None:
    proposals.ask(proposal)


def answered(proposal: Proposal) -> None:
    proposals.ask(proposal)
    item = open_request(proposal).items.get()  # type: ignore[union-attr]  # it is there
    flows.answer_item(item, by=proposals.member_of(proposal.district), at=NOON + 3 * DAY)


def completed(proposal: Proposal) -> None:
    answered(proposal)
    flows.find_complete(proposal, by=proposals.cast("olga"), at=NOON + 5 * DAY)


def extended(proposal: Proposal) -> None:
    flows.extend(proposal, reason="Wij wachten op advies.", by=proposals.cast("olga"), at=NOON + DAY)


def agreed(proposal: Proposal) -> None:
    stop(proposal, Why.CONSENT, last_day=TODAY + 10 * DAY)


def forced(proposal: Proposal) -> None:
    stop(proposal, Why.FORCE_MAJEURE)


def forced_and_over(proposal: Proposal) -> None:
    forced(proposal)
    flows.run_on(proposal, runs_on=TODAY + 4 * DAY, by=proposals.cast("olga"), at=NOON + 4 * DAY)


def put_back(proposal: Proposal) -> None:
    moment = NOON - 3 * DAY
    flows.put_back(
        proposal, of_completeness=False, becomes=moment, reason="Storing.", by=proposals.cast("olga"), at=NOON
    )


def everything(proposal: Proposal) -> None:
    put_back(proposal)
    extended(proposal)
    completed(proposal)
    agreed(proposal)


def stop(proposal: Proposal, why: Why, *, last_day: date | None = None) -> None:
    flows.stop_clock(
        proposal,
        why=why,
        since=TODAY,
        last_day=last_day,
        note="Brief.",
        by=proposals.cast("olga"),
        at=NOON + 6 * DAY,
    )


EVERYWHERE = (nothing, asked, answered, completed, put_back)
BY_LAW = (extended, agreed, forced, forced_and_over, everything)


@shared
def submitted(delfshaven: District) -> Proposal:
    """What the council submitted to the city."""
    return proposals.submitted(delfshaven)


@shared
def own(delfshaven: District) -> Proposal:
    """The same of what the city does itself."""
    return proposals.submitted(delfshaven, route=Route.OWN)


@shared
def complete(delfshaven: District) -> Proposal:
    """What olga found complete."""
    return proposals.complete(delfshaven)


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        *((kind, Route.SUBSIDY) for kind in (*EVERYWHERE, *BY_LAW)),
        *((kind, Route.OWN) for kind in EVERYWHERE),
    ],
)
def test_the_deadline_of_the_list_is_that_of_the_clock(
    submitted: Proposal, own: Proposal, kind: Callable[[Proposal], None], route: Route
) -> None:
    made = own if route == Route.OWN else submitted
    kind(made)

    row = again(made)

    assert row.due_on == due_day(row)
    if kind is forced:
        assert row.due_on is None
        return
    last = max([one.last_day for one in row.pauses.all() if one.last_day], default=TODAY)
    for number in range(160):
        day = TODAY + number * DAY
        if day > last:
            assert row.due_on == clock_of(row).read(day).last_day, day


def test_in_a_tender_the_term_begins_when_the_round_closes(city: City, delfshaven: District) -> None:
    tender = proposals.open_round(
        city, distribution=Distribution.TENDER, opens_on=date(2026, 1, 1), closes_on=date(2026, 11, 30)
    )

    made = proposals.submitted(delfshaven, round_=tender)

    assert made.due_on == date(2027, 1, 25)


def test_an_extension_makes_one_term_of_twenty_weeks(submitted: Proposal, olga: User) -> None:
    assert submitted.due_on == DUE

    extended(submitted)

    assert submitted.due_on == TODAY + timedelta(weeks=20)
    mails = Message.objects.filter(kind__startswith="proposals.extended")
    assert sorted(mails.values_list("kind", flat=True)) == [
        "proposals.extended",
        *["proposals.extended_of_council"] * 3,
    ]
    assert all("Wij wachten op advies." in one.text for one in mails)


def test_it_is_extended_once_and_in_time(
    submitted: Proposal, delfshaven: District, olga: User, otto: User
) -> None:
    late = proposals.submitted(delfshaven, title="Laat")
    stale = again(submitted)
    extended(submitted)

    with pytest.raises(WrongState):
        flows.extend(stale, reason="Nog eens", by=otto, at=NOON + DAY)
    with pytest.raises(WrongState):
        flows.extend(late, reason="Te laat", by=olga, at=NOON + 57 * DAY)

    assert [one.reason for one in Extension.objects.all()] == ["Wij wachten op advies."]


def test_what_nobody_applied_for_has_no_term_of_the_law(delfshaven: District, olga: User) -> None:
    made = proposals.submitted(delfshaven, route=Route.PURCHASE)

    for act in (
        lambda: flows.extend(made, reason="x", by=olga, at=NOON),
        lambda: flows.stop_clock(made, why=Why.ABROAD, since=TODAY, note="x", by=olga, at=NOON),
        lambda: flows.note_default(made, received_on=TODAY, by=olga, at=NOON),
    ):
        with pytest.raises(WrongState):
            act()

    card = card_of(made, on=TODAY)
    assert card is not None
    assert (card.is_legal, made.due_on) == (False, DUE)


def test_it_stands_still_once_at_a_time_and_runs_on(submitted: Proposal, olga: User) -> None:
    forced(submitted)
    with pytest.raises(WrongState):
        forced(submitted)

    flows.run_on(submitted, runs_on=TODAY + 4 * DAY, by=olga, at=NOON + 7 * DAY)

    assert submitted.due_on == DUE + 3 * DAY
    with pytest.raises(WrongState):
        flows.run_on(submitted, runs_on=TODAY + 5 * DAY, by=olga, at=NOON + 7 * DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Pause.objects.filter(proposal=submitted).update(runs_on=TODAY + 9 * DAY)


@pytest.mark.parametrize(
    ("why", "since", "last_day"),
    [
        (Why.FORCE_MAJEURE, TODAY - DAY, None),
        (Why.FORCE_MAJEURE, TODAY + 7 * DAY, None),
        (Why.CONSENT, TODAY, None),
        (Why.ABROAD, TODAY + DAY, TODAY),
    ],
)
def test_a_pause_lies_within_the_term(
    submitted: Proposal, olga: User, why: Why, since: date, last_day: date | None
) -> None:
    with pytest.raises(WrongDay):
        flows.stop_clock(
            submitted, why=why, since=since, last_day=last_day, note="x", by=olga, at=NOON + 6 * DAY
        )

    assert submitted.pauses.count() == 0


def test_a_receipt_is_put_back_and_both_moments_stay(complete: Proposal, olga: User) -> None:
    earlier = datetime(2026, 10, 30, 8, 15, tzinfo=UTC)

    flows.put_back(
        complete, of_completeness=False, becomes=earlier, reason="Storing.", by=olga, at=NOON + DAY
    )

    assert (complete.received_at, complete.completed_at, complete.due_on) == (
        earlier,
        earlier,
        date(2026, 12, 25) + 3 * DAY,
    )
    assert [(one.of_completeness, one.was, one.becomes) for one in complete.receipts.all()] == [
        (False, NOON, earlier),
        (True, NOON, earlier),
    ]


def test_a_receipt_never_goes_forward_nor_without_a_reason(complete: Proposal, olga: User) -> None:
    for becomes in (NOON, NOON + DAY, datetime(2025, 12, 31, 12, 0, tzinfo=UTC)):
        with pytest.raises(WrongDay):
            flows.put_back(complete, of_completeness=False, becomes=becomes, reason="x", by=olga, at=NOON)
    for values in ({"received_at": NOON - DAY}, {"completed_at": NOON - DAY}, {"received_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Proposal.objects.filter(pk=complete.pk).update(**values)

    assert again(complete).received_at == NOON


def test_it_cannot_be_complete_before_it_came(complete: Proposal, olga: User) -> None:
    with pytest.raises(WrongDay):
        flows.put_back(complete, of_completeness=True, becomes=NOON - DAY, reason="x", by=olga, at=NOON)


def test_a_notice_in_time_starts_nothing_and_a_late_one_a_penalty(submitted: Proposal, olga: User) -> None:
    flows.note_default(submitted, received_on=TODAY + 20 * DAY, by=olga, at=NOON + 20 * DAY)
    assert penalty_of(submitted, on=DUE + 40 * DAY) is None

    flows.note_default(submitted, received_on=DUE + DAY, note="Per brief.", by=olga, at=NOON + 60 * DAY)

    assert penalty_of(submitted, on=DUE + 15 * DAY).cents == 0  # type: ignore[union-attr]  # it is there
    found = penalty_of(submitted, on=DUE + 20 * DAY)
    assert found is not None
    assert (found.first_day, found.days, found.cents) == (DUE + 16 * DAY, 5, 5 * 23_00)
    card = card_of(submitted, on=DUE + 20 * DAY)
    assert card is not None
    assert (card.penalty, len(card.notices)) == (found, 2)


def test_a_notice_did_not_come_tomorrow(submitted: Proposal, olga: User) -> None:
    with pytest.raises(WrongDay):
        flows.note_default(submitted, received_on=TODAY + DAY, by=olga, at=NOON)


@pytest.mark.parametrize(
    ("received_at", "due_on"),
    [
        (datetime(2027, 3, 30, 22, 5, tzinfo=UTC), date(2027, 5, 26)),  # 31 March, 00:05 in Amsterdam
        (datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC), date(2027, 5, 26)),  # 23:59:59, the same day
        (datetime(2027, 3, 31, 22, 0, tzinfo=UTC), date(2027, 5, 27)),  # 1 April
    ],
)
def test_a_receipt_counts_on_its_day_in_amsterdam(
    submitted: Proposal, received_at: datetime, due_on: date
) -> None:
    submitted.received_at = received_at

    assert due_day(submitted) == due_on


def test_a_leap_day_breaks_no_clock(submitted: Proposal) -> None:
    submitted.received_at = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)

    assert due_day(submitted) == date(2028, 4, 25)
    assert clock_of(submitted).read(date(2028, 2, 29)).days_left == 56


def test_a_draft_has_no_clock(delfshaven: District) -> None:
    made = proposals.draft(delfshaven)

    assert (due_day(made), card_of(made, on=TODAY), made.due_on) == (None, None, None)
    assert made.state not in AT_THE_OFFICE
