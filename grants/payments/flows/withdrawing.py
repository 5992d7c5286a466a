"""Withdrawing a statement that should never have been read."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from grants.terms import day_of
from portal.reads import reread
from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.people.rules import hold_right

from ..checking_of_statements import refuse_withdrawal
from ..errors import NoReason
from ..holding import Books, hold_till
from ..models import Statement
from ..rules import PREPARE
from ..states import LineKind
from .lines import undo_entry, write_kind

WITHDRAWN = describe(
    "payments.statement_withdrawn", gettext_lazy("withdrew a statement or status file (lines: {count})")
)


@flow
def withdraw_statement(statement: Statement, *, why: str, by: User, at: datetime) -> None:
    """Take a wrong statement out of all that counts; it stays with its lines, and the file may be read again.

    What of it stands in the own ledger alone, money that waits and costs of the bank, is undone. Raises
    NoLongerAllowed, NoReason, and WrongState once a line of it is about a payment or a claim, or was noted as not of
    this portal, when another statement was read over it, or a year closed with it.
    """
    hold_right(by, PREPARE, city_id=statement.city_id, on=day_of(at))
    hold_till(statement.city)
    row = Statement.objects.select_related("city", "account").get(pk=statement.pk)
    Books(row.city, [])
    refuse_withdrawal(row)
    if not why.strip():
        raise NoReason
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, at, why.strip()
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    lines = list(row.lines.select_related("entry__slice").order_by("position"))
    for line in lines:
        if line.entry is not None:
            undo_entry(line, line.entry, by=by, at=at)
        write_kind(line, LineKind.WITHDRAWN, line.entry, by=by, at=at)
    record(WITHDRAWN, row, by=by, at=at, count=len(lines))
    reread(statement, "withdrawn_at")
