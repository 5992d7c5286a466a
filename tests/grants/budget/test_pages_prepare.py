"""The finance adviser prepares: the share, amounts, what goes from one to another; and what is refused."""

import re
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore

from grants.budget.flows import close_year
from grants.budget.models import Change, ChangeLine, Entry, Slice, Year
from grants.budget.states import ChangeKind, ChangeState
from portal.post.models import Message
from tests import budget
from tests.conftest import NOON
from tests.grants.budget.pages import (
    AMOUNTS,
    DECISION,
    GIFTS,
    SHARE,
    browser,
    field,
    newest,
    send,
    text_of,
    typed,
)
from tests.make import post, sign_in
from wijkraden.people.models import User
from wijkraden.places.models import City


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: the years of the demo are those around NOON."""


@pytest.fixture
def feijenoord(city: City) -> Slice:
    """The budget of a district."""
    return budget.slice_of(city, "feijenoord")


@pytest.fixture
def hillesluis(city: City) -> Slice:
    """The budget of another one."""
    return budget.slice_of(city, "hillesluis")


def redirect_of(answer: Any) -> str:
    assert answer.status_code == 302
    return str(answer.url)


def lines(change: Change) -> list[tuple[str, int, int]]:
    return [(line.slice.name, line.before_cents, line.after_cents) for line in change.lines.all()]


def test_another_amount_is_prepared_and_the_budget_holder_gets_a_mail(
    fenna: User, bas: User, feijenoord: Slice
) -> None:
    before = budget.cents_of(feijenoord)
    sent, entries = Message.objects.count(), Entry.objects.count()

    answer = send(browser(fenna), fenna, AMOUNTS, {**DECISION, field(feijenoord): "23.000,50"})

    made = newest()
    assert answer.url == f"/budget/changes/{made.public_id}/"
    assert (made.kind, made.state, made.prepared_by) == (ChangeKind.AMOUNTS, ChangeState.PREPARED, fenna)
    assert lines(made) == [("Feijenoord", before, 2_300_050)]
    assert (budget.cents_of(feijenoord), Entry.objects.count()) == (before, entries)
    mail = Message.objects.order_by("-id").first()
    assert mail is not None
    assert (Message.objects.count() - sent, mail.kind, mail.address) == (1, "budget.waits", bas.email)
    assert f"/budget/changes/{made.public_id}/" in mail.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_saved_unchanged_three_times_changes_no_amount(
    fenna: User, city: City, language: str
) -> None:
    client = browser(fenna, language=language)
    values = [typed(client.get(AMOUNTS))]
    changes = Change.objects.count()
    for _ in range(3):
        answer = post(client, fenna, AMOUNTS, **{**values[-1], **DECISION})
        assert answer.status_code == 422
        values.append(typed(answer))

    amounts = [{name: text for name, text in one.items() if name.startswith("amount_")} for one in values]
    assert len(amounts[0]) == 39
    assert amounts[1:] == [amounts[0]] * 3
    assert Change.objects.count() == changes


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("", "Type an amount, or 0."),
        ("-5", "The amount cannot be below zero."),
        ("1.35", "“1.35” has a point that does not stand before three digits: cents follow a comma."),
        ("honderd", "“honderd” is not an amount: type digits, such as 1250 or 1.250,50."),
        ("99999999999999", "This amount is too large."),
        ("999999", "Together this is €\u00a01.952.999,00. The reserved share has €\u00a01.000.000,00"),
    ],
)
def test_a_wrong_amount_gets_its_sentence_and_nothing_is_lost(
    fenna: User, feijenoord: Slice, hillesluis: Slice, amount: str, sentence: str
) -> None:
    changes = Change.objects.count()
    more = {"decision_number": "26bb1", "explanation": "Blijft staan", field(hillesluis): "28000,00"}

    answer = send(browser(fenna), fenna, AMOUNTS, {**DECISION, **more, field(feijenoord): amount})

    assert answer.status_code == 422
    assert " ".join(sentence.split()) in text_of(answer)
    assert typed(answer)[field(feijenoord)] == amount
    assert typed(answer)["decision_number"] == "26bb1"
    assert "Blijft staan" in answer.content.decode()
    assert Change.objects.count() == changes


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"decision_number": ""}, "Type the number of the decision."),
        ({"decision_on": ""}, "Type the date of the decision."),
        ({"decision_on": "31-2-2026"}, "This is not a date we can read."),
        ({"decision_on": "3-11-2026"}, "This day has yet to come."),
    ],
)
@pytest.mark.parametrize("path", [AMOUNTS, SHARE, GIFTS])
def test_no_change_goes_without_the_decision_behind_it(
    fenna: User, path: str, wrong: dict[str, str], sentence: str
) -> None:
    changes = Change.objects.count()

    answer = send(browser(fenna), fenna, path, {**DECISION, **wrong})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Change.objects.count() == changes


def test_an_unusual_number_warns_and_is_kept(fenna: User, bas: User, feijenoord: Slice) -> None:
    client = browser(fenna)
    fields = {**DECISION, "decision_number": "14MO03687", field(feijenoord): "100"}

    page = client.get(send(client, fenna, AMOUNTS, fields).url)

    assert "The number 14MO03687 looks unusual." in text_of(page)
    assert newest().decision_number == "14MO03687"
    bas_reads = browser(bas).get(f"/budget/changes/{newest().public_id}/")
    assert "This number looks unusual." in text_of(bas_reads)


def test_the_same_form_sent_twice_prepares_one_change(fenna: User, feijenoord: Slice) -> None:
    client, before = browser(fenna), Change.objects.count()
    fields = {**typed(client.get(AMOUNTS)), **DECISION, field(feijenoord): "100"}

    first, second = [redirect_of(client.post(AMOUNTS, fields)) for _ in range(2)]

    assert first == second
    assert Change.objects.count() == before + 1


def test_without_script_the_sum_is_computed_by_a_button(fenna: User, feijenoord: Slice) -> None:
    client, changes = browser(fenna), Change.objects.count()

    answer = send(client, fenna, AMOUNTS, {"compute": "1", field(feijenoord): "25.000"})

    assert answer.status_code == 200
    assert "€\u00a0978.000,00".replace("\u00a0", " ") in text_of(answer)
    assert typed(answer)[field(feijenoord)] == "25.000"
    assert Change.objects.count() == changes


def test_the_reserved_share_is_prepared_with_its_programme(fenna: User, city: City) -> None:
    fields = {
        "programme": "Samenleven",
        "programme_cents": "20.000.000",
        "reserved_cents": "1.100.000,00",
        "leftover": "carries",
    }

    answer = send(browser(fenna), fenna, SHARE, {**DECISION, **fields})

    made = newest()
    assert (answer.status_code, made.kind) == (302, ChangeKind.SHARE)
    assert (made.programme, made.programme_cents, made.reserved_cents, made.leftover) == (
        "Samenleven",
        2_000_000_000,
        110_000_000,
        "carries",
    )
    assert budget.year_now(city).reserved_cents == 100_000_000


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reserved_cents": "900000"}, "The districts have € 975.000,00 together."),
        ({"reserved_cents": "30000000"}, "This is more than the whole programme."),
        ({"programme_cents": "0"}, "The amount must be at least € 0,01."),
        ({"programme_cents": "veel"}, "“veel” is not an amount: type digits, such as 1250"),
        ({"leftover": ""}, "Choose what happens to what is left."),
        ({"programme": " "}, "This field is required."),
    ],
)
def test_a_wrong_share_gets_its_sentence(fenna: User, fields: dict[str, str], sentence: str) -> None:
    client, changes = browser(fenna), Change.objects.count()

    answer = send(client, fenna, SHARE, {"leftover": "lapses", **DECISION, **fields})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Change.objects.count() == changes


def test_a_share_that_stays_as_it_is_is_not_prepared(fenna: User) -> None:
    answer = send(browser(fenna), fenna, SHARE, {"leftover": "lapses", **DECISION})

    assert answer.status_code == 422
    assert "nothing changes" in text_of(answer)


def gift(number: int, giver: Slice, taker: Slice, amount: str) -> dict[str, str]:
    return {
        f"giver_{number}": giver.public_id,
        f"taker_{number}": taker.public_id,
        f"cents_{number}": amount,
    }


def test_money_goes_from_one_to_another_in_several_rows(
    fenna: User, feijenoord: Slice, hillesluis: Slice
) -> None:
    rows = gift(1, feijenoord, hillesluis, "1.000") | gift(3, feijenoord, hillesluis, "0,01")

    answer = send(browser(fenna), fenna, GIFTS, {**DECISION, **rows})

    made = newest()
    assert (answer.status_code, made.kind) == (302, ChangeKind.REDISTRIBUTION)
    found = ChangeLine.objects.filter(change=made).values_list("slice__name", "taker__name", "before_cents")
    assert list(found) == [
        ("Feijenoord", "Hillesluis", 2_200_000),
        ("Feijenoord", "Hillesluis", 2_100_000),
    ]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("", "Type how much."),
        ("0", "The amount must be at least € 0,01."),
        ("-1", "The amount cannot be below zero."),
        ("22.000,01", "Feijenoord has € 22.000,00 free"),
    ],
)
def test_a_gift_that_cannot_be_is_told(
    fenna: User, feijenoord: Slice, hillesluis: Slice, amount: str, sentence: str
) -> None:
    answer = send(browser(fenna), fenna, GIFTS, {**DECISION, **gift(1, feijenoord, hillesluis, amount)})

    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_two_rows_together_never_give_more_than_is_free(
    fenna: User, feijenoord: Slice, hillesluis: Slice
) -> None:
    rows = gift(1, feijenoord, hillesluis, "12.000") | gift(2, feijenoord, hillesluis, "12.000")

    answer = send(browser(fenna), fenna, GIFTS, {**DECISION, **rows})

    assert answer.status_code == 422
    assert "this is more, all rows together" in text_of(answer)


def test_what_moves_nothing_in_the_end_is_refused(fenna: User, feijenoord: Slice, hillesluis: Slice) -> None:
    changes = Change.objects.count()
    rows = gift(1, feijenoord, hillesluis, "10") | gift(2, hillesluis, feijenoord, "10")

    answer = send(browser(fenna), fenna, GIFTS, {**DECISION, **rows})

    assert answer.status_code == 422
    assert "In the end this moves nothing" in text_of(answer)
    assert Change.objects.count() == changes


def test_nobody_gives_to_itself_or_to_a_budget_that_does_not_exist(fenna: User, feijenoord: Slice) -> None:
    client = browser(fenna)
    unknown = {**gift(1, feijenoord, feijenoord, "1"), "taker_1": "bestaatniet"}

    itself = send(client, fenna, GIFTS, {**DECISION, **gift(1, feijenoord, feijenoord, "1")})
    nobody = send(client, fenna, GIFTS, {**DECISION, **unknown})

    assert "Choose another budget than the one that gives." in text_of(itself)
    assert "Choose a budget from the list." in text_of(nobody)


def test_more_rows_can_be_asked_for_and_what_was_typed_stays(fenna: User) -> None:
    answer = send(browser(fenna), fenna, GIFTS, {"more": "1", "cents_1": "12,50", "decision_number": "x"})

    assert answer.status_code == 200
    assert [name for name in typed(answer) if name.startswith("cents_")] == [
        f"cents_{n}" for n in range(1, 7)
    ]
    assert (typed(answer)["cents_1"], typed(answer)["decision_number"]) == ("12,50", "x")
    assert re.findall(r'name="(\w+)"[^>]* autofocus', answer.content.decode()) == ["giver_4"]


@pytest.mark.parametrize("forged", ["9" * 5_000, "-1", "drie", "²", "\0"])
@pytest.mark.parametrize("more", [{}, {"more": "1"}])
def test_a_forged_number_of_rows_breaks_nothing(fenna: User, forged: str, more: dict[str, str]) -> None:
    answer = send(browser(fenna), fenna, GIFTS, {**DECISION, "rows": forged, **more})

    assert answer.status_code == (200 if more else 422)
    assert typed(answer)["rows"] == ("6" if more else forged)


@pytest.mark.parametrize("page", ["share", "amounts", "redistribute", "import", "slices", "template/xlsx"])
def test_a_closed_year_is_told_on_the_way_back(fenna: User, bas: User, city: City, page: str) -> None:
    last = Year.objects.get(city=city, year=2025)
    close_year(last, transfer=None, by=bas, at=NOON, booked_on=NOON.date(), key="close:2025")
    client = browser(fenna)

    assert redirect_of(client.get(f"/budget/2025/{page}/")) == "/budget/2025/"

    assert "The year 2025 is closed. Nothing changes in it." in text_of(client.get("/budget/2025/"))


def test_a_year_that_is_not_there_is_not_found(fenna: User) -> None:
    assert browser(fenna).get("/budget/2024/amounts/").status_code == 404
    assert browser(fenna).get(f"/budget/{10**30}/").status_code == 404


def test_what_was_typed_when_the_session_ended_stands_on_the_page_again(
    fenna: User, feijenoord: Slice
) -> None:
    client = browser(fenna)
    fields = {**typed(client.get(AMOUNTS)), field(feijenoord): "123", "decision_number": "26bb9"}
    client.cookies.pop("sessionid")
    assert client.post(AMOUNTS, fields).status_code == 302
    kept = SessionStore(client.cookies["sessionid"].value)["portal_kept"]
    session = SessionStore(sign_in(client, fenna).cookies["sessionid"].value)
    session["portal_kept"] = kept
    session.save()

    page = typed(client.get(AMOUNTS))

    assert (page[field(feijenoord)], page["decision_number"]) == ("123", "26bb9")
