"""What the database refuses of plans and frames by itself, whatever the code does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models

from grants.plan.flows import add_element, freeze_frame
from grants.plan.models import Frame, Plan
from grants.plan.states import ElementKind, ElementOf
from tests import plan
from tests.grants.budget.raw import columns, insert, refusal, refused, run, table
from tests.make import NOON, another_city
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows OR REPLACE")
PLAN = "an adopted or replaced version of the plan stays as it is"
HELD = "what an adopted or replaced version of the plan holds stays as it is"
BEGINS = "a version of the plan begins as a concept, once, after one of its own city"
KEPT = "versions of the plan and of the frame are kept"
FRAME = "a frozen frame stays as it is"
FRAME_HELD = "what a frozen frame holds stays as it is"
ADOPTED: dict[str, Any] = {
    "state": "adopted",
    "decision_number": "26bb004210",
    "decision_on": "2026-10-08",
    "adopted_at": "2026-11-02 11:00:00",
}


@shared
def concept(city: City, ella: User) -> Plan:
    """A concept of ella's."""
    return plan.concept(city, by=ella, at=NOON, replaces=plan.adopted(city))


@shared
def frozen(city: City, ella: User) -> Frame:
    """A frozen frame."""
    return plan.frozen(city, by=ella, at=NOON)


def change(row: models.Model, **values: Any) -> int:
    """Change columns of a row past the flows."""
    parts = ", ".join(f"{name} = %s" for name in values)
    return run(f"UPDATE {table(row)} SET {parts} WHERE id = %s", *values.values(), row.pk)


def remove(row: models.Model) -> int:
    """Remove a row past the flows."""
    return run(f"DELETE FROM {table(row)} WHERE id = %s", row.pk)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("values", [{"title": "X"}, {"last_year": 2030}, {"edits": 0}, {"number": 9}])
def test_an_adopted_and_a_replaced_version_stay(
    city: City, concept: Plan, number: int, values: dict[str, Any]
) -> None:
    if "number" not in values:
        assert change(concept, **values) == 1
    assert refusal(change, Plan.objects.get(city=city, number=number), **values) == PLAN


def test_an_adopted_version_never_becomes_a_concept_again(city: City) -> None:
    empty = dict.fromkeys(("decision_on", "adopted_by_id", "adopted_at"), None)
    assert refusal(change, plan.adopted(city), state="concept", decision_number="", **empty) == PLAN


@pytest.mark.parametrize("number", [1, 2])
def test_what_they_hold_stays_too(city: City, concept: Plan, number: int) -> None:
    one = Plan.objects.get(city=city, number=number).elements.get(kind="principle", code="U1")

    assert refusal(change, one, title="X") == HELD
    assert refusal(remove, one) == HELD
    assert refusal(insert, one, code="U9", public_id="anders") == HELD
    mine = concept.elements.get(kind="principle", code="U1")
    assert refusal(change, mine, plan_id=one.plan_id) == HELD
    assert (change(mine, title="X"), remove(mine)) == (1, 1)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_version_is_removed(city: City, concept: Plan, number: int) -> None:
    version = Plan.objects.get(city=city, number=number)
    run("DELETE FROM grants_element WHERE plan_id = %s", concept.pk)
    assert refusal(remove, version) == KEPT


def test_who_edited_a_version_never_adopts_it(city: City, concept: Plan, ella: User, evert: User) -> None:
    elsa = plan.publisher(city)
    add_element(concept, kind=ElementKind.GOAL, what=ElementOf("G2", "Doel"), by=elsa, at=NOON)
    add_element(concept, kind=ElementKind.GOAL, what=ElementOf("G3", "Doel"), by=ella, at=NOON)

    sentence = "who edited a version of the plan never adopts it"
    assert refusal(change, concept, **ADOPTED, adopted_by_id=elsa.pk) == sentence
    forget = "DELETE FROM grants_plan_editors WHERE user_id = %s"
    assert refused(forget, elsa.pk) == "who edited a version of the plan is kept"
    assert change(concept, **ADOPTED, adopted_by_id=evert.pk) == 1


def test_the_last_editor_is_refused_by_a_check_of_its_own(concept: Plan, evert: User) -> None:
    sentence = refusal(change, concept, **ADOPTED, adopted_by_id=evert.pk, edited_by_id=evert.pk)
    assert "who_edits_a_plan_never_adopts_it" in sentence


@pytest.mark.parametrize("without", ["decision_number", "decision_on", "adopted_at", "adopted_by_id"])
def test_an_adopted_version_says_by_which_decision_and_whom(concept: Plan, evert: User, without: str) -> None:
    values = {**ADOPTED, "adopted_by_id": evert.pk}
    del values[without]
    assert "adopted_plan_says_by_which_decision" in refusal(change, concept, **values)


