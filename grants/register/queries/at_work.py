"""What comes of each part of the plan: how much was asked for it, and the public actions that serve it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from grants.plan.models import Element, Plan
from grants.plan.states import ElementKind
from grants.proposals.models import Aim
from grants.proposals.states import State

from .actions import listed
from .public import Action, actions_in, as_values

if TYPE_CHECKING:
    from wijkraden.places.models import City


@dataclass(frozen=True)
class Work:
    """A part of the plan, what was submitted for it, and the public actions that serve it; amounts in euro cents."""

    element: Element
    asked: int = 0
    granted: int = 0
    done: int = 0
    stands_cents: int = 0
    determined_cents: int = 0
    paid_cents: int = 0


@dataclass(frozen=True)
class WorkGroup:
    """What comes of each part of one kind."""

    kind: ElementKind
    works: list[Work]

    @property
    def busy(self) -> list[Work]:
        """The parts for which something was submitted."""
        return [one for one in self.works if one.asked]

    @property
    def quiet(self) -> list[Work]:
        """The parts for which nothing was submitted yet."""
        return [one for one in self.works if not one.asked]


def at_work(city: City, plan: Plan) -> list[WorkGroup]:
    """Return what comes of each part of a version of the plan, kind by kind; what has no part is left out.

    An action that serves two parts counts with both. What served a part before it was amended counts with what it
    reads now; a part that went out is left out unless something served it. Everything that was submitted is counted,
    whatever came of it: of what was not granted everyone reads that number alone. Three queries.
    """
    actions = {one.pk: one for one in listed(as_values(actions_in(city)))}
    parts = list(plan.elements.select_related("until"))
    reads_on = {one.replaces_id: one.pk for one in parts if one.since_id is not None}
    asked: dict[int, set[int]] = defaultdict(set)  # the proposals for each part
    submitted = Aim.objects.filter(element__plan=plan, proposal__dossier__isnull=False)
    for element_id, proposal_id in submitted.values_list("element_id", "proposal_id"):
        asked[_now(element_id, reads_on)].add(proposal_id)
    elements = [one for one in parts if one.until_id is None or (one.pk not in reads_on and one.pk in asked)]
    works = [_counted(one, asked[one.pk], actions) for one in elements]
    groups = [WorkGroup(kind, [one for one in works if one.element.kind == kind]) for kind in ElementKind]
    return [one for one in groups if one.works]


def _counted(element: Element, asked: set[int], actions: dict[int, Action]) -> Work:
    return replace(work_of(element, [actions[pk] for pk in asked if pk in actions]), asked=len(asked))


def _now(element_id: int, reads_on: dict[int | None, int]) -> int:
    while element_id in reads_on:
        element_id = reads_on[element_id]
    return element_id


def serving(city: City, readings: list[Element]) -> list[Action]:
    """Return the public actions that serve a part, as it reads or read, the newest grant first. One query."""
    serves = Aim.objects.filter(proposal=OuterRef("pk"), element__in=readings)
    found = actions_in(city).filter(Exists(serves)).order_by("-granted_on", "-pk")
    return listed(as_values(found))


def work_of(element: Element, actions: list[Action]) -> Work:
    """Return what comes of one part of the plan through these actions."""
    return Work(
        element,
        granted=len(actions),
        done=sum(_is_done(one) for one in actions),
        stands_cents=sum(one.stands_cents for one in actions),
        determined_cents=sum(one.determined_cents or 0 for one in actions),
        paid_cents=sum(one.paid_cents for one in actions),
    )


def _is_done(action: Action) -> bool:
    """Tell if it is over; an amount that was final with the grant says nothing of that."""
    is_settled = action.determined_on is not None and action.determined_on > action.granted_on
    return action.state == State.CLOSED or (action.state == State.DETERMINED and is_settled)
