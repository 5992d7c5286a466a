"""The pages, the file and the API of the register in the tables of every page: everyone reads them, and nobody more."""

from collections.abc import Callable, Mapping

from grants.plan.states import ElementKind
from grants.proposals.models import Proposal
from tests import decisions, plan, proposals
from tests.checks.permissions import ANYONE, Table, holding
from tests.grants.register import scenes
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import District

Parameters = Mapping[str, object]
OFFICERS = holding(Role.OFFICER)
NOT_HANDLE = dict.fromkeys(
    holding(Role.DECISION_MAKER, Role.OBJECTIONS_LAWYER, Role.CONTROLLER), 403
)  # who sees it and does not handle it
PHOTOS = "Actie met foto’s"


def _district(world: World) -> District:
    return world.city.districts.get(slug="feijenoord")  # whose budget no other table uses up


def public(world: World) -> scenes.Public:
    """Return the action with photos; made once."""
    found = Proposal.objects.filter(title=PHOTOS).first()
    return scenes.known(found) if found else scenes.public_action(_district(world), title=PHOTOS, at=world.at)


def an_action(world: World) -> Parameters:
    """Return the parameters of the address of an action that is over."""
    return {"public_id": public(world).proposal.public_id}


def more_looks(world: World) -> list[Parameters]:
    """Return those of one that runs, and of one of which something is not public; made once."""
    district, at, made = _district(world), world.at, Proposal.objects.filter(district=_district(world))
    runs = made.filter(title="Loopt nog").first() or decisions.granted(
        district, cents=2_600_00, title="Loopt nog", at=at
    )
    hidden = made.filter(title="Veilig").first() or scenes.guarded(
        district, "Veilig", at=at, place_is_hidden=True, days_are_hidden=True
    )
    return [{"public_id": runs.public_id}, {"public_id": hidden.public_id}]


def not_granted(world: World) -> Parameters:
    """Return those of one that was submitted: it answers as a number that does not exist."""
    return {"public_id": proposals.submitted(_district(world), title="Nog niet", at=world.at).public_id}


def a_draft(world: World) -> Parameters:
    """Return those of a draft, which the city does not know."""
    return {"public_id": proposals.draft(_district(world), title="Concept", at=world.at).public_id}


def a_photo(world: World) -> Parameters:
    """Return those of a photo that is for everyone."""
    return {**an_action(world), "file_id": public(world).photo.public_id}


def a_private_photo(world: World) -> Parameters:
    """Return those of a photo that is not."""
    return {**an_action(world), "file_id": public(world).private_photo.public_id}


def no_such_address(world: World) -> Parameters:  # as every row's
    """Return those of an address that the API does not have."""
    return {"rest": "v1/nothing"}


def more_actions(world: World, number: int) -> None:
    """Grant further actions."""
    for one in range(number):
        decisions.granted(_district(world), cents=1_00, title=f"Actie {one}", at=world.at)


def a_part(world: World) -> Parameters:
    """Return the parameters of a goal of the plan in force."""
    return {"public_id": plan.adopted(world.city).elements.filter(kind=ElementKind.GOAL)[0].public_id}


def a_part_elsewhere(world: World) -> Parameters:
    """Return those of a part of the plan of the other city."""
    editor = User.objects.filter(email="edo@test.example").first()
    editor = editor or person("edo", role=Role.PLAN_EDITOR, city=world.elders)
    return {"public_id": plan.published_in(world.elders, by=editor, at=world.at).elements.all()[0].public_id}


LISTS: dict[str, Callable[[World, int], None]] = {
    "at_work": more_actions,
    "part_at_work": more_actions,
    "register": more_actions,
    "register_csv": more_actions,
    "api_grants": more_actions,
}
NOT_LISTS: tuple[str, ...] = (
    "action",
    "action_photo",
    "action_photo_small",
    "api_grant",
    "api_missing",
    "api_openapi",
    "publicity",
    "register_columns",
)


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the register."""
    see = table.see
    for name in ("register", "register_csv", "register_columns", "api_openapi", "api_grants"):
        see(name, ANYONE)
    see("action", ANYONE, things=an_action, elsewhere=not_granted, more=more_looks)
    see("api_grant", ANYONE, things=an_action, elsewhere=not_granted)
    see("at_work", ANYONE)
    see("part_at_work", ANYONE, things=a_part, elsewhere=a_part_elsewhere)
    for name in ("action_photo", "action_photo_small"):
        see(name, ANYONE, things=a_photo, elsewhere=a_private_photo)
    see("publicity", OFFICERS, but=NOT_HANDLE, things=an_action, elsewhere=a_draft)
    table.do("publicity", OFFICERS, answer=302, but=NOT_HANDLE, things=an_action, elsewhere=a_draft)
    see("api_missing", frozenset(), things=no_such_address, stranger=404)
