"""Writing a report and sending it, by the council or by who received the money; judging it and returning it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.decisions.queries import due_instalments
from grants.decisions.states import Ground
from grants.proposals.errors import HasInterest
from grants.proposals.flows import declare_interest
from grants.proposals.models import Handling, Proposal
from grants.proposals.states import State
from grants.reports import flows
from grants.reports.errors import NotWhole, WrongReport
from grants.reports.flows import Spent
from grants.reports.models import Report, ReportLink
from grants.reports.offers import offers
from grants.reports.queries import files_of, lines_of, newest_report, standing_report
from grants.reports.states import Done, FileKind, ReportState
from portal.errors import ChangedMeanwhile, NoLongerAllowed, WrongState
from portal.files.kinds import Refused
from portal.post.models import Message
from portal.trail.flows import acting
from tests import decisions
from tests.grants.register import ends
from tests.grants.reports.scenes import IN_TIME
from tests.make import NOON, picture
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District


@shared
def under_way(delfshaven: District) -> Proposal:
    """An action of 8,000 euros that began."""
    return decisions.under_way(delfshaven)


@shared
def reported(delfshaven: District) -> Proposal:
    """One whose report was sent."""
    return decisions.reported(delfshaven)


def test_a_report_begins_with_the_cost_lines_of_the_proposal(under_way: Proposal, anna: User) -> None:
    report = flows.start_report(under_way, by=anna, at=IN_TIME)

    assert [(one.description, one.budgeted_cents, one.spent_cents) for one in lines_of(report)] == [
        ("Eten en drinken", 8_000_00, None),
        ("Muziek", 200_00, None),
    ]
    assert flows.start_report(under_way, by=None, at=IN_TIME) == report


def test_what_is_missing_is_told_and_nothing_is_sent(under_way: Proposal, anna: User) -> None:
    report = flows.start_report(under_way, by=anna, at=IN_TIME)

    with pytest.raises(NotWhole) as refused:
        flows.submit_report(report, by=anna, at=IN_TIME)

    assert len(refused.value.missing) == 3
    under_way.refresh_from_db()
    assert (under_way.state, Report.objects.get().state) == (State.UNDER_WAY, ReportState.DRAFT)


def test_sending_it_takes_the_proposal_to_reported_and_tells_who_goes_on(
    under_way: Proposal, anna: User
) -> None:
    flows.submit_report(decisions.written(under_way, by=anna, at=IN_TIME), by=anna, at=IN_TIME)

    under_way.refresh_from_db()
    report = standing_report(under_way)
    assert report is not None
    assert (under_way.state, report.spent_cents, report.submitted_by) == (State.REPORTED, 6_000_00, anna)
    sent = Message.objects.filter(kind__startswith="reports.").order_by("kind", "address")
    assert [(one.kind, one.address) for one in sent] == [
        ("reports.judge", "chris@demo.example"),
        ("reports.judge", "coen@demo.example"),
        ("reports.received", "fatima@demo.example"),
        ("reports.submitted", "olga@demo.example"),
    ]


def test_a_report_may_be_sent_before_the_first_day_came(delfshaven: District, anna: User) -> None:
    made = decisions.granted(delfshaven, cents=8_000_00)
    assert made.state == State.GRANTED

    flows.submit_report(decisions.written(made, by=anna), by=anna, at=NOON)

    made.refresh_from_db()
    assert made.state == State.REPORTED


def test_of_a_grant_that_was_final_at_once_the_report_moves_nothing(delfshaven: District, anna: User) -> None:
    made = decisions.granted(delfshaven, cents=800_00)
    assert made.state == State.DETERMINED
    report = flows.start_report(made, by=anna, at=IN_TIME)
    what = {"text": "Wij aten samen.", "participants": None, "volunteers": None, "done": Done.YES}
    flows.save_what(report, values=what, by=anna, at=IN_TIME)

    flows.submit_report(report, by=anna, at=IN_TIME)

    made.refresh_from_db()
    assert (made.state, Report.objects.get().state) == (State.DETERMINED, ReportState.SUBMITTED)
    assert due_instalments(delfshaven.city, on=IN_TIME.date()).count() == 0


def test_one_that_was_sent_stays_as_it_is(reported: Proposal, anna: User) -> None:
    report = standing_report(reported)
    assert report is not None

    with pytest.raises(WrongState):
        flows.save_costs(report, lines=[Spent("Muziek", 1, position=2)], by=anna, at=IN_TIME)
    with pytest.raises(WrongState):
        flows.submit_report(report, by=None, at=IN_TIME)
    with pytest.raises(WrongState):
        flows.start_report(reported, by=anna, at=IN_TIME)


def test_who_has_an_interest_or_sits_elsewhere_writes_nothing(
    under_way: Proposal, anna: User, bram: User, chris: User
) -> None:
    declare_interest(under_way, has_interest=True, explanation="Mijn zus speelt.", by=chris, at=IN_TIME)

    with pytest.raises(HasInterest):
        flows.start_report(under_way, by=chris, at=IN_TIME)
    with pytest.raises(NoLongerAllowed):
        flows.start_report(under_way, by=bram, at=IN_TIME)
    assert flows.start_report(under_way, by=anna, at=IN_TIME).version == 1


def test_what_someone_else_changed_meanwhile_is_not_lost(under_way: Proposal, anna: User) -> None:
    report = flows.start_report(under_way, by=None, at=IN_TIME)
    seen = {"text": "", "participants": None, "volunteers": None, "done": ""}
    flows.save_what(report, values={**seen, "text": "Van de stichting."}, was=seen, by=None, at=IN_TIME)

    with pytest.raises(ChangedMeanwhile):
        flows.save_what(report, values={**seen, "text": "Van Anna."}, was=seen, by=anna, at=IN_TIME)

    assert Report.objects.get().text == "Van de stichting."


def test_things_that_were_not_in_the_proposal_count(under_way: Proposal, anna: User) -> None:
    report = decisions.written(under_way, spent_cents=5_000_00, by=anna, at=IN_TIME)
    lines = [Spent("Eten en drinken", 5_000_00, position=1), Spent("Muziek", 0, position=2)]

    flows.save_costs(report, lines=[*lines, Spent("Tenten", 350_50, "Het regende.")], by=anna, at=IN_TIME)

    assert Report.objects.get().spent_cents == 5_350_50
    with pytest.raises(WrongReport):
        flows.save_costs(report, lines=[Spent("Iets", 1, position=9)], by=anna, at=IN_TIME)


def test_a_photo_is_for_everyone_only_with_consent(delfshaven: District, anna: User) -> None:
    report = flows.start_report(decisions.under_way(delfshaven), by=anna, at=IN_TIME)
    photo = FileKind.PHOTO

    with pytest.raises(WrongReport):
        flows.attach(report, upload=picture(), kind=photo, is_public=True, by=anna, at=IN_TIME)
    made = flows.attach(
        report, upload=picture(), kind=photo, is_public=True, has_consent=True, by=anna, at=IN_TIME
    )

    assert list(files_of(report)) == [made]
    flows.take_out(made, report, by=None, at=IN_TIME)
    assert list(files_of(report)) == []
    with pytest.raises(WrongState):
        flows.take_out(made, report, by=anna, at=IN_TIME)


def test_a_photo_is_a_picture(delfshaven: District, anna: User) -> None:
    report = flows.start_report(decisions.under_way(delfshaven), by=anna, at=IN_TIME)
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = SimpleUploadedFile(
        "foto.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/png"
    )
    with pytest.raises(Refused):
        flows.attach(report, upload=page, kind=FileKind.PHOTO, by=anna, at=IN_TIME)
    assert files_of(report).count() == 0


def test_the_council_judges_once_and_says_why_not(delfshaven: District, anna: User, chris: User) -> None:
    report = standing_report(decisions.reported(delfshaven))
    assert report is not None

    with pytest.raises(WrongReport):
        flows.judge(report, judgement=Done.PARTLY, by=anna, at=IN_TIME)
    flows.judge(report, judgement=Done.PARTLY, words="De muziek kwam niet.", by=anna, at=IN_TIME)

    assert (report.judgement, report.judged_by) == (Done.PARTLY, anna)
    with pytest.raises(WrongState):
        flows.judge(report, judgement=Done.YES, by=chris, at=IN_TIME)


def test_a_returned_report_stays_and_its_next_version_begins_as_a_copy(
    under_way: Proposal, anna: User, olga: User
) -> None:
    first = decisions.written(under_way, by=anna, at=IN_TIME)
    kept = flows.attach(first, upload=picture(), kind=FileKind.PHOTO, by=anna, at=IN_TIME)
    flows.submit_report(first, by=anna, at=IN_TIME)

    flows.return_report(first, reason="Een bon ontbreekt.", by=olga, at=IN_TIME)

    under_way.refresh_from_db()
    assert under_way.state == State.UNDER_WAY
    assert Handling.objects.filter(proposal=under_way, user=olga).exists()
    second = flows.start_report(under_way, by=None, at=IN_TIME)
    assert (second.version, second.text, lines_of(second)[0].spent_cents) == (2, first.text, 6_000_00)
    assert list(files_of(second)) == [kept]
    flows.take_out(kept, second, by=None, at=IN_TIME)
    assert (list(files_of(first)), list(files_of(second))) == ([kept], [])
    flows.submit_report(second, by=None, at=IN_TIME)
    assert newest_report(under_way) == second
    mails = Message.objects.filter(kind__startswith="reports.returned").order_by("kind", "address")
    assert [(one.kind, one.address) for one in mails] == [
        ("reports.returned", "fatima@demo.example"),
        ("reports.returned_of_council", "anna@demo.example"),
        ("reports.returned_of_council", "chris@demo.example"),
        ("reports.returned_of_council", "coen@demo.example"),
    ]
    assert ReportLink.objects.count() == 1


def test_while_a_decision_waits_the_report_stands(reported: Proposal, olga: User) -> None:
    decisions.prepared(reported, decisions.a_determination(6_000_00, ground=Ground.COSTS))
    report = standing_report(reported)
    assert report is not None

    with pytest.raises(WrongState):
        flows.return_report(report, reason="Toch niet.", by=olga, at=IN_TIME + timedelta(days=1))


def test_sixty_things_can_be_added_whatever_the_proposal_had(under_way: Proposal, anna: User) -> None:
    report = decisions.written(under_way, spent_cents=5_000_00, by=anna, at=IN_TIME)
    own = [Spent("Eten en drinken", 5_000_00, position=1), Spent("Muziek", 0, position=2)]
    added = [Spent(f"Tent {number}", 100) for number in range(60)]

    flows.save_costs(report, lines=[*own, *added], by=anna, at=IN_TIME)

    assert Report.objects.get().spent_cents == 5_060_00
    with pytest.raises(WrongReport):
        flows.save_costs(report, lines=[*own, *added, Spent("Nog een", 100)], by=anna, at=IN_TIME)


def test_a_closed_dossier_is_judged_no_more(delfshaven: District, anna: User) -> None:
    made = ends.determined(delfshaven)
    report = standing_report(made)
    assert report is not None
    judge = reverse("report_judge", args=[made.public_id])
    assert judge in [one.address for one in offers(anna, made, at=IN_TIME)]
    with acting():
        made.move(State.CLOSED, by=None, at=IN_TIME)

    with pytest.raises(WrongState):
        flows.judge(report, judgement=Done.YES, by=anna, at=IN_TIME)

    assert judge not in [one.address for one in offers(anna, made, at=IN_TIME)]
