"""The accounts by which the ledger is read, how much is given at once, and what the closing of a year needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grants.budget.states import BOOKS, CREDIT_KINDS, PARTS, Book, Kind

PAID = "paid"  # not an account: what was sent to payees and did not come back
PAID_KINDS = (Kind.IN_TRANSIT, Kind.BANK, Kind.SUSPENSE)  # what came in too much was never paid out
FIGURES = (Kind.AUTHORITY, *PARTS)  # in the order of every table
OTHERS = (*BOOKS[Book.MEMO], *BOOKS[Book.CASH])
IN_SLICE = (Kind.RESERVED, Kind.COMMITTED, Kind.REALISED, Kind.ADVANCES, Kind.PAYABLE, Kind.RECEIVABLE)
GOES_ON = (  # what a closed year leaves open goes on in the next
    Kind.COMMITTED,
    Kind.ADVANCES,
    Kind.RECEIVABLE,
    Kind.PAYABLE,
    Kind.IN_TRANSIT,
    Kind.SUSPENSE,
)
MOVED = (Kind.FREE, *GOES_ON)  # what a closing moves: what is free lapses
UNFINISHED = (Kind.RESERVED, Kind.CONDITIONAL)  # a year is not closed while something stands there
LEDGER_PROVED = "ledger.proved"  # the act on the trail of who had the whole ledger checked
PREPARED, APPROVED = "closing.prepared", "closing.approved"  # the acts on the trail of a closing
AT_ONCE = 5_000  # entries; a larger Excel file is made in the background


def kinds_of(account: str) -> tuple[Kind, ...]:
    """Return the kinds that an account or `paid` consists of."""
    return PAID_KINDS if account == PAID else (Kind(account),)


def on_its_side(account: str, *, debits: int, credited: int) -> int:
    """Return the balance on the normal side of an account; `paid` counts what was credited."""
    is_credit = account == PAID or account in CREDIT_KINDS
    return credited - debits if is_credit else debits - credited


@dataclass(frozen=True)
class Amounts:
    """What a closing moves, in euro cents by kind of MOVED, and a seal over what that is in each slice."""

    cents: dict[Kind, int]
    seal: str


class Need(StrEnum):
    """What must be right before a year is closed, in the order of the checklist."""

    OVER = "over"
    EARLIER = "earlier"
    CHANGES = "changes"
    RESERVED = "reserved"
    CONDITIONAL = "conditional"
    NEXT_YEAR = "next_year"
    ENOUGH_FREE = "enough_free"
    PROVED = "proved"
