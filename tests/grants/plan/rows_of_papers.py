"""The pages of the papers of the city council in the tables of every page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from grants.plan.flows import add_point
from grants.plan.models import Paper, PaperEdition, PaperRequest
from tests import papers, plan
from tests.checks.permissions import ANYONE, Table, Things
from tests.grants.plan.rows import ELLA, EVERT, NOT_EDIT, NOT_PUBLISH, READERS
from tests.make import World, person
from wijkraden.people.models import User
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
NOT_LISTS = ("paper_request_remove", "paper_drop", "paper_edition")


def _open(world: World) -> Paper:
    found = PaperEdition.objects.filter(paper__city=world.city, published_at=None).first()
    return found.paper if found else papers.entered(world.city, by=world.known("ella"), at=world.at)


def an_open_paper(world: World) -> Parameters:
    """Return the parameters of a paper that is not published yet."""
    return {"public_id": _open(world).public_id}


def as_it_is(world: World) -> Parameters:
    """Return what its page says of how often it was edited."""
    return {"seen": papers.newest_of(_open(world)).edits}


def a_paper(world: World) -> Parameters:
    """Return those of a paper that everyone reads."""
    return {
        "public_id": Paper.objects.filter(city=world.city, editions__published_at__isnull=False)[0].public_id
    }


def _elsewhere(world: World) -> Paper:
    editor = User.objects.filter(email="edo@test.example").first()
    editor = editor or person("edo", role=Role.PLAN_EDITOR, city=world.elders)
    second = User.objects.filter(email="elsa@test.example").first() or plan.publisher(world.elders)
    what = replace(papers.WHAT, number=f"26bb{Paper.objects.count():06d}")
    return papers.published(world.elders, by=editor, publisher=second, at=world.at, what=what)


def paper_elsewhere(world: World) -> Parameters:
    """Return those of a published paper of the other city."""
    return {"public_id": _elsewhere(world).public_id}


def an_edition(world: World) -> Parameters:
    """Return those of what everyone reads of it."""
    return {**a_paper(world), "number": 1}


def an_edition_elsewhere(world: World) -> Parameters:
    """Return those of one of the other city."""
    return {**paper_elsewhere(world), "number": 1}


def a_request(world: World) -> Parameters:
    """Return those of what the open paper asks."""
    found = _open(world)
    return {"public_id": found.public_id, "point_id": papers.request_of(found).public_id}


def a_request_elsewhere(world: World) -> Parameters:
    """Return those of what a paper of the other city asks."""
    found = _elsewhere(world)
    return {"public_id": found.public_id, "point_id": papers.request_of(found).public_id}


def more_papers(world: World, number: int) -> None:
    """Publish further papers."""
    ella, evert = world.known("ella"), world.known("evert")
    for _ in range(number):
        what = replace(papers.WHAT, number=f"25bb{Paper.objects.count():06d}")
        papers.published(world.city, by=ella, publisher=evert, at=world.at, what=what)


def more_requests(world: World, number: int) -> None:
    """Let the open paper ask more, each answered in the plan."""
    element = plan.adopted(world.city).elements.first()
    what = replace(papers.ASKED, elements=(element.public_id,) if element else ())
    for _ in range(number):
        add_point(_open(world), PaperRequest, what=what, by=world.known("ella"), at=world.at)


LISTS: dict[str, Callable[[World, int], None]] = {
    "papers": more_papers,
    "settlement": more_papers,
    "settlement_xlsx": more_papers,
    "settlement_pdf": more_papers,
    "paper": more_requests,
    "paper_publish": more_requests,
    "paper_change": more_requests,
    "paper_request": more_requests,
    "paper_request_add": more_requests,
    "paper_add": more_papers,
}


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the papers."""
    see, do = table.see, table.do
    see("papers", ANYONE)
    see("settlement", ANYONE)
    see("settlement_xlsx", READERS)
    see("settlement_pdf", READERS)
    see("paper", ANYONE, things=a_paper, elsewhere=paper_elsewhere)
    do("paper_begin", ELLA, answer=302, but=NOT_EDIT, things=a_paper, elsewhere=paper_elsewhere)
    see("paper_publish", EVERT, but=NOT_PUBLISH, things=an_open_paper, elsewhere=paper_elsewhere)
    see("paper_edition", ANYONE, things=an_edition, elsewhere=an_edition_elsewhere)
    seen: dict[str, Any] = {"things": an_open_paper, "elsewhere": paper_elsewhere, "data": as_it_is}
    do("paper_publish", EVERT, answer=302, but=NOT_PUBLISH, **seen)
    see("paper_drop", ELLA, but=NOT_EDIT, things=an_open_paper, elsewhere=paper_elsewhere)
    do("paper_drop", ELLA, answer=302, but=NOT_EDIT, **seen)
    _form(table, "paper_add")
    _form(table, "paper_change", an_open_paper, paper_elsewhere)
    _form(table, "paper_request_add", an_open_paper, paper_elsewhere)
    _form(table, "paper_request", a_request, a_request_elsewhere)
    _form(table, "paper_request_remove", a_request, a_request_elsewhere, answer=302)


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
