"""Reads of the versions of the plan and what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from wijkraden.places.models import City

from ..models import Element, Plan
from ..states import ONE_OF, ElementKind, PlanState

VERSION_COLUMNS = ("title", "first_year", "last_year", "source")
ELEMENT_COLUMNS = ("code", "title", "explanation", "source", "position")


@dataclass(frozen=True)
class Group:
    """The elements of one kind, in their order."""

    kind: ElementKind
    elements: list[Element]

    @property
    def one(self) -> str:
        """One of these, in words: “goal”."""
        return str(ONE_OF[self.kind])


def versions(city: City) -> QuerySet[Plan]:
    """Return the versions of a city's plan, the newest first, with who edited, adopted and was replaced. One query.

    Adds `is_replaced`: an adopted version took its place.
    """
    people = ("edited_by", "adopted_by", "replaces")
    return Plan.objects.filter(city=city).select_related(*people).annotate(is_replaced=_replaced())


def _replaced() -> Exists:
    return Exists(Plan.objects.filter(replaces=OuterRef("pk"), state=PlanState.ADOPTED))


def version_at(city: City, public_id: str) -> Plan | None:
    """Return one version of a city's plan, as `versions` does. One query."""
    return versions(city).filter(public_id=public_id).first()


def is_open(plan: Plan) -> bool:
    """Tell if a version may still change: a concept in whose place no other was adopted. One query at most."""
    replaced: bool | None = getattr(plan, "is_replaced", None)
    if replaced is None:
        replaced = Plan.objects.filter(replaces=plan, state=PlanState.ADOPTED).exists()
    return not plan.is_adopted and not replaced


def open_versions(city: City) -> QuerySet[Plan]:
    """Return the versions that may still change. One query."""
    return versions(city).filter(state=PlanState.CONCEPT).exclude(_replaced())


def adopted_versions(city: City) -> QuerySet[Plan]:
    """Return the versions that the city council adopted. One query."""
    return versions(city).filter(state=PlanState.ADOPTED)


def replaceable(city: City) -> QuerySet[Plan]:
    """Return the versions in whose place no other was adopted. One query."""
    return versions(city).exclude(_replaced())


def published_versions(city: City) -> QuerySet[Plan]:
    """Return what the public may see: adopted versions, and those in whose place one was adopted. One query."""
    return versions(city).filter(Q(state=PlanState.ADOPTED) | Q(_replaced()))


def published_at(city: City, public_id: str) -> Plan | None:
    """Return one version that the public may see. One query."""
    return published_versions(city).filter(public_id=public_id).first()


def plan_in_force(found: Iterable[Plan], on: date) -> Plan | None:
    """Return the newest adopted version that counts on that day, else the newest that ended, else the first to come.

    One in whose place another was adopted counts until the first year of that one.

    `found` are the published versions, the newest first.
    """
    adopted = [one for one in found if one.is_adopted]
    replaced = {one.replaces_id for one in adopted if one.first_year <= on.year}
    begun = [one for one in adopted if one.first_year <= on.year and one.pk not in replaced]
    now = next((one for one in begun if not one.has_ended(on=on)), None)
    return now or next(iter(begun), None) or (adopted[-1] if adopted else None)


def groups_of(plan: Plan) -> list[Group]:
    """Return what a version holds, every kind in its order, also those of which it has none. One query."""
    found = elements_of(plan)
    return [Group(kind, [one for one in found if one.kind == kind]) for kind in ElementKind]


def elements_of(plan: Plan) -> list[Element]:
    """Return what a version holds now, in the order of its lists. One query."""
    return list(elements_now().filter(plan=plan).select_related("since__amendment"))


def elements_now() -> QuerySet[Element]:
    """Return the parts of every version that no amendment took out."""
    return Element.objects.filter(until__isnull=True)


def element_at(plan: Plan, public_id: str) -> Element | None:
    """Return one element of a version. One query."""
    return plan.elements.filter(public_id=public_id).first()


def count_of(plan: Plan, kind: ElementKind) -> int:
    """Return how many elements of that kind a version has. One query."""
    return elements_now().filter(plan=plan, kind=kind).count()


def readings_of(element: Element) -> list[Element]:
    """Return how a part of a version read before each amendment of it, the newest first. A query for each."""
    found: list[Element] = []
    before = _read_before(element)
    while before is not None:
        found.append(before)
        before = _read_before(before)
    return found


def _read_before(element: Element) -> Element | None:
    rows = Element.objects.filter(replaced_by=element, plan=element.plan_id)
    return rows.select_related("until__amendment").first()


def replaced_by(element: Element) -> Element | None:
    """Return as what a part reads on after an amendment; None when it stands, or went out. One query."""
    return Element.objects.filter(replaces=element, plan=element.plan_id).first()


def values_of_version(plan: Plan) -> dict[str, Any]:
    """Return the columns of a version that its form shows, as `change_version` compares them."""
    return {name: getattr(plan, name) for name in VERSION_COLUMNS}


def values_of_element(element: Element) -> dict[str, Any]:
    """Return the columns of an element, as `change_element` compares them."""
    return {name: getattr(element, name) for name in ELEMENT_COLUMNS}
