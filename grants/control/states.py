"""The accounts by which the ledger is read, and how much is given at once."""

from grants.budget.states import BOOKS, CREDIT_KINDS, PARTS, Book, Kind

PAID = "paid"  # not an account: what was sent to payees and did not come back
PAID_KINDS = (Kind.IN_TRANSIT, Kind.BANK)
FIGURES = (Kind.AUTHORITY, *PARTS)  # in the order of every table
OTHERS = (*BOOKS[Book.MEMO], *BOOKS[Book.CASH])
IN_SLICE = (Kind.RESERVED, Kind.COMMITTED, Kind.REALISED, Kind.ADVANCES, Kind.PAYABLE, Kind.RECEIVABLE)
AT_ONCE = 5_000  # entries; a larger Excel file is made in the background


def kinds_of(account: str) -> tuple[Kind, ...]:
    """Return the kinds that an account or `paid` consists of."""
    return PAID_KINDS if account == PAID else (Kind(account),)


def on_its_side(account: str, *, debits: int, credited: int) -> int:
    """Return the balance on the normal side of an account; `paid` counts what was credited."""
    is_credit = account == PAID or account in CREDIT_KINDS
    return credited - debits if is_credit else debits - credited
