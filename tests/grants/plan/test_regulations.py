from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from grants.plan.errors import DaysUsed, PrefixTaken, PrefixUsed, TiersUsed, WrongTiers
from grants.plan.flows import Gazette, add_regulation, change_regulation
from grants.plan.models import Regulation
from grants.plan.queries import tiers_of, values_of
from grants.plan.states import Assessment, Channel, Settlement, TierOf
from portal.errors import ChangedMeanwhile
from portal.trail.models import Record
from portal.trail.words import sentence
from tests.make import NOON, another_city, post
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

Browser = Callable[[User | None], Client]
SMALL = TierOf("A", 250_000, Assessment.NONE, Settlement.AT_ONCE)
LARGE = TierOf("B", 1_000_000, Assessment.FULL, Settlement.ON_REPORT)
FORM = {
    "title": "Subsidieregeling buurtfeesten",
    "dossier_prefix": "bf",
    "gazette_number": "gmb-2026-123456",
    "gazette_on": "1 december 2026",
    "starts_on": "1-1-2027",
    "ends_on": "",
    "returns_to_free": "on",
    "channel": "finance",
    "tier_1_letter": "a",
    "tier_1_up_to": "2.500",
    "tier_1_assessment": "none",
    "tier_1_settlement": "at_once",
    "tier_2_letter": "b",
    "tier_2_up_to": "10000",
    "tier_2_assessment": "full",
    "tier_2_settlement": "on_report",
}


@pytest.fixture
def used(city: City) -> Regulation:
    """The demo's regulation: the budgets of the districts stand under it."""
    return Regulation.objects.get(city=city, prefix="WS")


@shared
def fresh(city: City, beheer: User) -> Regulation:
    """A regulation that no budget uses yet."""
    return add_regulation(
        city,
        title="Buurtfeesten",
        prefix="BF",
        starts_on=date(2027, 1, 1),
        tiers=[SMALL, LARGE],
        by=beheer,
        at=NOON,
    )


def change(regulation: Regulation, by: User, **other: Any) -> None:
    """Change a regulation to what it is, but for what is given."""
    now = values_of(regulation)
    number, on = now.pop("gazette_number"), now.pop("gazette_on")
    now["gazette"] = Gazette(number, on) if number else None
    change_regulation(regulation, **{**now, **other}, by=by, at=NOON)


def errors(page: Any) -> dict[str, list[str]]:
    """Return what the form says, by field."""
    assert page.status_code == 422
    return {name: list(found) for name, found in page.context["form"].errors.items()}


def test_the_administrator_enters_a_regulation_with_its_tiers(
    city: City, beheer: User, signed_in: Browser
) -> None:
    page = post(signed_in(beheer), beheer, "/regulations/add/", **FORM)

    made = Regulation.objects.get(city=city, prefix="BF")
    assert (page.status_code, page.headers["Location"]) == (302, "/regulations/")
    assert values_of(made) == {
        "title": "Subsidieregeling buurtfeesten",
        "prefix": "BF",
        "gazette_number": "gmb-2026-123456",
        "gazette_on": date(2026, 12, 1),
        "starts_on": date(2027, 1, 1),
        "ends_on": None,
        "returns_to_free": True,
        "channel": Channel.FINANCE,
        "tiers": [SMALL, LARGE],
    }
    assert made.title in signed_in(beheer).get("/regulations/").content.decode()


def test_a_round_trip_through_the_page_changes_nothing(
    fresh: Regulation, beheer: User, signed_in: Browser
) -> None:
    browser, path = signed_in(beheer), f"/regulations/{fresh.public_id}/"
    before = values_of(fresh)
    form = browser.get(path).context["form"]
    shown = {field.name: field.field.prepare_value(field.value()) for field in form}
    sent = {name: value for name, value in shown.items() if value not in (None, "", False)}

    assert post(browser, beheer, path, **sent).status_code == 302
    assert values_of(fresh) == before
    assert not Record.objects.filter(act="plan.regulation_changed").exists()


