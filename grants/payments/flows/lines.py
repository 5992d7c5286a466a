"""What a line of a statement is booked as in the city's own ledger, and what stands on its row."""

from datetime import date, datetime

from grants.budget.flows import book_fee, receive_unmatched, refund, undo
from grants.budget.models import Entry
from grants.terms import day_of
from portal.trail.flows import flow
from wijkraden.people.models import User

from ..holding import Books
from ..models import Batch, Claim, Order, StatementLine
from ..states import LineKind


@flow
def book_costs(line: StatementLine, books: Books, *, by: User, at: datetime) -> None:
    """Book it as what the bank asks. The books are held."""
    ledger, day = books.own_ledger(line.booked_on)
    key = f"{line.source}/fee"
    entry = book_fee(ledger, cents=line.cents, by=by, at=at, booked_on=day, key=key, source=line.source)
    write_kind(line, LineKind.FEE, entry, by=by, at=at)


@flow
def book_receipt(line: StatementLine, books: Books, *, turn: int = 1, by: User, at: datetime) -> None:
    """Book money that came in as waiting; `turn`: the how manieth time, after it was said to be of nothing here."""
    ledger, day = books.own_ledger(line.booked_on)
    key = f"{line.source}/receipt" + (f"/{turn}" if turn > 1 else "")
    entry = receive_unmatched(
        ledger, cents=line.cents, by=by, at=at, booked_on=day, key=key, source=line.source
    )
    write_kind(line, LineKind.RECEIPT, entry, by=by, at=at)


@flow
def undo_entry(line: StatementLine, entry: Entry, *, by: User, at: datetime) -> date:
    """Undo its booking in the own ledger: it turns out to be something else. Return the day of that."""
    day = max(entry.booked_on, day_of(at))
    undo(entry, by=by, at=at, booked_on=day, key=f"{line.source}/undo{_turn(entry)}", source=line.source)
    return day


@flow
def take_out(line: StatementLine, entry: Entry, books: Books, *, by: User, at: datetime) -> date:
    """Take money that waited out of the books; once its year was closed it waits in the next one. Return the day."""
    stands = books.standing(entry.slice)
    if stands == entry.slice:
        return undo_entry(line, entry, by=by, at=at)
    day = max(entry.booked_on, day_of(at))
    key = f"{line.source}/not_ours{_turn(entry)}"
    refund(stands, cents=line.cents, by=by, at=at, booked_on=day, key=key, source=line.source)
    return day


@flow
def write_kind(
    line: StatementLine,
    kind: LineKind,
    entry: Entry | None,
    *,
    by: User,
    at: datetime,
    order: Order | None = None,
    claim: Claim | None = None,
    batch: Batch | None = None,
) -> None:
    """Write what it is, with what it was booked as and about what."""
    line.kind, line.entry, line.order, line.claim, line.batch = kind, entry, order, claim, batch
    line.matched_by, line.matched_at = by, at
    line.save(update_fields=["kind", "entry", "order", "claim", "batch", "why", "matched_by", "matched_at"])


def _turn(entry: Entry) -> str:
    """Return what tells the bookings of a receipt apart that was booked more than once: "" for the first."""
    return entry.key.partition("/receipt")[2]
