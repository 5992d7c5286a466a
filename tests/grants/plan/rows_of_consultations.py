"""The pages of consultations on a concept of the plan in the tables of every page."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from grants.plan.flows import close_consultation, hide_reaction, react, withdraw_consultation
from grants.plan.models import Consultation, Reaction
from grants.plan.states import HiddenWhy, ReactionOf
from tests import consultations, plan
from tests.checks.permissions import ANYONE, Table
from tests.grants.plan.rows import (
    ELLA,
    EVERT,
    NOT_EDIT,
    NOT_PUBLISH,
    READERS,
    an_open_version,
    version_elsewhere,
)
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role
from wijkraden.places.models import City

Parameters = Mapping[str, object]
NOT_LISTS = (
    "consultation_close",
    "consultation_lengthen",
    "consultation_open",
    "consultation_pdf",
    "consultation_withdraw",
    "reaction_answer",
    "reaction_confirm",
    "reaction_hide",
    "reaction_show",
)


def _begun(world: World, city: City, *, editor: User, publisher: User, wait: int = 0) -> Consultation:
    made = plan.concept(city, by=editor, at=world.at)
    first = world.at.date() + timedelta(days=wait)
    last = world.at.date() + timedelta(days=20)
    return consultations.opened(made, by=publisher, at=world.at, first=first, last=last)


def _open(world: World) -> Consultation:
    return _begun(world, world.city, editor=world.known("ella"), publisher=world.known("evert"))


def _wait(world: World) -> Consultation:
    return _begun(world, world.city, editor=world.known("ella"), publisher=world.known("evert"), wait=2)


def _withdraw(world: World) -> Consultation:
    made = _wait(world)
    withdraw_consultation(made, by=world.known("evert"), at=world.at)
    return made


def _react(world: World, one: Consultation, number: int) -> list[Reaction]:
    """React so many times, by turns on a goal and on the whole."""
    district = world.city.districts.get(slug="delfshaven-schiemond")
    by, goal = world.known("anna"), plan.goal(one.plan).public_id
    return [
        consultations.of_council(one, district=district, by=by, at=world.at, part=goal if place % 2 else "")
        for place in range(number)
    ]


def _close(world: World, number: int = 2) -> Consultation:
    made = _open(world)
    *_wait, last = _react(world, made, number)
    hide_reaction(last, why=HiddenWhy.SAME, by=world.known("ella"), at=world.at)
    close_consultation(made, by=world.known("evert"), at=world.at)
    return made


def _answer(world: World, number: int = 2) -> Consultation:
    made = _open(world)
    for one in _react(world, made, number):
        consultations.answered(one, by=world.known("ella"), at=world.at)
    close_consultation(made, by=world.known("evert"), at=world.at)
    made.refresh_from_db()
    return made


def _tell(world: World, number: int = 2) -> Consultation:
    return consultations.published(_answer(world, number), by=world.known("evert"), at=world.at)


def _kept(world: World, make: Callable[[World], Consultation]) -> Consultation:
    """Return what `make` makes, made once."""
    kept: dict[str, int] = vars(world)
    found = Consultation.objects.filter(pk=kept.get(make.__name__, 0)).first()
    if found is None:
        an_open_version(world)  # comes first: it is the concept that other pages change
        found = make(world)
        kept[make.__name__] = found.pk
    return found


def running(world: World) -> Parameters:
    """Return the parameters of one on which everyone can react."""
    return {"public_id": _kept(world, _open).public_id}


def to_begin(world: World) -> Parameters:
    """Return those of one that has yet to begin."""
    return {"public_id": _kept(world, _wait).public_id}


def more_looks(world: World) -> list[Parameters]:
    """Return those of one in each other state."""
    found = (_open, _close, _tell, _wait, _withdraw)
    return [{"public_id": _kept(world, make).public_id} for make in found]


def answered(world: World) -> Parameters:
    """Return those of one with every answer, which is not published."""
    return {"public_id": _kept(world, _answer).public_id}


def told(world: World) -> Parameters:
    """Return those of one whose document everyone reads."""
    return {"public_id": _kept(world, _tell).public_id}


def seen(world: World) -> Parameters:
    """Return what the page of that one says of how often it was changed."""
    return {"seen": _kept(world, _answer).edits}


def to_answer(world: World) -> Parameters:
    """Return those of a reaction that waits for an answer."""
    one = _kept(world, _close)
    return {"public_id": one.public_id, "reaction_id": one.reactions.get(hidden_at=None).public_id}


def hidden(world: World) -> Parameters:
    """Return those of a reaction that nobody outside reads."""
    one = _kept(world, _close)
    return {"public_id": one.public_id, "reaction_id": one.reactions.exclude(hidden_at=None).get().public_id}


def elsewhere(world: World) -> Parameters:
    """Return those of a consultation in the other city."""
    editor = User.objects.filter(email="edo@test.example").first()
    editor = editor or person("edo", role=Role.PLAN_EDITOR, city=world.elders)
    second = User.objects.filter(email="elsa@test.example").first() or plan.publisher(world.elders)
    return {"public_id": _begun(world, world.elders, editor=editor, publisher=second).public_id}


def reaction_elsewhere(world: World) -> Parameters:
    """Return those of a reaction in the other city."""
    one = Consultation.objects.get(public_id=elsewhere(world)["public_id"])
    return {"public_id": one.public_id, "reaction_id": consultations.of_resident(one, at=world.at).public_id}


def link(world: World) -> Parameters:
    """Return those of a link in a resident's mail; the token is known only to who made it."""
    kept: dict[str, str] = vars(world)
    if "token_of_reaction" not in kept:
        what = ReactionOf("Meer groen.")
        _made, token = react(_kept(world, _open), email="buur@test.example", what=what, at=world.at)
        kept["token_of_reaction"] = token
    return {"token": kept["token_of_reaction"]}


