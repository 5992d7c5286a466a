"""Amounts from a file: shown first, row by row; nothing is written before the change is prepared."""

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile

from grants.budget.flows import close_slice
from grants.budget.models import Change, Slice
from grants.budget.states import ChangeState
from tests import budget
from tests.conftest import NOON
from tests.grants.budget.pages import AMOUNTS, DECISION, IMPORT, browser, field, newest, text_of, typed
from tests.grants.budget.sheet_samples import LOCKED_EXCEL, comma_text, workbook
from tests.make import post, sign_in
from wijkraden.people.models import User
from wijkraden.places.models import City


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: the years of the demo are those around NOON."""


def upload(client: Any, user: User, content: bytes, name: str = "bedragen.xlsx") -> Any:
    """Send a file, and return the page that this leads to."""
    answer = post(client, user, IMPORT, sheet=SimpleUploadedFile(name, content))
    return client.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def faults(answer: Any) -> list[tuple[int, str, str]]:
    return [(one.row, one.name, one.text) for one in answer.context["form"].faults]


def test_a_file_fills_the_amounts_and_shows_what_would_change(fenna: User, city: City) -> None:
    changes = Change.objects.count()
    one, other = (budget.slice_of(city, slug) for slug in ("feijenoord", "hillesluis"))
    content = workbook([("Wijkraad Feijenoord", "€ 21.000,00"), ("Hillesluis", 28_000)])

    answer = upload(browser(fenna), fenna, content)

    assert answer.status_code == 200
    page = text_of(answer)
    assert "2 rows of the file were read." in page
    assert "1 amount would change Feijenoord : − € 1.000,00" in page
    assert f'href="#id_{field(one)}"' in answer.content.decode()
    assert (
        "37 budgets do not stand in the file They stay as they are. Which budgets? Afrikaanderwijk;" in page
    )
    assert "Feijenoord Row 2 of the file € 22.000,00 − € 1.000,00" in page
    assert (typed(answer)[field(one)], typed(answer)[field(other)]) == ("21000,00", "28000,00")
    assert Change.objects.count() == changes


def test_what_a_file_filled_is_prepared_as_typed_amounts_are(fenna: User, city: City) -> None:
    client, one = browser(fenna), budget.slice_of(city, "feijenoord")
    shown = upload(client, fenna, workbook([("Feijenoord", 21_000)]))
    read = shown.request["QUERY_STRING"]
    assert f'action="{AMOUNTS}?{read}"' in shown.content.decode()

    answer = post(client, fenna, f"{AMOUNTS}?{read}", **{**typed(shown), **DECISION})

    assert answer.status_code == 302
    (line,) = newest().lines.all()
    assert (newest().state, line.slice, line.before_cents, line.after_cents) == (
        ChangeState.PREPARED,
        one,
        2_200_000,
        2_100_000,
    )


def test_what_was_prepared_of_a_file_is_not_offered_once_more(fenna: User, city: City) -> None:
    client = browser(fenna)
    shown = upload(client, fenna, workbook([("Feijenoord", 21_000)]))
    other = upload(client, fenna, workbook([("Feijenoord", 20_000)]))
    read, still = (f"{IMPORT}?{one.request['QUERY_STRING']}" for one in (shown, other))
    to = f"{AMOUNTS}?{shown.request['QUERY_STRING']}"
    assert post(client, fenna, to, **typed(shown)).status_code == 422
    assert client.get(read).status_code == 200

    assert post(client, fenna, to, **{**typed(shown), **DECISION}).status_code == 302

    assert client.get(read).headers["Location"] == IMPORT
    assert client.get(still).status_code == 200


def test_another_name_of_a_district_counts(fenna: User, city: City) -> None:
    alias = city.districts.get(slug="carnisse-zuidplein-zuiderpark").aliases.get()

    answer = upload(browser(fenna), fenna, workbook([(alias.name, 1)]))

    one = budget.slice_of(city, "carnisse-zuidplein-zuiderpark")
    assert typed(answer)[field(one)] == "1,00"


def test_each_wrong_row_gets_a_sentence_and_nothing_is_written(fenna: User) -> None:
    changes = Change.objects.count()
    rows = [
        ("Feijenord", 1),
        ("Feijenoord", -1),
        ("Hillesluis", "=1+1"),
        ("Feijenoord", 2),
        ("Kralingen", "x"),
    ]

    answer = upload(browser(fenna), fenna, workbook(rows))

    assert answer.status_code == 422
    assert faults(answer) == [
        (2, "Feijenord", "We know no district or budget with this name."),
        (3, "Feijenoord", "The amount cannot be below zero."),
        (
            4,
            "Hillesluis",
            "The amount is a formula without a result. Open the file in Excel and save it again.",
        ),
        (5, "Feijenoord", "This district stands in row 3 already."),
        (6, "Kralingen", "“x” is not an amount: type digits, such as 1250 or 1.250,50."),
    ]
    assert "5 rows of this file cannot be used. Nothing was saved." in text_of(answer)
    assert "Row 2 Feijenord We know no district" in text_of(answer)
    assert Change.objects.count() == changes


def test_a_sum_above_the_reserved_share_is_shown_and_refused(fenna: User) -> None:
    client, changes = browser(fenna), Change.objects.count()
    shown = upload(client, fenna, workbook([("Feijenoord", 100_000)]))
    assert shown.status_code == 422
    assert set(shown.context["form"].errors) == {"__all__"}
    assert "One thing needs your attention Together this is" in text_of(shown)
    assert "Left − € 53.000,00 The budgets together pass the reserved share." in text_of(shown)

    answer = post(client, fenna, AMOUNTS, **{**typed(shown), **DECISION})

    assert answer.status_code == 422
    assert "€ 53.000,00 too much." in text_of(answer)
    assert Change.objects.count() == changes


def test_a_district_without_a_budget_in_this_year_is_told(fenna: User, city: City) -> None:
    year = budget.new_year(city, 2027, by=fenna, at=NOON)
    budget.city_pot(year, by=fenna, at=NOON)
    content = SimpleUploadedFile("a.xlsx", workbook([("Feijenoord", 1), ("De hele stad", 2)]))

    answer = post(browser(fenna), fenna, "/budget/2027/import/", sheet=content)

    assert faults(answer) == [(2, "Feijenoord", "This district has no budget in this year.")]


def test_a_closed_budget_takes_no_amount_and_keeps_its_part_of_the_share(
    fenna: User, bas: User, city: City
) -> None:
    closed = budget.slice_of(city, "feijenoord")
    close_slice(closed, into=None, transfer=None, by=bas, at=NOON, booked_on=NOON.date(), key="close:f")
    client = browser(fenna)

    answer = upload(client, fenna, workbook([("Feijenoord", 1), ("Hillesluis", 28_000)]))
    amounts = client.get(AMOUNTS)

    assert faults(answer) == [
        (2, "Feijenoord", "This budget is closed: its amount stays as it is. Take this row out of the file.")
    ]
    assert len([name for name in typed(amounts) if name.startswith("amount_")]) == 38
    sums = amounts.context["form"].sums
    assert (sums.now, sums.closed, sums.left) == (95_300_000, 2_200_000, 2_500_000)
    assert "Closed budgets keep € 22.000,00 All open budgets together € 953.000,00 Left € 25.000,00" in (
        text_of(amounts)
    )
    assert 'data-reserved="97800000"' in amounts.content.decode()
    over = {**typed(amounts), **DECISION, field(budget.slice_of(city, "hillesluis")): "53.000,01"}
    assert "The reserved share has € 978.000,00 for it: € 0,01 too much." in text_of(
        post(client, fenna, AMOUNTS, **over)
    )


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(fenna: User) -> None:
    client = browser(fenna)

    locked = upload(client, fenna, LOCKED_EXCEL)
    nothing = post(client, fenna, IMPORT)
    huge = upload(client, fenna, b"a" * (2 * 1024 * 1024 + 1), "groot.csv")

    assert "This Excel file is protected with a password." in text_of(locked)
    assert "Choose a file." in text_of(nothing)
    assert "This file is too large. It may be at most 2 MB." in text_of(huge)
    assert [one.status_code for one in (locked, nothing, huge)] == [422, 422, 422]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_reads_back_unchanged(fenna: User, kind: str, language: str, city: City) -> None:
    client = browser(fenna, language=language)
    file = client.get(f"/budget/2026/template/{kind}/")
    assert file.headers["Content-Disposition"] == f'attachment; filename="wijkbudget-2026.{kind}"'

    answer = upload(client, fenna, file.content, f"sjabloon.{kind}")

    assert answer.status_code == 200
    assert [name for name in typed(answer) if name.startswith("amount_")] == []
    if language == "en":
        assert "39 rows of the file were read." in text_of(answer)
        assert "The file is the same as what stands here now" in text_of(answer)
    assert answer.context["form"].changing == []
    assert answer.context["absent"] == []


def kept_preview(client: Any, user: User) -> None:
    """End the session of who looks at what a file filled, when she sends that, and sign her in again."""
    shown = typed(upload(client, user, workbook([("Feijenoord", 21_000)])))
    client.cookies.pop("sessionid")
    assert client.post(AMOUNTS, {**shown, **DECISION}).status_code == 302
    kept = SessionStore(client.cookies["sessionid"].value)["portal_kept"]
    session = SessionStore(sign_in(client, user).cookies["sessionid"].value)
    session["portal_kept"] = kept
    session.save()


@pytest.mark.parametrize("to", [IMPORT, "/budget/2026/"])
def test_what_was_kept_of_a_file_is_left_for_another_file_or_for_good(
    fenna: User, city: City, to: str
) -> None:
    client, one = browser(fenna), budget.slice_of(city, "feijenoord")
    kept_preview(client, fenna)
    preview = client.get(IMPORT)
    assert typed(preview)[field(one)] == "21000,00"
    assert f'formaction="/session/kept/" name="to" value="{to}"' in preview.content.decode()

    answer = client.post("/session/kept/", {**typed(preview), "to": to})

    assert answer.headers["Location"] == to
    assert 'type="file"' in client.get(IMPORT).content.decode()


def test_another_file_takes_the_place_of_what_was_kept(fenna: User, city: City) -> None:
    client, one = browser(fenna), budget.slice_of(city, "feijenoord")
    kept_preview(client, fenna)
    client.get(IMPORT)

    answer = upload(client, fenna, workbook([("Feijenoord", 20_000)]))

    assert typed(answer)[field(one)] == "20000,00"
    assert 'type="file"' in client.get(IMPORT).content.decode()


def test_dropping_what_was_kept_never_leads_away_from_the_portal(fenna: User) -> None:
    client = browser(fenna)

    answer = client.post("/session/kept/", {**typed(client.get(IMPORT)), "to": "https://elders.example/"})

    assert answer.headers["Location"] == IMPORT


def test_budgets_of_one_district_are_told_apart_by_their_regulation(fenna: User, city: City) -> None:
    year = budget.year_now(city)
    budget.more_slices(year, 39, by=fenna, at=NOON)
    second = Slice.objects.get(year=year, name="Feijenoord", regulation__prefix__startswith="A")
    client = browser(fenna)

    unclear = upload(client, fenna, comma_text("Wijk;Bedrag", "Feijenoord;1,00"))
    clear = upload(
        client, fenna, comma_text("Wijk;Regeling;Bedrag", f"Feijenoord;{second.regulation};1,00"), "a.csv"
    )
    template = upload(client, fenna, client.get("/budget/2026/template/csv/").content)

    assert [text[:43] for _row, _name, text in faults(unclear)] == [
        "This name fits more than one budget. Name t"
    ]
    assert typed(clear)[field(second)] == "1,00"
    assert template.context["form"].changing == []


def test_a_kind_of_template_that_is_not_there_is_not_found(fenna: User) -> None:
    assert browser(fenna).get("/budget/2026/template/pdf/").status_code == 404