@pytest.mark.parametrize(
    ("wrong", "where", "says"),
    [
        ({"title": ""}, "title", None),
        ({"dossier_prefix": "w1"}, "dossier_prefix", "Vul twee tot zes hoofdletters in."),
        ({"dossier_prefix": "ABCDEFG"}, "dossier_prefix", "Vul twee tot zes hoofdletters in."),
        (
            {"dossier_prefix": "ws"},
            "dossier_prefix",
            "Een andere regeling gebruikt WS in de dossiernummers.",
        ),
        (
            {"gazette_on": ""},
            "gazette_on",
            "Vul ook de dag van bekendmaking in, of maak het nummer leeg.",
        ),
        (
            {"gazette_number": ""},
            "gazette_number",
            "Vul ook het nummer in, of maak de dag van bekendmaking leeg.",
        ),
        (
            {"ends_on": "31-12-2026"},
            "ends_on",
            "De laatste dag ligt voor de eerste dag. Kies een latere laatste dag.",
        ),
        ({"tier_1_letter": "1"}, "tier_1_letter", "Vul één letter in, bijvoorbeeld A."),
        ({"tier_1_up_to": "2.5"}, "tier_1_up_to", None),
        ({"tier_1_up_to": "0"}, "tier_1_up_to", "Het bedrag moet ten minste €\u00a00,01 zijn."),
        ({"tier_1_up_to": "-5"}, "tier_1_up_to", None),
        ({"tier_2_letter": "A"}, "tier_2_letter", "Een andere klasse heeft deze letter."),
        ({"tier_2_up_to": "2500,00"}, "tier_2_up_to", "Een andere klasse loopt tot dit bedrag."),
        (
            {"tier_2_settlement": ""},
            "tier_2_settlement",
            "Vul dit ook in, of maak de hele klasse leeg.",
        ),
        ({"tier_3_letter": "c"}, "tier_3_up_to", "Vul dit ook in, of maak de hele klasse leeg."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_written(
    beheer: User, signed_in: Browser, wrong: dict[str, str], where: str, says: str | None
) -> None:
    before = Regulation.objects.count()

    page = post(signed_in(beheer), beheer, "/regulations/add/", **{**FORM, **wrong})

    told = errors(page)[where]
    assert len(told) == 1
    assert told == [says or told[0]]
    assert page.context["form"]["title"].value() == {**FORM, **wrong}["title"]
    assert Regulation.objects.count() == before


def test_the_beginning_of_dossier_numbers_stays_once_a_budget_stands_under_the_regulation(
    used: Regulation, fresh: Regulation, beheer: User
) -> None:
    change(fresh, beheer, prefix="FEEST")
    assert fresh.prefix == "FEEST"

    with pytest.raises(PrefixUsed):
        change(used, beheer, prefix="WB")

    used.refresh_from_db()
    assert used.prefix == "WS"


def test_its_other_data_may_still_change(used: Regulation, beheer: User) -> None:
    change(used, beheer, title="Nieuwe naam", ends_on=date(2027, 12, 31), tiers=[LARGE])

    assert (used.title, used.ends_on, tiers_of(used)) == ("Nieuwe naam", date(2027, 12, 31), [LARGE])


def test_that_refusal_stands_at_the_field(used: Regulation, beheer: User, signed_in: Browser) -> None:
    path = f"/regulations/{used.public_id}/"
    page = post(signed_in(beheer), beheer, path, **{**FORM, "dossier_prefix": "WB"})
    assert list(errors(page)) == ["dossier_prefix"]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": date(2027, 1, 1)}, "starts_on"),
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2024, 12, 31)}, "ends_on"),
    ],
)
def test_its_days_cover_the_years_of_the_budgets_under_it(
    used: Regulation, beheer: User, signed_in: Browser, days: dict[str, date], field: str
) -> None:
    was = values_of(used)
    with pytest.raises(DaysUsed):
        change(used, beheer, title="Anders", **days)
    used.refresh_from_db()
    assert values_of(used) == was

    typed = {name: f"{day:%d-%m-%Y}" for name, day in days.items()}
    page = post(
        signed_in(beheer),
        beheer,
        f"/regulations/{used.public_id}/",
        **{**FORM, "dossier_prefix": "WS", "starts_on": "01-01-2025", "ends_on": "", **typed},
    )

    assert list(errors(page)) == [field]


def test_a_regulation_with_budgets_keeps_a_tier(
    used: Regulation, fresh: Regulation, beheer: User, signed_in: Browser
) -> None:
    tiers = tiers_of(used)
    change(fresh, beheer, tiers=[])
    assert (len(tiers) > 1, tiers_of(fresh)) == (True, [])

    with pytest.raises(TiersUsed):
        change(used, beheer, title="Anders", tiers=[])
    used.refresh_from_db()
    assert (used.title != "Anders", tiers_of(used)) == (True, tiers)

    without = {name: "" if name.startswith("tier_") else value for name, value in FORM.items()}
    sent = {**without, "dossier_prefix": "WS", "starts_on": "01-01-2025"}
    page = post(signed_in(beheer), beheer, f"/regulations/{used.public_id}/", **sent)
    assert list(errors(page)) == ["tier_1_letter"]


