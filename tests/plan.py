"""The plan, frames and regulations of the tests: builders, and what their addresses are made of."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from grants.plan.flows import (
    add_element,
    add_part,
    adopt_version,
    freeze_frame,
    start_frame,
    start_version,
)
from grants.plan.models import Criterion, Element, Frame, Plan, Regulation
from grants.plan.states import ConditionOf, CriterionOf, ElementKind, ElementOf, PlanState
from tests import budget
from tests.make import NOON, World, person
from wijkraden.people.flows import give_seat
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

DECIDED: dict[str, Any] = {"decision_number": "26bb004210", "decision_on": date(2026, 10, 8)}


def adopted(city: City) -> Plan:
    """Return the plan of the demo: 2024–2027, adopted, in the place of the concept."""
    return Plan.objects.get(city=city, number=2)


def concept(city: City, *, by: User, at: datetime, goals: int = 1, replaces: Plan | None = None) -> Plan:
    """Start a version with so many goals, G1 and on, beside what it takes over."""
    made = start_version(
        city, title="Het nieuwe plan", first_year=2028, last_year=2031, replaces=replaces, by=by, at=at
    )
    for number in range(1, goals + 1):
        what = ElementOf(f"G{number}", f"Doel {number}")
        add_element(made, kind=ElementKind.GOAL, what=what, by=by, at=at)
    made.refresh_from_db()
    return made


def goal(plan: Plan, number: int = 1) -> Element:
    """Return a goal that `concept` made."""
    return plan.elements.get(kind=ElementKind.GOAL, code=f"G{number}")


def published(city: City, *, editor: User, publisher: User, at: datetime) -> Plan:
    """Make a version that stands in nobody's place, and publish it."""
    made = concept(city, by=editor, at=at)
    adopt_version(made, **DECIDED, by=publisher, at=at)
    return made


def published_in(city: City, *, by: User, at: datetime) -> Plan:
    """Return a version of the plan that was adopted in that city; in another than the demo's it is made."""
    found = Plan.objects.filter(city=city, state=PlanState.ADOPTED).first()
    return found or published(city, editor=by, publisher=publisher(city, "evi"), at=at)


def open_in(city: City, *, by: User, at: datetime) -> Plan:
    """Return a concept of that city, made when there is none."""
    replaced = Plan.objects.filter(replaces__isnull=False).values("replaces")
    found = Plan.objects.filter(city=city, state=PlanState.CONCEPT).exclude(pk__in=replaced).first()
    return found or concept(city, by=by, at=at)


def frame(city: City, *, by: User, at: datetime, weights: tuple[int, ...] = (60, 40)) -> Frame:
    """Start a frame with a criterion for each weight, C1 and on, and one condition."""
    made = start_frame(city, title="Kader", minimum_total=55, spread_tenths=15, by=by, at=at)
    for number, weight in enumerate(weights, start=1):
        what = CriterionOf(f"C{number}", f"Criterium {number}", "Hoe goed?", "K1", weight)
        add_part(made, what=what, by=by, at=at)
    add_part(made, what=ConditionOf("D1", "Is het in de wijk?"), by=by, at=at)
    made.refresh_from_db()
    return made


def criterion(made: Frame, number: int = 1) -> Criterion:
    """Return a criterion that `frame` made."""
    return made.criteria.get(code=f"C{number}")


def frozen(city: City, *, by: User, at: datetime) -> Frame:
    """Make a frame that a round uses."""
    made = frame(city, by=by, at=at)
    freeze_frame(made, by=by, at=at)
    return made


def publisher(city: City, name: str = "elsa") -> User:
    """Make someone who edits and publishes the plan."""
    made = person(name, role=Role.PLAN_EDITOR, city=city)
    return both(made, city)


def both(user: User, city: City) -> User:
    """Give someone who edits the plan the seat of a publisher too."""
    give_seat(
        user,
        role=Role.PLAN_PUBLISHER,
        city=city,
        starts_on=date(2026, 3, 30),
        by=None,
        at=NOON,
    )
    return User.objects.get(pk=user.pk)


def regulation(world: World) -> Mapping[str, object]:
    """Return the parameters of the demo's regulation."""
    return {"public_id": Regulation.objects.get(city=world.city, prefix="WS").public_id}


def regulation_elsewhere(world: World) -> Mapping[str, object]:
    """Return those of a regulation of the other city."""
    return {"public_id": budget.regulation(world.elders, by=world.ada, at=world.at).public_id}
