"""The pages of a report: in four screens by the link of who received the money, and what council and officer see."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from grants.proposals.models import Proposal
from grants.proposals.states import State
from grants.reports import flows
from grants.reports.flows.telling import open_link
from grants.reports.models import Report, ReportFile
from grants.reports.queries import lines_of, newest_report
from grants.reports.states import Done, FileKind, ReportState
from portal.files.models import StoredFile
from portal.post.models import Message
from tests import decisions
from tests.grants.reports.scenes import IN_TIME, LAST, noon
from tests.make import picture, post, sign_in
from tests.portal.files.samples import SCRIPT_SVG, one_colour_png, photo
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import District


def by_link(proposal: Proposal) -> str:
    return open_link(proposal, email="fatima@demo.example", by=None, at=IN_TIME)


def part(token: str, name: str) -> str:
    return reverse("report_part_by_link", args=[token, name])


@shared
def under_way(delfshaven: District) -> Proposal:
    """An action of 8,000 euros that began."""
    return decisions.under_way(delfshaven)


def test_who_received_the_money_reports_in_four_screens_without_an_account(
    under_way: Proposal, client: Client
) -> None:
    token = by_link(under_way)
    assert client.get(reverse("report_by_link", args=[token])).status_code == 200

    answer = post(client, None, reverse("report_start_by_link", args=[token]))
    assert answer.headers["Location"] == part(token, "what")
    page = client.get(part(token, "what"))
    assert 'name="robots" content="noindex"' in page.content.decode()
    what = {"text": "Wij aten samen.", "participants": "60", "volunteers": "8", "done": "yes"}
    assert post(client, None, part(token, "what"), **what).headers["Location"] == part(token, "costs")
    costs = {"cents_1": "5.750,50", "reason_1": "De bakker gaf korting.", "cents_2": "249,50"}
    assert post(client, None, part(token, "costs"), **costs).headers["Location"] == part(token, "files")
    file = {"kind": "photo", "file": picture(), "is_public": "on", "has_consent": "on"}
    assert post(client, None, part(token, "files"), **file).headers["Location"] == part(token, "files")
    small = re.search(r'src="(/report/[^"]+/small/)"', client.get(part(token, "files")).content.decode())
    assert small is not None
    assert client.get(small[1]).headers["Content-Type"] == "image/jpeg"
    assert "€ 6.000,00" in client.get(part(token, "check")).content.decode().replace("\xa0", " ")
    assert post(client, None, part(token, "check")).status_code == 302

    under_way.refresh_from_db()
    report = Report.objects.get()
    assert (under_way.state, report.state, report.spent_cents) == (
        State.REPORTED,
        ReportState.SUBMITTED,
        6_000_00,
    )
    assert ReportFile.objects.get().is_public
    assert client.get(part(token, "what")).status_code == 302


def test_saving_for_later_keeps_what_was_typed(under_way: Proposal, client: Client, anna: User) -> None:
    flows.start_report(under_way, by=anna, at=IN_TIME)
    sign_in(client, anna)
    address = reverse("report_part", args=[under_way.public_id, "what"])

    answer = post(client, anna, address, text="Half werk.", participants="", volunteers="", later="1")

    assert answer.headers["Location"] == reverse("report", args=[under_way.public_id])
    assert "Half werk." in client.get(address).content.decode()


def test_an_amount_that_cannot_be_read_keeps_what_was_typed(
    under_way: Proposal, client: Client, anna: User
) -> None:
    flows.start_report(under_way, by=anna, at=IN_TIME)
    sign_in(client, anna)

    answer = post(
        client,
        anna,
        reverse("report_part", args=[under_way.public_id, "costs"]),
        cents_1="1.35",
        cents_2="200",
    )

    assert answer.status_code == 422
    assert 'value="1.35"' in answer.content.decode()
    report = newest_report(under_way)
    assert report is not None
    assert [one.spent_cents for one in lines_of(report)] == [None, None]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_and_says_nothing_of_where_it_was_made(
    under_way: Proposal, client: Client, orientation: int
) -> None:
    flows.start_report(under_way, by=None, at=IN_TIME)
    token = by_link(under_way)
    content = photo((80, 60), orientation=orientation)
    upload = SimpleUploadedFile("IMG.jpg", content, content_type="image/jpeg")

    assert post(client, None, part(token, "files"), kind="photo", file=upload).status_code == 302

    file = ReportFile.objects.get()
    for name in ("report_file_by_link", "report_small_by_link"):
        answer = client.get(reverse(name, args=[token, file.public_id]))
        found = Image.open(io.BytesIO(b"".join(answer)))
        assert (found.width > found.height) == (orientation < 5)
        assert not found.getexif()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [one_colour_png(20_000), photo()[:200], SCRIPT_SVG],
    ids=["enormous", "cut short", "svg"],
)
def test_a_file_that_is_not_accepted_is_a_field_error_and_leaves_nothing(
    under_way: Proposal, client: Client, content: bytes
) -> None:
    flows.start_report(under_way, by=None, at=IN_TIME)
    before = StoredFile.objects.count()
    upload = SimpleUploadedFile("foto.png", content, content_type="image/png")

    answer = post(
        client, None, part(by_link(under_way), "files"), kind="photo", file=upload, has_consent="on"
    )

    assert answer.status_code == 422
    assert re.search(r'name="has_consent"[^>]*checked', answer.content.decode())
    assert (StoredFile.objects.count(), ReportFile.objects.count()) == (before, 0)


def test_a_file_of_a_report_opens_for_its_council_then_for_the_city_and_for_nobody_else(
    under_way: Proposal, client: Client, anna: User
) -> None:
    report = decisions.written(under_way, by=anna, at=IN_TIME)
    file = flows.attach(
        report,
        upload=picture(),
        kind=FileKind.PHOTO,
        is_public=True,
        has_consent=True,
        by=None,
        at=IN_TIME,
    )

    def answers() -> list[int]:
        address = reverse("file", args=[file.file.public_id])
        people = [*map(decisions.cast, ("chris", "olga", "bram")), None]
        return [sign_in(Client(), person).get(address).status_code for person in people]

    assert answers() == [200, 404, 404, 404]
    flows.submit_report(report, by=anna, at=IN_TIME)
    assert answers() == [200, 200, 404, 404]
    assert client.get(reverse("file", args=[file.file.public_id])).status_code == 404


def test_a_link_of_another_dossier_opens_no_file(client: Client, delfshaven: District) -> None:
    made = decisions.under_way(delfshaven, cents=6_000_00)
    other = decisions.under_way(delfshaven, cents=6_000_00, title="Ander feest")
    flows.start_report(other, by=None, at=IN_TIME)
    report = flows.start_report(made, by=None, at=IN_TIME)
    file = flows.attach(report, upload=picture(), kind=FileKind.PHOTO, by=None, at=IN_TIME)

    statuses = [
        client.get(reverse("report_file_by_link", args=[token, file.public_id])).status_code
        for token in (by_link(made), by_link(other), "verzonnen")
    ]

    assert statuses == [200, 404, 404]


def test_the_page_of_the_officer_fills_in_the_form_of_the_final_amount(
    client: Client, delfshaven: District, olga: User, anna: User
) -> None:
    made = decisions.reported(delfshaven, cents=8_000_00, spent_cents=6_000_00)
    page = sign_in(client, olga).get(reverse("report", args=[made.public_id])).content.decode()
    found = re.search(r'href="(/decisions/prepare/[^"]+)"', page)
    assert found is not None

    form = client.get(found[1].replace("&amp;", "&")).content.decode()

    assert 'value="6000,00"' in form or 'value="6.000,00"' in form
    assert re.search(r'<option value="costs"[^>]*selected', form)
    assert "De werkelijke kosten zijn" in form
    assert (
        "/decisions/prepare/"
        not in sign_in(Client(), anna).get(reverse("report", args=[made.public_id])).content.decode()
    )


def test_the_council_judges_and_the_officer_returns(
    client: Client, delfshaven: District, anna: User, olga: User
) -> None:
    made = decisions.reported(delfshaven)
    judge, back = (reverse(name, args=[made.public_id]) for name in ("report_judge", "report_return"))
    sign_in(client, anna)
    assert post(client, anna, judge, judgement="no").status_code == 422
    assert post(client, anna, judge, judgement="no", words="Niemand kwam.").status_code == 302
    assert Report.objects.get().judgement == Done.NO

    officer = sign_in(Client(), olga)
    assert post(officer, olga, back, reason="").status_code == 422
    assert post(officer, olga, back, reason="Een bon ontbreekt.").status_code == 302

    made.refresh_from_db()
    assert made.state == State.UNDER_WAY
    mail = Message.objects.get(kind="reports.returned")
    link = re.search(r"/report/[^/\s]+/", mail.plain_text)
    assert link is not None
    assert "Een bon ontbreekt." in Client().get(link[0]).content.decode()


def test_a_link_is_mailed_five_times_an_hour_at_most(under_way: Proposal, client: Client, anna: User) -> None:
    page = reverse("report_link", args=[under_way.public_id])
    sign_in(client, anna)

    answers = [post(client, anna, page).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize(("days", "warns"), [(-1, True), (0, False)])
def test_a_report_before_the_last_day_of_the_action_is_warned_about(
    client: Client, delfshaven: District, anna: User, days: int, *, warns: bool
) -> None:
    made = decisions.under_way(delfshaven)
    flows.start_report(made, by=anna, at=IN_TIME)

    with time_machine.travel(noon(LAST + timedelta(days=days)), tick=False):
        sign_in(client, anna)
        page = client.get(reverse("report_part", args=[made.public_id, "check"])).content.decode()

    assert ("De actie duurt tot en met zondag 13 december 2026." in page) == warns
