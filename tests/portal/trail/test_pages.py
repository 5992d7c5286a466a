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
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a streamed answer


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


@pytest.mark.parametrize(("language", "words"), [("nl", "Nummer;Wanneer;Wie"), ("en", "Number;When;Who")])
def test_an_export_is_in_the_language_of_who_asks_to_its_last_line(
    signed_in: SignedIn, carla: User, language: str, words: str
) -> None:
    User.objects.filter(pk=carla.pk).update(language=language)

    lines = _export(signed_in(carla), "act=post.sent").splitlines()

    assert lines[0].removeprefix("\ufeff").startswith(words)
    assert ("Het portaal" in lines[1], "The portal" in lines[1]) == (language == "nl", language == "en")


def test_what_was_typed_in_an_export_is_not_kept_on_the_trail(signed_in: SignedIn, carla: User) -> None:
    _export(signed_in(carla), "subject=Petrova")

    assert Record.objects.latest("number").facts == {"asked_subject": "unknown"}


@pytest.mark.parametrize(
    "fact", ["Anna Petrova", "anna@demo.example", "x" * 121, "", 1.5, ["a"], {"a": 1}, DAY, "Zoë"]
)
def test_a_fact_that_could_tell_who_someone_is_is_refused(fact: object) -> None:
    with pytest.raises(ValueError, match="a number, a day or a code"):
        record("test.act", "x:1", by=None, at=DAY, fact=fact)


@pytest.mark.parametrize(
    "fact", [5, True, None, "2027-01-31", "2027-01-31T12:00:00+01:00", "people.invite", "a/b_c-d"]
)
def test_numbers_days_and_codes_are_facts(fact: object) -> None:
    record("test.act", "x:1", by=None, at=DAY, fact=fact)

    assert Record.objects.latest("number").facts == {"fact": fact}


@pytest.mark.parametrize("subject", ["x:Anna Petrova", "anna@demo.example:1", "nothing"])
def test_a_subject_in_words_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="kind:name"):
        record("test.act", subject, by=None, at=DAY)


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


@pytest.mark.parametrize("page", ["/trail/", "/trail/export/"])
@pytest.mark.parametrize("query", ["first_on=1-1-0001", "last_on=31-12-9999", "last_on=9999-12-31"])
def test_a_day_at_the_end_of_time_is_refused_in_a_sentence(
    signed_in: SignedIn, carla: User, page: str, query: str
) -> None:
    answer = signed_in(carla).get(f"{page}?{query}")
    assert answer.status_code == 422
    assert "1950" in answer.content.decode()


def test_the_filter_does_not_tell_that_someone_has_an_account_elsewhere(
    signed_in: SignedIn, carla: User, anna: User
) -> None:
    stranger = User.objects.create(
        email="iemand@elders.example", given_name="Iemand", family_name="Elders", joined_at=anna.joined_at
    )
    answers = [
        signed_in(carla).get("/trail/", {"person": who}) for who in (stranger.email, "niemand@x.example")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].context["form"].errors == answers[1].context["form"].errors
    assert signed_in(carla).get("/trail/", {"person": anna.email}).status_code == 200
