"""The pages of what the city says of its plan in the tables of every page: papers, conversations, actions, advice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from grants.plan.flows import add_point
from grants.plan.models import Paper, Subject
from tests import papers, plan, said
from tests.checks.permissions import ANYONE, Table, Things
from tests.grants.plan.rows import ELLA, EVERT, NOT_EDIT, NOT_PUBLISH, READERS
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
LISTS_OF = {
    "paper": "papers",
    "conversation": "conversations",
    "city_action": "city_actions",
    "advice": "advices",
    "amendment": "amendments",
}
NOT_LISTS = tuple(
    name
    for of in said.SAMPLES.values()
    for name in (
        f"{of.name}_drop",
        f"{of.name}_edition",
        *(f"{row}_remove" for row, _model, _what in of.rows),
    )
)


def _what(of: said.Sample, world: World) -> Any:
    return replace(papers.WHAT, number=f"26bb{Paper.objects.count():06d}") if of is said.PAPER else None


def _open(of: said.Sample, world: World) -> Subject:
    rows = {"city": world.city, "editions__published_at": None, "editions__dropped_at": None}
    found: Subject | None = of.subject._default_manager.filter(**rows).first()
    return found or said.entered(of, world.city, by=world.known("ella"), at=world.at, what=_what(of, world))


def _published(of: said.Sample, world: World) -> Subject:
    rows = {"city": world.city, "editions__published_at__isnull": False}
    return of.subject._default_manager.filter(**rows)[0]


def _elsewhere(of: said.Sample, world: World) -> Subject:
    editor = User.objects.filter(email="edo@test.example").first()
    editor = editor or person("edo", role=Role.PLAN_EDITOR, city=world.elders)
    second = User.objects.filter(email="elsa@test.example").first() or plan.publisher(world.elders)
    what = _what(of, world)
    return said.published(of, world.elders, by=editor, publisher=second, at=world.at, what=what)


def _id(find: Callable[[said.Sample, World], Subject], of: said.Sample, world: World) -> Parameters:
    return {"public_id": find(of, world).public_id}


def _edition(find: Callable[[said.Sample, World], Subject], of: said.Sample, world: World) -> Parameters:
    return {**_id(find, of, world), "number": 1}


def _row(
    find: Callable[[said.Sample, World], Subject], of: said.Sample, place: int, world: World
) -> Parameters:
    found = find(of, world)
    return {"public_id": found.public_id, "point_id": said.row_of(found, of.rows[place][1]).public_id}


def _seen(of: said.Sample, world: World) -> Parameters:
    return {"seen": said.newest(_open(of, world)).edits}


def _more(of: said.Sample, world: World, number: int) -> None:
    for _ in range(number):
        told: dict[str, Any] = {"by": world.known("ella"), "publisher": world.known("evert"), "at": world.at}
        said.published(of, world.city, what=_what(of, world), **told)


def _more_rows(of: said.Sample, world: World, number: int) -> None:
    element = plan.adopted(world.city).elements.first()
    for _name, model, what in of.rows:
        begun = said.newest(_open(of, world))
        told = len(begun.points(said.rows_of(model)))
        for place in range(number):
            row = replace(what, year=2026 + told + place) if hasattr(what, "year") else what
            if element is not None and hasattr(row, "elements"):
                row = replace(row, elements=(element.public_id,))
            add_point(_open(of, world), model, what=said.fresh(row), by=world.known("ella"), at=world.at)


def _lists(of: said.Sample) -> dict[str, Callable[[World, int], None]]:
    more, rows = partial(_more, of), partial(_more_rows, of)
    found: dict[str, Callable[[World, int], None]] = {LISTS_OF[of.name]: more, f"{of.name}_add": more}
    found |= dict.fromkeys((of.name, f"{of.name}_publish", f"{of.name}_change"), rows)
    for name, _model, _what in of.rows:
        found |= {name: rows, f"{name}_add": rows}
    return found


LISTS: dict[str, Callable[[World, int], None]] = {
    name: more for of in said.SAMPLES.values() for name, more in _lists(of).items()
} | dict.fromkeys(("settlement", "settlement_xlsx", "settlement_pdf"), partial(_more, said.PAPER))


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of each kind of subject."""
    table.see("settlement", ANYONE)
    table.see("settlement_xlsx", READERS)
    table.see("settlement_pdf", READERS)
    for of in said.SAMPLES.values():
        _add(table, of)


def _add(table: Table, of: said.Sample) -> None:
    see, do, name = table.see, table.do, of.name
    open_, all_read, away = (
        partial(_id, _open, of),
        partial(_id, _published, of),
        partial(_id, _elsewhere, of),
    )
    see(LISTS_OF[name], ANYONE)
    see(name, ANYONE, things=all_read, elsewhere=away)
    editions: dict[str, Any] = {
        "things": partial(_edition, _published, of),
        "elsewhere": partial(_edition, _elsewhere, of),
    }
    see(f"{name}_edition", ANYONE, **editions)
    do(f"{name}_begin", ELLA, answer=302, but=NOT_EDIT, things=all_read, elsewhere=away)
    seen: dict[str, Any] = {"things": open_, "elsewhere": away, "data": partial(_seen, of)}
    see(f"{name}_publish", EVERT, but=NOT_PUBLISH, things=open_, elsewhere=away)
    do(f"{name}_publish", EVERT, answer=302, but=NOT_PUBLISH, **seen)
    see(f"{name}_drop", ELLA, but=NOT_EDIT, things=open_, elsewhere=away)
    do(f"{name}_drop", ELLA, answer=302, but=NOT_EDIT, **seen)
    _form(table, f"{name}_add")
    _form(table, f"{name}_change", open_, away)
    for place, (row, _model, _what_it_says) in enumerate(of.rows):
        ours, theirs = partial(_row, _open, of, place), partial(_row, _elsewhere, of, place)
        _form(table, f"{row}_add", open_, away)
        _form(table, row, ours, theirs)
        _form(table, f"{row}_remove", ours, theirs, answer=302)


def _form(
    table: Table,
    name: str,
    things: Things | None = None,
    elsewhere: Things | None = None,
    *,
    answer: int = 422,
) -> None:
    table.see(name, ELLA, but=NOT_EDIT, things=things, elsewhere=elsewhere)
    table.do(name, ELLA, but=NOT_EDIT, answer=answer, things=things, elsewhere=elsewhere)
