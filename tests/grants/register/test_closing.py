"""A dossier closes by itself once nothing of it is open: terms, money, claims, agreements, a report that was asked."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from grants.budget.flows import close_year, open_slices
from grants.budget.models import Entry
from grants.budget.proof import prove
from grants.decisions.flows import decide, publish_decisions
from grants.decisions.models import Decision, Obligation
from grants.decisions.states import DecisionKind, Ground
from grants.money import format_euros
from grants.payments.flows import start_claim
from grants.proposals.models import Proposal
from grants.proposals.states import STEPS, Route, State
from grants.register import flows
from grants.register.offers import offers, story
from grants.register.queries import to_close, what_keeps_open
from grants.register.tasks import close_due
from grants.reports import flows as reports
from grants.rounds.states import Distribution
from portal.errors import WrongState
from portal.jobs.apart import SomeFailed
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.trail.models import Record
from tests import budget, decisions, payments, proposals
from tests.grants.register import ends
from tests.grants.register.ends import LONG_AFTER
from tests.make import NOON
from tests.payments import Booked
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District

ENDS: dict[State, Callable[..., Proposal]] = {
    State.DETERMINED: ends.determined,
    State.REFUSED: ends.refused,
    State.DISMISSED: ends.dismissed,
    State.REVOKED: ends.revoked,
    State.WITHDRAWN: ends.withdrawn,
    State.NOT_PUT_FORWARD: ends.not_put_forward,
}
FREE_AT_ONCE = (State.WITHDRAWN, State.NOT_PUT_FORWARD)
OBJECTION = "An objection can be made up to and including 14 December 2026."
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    with translation.override("en"):
        yield


def noon(day: str) -> datetime:
    """Return noon of that day, in UTC."""
    return datetime.combine(date.fromisoformat(day), NOON.timetz(), tzinfo=UTC)


def open_at(proposal: Proposal, at: datetime) -> list[str]:
    """Return what keeps it open at that moment, as it stands in the database."""
    return what_keeps_open(Proposal.objects.get(pk=proposal.pk), at)


def state_of(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def run_at(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grants.register.tasks.timezone.now", lambda: at)
    close_due(Progress(Job()))


@shared
def withdrawn(delfshaven: District) -> Proposal:
    """One that chris withdrew."""
    return ends.withdrawn(delfshaven)


@shared
def refused(delfshaven: District) -> Proposal:
    """One that daan refused."""
    return ends.refused(delfshaven)


@shared
def at_once(delfshaven: District) -> Proposal:
    """A grant that was final at once and is paid; its report is asked."""
    return ends.at_once(delfshaven)


def test_every_end_closes_and_nothing_else_does() -> None:
    assert set(ENDS) == STEPS[State.CLOSED]


@pytest.mark.parametrize("end", ENDS)
def test_a_dossier_walks_from_each_end_to_closed(end: State, delfshaven: District) -> None:
    made = ENDS[end](delfshaven)
    assert made.state == end
    assert (what_keeps_open(made, NOON) == []) == (end in FREE_AT_ONCE)

    assert flows.close(made, at=LONG_AFTER) is True
    made.refresh_from_db()
    assert made.state == State.CLOSED
    assert made.events.filter(state=State.CLOSED, by=None).count() == 1
    assert Record.objects.filter(act="register.closed", subject_id=made.public_id).count() == 1
    assert flows.close(made, at=LONG_AFTER) is False
    assert made.events.filter(state=State.CLOSED).count() == 1


def test_what_is_not_at_its_end_does_not_close(delfshaven: District) -> None:
    made = decisions.under_way(delfshaven)

    assert open_at(made, LONG_AFTER) == []
    assert flows.close(made, at=LONG_AFTER) is False
    assert state_of(made) == State.UNDER_WAY


def test_the_objection_term_runs_to_the_end_of_its_last_day_in_amsterdam(refused: Proposal) -> None:
    last, after = (datetime.fromisoformat(f"2026-12-{end}+01:00") for end in ("14T23:59:59", "15T00:00:00"))

    assert open_at(refused, last) == [OBJECTION]
    assert flows.close(refused, at=last) is False
    assert open_at(refused, after) == []
    assert flows.close(refused, at=after) is True


def test_the_newest_of_the_terms_counts(delfshaven: District) -> None:
    """Of a grant of 2 November and its final amount of 20 December the last one is over on 1 February."""
    made = decisions.reported(delfshaven, report_at=noon("2026-12-20"))
    final = decisions.a_determination(6_000_00, ground=Ground.COSTS)
    at = noon("2026-12-21")
    decide(decisions.prepared(made, final, at=at), by=decisions.cast("daan"), at=at)

    assert "An objection can be made up to and including 1 February 2027." in open_at(
        made, noon("2027-02-01")
    )


@pytest.mark.parametrize("route", [Route.PURCHASE, Route.OWN])
def test_without_a_subsidy_there_is_no_objection_term(route: Route, delfshaven: District) -> None:
    made = ends.refused(delfshaven, route=route)

    assert open_at(made, NOON) == []
    assert flows.close(made, at=NOON) is True


def test_a_refusal_that_waits_for_its_decision_day_stays_open(delfshaven: District) -> None:
    round_ = decisions.other_round(delfshaven.city, distribution=Distribution.TENDER)
    made = proposals.reviewed(delfshaven, round_=round_)
    decisions.mandate(delfshaven.city, regulation=round_.regulation)
    decide(decisions.prepared(made, decisions.a_refusal()), by=decisions.cast("daan"), at=NOON)
    assert open_at(made, LONG_AFTER) == ["The decision is made known on the decision day of the round."]

    publish_decisions(round_, by=decisions.cast("daan"), at=NOON + DAY)
    assert open_at(made, NOON + 60 * DAY) == []


def test_a_place_on_the_waiting_list_holds_until_the_year_is_over(
    refused: Proposal, delfshaven: District
) -> None:
    assert open_at(refused, noon("2026-12-31")) == []
    listed = _on_the_ceiling(delfshaven)

    assert open_at(listed, noon("2026-12-31")) == [
        "It has a place on the waiting list up to and including 31 December 2026."
    ]
    assert open_at(listed, noon("2027-01-01")) == []


def _on_the_ceiling(district: District) -> Proposal:
    """Refuse one since another took all there is."""
    decisions.granted(district, cents=24_000_00, title="Groot")
    return ends.refused(district, ground=Ground.CEILING, title="Te laat")


def test_money_keeps_it_open_until_the_bank_tells_that_it_was_paid(delfshaven: District) -> None:
    made = decisions.reported(delfshaven)
    final = decisions.a_determination(8_000_00)
    decide(decisions.prepared(made, final), by=decisions.cast("daan"), at=NOON)
    amount = format_euros(8_000_00)
    assert open_at(made, LONG_AFTER) == [f"{amount} has yet to be paid."]

    batch = payments.batched(made)
    assert open_at(made, LONG_AFTER) == [f"{amount} has yet to be paid."]
    payments.release(batch)
    way = f"{amount} is on its way; the bank has yet to tell that it was paid."
    assert open_at(made, LONG_AFTER) == [way]
    order = batch.orders.get()
    payments.read(delfshaven.city, [payments.out(order)])
    assert open_at(made, LONG_AFTER) == []

    payments.read(delfshaven.city, [payments.back(order)], number="STMT-2")
    assert open_at(made, LONG_AFTER) == [f"{amount} has yet to be paid."]
    assert flows.close(made, at=LONG_AFTER) is False


@shared
def overpaid(delfshaven: District) -> Decision:
    """The decision by which 4,000 of 6,400 euros that were paid must come back."""
    made = decisions.under_way(delfshaven, advance_percent=80)
    payments.paid(made)
    lower = decisions.a_determination(2_400_00, ground=Ground.COSTS)
    made.refresh_from_db()
    decide(decisions.prepared(made, lower), by=decisions.cast("daan"), at=NOON)
    return made.decisions.get(kind=DecisionKind.DETERMINE)


def test_what_was_paid_overpaid_keeps_it_open_until_all_came_back(
    overpaid: Decision, delfshaven: District, pim: User
) -> None:
    made, city = overpaid.proposal, delfshaven.city
    assert open_at(made, LONG_AFTER) == [
        f"{format_euros(4_000_00)} was paid too much and has yet to be asked back."
    ]

    claim = start_claim(decisions.recovered(overpaid.proposal), by=pim, at=NOON)
    assert open_at(made, LONG_AFTER) == [f"{format_euros(4_000_00)} has yet to be paid back."]
    part = Booked(1_500_00, is_receipt=True, text=claim.reference, reference="A")
    payments.read(city, [part], number="STMT-2")
    assert open_at(made, LONG_AFTER) == [f"{format_euros(2_500_00)} has yet to be paid back."]
    rest = Booked(2_500_00, is_receipt=True, text=claim.reference, reference="B")
    payments.read(city, [rest], number="STMT-3")
    assert open_at(made, LONG_AFTER) == []
    assert flows.close(made, at=LONG_AFTER) is True


def test_the_days_of_the_action_and_what_was_agreed_keep_it_open(delfshaven: District) -> None:
    """The action is on 12 and 13 December 2026; a report with a photo was agreed until 10 January."""
    made = ends.determined(delfshaven)
    assert Obligation.objects.get(decision__proposal=made).due_on == date(2027, 1, 10)

    agreed = "Something was agreed with the recipient up to and including 10 January 2027."
    lasts = "The action lasts up to and including 13 December 2026."
    assert open_at(made, noon("2026-12-13"))[1:] == [lasts, agreed]
    assert open_at(made, noon("2027-01-10")) == [agreed]
    assert open_at(made, noon("2027-01-11")) == []


def test_a_report_without_consequence_is_waited_for_until_after_the_second_reminder(
    at_once: Proposal,
) -> None:
    asked = "A report on the action is asked; it is due on 11 January 2027."
    assert open_at(at_once, noon("2027-01-11")) == [asked]
    for day in ("2026-12-14", "2027-01-12", "2027-01-26"):
        reports.remind(at_once, at=noon(day))

    assert open_at(at_once, noon("2027-02-08")) == [asked]
    assert open_at(at_once, noon("2027-02-09")) == []


def test_a_report_that_was_sent_is_not_waited_for(at_once: Proposal) -> None:
    at = noon("2027-01-05")
    reports.submit_report(decisions.written(at_once, spent_cents=900_00, at=at), by=None, at=at)

    assert open_at(at_once, noon("2027-01-11")) == []


def test_the_regular_work_closes_what_is_due_once(
    withdrawn: Proposal, delfshaven: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = ends.refused(delfshaven, title="Nog een feest")

    for _again in range(2):
        run_at(NOON, monkeypatch)
    assert (state_of(withdrawn), state_of(waits)) == (State.CLOSED, State.REFUSED)
    run_at(LONG_AFTER, monkeypatch)
    assert state_of(waits) == State.CLOSED
    assert Record.objects.filter(act="register.closed").count() == 2


def test_one_that_fails_holds_up_no_other(delfshaven: District, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (ends.withdrawn(delfshaven, title=title) for title in ("Een", "Twee"))
    close = flows.close

    def fails(proposal: Proposal, **rest: Any) -> bool:
        if proposal.pk == first.pk:
            raise RuntimeError
        return close(proposal, **rest)

    monkeypatch.setattr(flows, "close", fails)
    with pytest.raises(SomeFailed):
        run_at(NOON, monkeypatch)
    assert (state_of(first), state_of(second)) == (State.WITHDRAWN, State.CLOSED)


def test_looking_for_what_can_close_takes_one_query(
    delfshaven: District, django_assert_num_queries: Callable[[int], Any]
) -> None:
    made = [ends.withdrawn(delfshaven, title="Een"), ends.refused(delfshaven, title="Twee")]
    with django_assert_num_queries(1):
        assert to_close(LONG_AFTER) == made
    with django_assert_num_queries(1):
        assert what_keeps_open(made[1], NOON) == [OBJECTION]


def test_the_database_closes_nothing_with_money_open(
    overpaid: Decision, delfshaven: District, pim: User
) -> None:
    def refused(made: Proposal) -> bool:
        try:
            with transaction.atomic():
                Proposal.objects.get(pk=made.pk).move(State.CLOSED, by=None, at=LONG_AFTER)
        except DatabaseError:
            return True
        return False

    assert refused(overpaid.proposal)
    claim = start_claim(decisions.recovered(overpaid.proposal), by=pim, at=NOON)
    assert refused(overpaid.proposal)
    back = Booked(4_000_00, is_receipt=True, text=claim.reference, reference="A")
    payments.read(delfshaven.city, [back], number="STMT-2")
    assert not refused(overpaid.proposal)

    unpaid = decisions.granted(delfshaven, cents=900_00, title="Nog niet betaald")
    assert refused(unpaid)
    held = ends.refused(delfshaven, title="Aangehouden")
    Proposal.objects.filter(pk=held.pk).update(is_held_back=True)
    assert refused(held)


def test_a_closed_dossier_stays_closed(withdrawn: Proposal, chris: User) -> None:
    flows.close(withdrawn, at=NOON)

    for state in STEPS:
        with pytest.raises(WrongState):
            Proposal.objects.get(pk=withdrawn.pk).move(state, by=chris, at=NOON)


def test_a_dossier_of_a_closed_year_closes_without_a_booking(delfshaven: District, fenna: User) -> None:
    made, end = ends.determined(delfshaven), noon("2027-01-05")
    next_year = budget.new_year(delfshaven.city, 2027, by=fenna, at=end)
    rules = made.round.regulation
    open_slices(next_year, regulation=rules, districts=[delfshaven], by=fenna, at=end)
    close_year(
        made.slice.year, transfer=None, by=fenna, at=end, booked_on=date(2026, 12, 31), key="close 2026"
    )
    booked = Entry.objects.count()

    assert flows.close(made, at=LONG_AFTER) is True
    assert Entry.objects.count() == booked
    assert prove().faults == []


def test_its_page_says_what_keeps_it_open_and_then_that_it_was_closed(
    delfshaven: District, anna: User, signed_in: Callable[[User | None], Client], at_noon: None
) -> None:
    User.objects.update(language="en")
    made = ends.refused(delfshaven)
    page = signed_in(anna).get(f"/proposals/{made.public_id}/").content.decode()
    assert OBJECTION in page
    assert offers(anna, made, at=NOON) == []
    assert story(anna, made) == []

    flows.close(made, at=LONG_AFTER)
    page = signed_in(anna).get(f"/proposals/{made.public_id}/").content.decode()
    words = "The dossier was closed: nothing is open any more."
    assert words in page
    assert [(one.words, one.at, one.by) for one in story(anna, Proposal.objects.get(pk=made.pk))] == [
        (words, LONG_AFTER, "")
    ]
