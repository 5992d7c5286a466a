"""What the database refuses of rounds by itself, whatever the code does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from grants.plan.flows import adopt_version
from grants.plan.models import Frame, Regulation
from grants.rounds.flows import announce, choose_budgets
from grants.rounds.models import Round
from tests import budget, plan, proposals
from tests.grants.budget.raw import columns, insert, refusal, refused, run, table
from tests.grants.plan.test_guards import change, remove
from tests.make import NOON, another_city, person
from tests.shared import shared
from tests.unguarded import by_hand
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows OR REPLACE")
STANDS = "an announced round stays as it is"
BEGINS = "a round begins as a concept, once"
OF_ONE_CITY = "a round has an open year, a regulation, a plan and a frame of one city"
TITLE = "two rounds of a city have different titles"
PLAN = "a round is announced with the adopted plan of its year and a frozen frame"
REGULATION = "a round is announced under a published regulation, its maximum within the tiers"
CEILINGS = "the ceilings of a round are its budgets when it is announced, or its own before these are adopted"
DAYS = "a round lies in the year of its budgets or the year before"
ALONE = "two rounds never divide one budget in the same days"
BUDGETS = "a round divides open budgets of its own year and regulation"


@shared
def ready(city: City, ella: User) -> Round:
    """A concept that lacks nothing but its announcement: its frame is frozen, its ceilings stand there."""
    made = proposals.concept_round(city, frame=plan.frozen(city, by=ella, at=NOON))
    made.slices.update(ceiling_cents=25_000_00)
    return made


@shared
def announced(city: City) -> Round:
    """The round of the demo."""
    return proposals.open_round(city)


def announcing(by: User) -> dict[str, Any]:
    """Return the columns of an announcement."""
    return {"state": "announced", "announced_by_id": by.pk, "announced_at": "2026-11-02 11:00:00"}


def test_what_is_whole_is_announced(ready: Round, beheer: User) -> None:
    assert change(ready, **announcing(beheer)) == 1


@pytest.mark.parametrize(
    "values", [{"title": "X"}, {"closes_on": "2026-12-30"}, {"maximum_cents": 1}, {"state": "concept"}]
)
def test_an_announced_round_stays(ready: Round, announced: Round, values: dict[str, Any]) -> None:
    assert change(ready, **values) == 1
    none = {"announced_by_id": None, "announced_at": None} if "state" in values else {}
    change(ready, title="Anders")
    assert refusal(change, announced, **values, **none) == STANDS


def test_no_round_is_removed(ready: Round, announced: Round) -> None:
    run("DELETE FROM grants_roundslice WHERE round_id = %s", ready.pk)
    for one in (ready, announced):
        assert refusal(remove, one) == "rounds are kept"


def test_year_and_regulation_of_a_concept_stay(city: City, ready: Round, beheer: User) -> None:
    other = budget.regulation(city, by=beheer, at=NOON)
    assert refusal(change, ready, regulation_id=other.pk) == STANDS
    last = city.years.get(year=2025)
    assert refusal(change, ready, year_id=last.pk) == STANDS


def test_what_an_announced_round_divides_stays(city: City, ready: Round, beheer: User) -> None:
    last = ready.slices.all()[2].slice
    open_ = proposals.concept_round(city, budgets=[last])
    choose_budgets(ready, slices=[one.slice for one in ready.slices.all()[:2]], by=beheer, at=NOON)
    announce(ready, by=beheer, at=NOON)

    kept, free = ready.slices.all()[0], open_.slices.get()
    assert refusal(change, kept, ceiling_cents=1) == STANDS
    assert refusal(remove, kept) == STANDS
    assert refusal(change, free, round_id=ready.pk) == STANDS
    assert refusal(insert, free, round_id=ready.pk) == STANDS
    assert (change(free, ceiling_cents=1), remove(free)) == (1, 1)


def test_a_round_begins_as_a_concept(ready: Round, beheer: User) -> None:
    assert insert(ready, public_id="mag", title="Mag") > ready.pk
    other = {"public_id": "anders", "title": "Anders", **announcing(beheer)}
    assert refusal(insert, ready, **other) == BEGINS


def test_everything_of_a_round_is_of_one_city(ready: Round) -> None:
    elsewhere = another_city()
    ada = person("ada", role=Role.ADMINISTRATOR, city=elsewhere)
    theirs = proposals.round_elsewhere(elsewhere, by=ada)
    other = {"public_id": "anders", "title": "Anders"}
    for name in ("year_id", "regulation_id", "plan_id", "frame_id"):
        assert refusal(insert, ready, **other, **{name: getattr(theirs, name)}) == OF_ONE_CITY
    for name in ("plan_id", "frame_id"):
        assert refusal(change, ready, **{name: getattr(theirs, name)}) == OF_ONE_CITY
    assert insert(theirs, public_id="ook", title=ready.title) > ready.pk


def test_a_closed_year_takes_no_round(ready: Round, beheer: User) -> None:
    by_hand(lambda: run("UPDATE grants_year SET closed_at = %s WHERE id = %s", NOON, ready.year_id))
    assert refusal(change, ready, **announcing(beheer)) == OF_ONE_CITY
    assert refusal(insert, ready, public_id="anders", title="Anders") == OF_ONE_CITY


def test_two_rounds_of_a_city_never_have_one_title(ready: Round, announced: Round) -> None:
    assert refusal(change, ready, title=announced.title) == TITLE
    assert refusal(insert, ready, public_id="anders") == TITLE


def test_a_round_serves_the_adopted_plan_of_its_year_with_a_frozen_frame(
    city: City, ready: Round, beheer: User, ella: User, evert: User
) -> None:
    after = plan.concept(city, by=ella, at=NOON, replaces=plan.adopted(city))
    open_frame = plan.frame(city, by=ella, at=NOON)
    for wrong in ({"plan_id": after.pk}, {"frame_id": open_frame.pk}):
        assert refusal(change, ready, **announcing(beheer), **wrong) == PLAN
    adopt_version(after, **plan.DECIDED, by=evert, at=NOON)
    for wrong in ({}, {"plan_id": after.pk}):  # the first was replaced, the second is of later years
        assert refusal(change, ready, **announcing(beheer), **wrong) == PLAN


def test_a_round_keeps_to_its_regulation(ready: Round, beheer: User) -> None:
    assert refusal(change, ready, **announcing(beheer), maximum_cents=25_000_01) == REGULATION
    Regulation.objects.filter(pk=ready.regulation_id).update(gazette_number="", gazette_on=None)
    assert refusal(change, ready, **announcing(beheer)) == REGULATION


@pytest.mark.parametrize("cents", [None, 0, 24_999_99])
def test_a_ceiling_is_what_the_budget_is(ready: Round, beheer: User, cents: int | None) -> None:
    change(ready.slices.all()[0], ceiling_cents=cents)
    assert refusal(change, ready, **announcing(beheer)) == CEILINGS


def test_a_round_without_budgets_is_not_announced(ready: Round, beheer: User) -> None:
    choose_budgets(ready, slices=[], by=beheer, at=NOON)
    assert refusal(change, ready, **announcing(beheer)) == CEILINGS


@pytest.mark.parametrize("values", [{"closes_on": "2027-01-01"}, {"opens_on": "2024-12-31"}])
def test_a_round_lies_near_its_year(ready: Round, beheer: User, values: dict[str, str]) -> None:
    early = {"gazette_on": "2024-12-01"}
    assert refusal(change, ready, **announcing(beheer), **early, **values) == DAYS
    assert change(ready, **announcing(beheer), **early, opens_on="2025-01-01") == 1


def test_two_rounds_never_divide_one_budget_in_the_same_days(city: City, ready: Round, beheer: User) -> None:
    budgets = [one.slice for one in ready.slices.all()]
    announce(proposals.concept_round(city, budgets=budgets[:1], closes_on=NOON.date()), by=beheer, at=NOON)
    assert refusal(change, ready, **announcing(beheer)) == ALONE
    assert refusal(change, ready, **announcing(beheer), opens_on="2026-11-02") == ALONE
    assert change(ready, **announcing(beheer), opens_on="2026-11-03") == 1


@pytest.mark.parametrize("year", [2026, 2025])
def test_a_budget_is_of_the_year_and_regulation_of_its_round(city: City, ready: Round, year: int) -> None:
    wrong = budget.slice_of(city, "feijenoord", year=year)
    one = ready.slices.all()[0]
    assert refusal(insert, one, slice_id=wrong.pk) == BUDGETS
    assert refusal(change, one, slice_id=wrong.pk) == BUDGETS


def test_a_closed_budget_is_not_divided(ready: Round, beheer: User) -> None:
    one, *others = ready.slices.all()
    choose_budgets(ready, slices=[other.slice for other in others], by=beheer, at=NOON)
    closing = "UPDATE grants_slice SET closed_at = %s, closed_on = %s WHERE id = %s"
    by_hand(lambda: run(closing, NOON, NOON.date(), one.slice_id))
    assert refusal(insert, one) == BUDGETS


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"closes_on": "2025-12-31"}, "round_ends_after_it_opens"),
        ({"maximum_cents": 0}, "round_asks_at_most_something"),
        ({"decision_weeks": 0}, "round_asks_at_most_something"),
        ({"decision_weeks": 53}, "round_asks_at_most_something"),
        ({"extension_weeks": 53}, "round_asks_at_most_something"),
        ({"completion_days": 0}, "round_asks_at_most_something"),
        ({"completion_days": 101}, "round_asks_at_most_something"),
    ],
)
def test_a_round_has_days_and_terms_that_can_be(ready: Round, values: dict[str, Any], name: str) -> None:
    assert name in refusal(change, ready, **values)


@pytest.mark.parametrize(
    "values",
    [{"gazette_number": ""}, {"gazette_on": None}, {"gazette_on": "2026-01-02"}, {"announced_by_id": None}],
)
def test_an_announced_round_says_where_it_is_published_and_by_whom(
    ready: Round, beheer: User, values: dict[str, Any]
) -> None:
    sentence = refusal(change, ready, **announcing(beheer) | values)
    assert "announced_round_stands_in_the_gazette" in sentence


@ON_SQLITE
@pytest.mark.parametrize("same", ["id", "public_id"])
def test_another_row_never_takes_the_place_of_a_round(ready: Round, announced: Round, same: str) -> None:
    names = columns(ready)
    other = {**ready.__dict__, "id": ready.pk + 1, "public_id": "anders", "title": "Anders"}
    values = [announced.__dict__[name] if name == same else other[name] for name in names]
    slots = ", ".join(["%s"] * len(names))

    make = f"INSERT OR REPLACE INTO grants_round ({', '.join(names)}) VALUES ({slots})"
    assert refused(make, *values) == BEGINS
    move = f"UPDATE OR REPLACE grants_round SET {same} = %s WHERE id = %s"
    assert refused(move, announced.__dict__[same], ready.pk) == STANDS


@ON_SQLITE
def test_another_budget_never_takes_the_place_of_one(ready: Round) -> None:
    first, second = ready.slices.all()[:2]
    move = f"UPDATE OR REPLACE {table(first)} SET slice_id = %s WHERE id = %s"
    assert refused(move, first.slice_id, second.pk) == STANDS
    make = f"INSERT OR REPLACE INTO {table(first)} (id, round_id, slice_id) VALUES (%s, %s, %s)"
    assert refused(make, first.pk, ready.pk, second.slice_id) == STANDS
    assert ready.slices.filter(pk=first.pk).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
@pytest.mark.parametrize("name", ["grants_round", "grants_roundslice"])
def test_no_table_is_emptied(city: City, name: str) -> None:
    assert refused(f"TRUNCATE {name} CASCADE")


def test_the_frame_of_an_announced_round_stays(announced: Round) -> None:
    frame = Frame.objects.get(pk=announced.frame_id)
    assert refusal(change, frame, minimum_total=1) == "a frozen frame stays as it is"
