"""What a file would change is a page of its own: opened again it shows the same, and says when it no longer holds."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grants.budget.flows import approve
from grants.budget.models import Change
from tests import budget
from tests.conftest import NOON
from tests.grants.budget.pages import AMOUNTS, DECISION, IMPORT, browser, field, text_of, typed
from tests.grants.budget.sheet_samples import workbook
from tests.make import post
from wijkraden.people.models import User
from wijkraden.places.models import City

AGAIN = "Choose the file again."


@pytest.fixture(autouse=True)
def _today(at_noon: Any) -> None:
    """Hold the clock: the years of the demo are those around NOON."""


def read(client: Any, user: User, *rows: tuple[str, int]) -> str:
    """Send a file and return the address of what it would change."""
    answer = post(client, user, IMPORT, sheet=SimpleUploadedFile("a.xlsx", workbook(list(rows))))
    assert answer.status_code == 302
    address: str = answer.headers["Location"]
    return address


def test_the_preview_is_opened_again_also_after_it_was_prepared(fenna: User, city: City) -> None:
    client, one = browser(fenna), budget.slice_of(city, "feijenoord")
    address = read(client, fenna, ("Feijenoord", 21_000))
    first, again = client.get(address), client.get(address)
    assert [page.status_code for page in (first, again)] == [200, 200]
    assert "1 row of the file was read." in text_of(first)

    assert post(client, fenna, AMOUNTS, **{**typed(again), **DECISION}).status_code == 302

    assert typed(client.get(address))[field(one)] == "21000,00"
    assert "other changes wait already" in text_of(client.get(address))


def test_each_file_keeps_a_preview_of_its_own_and_the_oldest_goes(fenna: User, city: City) -> None:
    client, one = browser(fenna), budget.slice_of(city, "feijenoord")
    pages = [read(client, fenna, ("Feijenoord", euros)) for euros in (1_000, 2_000, 3_000, 4_000)]

    assert [typed(client.get(page))[field(one)] for page in pages[1:]] == ["2000,00", "3000,00", "4000,00"]
    assert client.get(pages[0]).headers["Location"] == IMPORT
    assert AGAIN in text_of(client.get(IMPORT))


def test_a_preview_beside_other_amounts_than_those_of_now_is_read_anew(
    fenna: User, bas: User, city: City
) -> None:
    """It would undo what was approved meanwhile; another district's amount changes nothing in it."""
    client, year = browser(fenna), budget.year_now(city)
    address = read(client, fenna, ("Feijenoord", 21_000))
    for slug in ("hillesluis", "feijenoord"):
        assert client.get(address).status_code == 200
        change = budget.waiting_amounts(year, {budget.slice_of(city, slug): 1_500_000}, by=fenna, at=NOON)
        approve(change, by=bas, at=NOON, booked_on=NOON.date())

    assert client.get(address).headers["Location"] == IMPORT
    assert f"Amounts changed after this file was read. {AGAIN}" in text_of(client.get(IMPORT))


def test_a_preview_is_of_its_year_and_of_who_sent_the_file(fenna: User, city: City) -> None:
    client, changes = browser(fenna), Change.objects.count()
    budget.new_year(city, 2027, by=fenna, at=NOON)
    address = read(client, fenna, ("Feijenoord", 21_000))

    assert client.get(address.replace("2026", "2027")).headers["Location"] == "/budget/2027/import/"
    assert browser(fenna).get(address).headers["Location"] == IMPORT
    assert client.get(f"{IMPORT}?read=nonsense").headers["Location"] == IMPORT
    assert Change.objects.count() == changes
