import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from grants.budget.flows import open_dossier, open_slice, release
from grants.budget.models import Change, Transfer
from grants.control import flows
from grants.control.queries import exports_of
from grants.plan.flows import add_regulation
from portal.csvfile import BOM
from portal.jobs.models import Job, JobState
from portal.jobs.tasks import run_job
from portal.realm import within
from portal.trail.models import Record
from tests.grants.control.make import Worked
from tests.make import NOON, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
NAME = "=1+1"


def table(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file for people by the names of their columns."""
    text = content.decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


def sheet(content: bytes) -> list[dict[str, Any]]:
    """Return the cells of an Excel file by the names of their columns."""
    rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    header = [cell.value for cell in next(rows)]
    return [dict(zip(header, row, strict=True)) for row in rows]


@shared
def pot(worked: Worked, city: City, pernis: District) -> str:
    """A pot whose name a spreadsheet would compute."""
    rules = add_regulation(city, title="+Regels", prefix="GE", starts_on=date(2026, 1, 1), by=None, at=NOON)
    open_slice(worked.slice.year, regulation=rules, name=NAME, districts=[pernis], by=None, at=NOON)
    return NAME


@pytest.fixture
def in_english(carla: User) -> User:
    """Carla, who reads the names of columns in English."""
    User.objects.filter(pk=carla.pk).update(language="en")
    return User.objects.get(pk=carla.pk)


def test_the_balances_open_as_csv_with_comma_and_harmless_text(
    pot: str, worked: Worked, in_english: User, signed_in: Browser
) -> None:
    answer = signed_in(in_english).get("/control/balances.csv")
    rows = {row["District budget"]: row for row in table(b"".join(answer))}

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows) == 39 + 1 + 1  # the pot, and the city's own ledger
    assert f"'{pot}" in rows
    assert rows[f"'{pot}"]["Regulation"] == "'+Regels"
    mine = rows["Pernis"]
    assert [mine[name] for name in ("Budget", "Realised", "Free", "Paid out", "Bank")] == [
        "25000,00",
        "10800,00",
        "14200,00",
        "10800,00",
        "-10800,00",
    ]


def test_the_balances_open_as_excel_with_numbers_and_text(
    pot: str, worked: Worked, in_english: User, signed_in: Browser
) -> None:
    answer = signed_in(in_english).get("/control/balances.xlsx")
    rows = {row["District budget"].value: row for row in sheet(answer.content)}

    assert rows[pot]["District budget"].data_type == rows[pot]["Regulation"].data_type == "s"
    bank = rows["Pernis"]["Bank"]
    assert (bank.value, bank.data_type, bank.number_format) == (-10_800, "n", "#,##0.00")
    assert rows["Pernis"]["Year"].value == 2026


def test_the_journal_has_a_line_for_every_transfer_in_both_files(
    worked: Worked, in_english: User, signed_in: Browser
) -> None:
    browser, filters = signed_in(in_english), {"slice": worked.slice.public_id}
    lines = table(b"".join(browser.get("/control/journal.csv", filters)))
    cells = sheet(browser.get("/control/journal.xlsx", filters).content)

    transfers = Transfer.objects.filter(entry__slice=worked.slice)
    assert len(lines) == len(cells) == transfers.count()
    first, same = lines[0], cells[0]
    assert (first["Key"], first["Debit"], first["Credit"], first["Amount of the line"]) == (
        "p2/receive",
        "Bank",
        "To be paid back",
        "400,00",
    )
    assert (same["Amount of the line"].value, same["Amount of the line"].data_type) == (400, "n")
    assert same["Day of booking"].value.isoformat() == "2026-11-02T00:00:00"
    assert (first["Day of booking"], first["Written at"]) == ("02-11-2026", "02-11-2026 12:00:00")
    assert sum(int(line["Amount of the line"].replace(",", "")) for line in lines) == sum(
        one.cents for one in transfers
    )


def test_the_journal_names_the_decision_behind_a_change_of_the_budget(
    in_english: User, signed_in: Browser, city: City
) -> None:
    lines = table(b"".join(signed_in(in_english).get("/control/journal.csv")))
    by_source = {one["Source"]: (one["Number of the decision"], one["Date of the decision"]) for one in lines}

    approved = Change.objects.filter(year__city=city, state="approved", lines__isnull=False).distinct()
    assert approved.count() > 0
    for one in approved:
        told = (one.decision_number, f"{one.decision_on:%d-%m-%Y}")
        assert by_source[f"change:{one.public_id}"] == told
    assert all(told == ("", "") for source, told in by_source.items() if not source.startswith("change:"))


def test_an_entry_that_moved_nothing_has_its_line_too(
    worked: Worked, in_english: User, signed_in: Browser
) -> None:
    dossier = open_dossier(worked.slice, by=None, at=NOON)
    release(dossier, by=None, at=NOON, booked_on=date(2026, 11, 2), key="nothing")
    (line,) = table(b"".join(signed_in(in_english).get("/control/journal.csv", {"key": "nothing"})))

    assert (line["Line"], line["Debit"], line["Amount of the line"], line["Who"]) == (
        "",
        "",
        "0,00",
        "The portal",
    )


@pytest.mark.parametrize("what", ["balances", "journal"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_stands_on_the_trail_without_what_was_typed(
    what: str, ending: str, worked: Worked, carla: User, signed_in: Browser
) -> None:
    filters = {"area": "pernis"} | ({"key": "Jan de Vries", "event": "send"} if what == "journal" else {})
    before = Record.objects.count()

    answer = signed_in(carla).get(f"/control/{what}.{ending}", filters)
    b"".join(answer)

    (record,) = Record.objects.order_by("number")[before:]
    asked = {"what": what, "format": ending, "asked_area": "pernis"}
    more = {"asked_key": "unknown", "asked_event": "send"} if what == "journal" else {"asked_year": 2026}
    assert (record.act, record.by, record.facts) == (flows.EXPORTED, carla, asked | more)


@pytest.mark.parametrize("name", ["balances.csv", "balances.xlsx", "journal.csv", "journal.xlsx"])
def test_a_filter_that_cannot_be_read_gives_no_file(
    name: str, worked: Worked, carla: User, signed_in: Browser
) -> None:
    before = Record.objects.count()
    bad = {"day": "x", "last_on": "x"}
    answer = signed_in(carla).get(f"/control/{name}", bad)

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert Record.objects.count() == before


def test_a_large_file_is_made_in_the_background_and_only_who_asked_gets_it(
    worked: Worked, in_english: User, fenna: User, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("grants.control.views.journal"), "AT_ONCE", 3)
    browser, query = signed_in(in_english), f"slice={worked.slice.public_id}"
    page = browser.get(f"/control/journal/?{query}")
    assert page.context["is_large"] is True
    assert b"journal.xlsx" not in page.content
    back = browser.get(f"/control/journal.xlsx?{query}")
    assert (back.status_code, back["Location"]) == (302, f"/control/journal/?{query}")

    asked = post(browser, in_english, f"/control/journal/export/?{query}")
    with within(worked.slice.year.city.public_id):
        job = exports_of(in_english).get()
    assert asked["Location"] == f"/jobs/{job.public_id}/"
    assert browser.get(f"/control/exports/{job.public_id}/").status_code == 404  # it is not ready
    run_job(job.public_id)

    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.result_url) == (JobState.DONE, f"/control/exports/{job.public_id}/")
    rows = sheet(b"".join(browser.get(done.result_url)))
    assert len(rows) == Transfer.objects.filter(entry__slice=worked.slice).count()
    assert Record.objects.order_by("number").last().act == flows.FETCHED  # type: ignore[union-attr]  # there is one
    assert signed_in(fenna).get(done.result_url).status_code == 404
    with time_machine.travel(done.file_goes_at + timedelta(seconds=1)):
        assert signed_in(in_english).get(done.result_url).status_code == 404


def test_asking_with_a_filter_that_cannot_be_read_leads_back_to_it(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    answer = post(signed_in(carla), carla, "/control/journal/export/?last_on=x")

    assert answer["Location"] == "/control/journal/?last_on=x"
    assert not Job.objects.filter(task="grants.control.tasks.write_journal").exists()
