from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from grants.budget.flows import undo
from grants.budget.models import Entry
from grants.budget.states import Event, Kind
from grants.control.queries import entries, sums_on
from tests.grants.control.make import Worked, ledger_of, more_bookings
from tests.make import NOON, World
from wijkraden.people.models import User
from wijkraden.places.models import City, District

Browser = Callable[[User | None], Client]
BEGIN, DAY = date(2026, 1, 2), date(2026, 11, 2)  # of the demo's money, and of what is played


def keys(city: City, **asked: Any) -> list[str]:
    """Return the keys of the entries that are found, the newest first."""
    return [one.key for one in entries(city, **asked)]


def test_the_newest_entry_stands_first(worked: Worked, city: City) -> None:
    assert keys(city, slice=worked.slice)[:3] == ["p2/receive", "p2/determine", "p3/release"]


def test_each_filter_finds_its_own(worked: Worked, city: City, pernis: District, lage_land: District) -> None:
    here = {"slice": worked.slice}

    assert keys(city, **here, event=Event.SEND) == ["p2/send", "p1/send"]
    assert keys(city, **here, account=Kind.RECEIVABLE) == ["p2/receive", "p2/determine"]
    assert keys(city, dossier=worked.refused.number) == ["p3/release", "p3/reserve"]
    assert keys(city, key="p1/commit") == keys(city, key="proef:p1/commit") == ["p1/commit"]
    assert (
        keys(city, area=pernis.area)
        == keys(city, district=pernis)
        == keys(city, **here) + keys(city, district=pernis, year=2025)
    )
    assert keys(city, **here, regulation=worked.slice.regulation) == keys(city, **here)
    assert keys(city, **here, first_on=BEGIN, last_on=DAY) == keys(city, **here)
    assert (
        keys(city, **here, first_on=date(2026, 11, 3)) == keys(city, **here, last_on=date(2026, 1, 1)) == []
    )
    assert keys(city, district=lage_land, account=Kind.REALISED) == []


def test_the_sums_of_an_account_are_its_balance(worked: Worked, city: City) -> None:
    here = entries(city, slice=worked.slice)

    for account in worked.slice.accounts.filter(dossier=None):
        sums = sums_on(here, account.kind)
        assert (sums.debits, sums.credits, sums.balance) == (account.debits, account.credits, account.balance)
    assert sums_on(here, "paid").balance == 1_080_000


