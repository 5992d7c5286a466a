"""A regulation under which budgets stand stays itself, and covers their years: the database refuses the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, models

from grants.budget.errors import WrongSlices
from grants.budget.flows import allot, open_slice, open_slices
from grants.budget.models import Dossier, Entry, Slice
from grants.plan.flows import add_regulation
from grants.plan.models import Regulation, Tier
from grants.plan.states import Assessment, Settlement
from tests.grants.budget.make import faults
from tests.grants.budget.raw import HASH, Books, columns, insert, raw_entry, refusal, refused, run
from tests.grants.budget.test_proof import by_hand
from tests.make import NOON

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps text out of days by itself"
)

DAYS = "a budget stands under this regulation, so its days cover a part of that year"
TIER = "a budget stands under this regulation, so it keeps a tier"
ITSELF = "a regulation stays that of its city, and takes the place of no other"
ONCE = "a regulation is entered once, and takes the place of no other"
BEGINS = "a slice begins empty and open, once, in an open year"


def rules(made: Books, prefix: str, starts_on: date, ends_on: date | None = None) -> Regulation:
    return add_regulation(
        made.play.city, title=prefix, prefix=prefix, starts_on=starts_on, ends_on=ends_on, by=None, at=NOON
    )


@pytest.mark.parametrize("column", ["id", "public_id"])
def test_a_regulation_keeps_what_others_know_it_by(made: Books, column: str) -> None:
    value = made.pot.regulation.pk + 1_000 if column == "id" else "anders"
    unused = rules(made, "VRIJ", date(2026, 1, 1))
    for one in (made.pot.regulation, unused):
        sentence = refused(f"UPDATE grants_regulation SET {column} = %s WHERE id = %s", value, one.pk)
        assert sentence == ITSELF


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows OR REPLACE")
@pytest.mark.parametrize("same", ["id", "public_id", "prefix"])
def test_another_regulation_never_takes_its_place(made: Books, same: str) -> None:
    used, names = made.pot.regulation, columns(made.pot.regulation)
    other: dict[str, Any] = {"id": used.pk + 1, "public_id": "anders", "prefix": "ANDERS"}
    values = [used.__dict__[name] if name == same else other.get(name, used.__dict__[name]) for name in names]
    slots = ", ".join(["%s"] * len(names))

    sentence = refused(
        f"INSERT OR REPLACE INTO grants_regulation ({', '.join(names)}) VALUES ({slots})", *values
    )
    unused = rules(made, "VRIJ", date(2026, 1, 1))
    moved = refused(
        "UPDATE OR REPLACE grants_regulation SET prefix = %s WHERE id = %s", used.prefix, unused.pk
    )

    assert (sentence, moved) == (ONCE, ITSELF)
    assert Regulation.objects.filter(pk=used.pk, prefix=used.prefix).count() == 1


@pytest.mark.parametrize(
    ("days", "is_refused"),
    [
        ({"starts_on": date(2026, 12, 31)}, False),
        ({"starts_on": date(2027, 1, 1)}, True),
        ({"ends_on": date(2026, 1, 1)}, False),
        ({"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}, True),
    ],
)
def test_its_days_keep_a_part_of_every_year_with_a_budget(
    made: Books, days: dict[str, date], is_refused: bool
) -> None:
    assert set(Slice.objects.filter(regulation=made.pot.regulation).values_list("year__year", flat=True)) == {
        2026
    }
    found = Regulation.objects.filter(pk=made.pot.regulation.pk)

    if is_refused:
        assert refusal(found.update, **days) == DAYS
    else:
        assert found.update(**days) == 1


def test_a_regulation_with_budgets_keeps_a_tier(made: Books) -> None:
    used, unused = made.pot.regulation, rules(made, "VRIJ", date(2026, 1, 1))
    for one in (used, unused):
        Tier.objects.bulk_create(
            Tier(
                regulation=one,
                letter=letter,
                up_to_cents=100 * number,
                assessment=Assessment.NONE,
                settlement=Settlement.AT_ONCE,
            )
            for number, letter in enumerate("ABC", start=1)
        )

    assert refusal(used.tiers.all().delete) == TIER
    assert used.tiers.count() == 3
    assert run("DELETE FROM grants_tier WHERE regulation_id = %s AND letter < 'C'", used.pk) == 2
    assert refused("DELETE FROM grants_tier WHERE regulation_id = %s", used.pk) == TIER
    moved = refused("UPDATE grants_tier SET regulation_id = %s WHERE regulation_id = %s", unused.pk, used.pk)
    assert moved == "a tier stays that of its regulation"
    assert unused.tiers.all().delete()[0] == 3


@pytest.mark.parametrize(
    ("first", "last"), [(date(2027, 1, 1), None), (date(2025, 1, 1), date(2025, 12, 31))]
)
def test_a_budget_stands_under_a_regulation_that_is_in_force_in_its_year(
    made: Books, first: date, last: date | None
) -> None:
    other = rules(made, "ANDER", first, last)
    with pytest.raises(WrongSlices, match="2026"):
        open_slice(made.play.year, regulation=other, by=None, at=NOON)
    with pytest.raises(WrongSlices, match="2026"):
        open_slices(made.play.year, regulation=other, districts=[made.share.district], by=None, at=NOON)
    raw = {"public_id": "raw", "regulation_id": other.pk, "last_number": 0, "head_hash": ""}

    assert refusal(insert, made.slice, **raw) == BEGINS

    assert not Slice.objects.filter(regulation=other).exists()
    inside = rules(made, "BINNEN", date(2026, 12, 31), date(2027, 1, 1))
    assert insert(made.slice, **(raw | {"regulation_id": inside.pk})) > made.slice.pk


@on_sqlite
@pytest.mark.parametrize(
    ("column", "value"),
    [
        *[("booked_on", one) for one in ("not a date", "2026-02-31", "2026-2-1", 2026, "0000-01-01")],
        *[
            ("at", one)
            for one in (
                *("zzz", "2026-02-31 10:00:00", "2026-01-01", 2_460_000, "0000-01-01 10:00:00"),
                "2026-01-01 10:00:00.5x",
            )
        ],
    ],
)
def test_an_entry_has_a_day_and_a_moment_that_can_be_read(made: Books, column: str, value: Any) -> None:
    assert refusal(raw_entry, made.slice, **{column: value}) == "an entry has a day and a moment"
    assert raw_entry(made.slice).hash == HASH


@pytest.mark.parametrize("microsecond", [0, 1, 499_999, 500_000, 999_499, 999_500, 999_999])
def test_an_entry_is_booked_at_any_moment_of_a_second(made: Books, microsecond: int) -> None:
    at = NOON.replace(second=59, microsecond=microsecond)

    entry = allot(made.slice, cents=1, by=None, at=at, booked_on=NOON.date(), key="in time")

    assert Entry.objects.get(pk=entry.pk).at == at


UNREADABLE: dict[str, tuple[str, type[models.Model], str]] = {
    "a day": ("booked_on = 'not a date'", Entry, "entry 3 has a day or a moment that cannot be read"),
    "a moment": ("at = 'zzz'", Entry, "entry 3 has a day or a moment that cannot be read"),
    "a day that is none": ("booked_on = '2026-13-45'", Entry, "something of it cannot be read"),
    "a moment that is a number": ("at = 5", Entry, "entry 3 has a day or a moment that cannot be read"),
    "bytes": ("source = x'ff'", Entry, "something of it cannot be read"),
    "text that is none": ("source = CAST(x'ff' AS text)", Entry, "something of it cannot be read"),
    "a closing": (
        "closed_at = '2026-13-45 10:00:00', closed_on = '2026-12-31'",
        Slice,
        "something of it cannot be read",
    ),
}


@on_sqlite
@pytest.mark.parametrize("name", UNREADABLE)
def test_the_proof_names_the_slice_of_what_it_cannot_read(made: Books, name: str) -> None:
    change, model, sentence = UNREADABLE[name]
    table = model._meta.db_table
    where = "slice_id = %s AND number = 3" if model is Entry else "id = %s"
    assert faults(made.play.city) == []

    by_hand(made, lambda made: run(f"UPDATE {table} SET {change} WHERE {where}", made.slice.pk))

    also = ["closings: a row of them cannot be read"] if name == "a closing" else []
    assert faults(made.play.city) == [f"The whole city 2026: {sentence}", *also]


@on_sqlite
def test_a_year_and_a_regulation_that_cannot_be_read_are_named(made: Books) -> None:
    by_hand(
        made,
        lambda made: (
            run("UPDATE grants_year SET opened_at = '2026-13-45 10:00:00' WHERE id = %s", made.play.year.pk),
            run("UPDATE grants_regulation SET starts_on = 'ooit' WHERE id = %s", made.pot.regulation.pk),
        ),
    )

    found = faults(made.play.city)

    assert found.count("The whole city 2026: something of it cannot be read") == 3
    assert found[-1] == "regulations: a row of them cannot be read"


def test_the_proof_compares_a_regulation_with_its_dossiers_and_years(made: Books) -> None:
    title, numbers = made.pot.regulation.title, list(Dossier.objects.filter(slice=made.slice))
    by_hand(
        made,
        lambda made: Regulation.objects.filter(pk=made.pot.regulation.pk).update(
            prefix="ANDERS", starts_on=date(2027, 1, 1)
        ),
    )

    assert faults(made.play.city) == [
        *(f"dossier {one} stands in a slice of another year or regulation" for one in numbers),
        f"{title}: not in force in 2026, though a budget stands under it",
    ]
