from collections.abc import Callable
from datetime import UTC, date, datetime

from django.test import Client

from grants.budget.flows import close_slice, commit, open_dossier, open_slices, open_year, reserve
from grants.budget.posting import Decision
from grants.budget.states import Kind, Scope
from grants.control.queries import cards_of, dossiers_in, stands_in, totals_of
from tests.grants.control.make import YEAR, Worked, more_bookings, slice_of
from tests.make import NOON
from wijkraden.people.models import User
from wijkraden.places.models import District

Browser = Callable[[User | None], Client]
LATER, LATER_ON = datetime(2027, 1, 15, 11, 0, tzinfo=UTC), date(2027, 1, 15)


def test_the_page_of_a_slice_shows_every_account_with_its_door(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    page = signed_in(carla).get(f"/control/slices/{worked.slice.public_id}/")
    rows = {row[0].text: row for table in page.context["books"] for row in table.rows}

    assert len(rows) == len(Kind)
    bank = rows[str(Kind.BANK.label)]
    assert [cell.text for cell in bank[1:]] == [
        "€\u00a0400,00",
        "€\u00a011.200,00",
        "−\u00a0€\u00a010.800,00",
    ]
    assert bank[-1].url == f"/control/journal/?slice={worked.slice.public_id}&account=bank"
    assert page.context["bar"].total.amount == "€\u00a025.000,00"
    assert worked.slice.head_hash in page.content.decode()


def test_its_dossiers_stand_there_with_what_stands_for_them(
    worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    more_bookings(worked, 55, by=bas, at=NOON)
    found = {one.number: one for one in dossiers_in(worked.slice)}
    leaves = worked.slice.accounts.exclude(dossier=None)

    assert len(found) == 58
    for number, one in found.items():
        for leaf in leaves.filter(dossier__number=number, kind__in=["reserved", "realised", "receivable"]):
            assert getattr(one, f"{leaf.kind}_cents") == leaf.balance
    page = signed_in(carla).get(f"/control/slices/{worked.slice.public_id}/", {"page": 2})
    assert [row[0].text for row in page.context["dossiers"].rows] == sorted(found)[50:]


def test_a_dossier_without_a_booking_stands_in_its_slice_too(
    worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    fresh = open_dossier(worked.slice, by=bas, at=NOON)
    page = signed_in(carla).get(f"/control/slices/{worked.slice.public_id}/")
    empty = slice_of(worked.slice.year.city.districts.get(slug="feijenoord"))

    row = {row[0].text: row for row in page.context["dossiers"].rows}[fresh.number]
    assert (row[0].url, [cell.text for cell in row[1:]]) == (
        f"/control/dossiers/{fresh.number}/",
        ["€\u00a00,00"] * 6,
    )
    assert list(dossiers_in(empty)) == []
    assert "empty__title" in signed_in(carla).get(f"/control/slices/{empty.public_id}/").content.decode()


def test_the_number_of_a_dossier_may_be_typed_in_any_case(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    number = worked.paid_back.number
    browser = signed_in(carla)

    assert browser.get(f"/control/dossiers/{number.lower()}/").context["dossier"] == worked.paid_back
    found = browser.get("/control/journal/", {"dossier": f"  {number.lower()} "}).context["rows"]
    assert {one.dossier for one in found} == {worked.paid_back}


def test_a_list_of_entries_tells_the_sum_of_their_lines_and_how_many(
    worked: Worked, carla: User, signed_in: Browser
) -> None:
    User.objects.filter(pk=carla.pk).update(language="en")
    browser = signed_in(carla)
    entry = worked.slice.entries.filter(size=2).order_by("number")[0]

    page = browser.get(f"/control/journal/{worked.slice.public_id}/{entry.number}/").content.decode()
    listed = browser.get("/control/journal/", {"key": entry.key}).content.decode()

    assert 'data-label="Debit" class="number"' in page
    assert 'class="number"></td>' not in page
    assert "Sum of its lines" in listed
    assert '<span class="table__note">2 lines</span>' in listed
    assert "Moved" not in listed


def test_the_city_ledger_has_a_page_without_a_bar(worked: Worked, carla: User, signed_in: Browser) -> None:
    books = worked.slice.year.slices.get(scope=Scope.BOOKS)
    page = signed_in(carla).get(f"/control/slices/{books.public_id}/")

    assert (page.status_code, page.context["bar"]) == (200, None)


def test_the_card_of_a_dossier_runs_to_what_stands_there(worked: Worked) -> None:
    cards = {card.kind: card for card in cards_of(worked.paid_back)}

    assert [(line.debit, line.credit, line.balance) for line in cards[Kind.ADVANCES].lines] == [
        (640_000, 0, 640_000),
        (0, 600_000, 40_000),
        (0, 40_000, 0),
    ]
    assert {kind: card.balance for kind, card in cards.items() if card.balance} == {
        Kind.REALISED: 600_000,
        Kind.EXPENSE: 600_000,
    }
    assert dict(totals_of(cards.values()))[Kind.REALISED] == 600_000


def test_the_page_of_a_dossier_tells_what_was_paid(worked: Worked, carla: User, signed_in: Browser) -> None:
    page = signed_in(carla).get(f"/control/dossiers/{worked.paid_back.number}/")

    assert page.context["paid"] == 600_000
    assert page.context["stands_in"] == worked.slice
    assert page.context["journal_url"] == f"/control/journal/?dossier={worked.paid_back.number}"


def test_a_long_card_shows_the_newest_bookings_and_says_so(
    worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    more_bookings(worked, 60, by=bas, at=NOON)
    page = signed_in(carla).get(f"/control/dossiers/{worked.refused.number}/")

    ((card, table),) = page.context["cards"]
    assert (len(card.lines), len(table.rows), page.context["is_cut"]) == (122, 100, True)
    assert table.rows[-1][-1].text == "€\u00a00,00"


def test_a_dossier_without_a_booking_says_what_will_stand_there(
    worked: Worked, carla: User, bas: User, signed_in: Browser
) -> None:
    fresh = open_dossier(worked.slice, by=bas, at=NOON)
    page = signed_in(carla).get(f"/control/dossiers/{fresh.number}/")

    assert (page.status_code, page.context["cards"], page.context["paid"]) == (200, [], 0)


def test_after_a_year_change_the_money_stands_in_the_next_slice_and_the_card_shows_both(
    worked: Worked, pernis: District, bas: User, carla: User, signed_in: Browser
) -> None:
    dossier = open_dossier(worked.slice, by=bas, at=NOON)
    day = date(2026, 11, 2)
    reserve(dossier, cents=50_000, by=bas, at=NOON, booked_on=day, key="p4/reserve")
    commit(dossier, cents=50_000, by=bas, at=NOON, booked_on=day, key="p4/commit")
    year = open_year(pernis.city, year=YEAR + 1, by=bas, at=NOON)
    assert worked.slice.regulation is not None
    (after,) = open_slices(year, regulation=worked.slice.regulation, districts=[pernis], by=bas, at=NOON)
    moved = Decision("27bb000001", LATER_ON)
    close_slice(worked.slice, into=after, transfer=moved, by=bas, at=LATER, booked_on=LATER_ON, key="close")
    dossier.refresh_from_db()

    assert stands_in(dossier) == after
    page = signed_in(carla).get(f"/control/dossiers/{dossier.number}/")
    assert [card.slice for card, _table in page.context["cards"] if card.kind == Kind.COMMITTED] == [
        slice_of(pernis),
        after,
    ]
    assert dict(page.context["totals"])[Kind.COMMITTED] == 50_000
    old = signed_in(carla).get(f"/control/slices/{worked.slice.public_id}/")
    new = signed_in(carla).get(f"/control/slices/{after.public_id}/")
    assert old.context["successor_url"] == f"/control/slices/{after.public_id}/"
    assert new.context["predecessor_url"] == f"/control/slices/{worked.slice.public_id}/"