def test_the_count_agrees_with_the_list_and_every_page_shows_its_part(
    worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    more_bookings(worked, 40, by=bas, at=NOON)
    browser, filters = signed_in(carla), f"slice={worked.slice.public_id}"
    count = Entry.objects.filter(slice=worked.slice).count()

    pages = [browser.get(f"/control/journal/?{filters}&page={page}") for page in range(1, 4)]

    assert [page.context["count"] for page in pages] == [count] * 3
    shown = [one.number for page in pages for one in page.context["rows"]]
    assert (
        shown == list(range(count, count - 150, -1)) if count >= 150 else shown == list(range(count, 0, -1))
    )
    assert (
        f"{count} boekingen" in pages[0].content.decode() or f"{count} entries" in pages[0].content.decode()
    )
    assert f'href="?slice={worked.slice.public_id}&amp;page=2"' in pages[0].content.decode()


def test_what_an_entry_did_to_the_chosen_account_stands_beside_it(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    filters = {"slice": worked.slice.public_id, "account": "paid"}
    page = signed_in(carla).get("/control/journal/", filters)

    shown = {one.key: one.shown_cents for one in page.context["rows"]}
    assert shown == {
        "p1/send": 480_000,
        "p1/settle": 0,
        "p2/send": 640_000,
        "p2/settle": 0,
        "p2/receive": -40_000,
    }
    assert sum(shown.values()) == page.context["sums"].balance


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "2.026"),
        ("year", "abc"),
        ("district", "nergens"),
        ("event", "gift"),
        ("account", "pocket"),
        ("first_on", "31-2-2026"),
        ("last_on", "gisteren"),
        ("last_on", "1-1-9999"),
        ("slice", "unknown"),
        ("area", "unknown"),
        ("regulation", "unknown"),
        ("dossier", "x" * 25),
        ("key", "x" * 121),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_the_rest_still_counts(
    name: str, value: str, worked: Worked, carla: User, signed_in: Browser
) -> None:
    others = {"dossier": worked.refused.number} if name != "dossier" else {"key": "p3/release"}
    page = signed_in(carla).get("/control/journal/", {name: value, **others})

    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert "p3/release" in [one.key for one in page.context["rows"]]


def test_what_stands_in_the_address_alone_is_named_in_the_language_of_the_page(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    page = signed_in(carla).get("/control/journal/", {"slice": "x", "area": "x", "regulation": "x"})

    told = page.context["form"]
    assert {str(told[name].label) for name in told.errors} == {"Gebied", "Wijkbudget", "Regeling"}


def test_a_last_day_before_the_first_is_told(worked: Worked, carla: User, signed_in: Browser) -> None:
    page = signed_in(carla).get("/control/journal/", {"first_on": "3-11-2026", "last_on": "2-11-2026"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["last_on"])


def test_an_unknown_page_or_number_shows_what_there_is(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    browser = signed_in(carla)

    assert browser.get("/control/journal/", {"page": "zoveel"}).status_code == 200
    empty = browser.get("/control/journal/", {"dossier": "WS-2099-0001"})
    assert (empty.status_code, empty.context["count"]) == (200, 0)


def test_a_number_is_found_however_it_is_typed(worked: Worked, carla: User, signed_in: Browser) -> None:
    typed = f" {worked.refused.number.lower()} "
    page = signed_in(carla).get("/control/journal/", {"dossier": typed})

    assert [one.key for one in page.context["rows"]] == ["p3/release", "p3/reserve"]


def test_entries_of_another_city_are_never_found(world: World, worked: Worked) -> None:
    theirs = ledger_of(world.elders, by=world.ada, approver=world.known("beheer"), at=NOON)

    assert keys(world.elders, dossier=theirs.number) == ["asked"]
    assert keys(world.city, dossier=theirs.number) == keys(world.city, slice=theirs.slice) == []


def test_an_entry_shows_what_why_by_whom_and_when(worked: Worked, carla: User, signed_in: Browser) -> None:
    entry = Entry.objects.get(slice=worked.slice, key="p2/determine")
    page = signed_in(carla).get(f"/control/journal/{worked.slice.public_id}/{entry.number}/")
    text = page.content.decode()

    assert page.context["is_sealed"] is True
    assert page.context["sum"] == 600_000 + 200_000 + 600_000 + 40_000
    assert [(one.debit.kind, one.credit.kind) for one in page.context["transfers"]] == [
        ("realised", "committed"),
        ("free", "committed"),
        ("expense", "advances"),
        ("receivable", "advances"),
    ]
    for told in (
        "Bas Willems",
        entry.hash,
        entry.previous_hash,
        "proef:p2/determine",
        worked.paid_back.number,
    ):
        assert told in text
    assert f"/control/journal/{worked.slice.public_id}/{entry.number - 1}/" in text
    assert f"/control/journal/{worked.slice.public_id}/{entry.number + 1}/" in text


def test_an_entry_of_a_budget_change_leads_to_its_decision(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    entry = worked.slice.entries.get(number=1)
    page = signed_in(carla).get(f"/control/journal/{worked.slice.public_id}/1/")

    assert entry.source == f"change:{page.context['change'].public_id}"
    assert page.context["source"].url == f"/budget/changes/{page.context['change'].public_id}/"
    assert page.context["change"].decision_number in page.content.decode()


def test_an_undone_entry_and_its_counter_entry_name_each_other(
    worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    first = Entry.objects.get(slice=worked.slice, key="p2/receive")
    (counter,) = undo(first, by=bas, at=NOON, booked_on=DAY, key="undo")
    browser = signed_in(carla)

    undone = browser.get(f"/control/journal/{worked.slice.public_id}/{first.number}/")
    undoing = browser.get(f"/control/journal/{worked.slice.public_id}/{counter.number}/")

    assert [(one.pk, url) for _words, one, url in undone.context["related"]] == [
        (counter.pk, f"/control/journal/{worked.slice.public_id}/{counter.number}/")
    ]
    assert [one.pk for _words, one, _url in undoing.context["related"]] == [first.pk]
    assert undone.context["related"][0][0] != undoing.context["related"][0][0]


@pytest.mark.parametrize("number", [0, 999, 2**63, 10**30])
def test_a_number_that_is_not_there_does_not_exist(
    number: int, worked: Worked, carla: User, signed_in: Browser
) -> None:
    browser = signed_in(carla)
    assert browser.get(f"/control/journal/{worked.slice.public_id}/1/").status_code == 200

    assert browser.get(f"/control/journal/{worked.slice.public_id}/{number}/").status_code == 404
