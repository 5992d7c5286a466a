"""An action begins on its first day; its report is asked once it is over, reminded of when late, and once more."""

from datetime import date, datetime, timedelta

import pytest

from grants.decisions.errors import NotReady
from grants.decisions.flows import decide
from grants.decisions.states import ObligationOf
from grants.proposals.models import Proposal
from grants.proposals.states import Route, State
from grants.reports import flows
from grants.reports.asking import due_day
from grants.reports.models import Reminder, ReportLink
from grants.reports.offers import offers
from grants.reports.queries import counts_of, link_with, to_ask, to_begin
from grants.reports.tasks import ask_due, begin_due
from portal.errors import WrongState
from portal.jobs.models import Job
from portal.jobs.progress import Progress
from portal.post.models import Message
from tests import decisions, proposals
from tests.grants.reports.scenes import DUE, LAST, noon
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

DAY = timedelta(days=1)
FIRST = date(2026, 12, 12)


@shared
def under_way(delfshaven: District) -> Proposal:
    """An action of 8,000 euros that began."""
    return decisions.under_way(delfshaven)


@shared
def granted(delfshaven: District) -> Proposal:
    """A grant of 8,000 euros."""
    return decisions.granted(delfshaven, cents=8_000_00)


@shared
def reported(delfshaven: District) -> Proposal:
    """One whose report was sent."""
    return decisions.reported(delfshaven)


@shared
def reviewed(delfshaven: District) -> Proposal:
    """One of 8,000 euros that can be decided on."""
    return proposals.reviewed(delfshaven, cents=8_000_00)


def test_it_begins_on_the_first_day_in_amsterdam_and_once(granted: Proposal) -> None:
    evening = datetime.fromisoformat("2026-12-11T23:59:59+01:00")
    night = datetime.fromisoformat("2026-12-12T00:00:00+01:00")

    assert flows.begin(granted, at=evening) is False
    assert flows.begin(granted, at=night) is True
    assert flows.begin(granted, at=night) is False
    granted.refresh_from_db()
    assert granted.state == State.UNDER_WAY
    assert granted.events.filter(state=State.UNDER_WAY).count() == 1


def test_nothing_begins_that_waits_for_its_decision_day(granted: Proposal) -> None:
    assert list(to_begin(on=FIRST)) == [granted]
    Proposal.objects.filter(pk=granted.pk).update(is_held_back=True)

    assert list(to_begin(on=FIRST)) == []
    assert flows.begin(granted, at=noon(FIRST)) is False


def test_of_what_the_city_did_itself_the_council_alone_is_asked(delfshaven: District, anna: User) -> None:
    made = decisions.under_way(delfshaven, route=Route.OWN)
    labels = [one.label for one in offers(anna, made, at=NOON)]
    assert ("Verslag maken" in labels, "Link mailen om het verslag te maken" in labels) == (True, False)

    for day in (LAST + DAY, DUE + DAY):
        flows.remind(made, at=noon(day))

    mails = Message.objects.filter(kind__startswith="reports.ask").order_by("pk")
    assert {mail.kind for mail in mails} == {"reports.ask_of_council"}
    for mail in mails:
        assert "De gemeente heeft het zelf gedaan; daarom maakt uw wijkraad het verslag." in mail.text
    assert Reminder.objects.count() == 2


def test_it_is_asked_when_over_reminded_when_late_and_once_more(under_way: Proposal) -> None:
    assert due_day(under_way) == DUE

    sent = {
        day: flows.remind(under_way, at=noon(day))
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


def test_a_late_start_of_the_work_sends_one_mail_and_not_two(under_way: Proposal) -> None:
    assert flows.remind(under_way, at=noon(DUE + 40 * DAY)) == 1
    assert flows.remind(under_way, at=noon(DUE + 40 * DAY)) is None
    assert flows.remind(under_way, at=noon(DUE + 54 * DAY)) == 2


def test_who_sent_a_report_is_not_reminded(reported: Proposal) -> None:
    assert list(to_ask(on=DUE + DAY)) == []
    assert flows.remind(reported, at=noon(DUE + DAY)) is None


def test_a_grant_that_was_final_at_once_is_asked_too(delfshaven: District) -> None:
    made = decisions.granted(delfshaven, cents=800_00)
    assert made.state == State.DETERMINED

    assert flows.remind(made, at=noon(LAST + DAY)) == 0


def test_the_regular_work_is_harmless_when_run_again(
    granted: Proposal, delfshaven: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = decisions.granted(delfshaven, cents=7_000_00, title="Nog een feest")
    monkeypatch.setattr("grants.reports.tasks.timezone.now", lambda: noon(LAST + DAY))

    for _again in range(2):
        begin_due(Progress(Job()))
        ask_due(Progress(Job()))

    for one in (granted, second):
        one.refresh_from_db()
        assert (one.state, one.reminders.count()) == (State.UNDER_WAY, 1)


def test_the_link_in_the_mail_opens_the_report_without_an_account(
    under_way: Proposal, city: City, anna: User, olga: User
) -> None:
    for one in (anna, olga):
        token = flows.mail_link(under_way, by=one, at=noon(LAST))
        found = link_with(city, token)
        assert found is not None
        assert (found.proposal, found.made_by) == (under_way, one)
    assert link_with(city, "verzonnen") is None
    assert ReportLink.objects.count() == 2


def test_no_link_is_mailed_once_the_report_was_sent(reported: Proposal, anna: User) -> None:
    with pytest.raises(WrongState):
        flows.mail_link(reported, by=anna, at=noon(LAST))


def test_the_day_that_the_grant_names_for_the_report_counts_and_not_the_rule(
    reviewed: Proposal, delfshaven: District, olga: User, daan: User
) -> None:
    decisions.mandate(delfshaven.city, maximum_cents=25_000_00)
    day = LAST + 10 * DAY
    agreed = ObligationOf("Stuur een kort verslag.", day, is_report=True)
    what = decisions.replace(
        decisions.a_grant(reviewed), obligations=(agreed, ObligationOf("Bel ons.", LAST))
    )
    decide(decisions.prepared(reviewed, what), by=daan, at=NOON)
    flows.begin(reviewed, at=noon(FIRST))

    reviewed.refresh_from_db()
    assert due_day(reviewed) == day
    days = (LAST + DAY, day, day + DAY, DUE + DAY, day + 15 * DAY)
    assert [flows.remind(reviewed, at=noon(one)) for one in days] == [0, None, 1, 2, None]
    counts = [counts_of(delfshaven.city, on=one) for one in (day, day + DAY)]
    assert [(one["due"], one["overdue"]) for one in counts] == [(1, 0), (0, 1)]


def test_a_report_is_not_due_before_the_action_is_over(reviewed: Proposal) -> None:
    agreed = ObligationOf("Stuur een kort verslag.", reviewed.ends_on, is_report=True)
    with pytest.raises(NotReady):
        decisions.prepared(reviewed, decisions.replace(decisions.a_grant(reviewed), obligations=(agreed,)))
