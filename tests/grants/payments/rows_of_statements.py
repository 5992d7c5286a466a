"""A statement that is withdrawn, and lines that are not of the portal, in the tables of every page."""

from __future__ import annotations

from collections.abc import Callable

from grants.payments.flows import as_not_ours
from grants.payments.models import Statement, StatementLine
from grants.payments.states import LineKind
from tests import payments
from tests.checks.permissions import Table
from tests.grants.payments.rows import NOT_PAY, PAYERS, READERS, Parameters, a_statement_elsewhere
from tests.make import World
from tests.payments import Booked

WHY = "Huur van de zaal, van een andere afdeling."


def a_wrong_statement(world: World) -> Parameters:
    """Return the parameters of a statement of which nothing came."""
    found = Statement.objects.filter(city=world.city, reference="WRONG").first()
    return {"public_id": (found or payments.read(world.city, [], number="WRONG", at=world.at)).public_id}


def _not_ours(world: World, number: int) -> StatementLine:
    booked = [Booked(7_77, text="Huur", reference=f"RENT{number}")]
    made = payments.read(world.city, booked, number=f"RENT-{number}", at=world.at)
    line = made.lines.select_related("city", "statement").get()
    as_not_ours(line, why=WHY, by=world.known("pim"), at=world.at)
    return line


def a_line_not_ours(world: World) -> Parameters:
    """Return those of money that went out and is not of the portal."""
    found = StatementLine.objects.filter(city=world.city, kind=LineKind.NOT_OURS, order=None).first()
    return {"public_id": (found or _not_ours(world, 0)).public_id}


def _with_one(world: World) -> Parameters:
    a_line_not_ours(world)
    return {}


def more_not_ours(world: World, number: int) -> None:
    """Note further lines so."""
    known = StatementLine.objects.count()
    for one in range(number):
        _not_ours(world, known + one)


LISTS: dict[str, Callable[[World, int], None]] = {"payments_not_ours": more_not_ours}
NOT_LISTS: tuple[str, ...] = ("bank_statement_withdraw",)


def add_rows(table: Table) -> None:
    """Say who is answered what on these pages."""
    table.see("payments_not_ours", READERS, things=_with_one)
    for ask in (table.see, table.do):
        ask(
            "bank_statement_withdraw",
            PAYERS,
            but=NOT_PAY,
            things=a_wrong_statement,
            elsewhere=a_statement_elsewhere,
        )
    table.do("payment_line_again", PAYERS, answer=302, but=NOT_PAY, things=a_line_not_ours)
