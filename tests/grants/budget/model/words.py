"""The words of the ledger as docs/money.md has them, written out once more for the model of the tests."""

CREDIT = {"authority", "conditional_basis", "payable", "in_transit", "suspense", "prior_years"}
EITHER = {"bank", "clearing"}
LEAFED = {
    *("reserved", "committed", "realised", "conditional", "advances", "receivable", "expense", "written_off"),
    *("payable", "in_transit"),
}
OPEN = (
    *("free", "reserved", "committed", "conditional", "advances", "receivable", "payable", "in_transit"),
    "suspense",
)
BOOKS = {
    "budget": ("authority", "free", "reserved", "committed", "realised", "lapsed"),
    "memo": ("conditional", "conditional_basis"),
    "cash": (
        *("advances", "payable", "in_transit", "receivable", "expense", "written_off", "suspense"),
        *("prior_years", "own_costs", "bank", "clearing"),
    ),
}
KINDS = tuple(kind for kinds in BOOKS.values() for kind in kinds)
PARTS = ("free", "reserved", "committed", "realised", "lapsed")
