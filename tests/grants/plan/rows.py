"""The pages of the plan in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.plan.flows import add_element, add_part
from grants.plan.models import Condition, Criterion, Frame, Plan
from grants.plan.states import ConditionOf, CriterionOf, ElementKind, ElementOf, PlanState
from tests import consultations, plan
from tests.checks.permissions import ANYONE, CONTROL, Table, Things, holding
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
ELLA, EVERT = holding(Role.PLAN_EDITOR), holding(Role.PLAN_PUBLISHER)
READERS = ELLA | EVERT | CONTROL
NOT_EDIT, NOT_PUBLISH = {"evert": 403, "carla": 403}, {"ella": 403, "carla": 403}
NOT_LISTS = (
    "version_change",
    "element_remove",
    "frame_add",
    "frame_change",
    "frame_part_remove",
)


def _editor_elsewhere(world: World) -> User:
    found = User.objects.filter(email="edo@test.example").first()
    return found or person("edo", role=Role.PLAN_EDITOR, city=world.elders)


def an_open_version(world: World) -> Parameters:
    """Return the parameters of a concept of ella's."""
    found = Plan.objects.filter(city=world.city, number=3).first()
    return {"public_id": (found or plan.concept(world.city, by=world.known("ella"), at=world.at)).public_id}


def adopted_version(world: World) -> list[Parameters]:
    """Return those of the adopted plan and of the concept that it replaced."""
    return [{"public_id": one.public_id} for one in Plan.objects.filter(city=world.city, number__lte=2)]


def earlier_version(world: World) -> Parameters:
    """Return those of the concept that the adopted plan replaced."""
    return {"public_id": Plan.objects.get(city=world.city, number=1).public_id}


def two_versions(world: World) -> Parameters:
    """Return those of the adopted plan and of the concept that it replaced, to compare."""
    return {
        "public_id": plan.adopted(world.city).public_id,
        "other_id": earlier_version(world)["public_id"],
    }


def two_elsewhere(world: World) -> Parameters:
    """Return those of a version of the other city, beside one of this city."""
    return {**two_versions(world), "other_id": published_elsewhere(world)["public_id"]}


def published_elsewhere(world: World) -> Parameters:
    """Return those of a plan that the other city published."""
    found = Plan.objects.filter(city=world.elders, state=PlanState.ADOPTED).first()
    if found is not None:
        return {"public_id": found.public_id}
    editor, second = _editor_elsewhere(world), plan.publisher(world.elders)
    return {"public_id": plan.published(world.elders, editor=editor, publisher=second, at=world.at).public_id}


def version_elsewhere(world: World) -> Parameters:
    """Return those of a concept of the other city."""
    return {"public_id": plan.concept(world.elders, by=_editor_elsewhere(world), at=world.at).public_id}


def a_kind(world: World) -> Parameters:
    """Return those of an address to add a goal to the concept."""
    return {**an_open_version(world), "kind": "goal"}


def a_kind_elsewhere(world: World) -> Parameters:
    """Return those of one in the other city."""
    return {**version_elsewhere(world), "kind": "goal"}


def an_element(world: World) -> Parameters:
    """Return those of a goal of the concept."""
    parameters = an_open_version(world)
    found = Plan.objects.get(public_id=parameters["public_id"])
    return {**parameters, "element_id": plan.goal(found).public_id}


def an_element_elsewhere(world: World) -> Parameters:
    """Return those of a goal of another version under the address of the concept."""
    parameters = version_elsewhere(world)
    found = Plan.objects.get(public_id=parameters["public_id"])
    return {**parameters, "element_id": plan.goal(found).public_id}


def _open_frame(world: World) -> Frame:
    found = Frame.objects.filter(city=world.city, frozen_at=None, criteria__isnull=False).first()
    return found or plan.frame(world.city, by=world.known("ella"), at=world.at)


def a_frame(world: World) -> Parameters:
    """Return the parameters of a frame that no round uses."""
    return {"public_id": _open_frame(world).public_id}


def frozen_frame(world: World) -> list[Parameters]:
    """Return those of a frozen frame and of one that is not complete."""
    ella = world.known("ella")
    made = [
        plan.frozen(world.city, by=ella, at=world.at),
        plan.frame(world.city, by=ella, at=world.at, weights=()),
    ]
    return [{"public_id": one.public_id} for one in made]


def frame_elsewhere(world: World) -> Parameters:
    """Return those of a frame of the other city."""
    return {"public_id": plan.frame(world.elders, by=_editor_elsewhere(world), at=world.at).public_id}


def a_part_kind(world: World) -> Parameters:
    """Return those of an address to add a criterion."""
    return {**a_frame(world), "kind": "criterion"}


def other_part_kind(world: World) -> list[Parameters]:
    """Return those of an address to add a condition."""
    return [{**a_frame(world), "kind": "condition"}]


