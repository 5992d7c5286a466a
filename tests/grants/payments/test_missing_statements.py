"""A statement of the bank that seems to be missing: seen by the balances, whatever the order in which they are read."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from grants.payments.errors import NoStatement
from grants.payments.flows import enter_statement, set_paying_account
from grants.payments.missing import missing_statements
from grants.payments.models import Statement, StatementPart
from grants.payments.reconciling import reconcile
from grants.payments.statement import read_statement
from grants.payments.told import PartOf, StatementOf
from portal.storage import checksum
from tests import payments
from tests.grants.budget.raw import refused
from tests.grants.payments.test_mt940 import ABN, mt940
from tests.make import NOON
from tests.payments import CITY_IBAN, Booked, camt
from tests.proposals import cast
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

MONDAY = date(2026, 11, 2)
READ = NOON + timedelta(days=60)  # all of it is over by then
pytestmark = pytest.mark.usefixtures("at_noon")


@shared
def till(city: City) -> City:
    """The city with its account."""
    payments.account(city)
    return city


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def told(city: City, name: str, *parts: PartOf) -> None:
    """Have pim read a file with these statements; `name` is its reference."""
    what = StatementOf(name, CITY_IBAN, (), parts=parts)
    enter_statement(
        city, what=what, name=f"{name}.xml", sha256=checksum(name.encode()), by=cast("pim"), at=READ
    )


def part(first: int, last: int, opening: int | None, closing: int | None, number: str = "") -> PartOf:
    return PartOf(day(first), day(last), opening, closing, number)


def gaps(city: City) -> list[tuple[str, str, int]]:
    return [(one.before.reference, one.after.reference, one.cents) for one in missing_statements(city)]


# How banks give the day of the first balance: that of the statement itself, or that of the last balance before it.
WEEK = {
    "MON": part(0, 0, 100, 90),
    "TUE": part(1, 1, 90, 120),
    "WED": part(2, 2, 120, 50),
    "THU": part(3, 3, 50, 60),
}
FROM_THE_DAY_BEFORE = {
    "MON": part(-3, 0, 100, 90),
    "TUE": part(0, 1, 90, 120),
    "WED": part(1, 2, 120, 50),
    "THU": part(2, 3, 50, 60),
}


@pytest.mark.parametrize("week", [WEEK, FROM_THE_DAY_BEFORE], ids=["of the day", "of the day before"])
def test_what_is_missing_is_seen_in_any_order_and_no_longer_once_it_is_read(
    till: City, week: dict[str, PartOf]
) -> None:
    for order in itertools.permutations(["MON", "TUE", "THU"]):
        with transaction.atomic():
            for name in order:
                told(till, name, week[name])
            assert gaps(till) == [("TUE", "THU", -70)], order
            told(till, "AGAIN", week["THU"])  # what another file tells too is told once
            assert [cents for _before, _after, cents in gaps(till)] == [-70]
            told(till, "WED", week["WED"])
            assert gaps(till) == [], order
            transaction.set_rollback(True)


def test_files_that_overlap_or_tell_no_balances_miss_nothing(till: City) -> None:
    told(till, "MON", WEEK["MON"])
    told(till, "THU", WEEK["THU"])
    assert gaps(till) == [("MON", "THU", -40)]
    told(till, "WEEK", part(0, 4, 100, 55))
    assert gaps(till) == []  # the file of the week tells all of its days
    told(till, "NEXT", part(7, 7, 55, 20))
    assert gaps(till) == []
    told(till, "LATER", part(14, 14, 99, 99))
    assert gaps(till) == [("NEXT", "LATER", 79)]

    told(till, "BLIND", part(9, 10, None, None))

    assert gaps(till) == []  # what it moved is not known


def test_more_statements_of_one_day_follow_each_other_by_their_balances(till: City) -> None:
    told(till, "FIRST", part(0, 0, 100, 90, "1"), part(0, 0, 90, 80, "2"), part(0, 0, 80, 100, "3"))
    told(till, "SECOND", part(1, 1, 100, 70, "4"))
    assert gaps(till) == []

    told(till, "THIRD", part(2, 2, 70, 75, "5"), part(2, 2, 60, 50, "7"))

    assert gaps(till) == [("THIRD", "THIRD", -15)]
    told(till, "FOURTH", part(2, 2, 75, 60, "6"))
    assert gaps(till) == []


@pytest.mark.parametrize(
    ("read", "missing"),
    [
        (
            {
                "D0": [part(0, 0, 110, 100)],
                "D1": [part(1, 1, 100, 90, "1"), part(1, 1, 90, 80, "2")],
                "D2": [part(2, 2, 90, 70, "4")],
            },
            [("D1", "D2", 10)],
        ),
        (
            {"D0": [part(0, 1, 100, 90)], "D1": [part(1, 2, 90, 80)], "D2": [part(2, 3, 90, 70)]},
            [("D1", "D2", 10)],
        ),
        (
            {"D0": [part(0, 0, 110, 100)], "D1": [part(1, 1, 90, 80, "1"), part(1, 1, 80, 90, "2")]},
            [("D0", "D1", -10)],
        ),
        (
            {
                "D0": [part(0, 0, 110, 100)],
                "D1": [part(1, 1, 100, 90, "1"), part(1, 1, 90, 100, "2"), part(1, 1, 100, 80, "3")],
                "D2": [part(2, 2, 80, 90), part(2, 2, 90, 80)],
                "WEEK": [part(0, 4, 110, 60)],
                "D3": [part(3, 3, 80, 60)],
            },
            [],
        ),
    ],
    ids=["a part of a day", "from the day before", "a circle", "nothing"],
)
def test_a_closing_leads_to_one_beginning(
    till: City, read: dict[str, list[PartOf]], missing: list[tuple[str, str, int]]
) -> None:
    for name, parts in read.items():
        told(till, name, *parts)
    assert gaps(till) == missing


def test_the_account_that_was_entered_anew_is_the_same_account(till: City) -> None:
    told(till, "MON", WEEK["MON"])
    set_paying_account(till, iban=CITY_IBAN, holder="Stad Rotterdam", by=cast("bas"), at=NOON)
    assert till.paying_accounts.count() == 2
    told(till, "THU", WEEK["THU"])
    assert gaps(till) == [("MON", "THU", -40)]


def test_the_balances_of_both_kinds_of_file_are_kept(till: City, pim: User) -> None:
    for name, content in (
        ("camt", camt([Booked(5_00, is_receipt=True, text="x", reference="A")], number="C", on=MONDAY)),
        ("mt940", mt940([ABN])),
    ):
        what = read_statement(content)
        enter_statement(till, what=what, name=name, sha256=checksum(content), by=pim, at=READ)

    kept = StatementPart.objects.order_by("id").values_list(
        "first_on", "last_on", "opening_cents", "closing_cents", "number"
    )
    assert list(kept) == [
        (MONDAY, MONDAY, 100_000_00, 100_005_00, ""),
        (MONDAY, day(1), 100_000_00, 95_200_00, "307/1"),
    ]
    refused("UPDATE grants_statementpart SET closing_cents = 1")
    refused("DELETE FROM grants_statementpart")


def test_the_pages_say_which_and_it_waits_for_a_person(till: City, carla: User, signed_in: Any) -> None:
    User.objects.update(language="en")
    told(till, "MON", part(0, 0, 100_00, 90_00))
    told(till, "THU", part(3, 3, 50_00, 60_00))

    page = signed_in(carla).get("/payments/statements/").content.decode()
    assert "Between MON (up to and including Monday 2 November 2026, ends with €\u00a090,00) and THU" in page
    page = signed_in(carla).get("/payments/reconciliation/").content.decode()
    assert "Statement that seems to be missing" in page
    assert "between MON and THU" in page
    found = reconcile(till, on=MONDAY)
    assert [(one.kind, one.cents) for one in found.differences] == [("statement_missing", -40_00)]
    assert found.is_sound


@pytest.mark.parametrize("on", [date(1, 1, 1), date(1969, 12, 31), day(15), date(9999, 12, 31)])
def test_a_file_of_a_day_to_come_or_of_long_before_is_refused_whole(till: City, on: date) -> None:
    for booked in ([], [Booked(1_00, end_to_end_id="ONBEKEND")]):
        what = read_statement(camt(booked, on=on))
        with pytest.raises(NoStatement, match=r"vandaag, en niet over dagen van vóór 1970"):
            enter_statement(till, what=what, name="x.xml", sha256=checksum(b"x"), by=cast("pim"), at=NOON)

    assert not Statement.objects.exists()