def link_elsewhere(world: World) -> Parameters:
    """Return those of a link in the other city."""
    one = Consultation.objects.get(public_id=elsewhere(world)["public_id"])
    return {"token": react(one, email="buur@test.example", what=ReactionOf("Daar."), at=world.at)[1]}


def more_consultations(world: World, number: int) -> None:
    """Open further ones."""
    for _ in range(number):
        _open(world)


def more_reactions(world: World, number: int) -> None:
    """React further where that is possible."""
    _react(world, _kept(world, _open), number)


def _more(make: Callable[[World, int], Consultation], world: World, number: int) -> None:
    """Put one with more reactions in the place of one that is closed, which takes no further ones."""
    vars(world)[make.__name__] = make(world, number + 1).pk
    world.made.clear()


LISTS: dict[str, Callable[[World, int], None]] = {
    "consultations": more_consultations,
    "consultation": partial(_more, _tell),
    "consultation_publish": partial(_more, _answer),
    "consultation_desk": more_reactions,
    "consultation_react": more_reactions,
}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of consultations."""
    see, do = table.see, table.do
    see("consultations", ANYONE)
    see("consultation", ANYONE, things=told, elsewhere=elsewhere, more=more_looks)
    see("consultation_pdf", ANYONE, things=told, elsewhere=elsewhere)
    see("consultation_react", ANYONE, things=running, elsewhere=elsewhere)
    do("consultation_react", ANYONE, answer=422, things=running, elsewhere=elsewhere)
    see("reaction_confirm", ANYONE, things=link, elsewhere=link_elsewhere)
    do("reaction_confirm", ANYONE, answer=302, things=link, elsewhere=link_elsewhere)
    see("consultation_desk", READERS, things=running, elsewhere=elsewhere, more=more_looks)
    see("consultation_open", EVERT, but=NOT_PUBLISH, things=an_open_version, elsewhere=version_elsewhere)
    do("consultation_open", EVERT, but=NOT_PUBLISH, things=an_open_version, elsewhere=version_elsewhere)
    for name, things, answer in (
        ("consultation_lengthen", running, 422),
        ("consultation_close", running, 302),
        ("consultation_withdraw", to_begin, 302),
        ("consultation_publish", answered, 302),
    ):
        see(name, EVERT, but=NOT_PUBLISH, things=things, elsewhere=elsewhere)
        data = seen if name == "consultation_publish" else None
        do(name, EVERT, but=NOT_PUBLISH, answer=answer, things=things, elsewhere=elsewhere, data=data)
    for name, things, answer in (
        ("reaction_answer", to_answer, 422),
        ("reaction_hide", to_answer, 422),
        ("reaction_show", hidden, 302),
    ):
        see(name, ELLA, but=NOT_EDIT, things=things, elsewhere=reaction_elsewhere)
        do(name, ELLA, but=NOT_EDIT, answer=answer, things=things, elsewhere=reaction_elsewhere)
