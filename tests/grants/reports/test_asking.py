"""An action begins on its first day; its report is asked once it is over, reminded of when late, and once more."""

from datetime import date, datetime, timedelta

import pytest

from grants.decisions.errors import NotReady
from grants.decisions.flows import decide
from grants.decisions.states import ObligationOf
from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.reports import flows
from grants.reports.asking import due_day
from grants.reports.models import Reminder, ReportLink
from grants.reports.queries import counts_of, link_with, to_ask, to_begin
from grants.reports.tasks import ask_due, begin_due
from portal.errors import WrongState
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post.models import Message
from tests import decisions, proposals
from tests.grants.reports.scenes import DUE, LAST, noon
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import City, District

DAY = timedelta(days=1)
FIRST = date(2026, 12, 12)


def test_it_begins_on_the_first_day_in_amsterdam_and_once(delfshaven: District) -> None:
    made = decisions.granted(delfshaven, cents=8_000_00)
    evening = datetime.fromisoformat("2026-12-11T23:59:59+01:00")
    night = datetime.fromisoformat("2026-12-12T00:00:00+01:00")

    assert flows.begin(made, at=evening) is False
    assert flows.begin(made, at=night) is True
    assert flows.begin(made, at=night) is False
    made.refresh_from_db()
    assert made.state == State.UNDER_WAY
    assert made.events.filter(state=State.UNDER_WAY).count() == 1


def test_nothing_begins_that_waits_for_its_decision_day(delfshaven: District) -> None:
    made = decisions.granted(delfshaven, cents=8_000_00)
    assert list(to_begin(on=FIRST)) == [made]
    Proposal.objects.filter(pk=made.pk).update(is_held_back=True)

    assert list(to_begin(on=FIRST)) == []
    assert flows.begin(made, at=noon(FIRST)) is False


def test_it_is_asked_when_over_reminded_when_late_and_once_more(delfshaven: District) -> None:
    made = decisions.under_way(delfshaven)
    assert due_day(made) == DUE

    sent = {
        day: flows.remind(made, at=noon(day))
        for day in (
            LAST,
            LAST + DAY,
            LAST + 2 * DAY,
            DUE,
            DUE + DAY,
            DUE + 2 * DAY,
            DUE + 14 * DAY,
            DUE + 15 * DAY,
            DUE + 60 * DAY,
        )
    }

    assert {day: number for day, number in sent.items() if number is not None} == {
        LAST + DAY: 0,
        DUE + DAY: 1,
        DUE + 15 * DAY: 2,
    }
    assert Reminder.objects.count() == 3
    assert Message.objects.filter(kind="reports.ask", address="fatima@demo.example").count() == 3
    assert Message.objects.filter(kind="reports.ask_of_council").count() == 9


def test_a_late_start_of_the_work_sends_one_mail_and_not_two(delfshaven: District) -> None:
    made = decisions.under_way(delfshaven)

    assert flows.remind(made, at=noon(DUE + 40 * DAY)) == 1
    assert flows.remind(made, at=noon(DUE + 40 * DAY)) is None
    assert flows.remind(made, at=noon(DUE + 54 * DAY)) == 2


def test_who_sent_a_report_is_not_reminded(delfshaven: District) -> None:
    made = decisions.reported(delfshaven)

    assert list(to_ask(on=DUE + DAY)) == []
    assert flows.remind(made, at=noon(DUE + DAY)) is None


def test_a_grant_that_was_final_at_once_is_asked_too(delfshaven: District) -> None:
    made = decisions.granted(delfshaven, cents=800_00)
    assert made.state == State.DETERMINED

    assert flows.remind(made, at=noon(LAST + DAY)) == 0


def test_the_regular_work_is_harmless_when_run_again(
    delfshaven: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = decisions.granted(delfshaven, cents=8_000_00)
    second = decisions.granted(delfshaven, cents=7_000_00, title="Nog een feest")
    monkeypatch.setattr("grants.reports.tasks.timezone.now", lambda: noon(LAST + DAY))

    for _again in range(2):
        begin_due(Progress(Job()))
        ask_due(Progress(Job()))

    for one in (first, second):
        one.refresh_from_db()
        assert (one.state, one.reminders.count()) == (State.UNDER_WAY, 1)


def test_the_link_in_the_mail_opens_the_report_without_an_account(
    delfshaven: District, city: City, anna: User, olga: User
) -> None:
    made = decisions.under_way(delfshaven)

    for one in (anna, olga):
        token = flows.mail_link(made, by=one, at=noon(LAST))
        found = link_with(city, token)
        assert found is not None
        assert (found.proposal, found.made_by) == (made, one)
    assert link_with(city, "verzonnen") is None
    assert ReportLink.objects.count() == 2


def test_no_link_is_mailed_once_the_report_was_sent(delfshaven: District, anna: User) -> None:
    made = decisions.reported(delfshaven)

    with pytest.raises(WrongState):
        flows.mail_link(made, by=anna, at=noon(LAST))


def test_the_day_that_the_grant_names_for_the_report_counts_and_not_the_rule(
    delfshaven: District, olga: User, daan: User
) -> None:
    made = proposals.reviewed(delfshaven, cents=8_000_00)
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    day = LAST + 10 * DAY
    agreed = ObligationOf("Stuur een kort verslag.", day, is_report=True)
    what = decisions.replace(decisions.a_grant(made), obligations=(agreed, ObligationOf("Bel ons.", LAST)))
    decide(decisions.prepared(made, what), by=daan, at=NOON)
    flows.begin(made, at=noon(FIRST))

    made.refresh_from_db()
    assert due_day(made) == day
    days = (LAST + DAY, day, day + DAY, DUE + DAY, day + 15 * DAY)
    assert [flows.remind(made, at=noon(one)) for one in days] == [0, None, 1, 2, None]
    counts = [counts_of(delfshaven.city, on=one) for one in (day, day + DAY)]
    assert [(one["due"], one["overdue"]) for one in counts] == [(1, 0), (0, 1)]


def test_a_report_is_not_due_before_the_action_is_over(delfshaven: District) -> None:
    made = proposals.reviewed(delfshaven, cents=8_000_00)
    agreed = ObligationOf("Stuur een kort verslag.", made.ends_on, is_report=True)
    with pytest.raises(NotReady):
        decisions.prepared(made, decisions.replace(decisions.a_grant(made), obligations=(agreed,)))