def part_kind_elsewhere(world: World) -> Parameters:
    """Return those of one in the other city."""
    return {**frame_elsewhere(world), "kind": "criterion"}


def a_part(world: World) -> Parameters:
    """Return those of a criterion of that frame."""
    one = Criterion.objects.get(frame=_open_frame(world), code="C1")
    return {**a_part_kind(world), "part_id": one.public_id}


def other_part(world: World) -> list[Parameters]:
    """Return those of a condition of that frame."""
    one = Condition.objects.get(frame=_open_frame(world), code="D1")
    return [{**a_frame(world), "kind": "condition", "part_id": one.public_id}]


def a_part_elsewhere(world: World) -> Parameters:
    """Return those of a criterion of the other city."""
    parameters = part_kind_elsewhere(world)
    one = Criterion.objects.get(frame__public_id=parameters["public_id"], code="C1")
    return {**parameters, "part_id": one.public_id}


def more_versions(world: World, number: int) -> None:
    """Publish further versions of the plan, and start as many concepts."""
    ella, evert = world.known("ella"), world.known("evert")
    consultations.finish_all(world.city, editor=ella, publisher=evert, at=world.at)
    for _ in range(number):
        plan.published(world.city, editor=ella, publisher=evert, at=world.at)
        plan.concept(world.city, by=ella, at=world.at)


def more_goals(world: World, number: int) -> None:
    """Add further goals to the concept."""
    found = Plan.objects.get(public_id=an_open_version(world)["public_id"])
    for _ in range(number):
        what = ElementOf(f"G{10 + found.elements.count()}", "Doel", "Uitleg", "Bron")
        add_element(found, kind=ElementKind.GOAL, what=what, by=world.known("ella"), at=world.at)


def more_frames(world: World, number: int) -> None:
    """Start further frames, each with criteria."""
    for _ in range(number):
        plan.frame(world.city, by=world.known("ella"), at=world.at)


def more_parts(world: World, number: int) -> None:
    """Add further criteria and conditions to that frame."""
    found = Frame.objects.get(public_id=a_frame(world)["public_id"])
    for _ in range(number):
        code = f"E{10 + found.criteria.count()}"
        for what in (CriterionOf(code, "Nog een", "Hoe goed?", "", 1), ConditionOf(code, "Klopt het?")):
            add_part(found, what=what, by=world.known("ella"), at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {
    "plan": more_versions,
    "plan_version": more_versions,
    "plan_compare": more_versions,
    "plans": more_versions,
    "version_start": more_versions,
    "version": more_goals,
    "version_adopt": more_goals,
    "element_add": more_goals,
    "element": more_goals,
    "frames": more_frames,
    "frame": more_parts,
    "frame_part_add": more_parts,
    "frame_part": more_parts,
}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the plan and its frames."""
    see = table.see
    see("plan", ANYONE)
    see("plan_version", ANYONE, things=earlier_version, elsewhere=published_elsewhere)
    see("plan_compare", ANYONE, things=two_versions, elsewhere=two_elsewhere)
    see("plans", READERS)
    see("version", READERS, things=an_open_version, elsewhere=version_elsewhere, more=adopted_version)
    see("version_adopt", EVERT, but=NOT_PUBLISH, things=an_open_version, elsewhere=version_elsewhere)
    table.do("version_adopt", EVERT, but=NOT_PUBLISH, things=an_open_version, elsewhere=version_elsewhere)
    see("frames", READERS)
    see("frame", READERS, things=a_frame, elsewhere=frame_elsewhere, more=frozen_frame)
    table.do("frame_copy", ELLA, answer=302, but=NOT_EDIT, things=a_frame, elsewhere=frame_elsewhere)
    _form(table, "version_start")
    _form(table, "version_change", an_open_version, version_elsewhere)
    _form(table, "element_add", a_kind, a_kind_elsewhere)
    _form(table, "element", an_element, an_element_elsewhere)
    _form(table, "element_remove", an_element, an_element_elsewhere, answer=302)
    _form(table, "frame_add")
    _form(table, "frame_change", a_frame, frame_elsewhere)
    _form(table, "frame_part_add", a_part_kind, part_kind_elsewhere)
    _form(table, "frame_part", a_part, a_part_elsewhere)
    _form(table, "frame_part_remove", a_part, a_part_elsewhere, answer=302)


MORE = {"frame_part_add": other_part_kind, "frame_part": other_part}


def _form(
    table: Table,
    name: str,
    things: Things | None = None,
    elsewhere: Things | None = None,
    *,
    answer: int = 422,
) -> None:
    """Say that the plan editor alone sees and sends a form; sent empty it gets `answer`."""
    table.see(name, ELLA, but=NOT_EDIT, things=things, elsewhere=elsewhere, more=MORE.get(name))
    table.do(name, ELLA, but=NOT_EDIT, answer=answer, things=things, elsewhere=elsewhere)