def test_all_its_tiers_can_be_replaced_at_once_also_by_one_another(used: Regulation, beheer: User) -> None:
    small, large = SMALL, LARGE
    change(used, beheer, tiers=[small, large])
    swapped = [replace(small, letter="B"), replace(large, letter="A")]

    change(used, beheer, tiers=swapped)
    assert tiers_of(used) == swapped
    change(used, beheer, tiers=[TierOf("Z", 1, Assessment.FULL, Settlement.ON_REPORT)])
    assert [one.letter for one in tiers_of(used)] == ["Z"]


@pytest.mark.parametrize("column", ["prefix", "city"])
def test_the_database_refuses_it_by_itself(used: Regulation, column: str) -> None:
    Regulation.objects.filter(pk=used.pk).update(title="Dit mag")
    value = "WB" if column == "prefix" else another_city()
    with pytest.raises(IntegrityError), transaction.atomic():
        Regulation.objects.filter(pk=used.pk).update(**{column: value})


def test_two_regulations_of_a_city_never_share_a_prefix(fresh: Regulation, beheer: User) -> None:
    with pytest.raises(PrefixTaken):
        change(fresh, beheer, prefix="WS")


def test_two_tiers_never_share_a_letter_or_an_amount(fresh: Regulation, beheer: User) -> None:
    with pytest.raises(WrongTiers):
        change(fresh, beheer, tiers=[SMALL, TierOf("A", 1, Assessment.NONE, Settlement.AT_ONCE)])
    assert tiers_of(fresh) == [SMALL, LARGE]


def test_a_stale_page_is_shown_what_stands_there_now(
    fresh: Regulation, beheer: User, signed_in: Browser
) -> None:
    browser, path = signed_in(beheer), f"/regulations/{fresh.public_id}/"
    seen = browser.get(path).context["form"]["seen"].value()
    change(fresh, beheer, title="Iemand was eerder", tiers=[SMALL])

    page = post(browser, beheer, path, **FORM, seen=seen)

    told = errors(page)
    assert "Wat hier nu staat: “Iemand was eerder”" in told["title"]
    fresh.refresh_from_db()
    assert fresh.title == "Iemand was eerder"
    again = page.context["form"]["seen"].value()
    assert post(browser, beheer, path, **FORM, seen=again).status_code == 302


@pytest.mark.parametrize("what", [{"title": "Anders"}, {"tiers": [LARGE]}])
def test_what_changes_after_the_form_was_checked_is_refused_too(
    fresh: Regulation, beheer: User, what: dict[str, Any]
) -> None:
    was = values_of(fresh)
    change(fresh, beheer, **what)
    with pytest.raises(ChangedMeanwhile):
        change(fresh, beheer, title="Te laat", was=was)


def test_a_change_stands_on_the_trail_in_words(fresh: Regulation, beheer: User) -> None:
    change(fresh, beheer, title="Anders", tiers=[SMALL])

    row = Record.objects.get(act="plan.regulation_changed")
    assert (row.subject_id, row.by_id, row.facts) == (fresh.public_id, beheer.pk, {"changed": "title/tiers"})
    assert sentence(row.act, row.facts) == "wijzigde een regeling"


def test_there_is_always_room_for_one_more_tier_up_to_nine(
    city: City, beheer: User, signed_in: Browser
) -> None:
    def rows(count: int) -> int:
        tiers = [
            TierOf(letter, 100 + ord(letter), Assessment.NONE, Settlement.AT_ONCE) for letter in "ABCDEFGHI"
        ]
        made = Regulation.objects.filter(city=city, prefix="VEEL").first() or add_regulation(
            city, title="Veel", prefix="VEEL", starts_on=date(2027, 1, 1), by=beheer, at=NOON
        )
        change(made, beheer, tiers=tiers[:count])
        page = signed_in(beheer).get(f"/regulations/{made.public_id}/")
        return len(page.context["form"].tier_rows)

    assert {count: rows(count) for count in (0, 2, 3, 8, 9)} == {0: 3, 2: 3, 3: 4, 8: 9, 9: 9}
