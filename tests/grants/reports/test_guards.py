"""What the database itself refuses of reports, whatever the code does."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from grants.proposals.models import Interest, Proposal
from grants.proposals.states import State
from grants.reports import flows
from grants.reports.models import Reminder, Report, ReportFile, ReportLine, ReportLink
from grants.reports.queries import standing_report
from grants.reports.states import Done, FileKind, ReportState
from portal.files.flows import store
from portal.trail.flows import acting
from tests import decisions
from tests.grants.reports.scenes import DUE, IN_TIME, noon
from tests.make import picture
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District


def refused(act: Callable[[], object]) -> bool:
    """Tell if the database refuses it."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def sent(district: District) -> Report:
    found = standing_report(decisions.reported(district))
    assert found is not None
    return found


@shared
def under_way(delfshaven: District) -> Proposal:
    """An action of 8,000 euros that began."""
    return decisions.under_way(delfshaven)


@shared
def report(delfshaven: District) -> Report:
    """A report that was sent."""
    return sent(delfshaven)


def test_a_report_that_was_sent_does_not_change(report: Report) -> None:
    rows = Report.objects.filter(pk=report.pk)

    changes: list[dict[str, object]] = [
        {"text": "Anders."},
        {"spent_cents": 1},
        {"state": ReportState.DRAFT},
        {"version": 2},
        {"submitted_at": IN_TIME},
    ]
    for change in changes:
        assert refused(partial(rows.update, **change)), change
    assert refused(rows.delete)
    assert refused(lambda: ReportLine.objects.filter(report=report).update(spent_cents=1))
    assert refused(lambda: ReportLine.objects.filter(report=report).delete())
    assert refused(lambda: ReportLine.objects.create(report=report, position=9, description="Extra"))


def test_a_judgement_is_entered_once_and_never_with_an_interest(
    report: Report, anna: User, chris: User
) -> None:
    Interest.objects.create(
        proposal=report.proposal, user=chris, has_interest=True, explanation="Ja", declared_at=IN_TIME
    )
    rows = Report.objects.filter(pk=report.pk)

    assert refused(lambda: rows.update(judgement=Done.YES, judged_by=chris, judged_at=IN_TIME))
    assert rows.update(judgement=Done.YES, judged_by=anna, judged_at=IN_TIME) == 1
    assert refused(lambda: rows.update(judgement=Done.NO))


def test_reports_come_one_at_a_time(under_way: Proposal) -> None:
    flows.start_report(under_way, by=None, at=IN_TIME)

    assert refused(lambda: Report.objects.create(proposal=under_way, version=2, started_at=IN_TIME))


def test_no_report_begins_of_what_got_no_money_or_is_final(delfshaven: District) -> None:
    made = sent(delfshaven).proposal

    assert refused(lambda: Report.objects.create(proposal=made, version=2, started_at=IN_TIME))


def test_a_proposal_is_reported_by_a_report_alone(under_way: Proposal) -> None:
    def skip() -> None:
        with acting():
            under_way.move(State.REPORTED, by=None, at=IN_TIME)

    assert refused(skip)
    assert Proposal.objects.get(pk=under_way.pk).state == State.UNDER_WAY


def test_files_come_and_go_while_a_report_is_written(under_way: Proposal, anna: User) -> None:
    report = decisions.written(under_way, by=anna, at=IN_TIME)
    file = flows.attach(report, upload=picture(), kind=FileKind.PHOTO, by=anna, at=IN_TIME)
    rows = ReportFile.objects.filter(pk=file.pk)
    assert refused(lambda: rows.update(is_public=True, has_consent=True))
    assert refused(rows.delete)
    flows.submit_report(report, by=anna, at=IN_TIME)

    assert refused(lambda: rows.update(removed_in=report, removed_at=IN_TIME))
    other = store(picture(20, 20), by=anna, at=IN_TIME)
    assert refused(
        lambda: ReportFile.objects.create(
            report=report, file=other, kind=FileKind.RECEIPT, added_by=anna, added_at=IN_TIME
        )
    )


def test_reminders_and_links_are_kept(under_way: Proposal) -> None:
    flows.remind(under_way, at=noon(DUE))

    assert refused(Reminder.objects.all().delete)
    assert refused(lambda: Reminder.objects.update(number=2))
    assert refused(lambda: ReportLink.objects.update(email="x@example.org"))
    assert refused(lambda: Reminder.objects.create(proposal=under_way, number=0, due_on=DUE, sent_at=IN_TIME))
    assert refused(lambda: Reminder.objects.create(proposal=under_way, number=3, due_on=DUE, sent_at=IN_TIME))


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.RETURNED])
def test_a_report_begins_as_a_draft(under_way: Proposal, state: ReportState) -> None:
    assert refused(
        lambda: Report.objects.create(
            proposal=under_way,
            version=1,
            state=state,
            text="Ja",
            done=Done.YES,
            started_at=IN_TIME,
            submitted_at=IN_TIME,
        )
    )
