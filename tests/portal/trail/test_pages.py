"""Reading and exporting the trail."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.csvfile import csv_lines, harmless
from portal.trail.flows import record
from portal.trail.models import Record
from portal.trail.queries import breaks
from wijkraden.people.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
DAY = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # 5 May, half past midnight in Amsterdam


@pytest.fixture(autouse=True)
def _acts(anna: User, bram: User) -> None:
    record("post.sent", "portal.message:abc", by=None, at=DAY, channel="mail")
    record("post.sent_again", "portal.message:abc", by=anna, at=DAY)
    record("jobs.retried", "portal.job:def", by=bram, at=datetime(2026, 5, 6, 9, 0, tzinfo=UTC))
    record("jobs.retried", bram, by=anna, at=datetime(2026, 5, 7, 9, 0, tzinfo=UTC))


def test_only_who_may_read_the_trail_finds_it(
    signed_in: SignedIn, carla: User, beheer: User, anna: User, olga: User
) -> None:
    for path in ("/trail/", "/trail/export/"):
        assert [signed_in(user).get(path).status_code for user in (carla, beheer)] == [200, 200]
        assert [signed_in(user).get(path).status_code for user in (anna, olga)] == [404, 404]
        assert signed_in(None).get(path).status_code == 302


def _found(client: Client, query: str) -> list[tuple[str, str]]:
    return [(row.act, row.subject_id) for row in client.get(f"/trail/?{query}").context["page"] if row.number]


def test_the_filters_stand_in_the_address(signed_in: SignedIn, carla: User, anna: User, bram: User) -> None:
    client = signed_in(carla)
    mine = ("jobs.retried", bram.public_id)

    assert _found(client, "act=post.sent") == [("post.sent", "abc")]
    assert _found(client, "subject=abc") == [("post.sent_again", "abc"), ("post.sent", "abc")]
    assert _found(client, f"person={anna.public_id}&act=jobs.retried") == [mine]
    assert _found(client, f"person={bram.email.upper()}&act=jobs.retried") == [mine, ("jobs.retried", "def")]
    assert _found(client, "first_on=5-5-2026&last_on=2026-05-05") == [
        ("post.sent_again", "abc"),
        ("post.sent", "abc"),
    ]
    assert _found(client, "first_on=06-05-2026&last_on=06-05-2026") == [("jobs.retried", "def")]
    assert _found(client, "last_on=4-5-2026&subject=abc") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("first_on=31-04-2027", "first_on"), ("person=nobody@demo.example", "person"), ("act=no.such", "act"),
     ("first_on=2-5-2026&last_on=1-5-2026", "last_on")],
)  # fmt: skip
def test_a_filter_that_can_not_be_read_says_so_and_keeps_what_was_typed(
    signed_in: SignedIn, carla: User, query: str, field: str
) -> None:
    for path in ("/trail/", "/trail/export/"):
        answer = signed_in(carla).get(f"{path}?{query}")
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert list(answer.context["page"]) == []
    assert not Record.objects.filter(act="trail.exported").exists()


def test_a_line_reads_as_a_sentence_with_its_person(signed_in: SignedIn, carla: User, anna: User) -> None:
    page = signed_in(carla).get("/trail/?act=post.sent_again").content.decode()

    assert str(anna) in page
    assert f"?person={anna.public_id}" in page
    assert "post.sent_again" not in page.split("<tbody")[1], "words, not codes"


def test_the_list_takes_as_many_queries_for_one_as_for_fifty(
    signed_in: SignedIn, carla: User, anna: User
) -> None:
    client = signed_in(carla)
    client.get("/trail/?act=jobs.failed")
    record("jobs.failed", "x:1", by=anna, at=DAY)
    with CaptureQueriesContext(connection) as one:
        client.get("/trail/?act=jobs.failed")
    for number in range(59):
        record("jobs.failed", f"x:{number}", by=anna, at=DAY)
    with CaptureQueriesContext(connection) as fifty:
        answer = client.get("/trail/?act=jobs.failed")
    assert len(answer.context["page"]) == 50
    assert "act=jobs.failed&amp;page=2" in answer.content.decode()
    count = [sum("SAVEPOINT" not in query["sql"] for query in queries) for queries in (one, fifty)]
    assert count[0] == count[1] <= 10


def _export(client: Client, query: str = "") -> str:
    answer = client.get(f"/trail/export/?{query}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_an_export_opens_in_a_spreadsheet_and_is_itself_on_the_trail(
    signed_in: SignedIn, carla: User
) -> None:
    text = _export(signed_in(carla), "subject=abc&first_on=5-5-2026")

    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[5] for row in rows[1:]] == ["post.sent_again", "post.sent"]
    assert rows[1][1] == "05-05-2026 00:30:00"
    note = Record.objects.latest("number")
    assert (note.act, note.by_id) == ("trail.exported", carla.pk)
    assert note.facts == {"asked_subject": "abc", "first_on": "2026-05-05"}
    assert list(breaks()) == []


def test_reading_the_page_leaves_no_record(signed_in: SignedIn, carla: User) -> None:
    client = signed_in(carla)
    before = Record.objects.count()
    client.get("/trail/")
    assert Record.objects.count() == before


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31101234567",
        "-Feest-",
        "@buurt",
        "\t=1+1",
        " =1+1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "|calc",
        "%x",
        "-1+2",
    ],
)
def test_no_text_in_a_csv_runs_as_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Café Ümit – €", "22,50", "-22,50", "", "a=1", -5, 7, "2027-12"])
def test_other_values_in_a_csv_stay_as_they_are(value: object) -> None:
    assert harmless(value) == value


def test_a_csv_line_holds_separators_quotes_and_breaks() -> None:
    lines = list(csv_lines(["a", "b"], [['x;"y"', "line\nbreak"], [None, 3]]))

    rows = list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows == [["a", "b"], ['x;"y"', "line\nbreak"], ["", "3"]]
