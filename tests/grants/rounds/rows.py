"""The pages of the rounds in the tables of every page: who is answered what, and which ones are lists."""

from collections.abc import Callable, Mapping

from grants.rounds.models import Round
from tests import conditions, plan, proposals
from tests.checks.permissions import ADMIN, CONTROL, Table, Things, holding
from tests.make import NOON, World
from wijkraden.people.states import Role

Parameters = Mapping[str, object]
OFFICE = holding(Role.OFFICER)
READERS = ADMIN | OFFICE | CONTROL
NOT_SET = dict.fromkeys(OFFICE | CONTROL, 403)


def a_concept(world: World) -> Parameters:
    """Return the parameters of the demo's tender, a concept without a number in the gazette."""
    return {"public_id": Round.objects.get(year__city=world.city, distribution="tender").public_id}


def an_awaiting_concept(world: World) -> Parameters:
    """Return those of a concept of next year, whose budget is not adopted."""
    found = Round.objects.filter(year__city=world.city, title="Wacht op de begroting").first()
    return {"public_id": (found or conditions.concept(world.city, title="Wacht op de begroting")).public_id}


def ready_round(world: World) -> list[Parameters]:
    """Return those of a concept of which nothing is missing."""
    found = Round.objects.filter(year__city=world.city, title="Klaar").first()
    return [{"public_id": (found or proposals.concept_round(world.city, title="Klaar")).public_id}]


def other_rounds(world: World) -> list[Parameters]:
    """Return those of an announced round, and of a concept that is ready."""
    return [{"public_id": proposals.open_round(world.city).public_id}, *ready_round(world)]


def a_round_elsewhere(world: World) -> Parameters:
    """Return those of a round of the other city."""
    found = Round.objects.filter(year__city=world.elders).first()
    return {"public_id": (found or proposals.round_elsewhere(world.elders, by=world.ada)).public_id}


def more_rounds(world: World, number: int) -> None:
    """Prepare further rounds."""
    budgets = proposals.own_budgets(world.city)
    frame = plan.frame(world.city, by=world.known("ella"), at=NOON)
    for _ in range(number):
        proposals.concept_round(world.city, budgets=budgets, frame=frame)


def more_choices(world: World, number: int) -> None:
    """Prepare further rounds, with as many frames and plans to choose from."""
    more_rounds(world, number)
    for _ in range(number):
        plan.frame(world.city, by=world.known("ella"), at=NOON)
        plan.concept(world.city, by=world.known("ella"), at=NOON)


LISTS: dict[str, Callable[[World, int], None]] = {
    "rounds": more_rounds,
    "round_start": more_choices,
    "round_change": more_choices,
}
NOT_LISTS: tuple[str, ...] = ("round", "round_budgets", "round_announce", "round_ceilings")


def add_rows(table: Table) -> None:
    """Say who is answered what on the pages of the rounds."""
    see = table.see
    see("rounds", READERS)
    see("round", READERS, things=a_concept, elsewhere=a_round_elsewhere, more=other_rounds)
    _form(table, "round_start")
    _form(table, "round_ceilings", an_awaiting_concept, a_round_elsewhere)
    for name in ("round_change", "round_budgets", "round_announce"):
        _form(table, name, a_concept, a_round_elsewhere)


def _form(table: Table, name: str, things: Things | None = None, elsewhere: Things | None = None) -> None:
    """Say that the administrator alone sees and sends a form; an officer and the controller only read."""
    more = ready_round if name == "round_announce" else None
    table.see(name, ADMIN, but=NOT_SET, things=things, elsewhere=elsewhere, more=more)
    table.do(name, ADMIN, but=NOT_SET, things=things, elsewhere=elsewhere)
