"""Amounts that add up while one types, and what a file shows before anything is saved."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import budget
from tests.browser.conftest import DESK, PHONE, Look, Site
from tests.browser.test_accessibility import faults
from tests.grants.budget.sheet_samples import workbook

Open = Callable[..., Look]
AMOUNTS, IMPORT = f"/budget/{budget.NOW}/amounts/", f"/budget/{budget.NOW}/import/"


def words(look: Look, selector: str) -> str:
    return look.page.locator(selector).first.inner_text().replace("\u00a0", " ")


def test_the_sum_follows_what_is_typed_as_the_server_reads_it(site: Site, browser_page: Open) -> None:
    look = browser_page(site.world.known("fenna"))
    look.open(AMOUNTS)
    left, row = words(look, "[data-sum=left]"), look.page.locator("table[data-amounts] tbody tr").nth(0)
    typed = row.locator("input")
    before = typed.input_value()

    for text, difference in (
        ("26.000,50", "+ € 500,50"),
        ("€ 25 000", "− € 500,00"),
        ("25500", "€ 0,00"),
        ("1,234.5", "?"),
        ("-1", "?"),
    ):
        typed.fill(text)
        assert row.locator("[data-difference]").inner_text().replace("\u00a0", " ") == difference

    typed.fill("2.000.000")
    assert look.page.locator("[data-passes]").is_visible()
    typed.fill(before)
    assert not look.page.locator("[data-passes]").is_visible()
    assert words(look, "[data-sum=left]") == left
    assert not look.page.locator("button[name=compute]").is_visible()
    assert look.complaints == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_a_file_shows_is_for_everyone(
    site: Site, browser_page: Open, tmp_path: Path, width: int
) -> None:
    good, wrong = tmp_path / "goed.xlsx", tmp_path / "fout.xlsx"
    good.write_bytes(workbook([("Rozenburg", 30_437)]))
    wrong.write_bytes(workbook([("Feijenord", 1), ("Feijenoord", -1)]))
    look = browser_page(site.world.known("fenna"), width)

    for file in (wrong, good):
        look.open(IMPORT)
        look.page.set_input_files("input[type=file]", file)
        with look.page.expect_navigation():
            look.page.locator("main form button[type=submit]").first.click()
        assert faults(look) == []

    assert look.page.locator("tr.is-changed").count() == 1


def test_what_a_file_would_change_is_read_out_found_by_keyboard_and_opened_again(
    site: Site, browser_page: Open, tmp_path: Path
) -> None:
    file = tmp_path / "bedragen.xlsx"
    file.write_bytes(workbook([("Rozenburg", 30_437)]))
    look = browser_page(site.world.known("fenna"), PHONE)
    look.open(IMPORT)
    look.page.set_input_files("input[type=file]", file)

    with look.page.expect_navigation():
        look.page.locator("main form button[type=submit]").first.click()
    look.arrive("tr.is-changed")
    assert look.page.evaluate("document.activeElement.className") == "messages"

    with look.page.expect_navigation():
        look.page.reload()
    look.page.locator("main .alert a").first.press("Enter")
    focused = look.page.locator("tr.is-changed input")
    focused.wait_for()
    assert focused.evaluate("it => it === document.activeElement")
    assert look.complaints == []


def test_who_asks_for_more_rows_goes_on_in_the_first_of_them(site: Site, browser_page: Open) -> None:
    look = browser_page(site.world.known("fenna"), PHONE)
    look.open(f"/budget/{budget.NOW}/redistribute/")

    with look.page.expect_navigation():
        look.page.locator("button[name=more]").press("Enter")
    look.arrive("[name=giver_4]")

    assert look.page.evaluate("document.activeElement.name") == "giver_4"
    assert look.complaints == []


def test_a_file_that_is_too_large_is_told_when_it_is_chosen(
    site: Site, browser_page: Open, tmp_path: Path
) -> None:
    large, small = tmp_path / "groot.csv", tmp_path / "klein.csv"
    large.write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    small.write_bytes(b"Wijk;Bedrag")
    look = browser_page(site.world.known("fenna"))
    look.open(IMPORT)
    told = look.page.locator("form .field__error[role=alert]")

    look.page.set_input_files("input[type=file]", large)
    assert "2 MB" in told.inner_text()
    assert look.page.input_value("input[type=file]") == ""

    look.page.set_input_files("input[type=file]", small)
    assert told.inner_text() == ""
    assert look.complaints == []