@pytest.mark.parametrize("years", [(2028, 2027), (1999, 2020), (2020, 2151)])
def test_the_years_of_a_plan_are_in_order(concept: Plan, years: tuple[int, int]) -> None:
    sentence = refusal(change, concept, first_year=years[0], last_year=years[1])
    assert "plan_ends_after_it_starts" in sentence


def test_a_version_is_replaced_once(city: City, concept: Plan, ella: User, evert: User) -> None:
    other = plan.concept(city, by=ella, at=NOON, replaces=plan.adopted(city))
    assert change(concept, **ADOPTED, adopted_by_id=evert.pk) == 1
    assert refusal(change, other, **ADOPTED, adopted_by_id=evert.pk) == PLAN


def test_a_version_begins_as_a_concept_of_its_own_city(concept: Plan, evert: User) -> None:
    assert insert(concept, number=8, public_id="mag") > concept.pk
    for wrong in ({**ADOPTED, "adopted_by_id": evert.pk}, {"city_id": another_city().pk}):
        assert refusal(insert, concept, number=9, public_id="anders", **wrong) == BEGINS


@ON_SQLITE
@pytest.mark.parametrize("same", ["id", "public_id", "number"])
def test_another_row_never_takes_the_place_of_an_adopted_version(
    city: City, concept: Plan, same: str
) -> None:
    used, names = plan.adopted(city), columns(concept)
    other = {**concept.__dict__, "id": concept.pk + 1, "public_id": "anders", "number": 9}
    values = [used.__dict__[name] if name == same else other[name] for name in names]
    slots = ", ".join(["%s"] * len(names))

    assert (
        refused(f"INSERT OR REPLACE INTO grants_plan ({', '.join(names)}) VALUES ({slots})", *values)
        == BEGINS
    )
    move = f"UPDATE OR REPLACE grants_plan SET {same} = %s WHERE id = %s"
    assert refused(move, used.__dict__[same], concept.pk) == PLAN


@ON_SQLITE
def test_another_element_never_takes_the_place_of_one(concept: Plan) -> None:
    first, second = concept.elements.filter(kind="goal")[:2]
    move = "UPDATE OR REPLACE grants_element SET code = %s WHERE id = %s"
    assert refused(move, first.code, second.pk) == HELD
    assert concept.elements.filter(pk=first.pk).exists()


@pytest.mark.parametrize("values", [{"title": "X"}, {"minimum_total": 1}, {"frozen_at": None}])
def test_a_frozen_frame_stays(frozen: Frame, values: dict[str, Any]) -> None:
    assert refusal(change, frozen, **values) == FRAME
    assert refusal(remove, frozen) == KEPT


def test_what_a_frozen_frame_holds_stays(city: City, frozen: Frame, ella: User) -> None:
    opened = plan.frame(city, by=ella, at=NOON)
    for kept, free in (
        (plan.criterion(frozen), plan.criterion(opened)),
        (frozen.conditions.get(), opened.conditions.get()),
    ):
        assert refusal(change, kept, position=9) == FRAME_HELD
        assert refusal(remove, kept) == FRAME_HELD
        assert refusal(insert, kept, code="X9", public_id="anders") == FRAME_HELD
        assert refusal(change, free, frame_id=frozen.pk) == FRAME_HELD
        assert (change(free, position=9), remove(free)) == (1, 1)


@pytest.mark.parametrize("weights", [(), (99,), (60, 41)])
def test_only_a_frame_that_weighs_100_is_frozen(city: City, ella: User, weights: tuple[int, ...]) -> None:
    made = plan.frame(city, by=ella, at=NOON, weights=weights)
    sentence = refusal(change, made, frozen_at="2026-11-02 11:00:00")
    assert sentence == "the weights of a frozen frame add up to 100"
    freeze_frame(plan.frame(city, by=ella, at=NOON), by=None, at=NOON)


@ON_SQLITE
@pytest.mark.parametrize("weight", ["veel", 0.5])
def test_a_criterion_weighs_a_whole_number(city: City, ella: User, weight: object) -> None:
    one = plan.criterion(plan.frame(city, by=ella, at=NOON))
    assert refusal(change, one, weight=weight) == "a criterion weighs a whole number"
    one.refresh_from_db()
    assert one.weight == 60


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"weight": 0}, "criterion_weighs_something"),
        ({"weight": 101}, "criterion_weighs_something"),
        ({"minimum": 5}, "criterion_asks_a_score_that_there_is"),
    ],
)
def test_a_criterion_weighs_and_asks_what_there_is(
    city: City, ella: User, values: dict[str, int], name: str
) -> None:
    assert name in refusal(change, plan.criterion(plan.frame(city, by=ella, at=NOON)), **values)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
@pytest.mark.parametrize(
    "name",
    [
        "grants_plan",
        "grants_plan_editors",
        "grants_element",
        "grants_frame",
        "grants_criterion",
        "grants_condition",
    ],
)
def test_no_table_is_emptied(city: City, name: str) -> None:
    assert refused(f"TRUNCATE {name} CASCADE")
