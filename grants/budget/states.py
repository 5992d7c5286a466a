"""The accounts of a slice with their sides and books, the events, and the life of a prepared change."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an account is for. The words are those of staff (docs/money.md)."""

    AUTHORITY = "authority", pgettext_lazy("account", "Budget")
    FREE = "free", pgettext_lazy("account", "Free")
    RESERVED = "reserved", pgettext_lazy("account", "Reserved")
    COMMITTED = "committed", pgettext_lazy("account", "Committed")
    REALISED = "realised", pgettext_lazy("account", "Realised")
    LAPSED = "lapsed", pgettext_lazy("account", "Lapsed")
    CONDITIONAL = "conditional", _("Granted under condition")
    CONDITIONAL_BASIS = "conditional_basis", _("Condition: budget to be adopted")
    ADVANCES = "advances", _("Advances")
    RECEIVABLE = "receivable", _("To be paid back")
    EXPENSE = "expense", _("Expense")
    WRITTEN_OFF = "written_off", _("Written off")
    PAYABLE = "payable", _("To be paid")
    IN_TRANSIT = "in_transit", _("Payments on their way")
    SUSPENSE = "suspense", _("Received, not matched")
    PRIOR_YEARS = "prior_years", _("Results of closed years")
    OWN_COSTS = "own_costs", _("Own costs of the city")
    BANK = "bank", _("Bank")
    CLEARING = "clearing", _("Between slices")


class Book(models.TextChoices):
    """A set of accounts that sums to zero by itself; no transfer crosses from one to another."""

    BUDGET = "budget", _("Budget book")
    MEMO = "memo", _("Conditional book")
    CASH = "cash", _("Cash book")


BOOKS: dict[Book, tuple[Kind, ...]] = {
    Book.BUDGET: (
        Kind.AUTHORITY,
        Kind.RESERVED,
        Kind.COMMITTED,
        Kind.REALISED,
        Kind.FREE,
        Kind.LAPSED,
    ),
    Book.MEMO: (Kind.CONDITIONAL, Kind.CONDITIONAL_BASIS),
    Book.CASH: (
        Kind.ADVANCES,
        Kind.PAYABLE,
        Kind.IN_TRANSIT,
        Kind.RECEIVABLE,
        Kind.EXPENSE,
        Kind.WRITTEN_OFF,
        Kind.SUSPENSE,
        Kind.PRIOR_YEARS,
        Kind.OWN_COSTS,
        Kind.BANK,
        Kind.CLEARING,
    ),
}
BOOK_OF: dict[str, Book] = {kind.value: book for book, kinds in BOOKS.items() for kind in kinds}

DEBIT_KINDS = (
    Kind.FREE,
    Kind.LAPSED,
    Kind.RESERVED,
    Kind.COMMITTED,
    Kind.REALISED,
    Kind.CONDITIONAL,
    Kind.ADVANCES,
    Kind.RECEIVABLE,
    Kind.EXPENSE,
    Kind.WRITTEN_OFF,
    Kind.OWN_COSTS,
)
CREDIT_KINDS = (
    Kind.AUTHORITY,
    Kind.CONDITIONAL_BASIS,
    Kind.PAYABLE,
    Kind.IN_TRANSIT,
    Kind.SUSPENSE,
    Kind.PRIOR_YEARS,
)
EITHER_SIDE_KINDS = (Kind.BANK, Kind.CLEARING)

# These have a leaf per dossier; transfers touch the leaf, and the database adds to leaf and total.
PER_DOSSIER = (
    Kind.RESERVED,
    Kind.COMMITTED,
    Kind.REALISED,
    Kind.CONDITIONAL,
    Kind.ADVANCES,
    Kind.RECEIVABLE,
    Kind.EXPENSE,
    Kind.WRITTEN_OFF,
    Kind.PAYABLE,
    Kind.IN_TRANSIT,
)
# The year change empties these; a closed slice keeps none of them open.
OPEN_KINDS = (
    Kind.FREE,
    Kind.RESERVED,
    Kind.COMMITTED,
    Kind.CONDITIONAL,
    Kind.ADVANCES,
    Kind.RECEIVABLE,
    Kind.PAYABLE,
    Kind.IN_TRANSIT,
    Kind.SUSPENSE,
)
# Shares of a slice's budget, in the order of every table and bar: together they are the budget.
PARTS = (Kind.RESERVED, Kind.COMMITTED, Kind.REALISED, Kind.FREE, Kind.LAPSED)


class Event(models.TextChoices):
    """What an entry books (docs/money.md tells its transfers)."""

    ALLOT = "allot", _("Budget allotted")
    LOWER = "lower", _("Budget lowered")
    REDISTRIBUTE = "redistribute", _("Budget moved between districts")
    RESERVE = "reserve", _("Reserved for a proposal")
    RELEASE = "release", _("Reservation released")
    COMMIT = "commit", _("Granted")
    CONDITION = "condition", _("Granted under condition")
    CONDITION_ENDS = "condition_ends", _("Condition ended")
    ADVANCE = "advance", _("Advance awarded")
    SEND = "send", _("Payment sent")
    SETTLE = "settle", _("Payment settled")
    FAIL = "fail", _("Payment failed or returned")
    FEE = "fee", _("Costs of payment")
    DETERMINE = "determine", _("Final amount determined")
    CHANGE = "change", _("Grant changed")
    WITHDRAW = "withdraw", _("Determination withdrawn or lowered")
    RAISE = "raise", _("Final amount raised")
    REINSTATE = "reinstate", _("Revoked grant stands again")
    RECEIVE = "receive", _("Money received")
    MATCH = "match", _("Receipt matched")
    REFUND = "refund", _("Receipt sent back")
    SET_OFF = "set_off", _("Claim set off against a payment")
    WRITE_OFF = "write_off", _("Claim written off")
    RECOVER = "recover", _("Late receipt of a claim written off")
    AFTER_CLOSE = "after_close", _("Claim on a closed year")
    CLOSE = "close", _("Year closed")
    CARRY = "carry", _("Taken over from a closed year")
    COUNTER = "counter", _("Counter-entry")


class Scope(models.TextChoices):
    """Whose money a slice is."""

    DISTRICT = "district", _("One district")
    POT = "pot", _("Several districts together")
    CITY = "city", _("The whole city together")
    BOOKS = "books", _("The city's own ledger")


class ChangeKind(models.TextChoices):
    """What a prepared change of the budget changes."""

    SHARE = "share", _("Reserved share of the year")
    AMOUNTS = "amounts", _("Amounts of districts")
    REDISTRIBUTION = "redistribution", _("Money moved between districts")


class ChangeState(models.TextChoices):
    """Where a prepared change of the budget stands."""

    PREPARED = "prepared", pgettext_lazy("budget change", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("budget change", "Approved")
    RETURNED = "returned", pgettext_lazy("budget change", "Returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("budget change", "Withdrawn")


class Leftover(models.TextChoices):
    """What happens at the end of the year to what is left of the reserved share."""

    LAPSES = "lapses", _("It goes back to the general means of the city")
    CARRIES = "carries", _("It stays available next year, if the city council decides so")


# What a year says of its reserved share; a change of the share holds each of them before and after.
SHARE = ("programme", "programme_cents", "reserved_cents", "leftover")

CHANGE_STEPS: dict[ChangeState, frozenset[ChangeState]] = {
    ChangeState.APPROVED: frozenset({ChangeState.PREPARED}),
    ChangeState.RETURNED: frozenset({ChangeState.PREPARED}),
    ChangeState.WITHDRAWN: frozenset({ChangeState.PREPARED, ChangeState.RETURNED}),
}
