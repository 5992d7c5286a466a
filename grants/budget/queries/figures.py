"""What stands on the accounts of slices. Amounts are euro cents on the normal side of each account.

Nothing is added up from transfers but what was set off, and for a past day: the totals of a slice stand in the
database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)

from ..models import Account, Dossier, Slice, Transfer
from ..states import CREDIT_KINDS, PARTS, Event, Kind

# No accounts: what moved between two dossiers of one recipient
SET_OFF, SET_OFF_BACK = "set_off", "set_off_back"
SET_OFF_ON = {Kind.PAYABLE.value: SET_OFF, Kind.RECEIVABLE.value: SET_OFF_BACK}
# Not as a parameter: the index `entry_set_off` serves a query that says so in its own text alone.
_WRITTEN_OUT = Func(template=f"'{Event.SET_OFF.value}'", output_field=CharField())
GRANTED = (Kind.COMMITTED, Kind.REALISED)  # what was granted: the final amount is not known yet, or it is


@dataclass(frozen=True)
class Figures:
    """What stands on the accounts of one or more slices, in euro cents.

    Budget = reserved + committed + realised + free + lapsed; `paid` stands apart.
    """

    balances: dict[str, int]

    def __getitem__(self, kind: Kind) -> int:
        """Return the balance of one kind."""
        return self.balances.get(kind.value, 0)

    @property
    def authority(self) -> int:
        """The whole budget."""
        return self[Kind.AUTHORITY]

    @property
    def granted(self) -> int:
        """What was granted: committed and realised."""
        return self[Kind.COMMITTED] + self[Kind.REALISED]

    @property
    def paid(self) -> int:
        """What has been sent to payees and not come back: on its way, or through the bank.

        What came in and belongs to nobody here (suspense) was not paid by the city, so it takes nothing off. Below
        zero where more came back than was paid: of what an earlier year paid.
        """
        return self[Kind.IN_TRANSIT] - self[Kind.BANK] + self[Kind.SUSPENSE]

    @property
    def set_off(self) -> int:
        """What was set off instead of paid: as much less left the bank. Only where it was read."""
        return self.balances.get(SET_OFF, 0)

    @property
    def set_off_back(self) -> int:
        """What was set off instead of paid back: as much less came in. Only where it was read."""
        return self.balances.get(SET_OFF_BACK, 0)

    @property
    def parts(self) -> list[tuple[Kind, int]]:
        """The parts of the budget in the order of every table and bar."""
        return [(kind, self[kind]) for kind in PARTS]

    @property
    def used_percent(self) -> int:
        """The share of its own budget that was granted, in whole percents rounded down (99 while a cent is left)."""
        return self.granted * 100 // self.authority if self.authority else 0


def figures_of(found: Iterable[Slice]) -> dict[int, Figures]:
    """Return the figures of each slice, by its id, with what was set off: one row a kind. One query."""
    totals = Account.objects.filter(slice__in=_ids(found), dossier__isnull=True).annotate(off=set_off_there())
    balances: dict[int, dict[str, int]] = {pk: {} for pk in _ids(found)}
    for slice_id, kind, debits, credited, off in totals.values_list(
        "slice_id", "kind", "debits", "credits", "off"
    ):
        balances[slice_id] |= {kind: on_its_side(kind, debits - credited), **told_off(kind, off)}
    return {pk: Figures(kinds) for pk, kinds in balances.items()}


def set_off_there() -> Case:
    """Return, for a query of totals, what was set off in their slice: on `payable` and `receivable` alone."""
    told = Transfer.objects.filter(
        entry__slice=OuterRef("slice"), entry__event=_WRITTEN_OUT, entry__undone_by__isnull=True
    ).order_by()
    paid, back = (
        Subquery(one.values("entry__slice").values(off=Sum("cents")))
        for one in (told.filter(debit__kind=Kind.PAYABLE), told.filter(credit__kind=Kind.RECEIVABLE))
    )
    return Case(
        When(kind=Kind.PAYABLE, then=paid),
        When(kind=Kind.RECEIVABLE, then=back),
        output_field=BigIntegerField(),
    )


def told_off(kind: str, cents: int | None) -> dict[str, int]:
    """Return what was set off in the slice of a total of that kind, as `Figures` keeps it: nothing for other kinds."""
    return {SET_OFF_ON[kind]: cents} if cents and kind in SET_OFF_ON else {}


def figures_on(found: Iterable[Slice], day: date) -> dict[int, Figures]:
    """Return the figures of each slice as they stood at the end of a day, with what was set off. One query.

    By the day of booking.
    """
    before = Transfer.objects.filter(entry__slice__in=_ids(found), entry__booked_on__lte=day)
    balances: dict[int, dict[str, int]] = {pk: {} for pk in _ids(found)}
    pairs = ("entry__slice_id", "debit__kind", "credit__kind", "entry__event", "is_undone")
    marked = before.annotate(is_undone=Case(When(entry__undone_by__isnull=True, then=False), default=True))
    sums = marked.values(*pairs).order_by().annotate(moved=Sum("cents"))
    for slice_id, debit, credit, event, is_undone, cents in sums.values_list(*pairs, "moved"):
        here = balances[slice_id]
        if event == Event.SET_OFF and not is_undone:
            for kind in {debit, credit} & {*SET_OFF_ON}:
                here[SET_OFF_ON[kind]] = here.get(SET_OFF_ON[kind], 0) + cents
        here[debit] = here.get(debit, 0) + on_its_side(debit, cents)
        here[credit] = here.get(credit, 0) + on_its_side(credit, -cents)
    return {pk: Figures(kinds) for pk, kinds in balances.items()}


def together(figures: Iterable[Figures]) -> Figures:
    """Return the sum of figures."""
    balances: dict[str, int] = {}
    for one in figures:
        for kind, cents in one.balances.items():
            balances[kind] = balances.get(kind, 0) + cents
    return Figures(balances)


def authority_of(found: Iterable[Slice]) -> dict[int, int]:
    """Return the budget of each slice, by its id. One query."""
    return _balances(found, Kind.AUTHORITY)


def free_of(found: Iterable[Slice]) -> dict[int, int]:
    """Return what is free in each slice, by its id. One query."""
    return _balances(found, Kind.FREE)


def free_told(found: Iterable[Slice], *, untold: QuerySet[Dossier]) -> dict[int, int]:
    """Return what is free in each slice as it may be told, by its id: what was granted in `untold` is free still.

    One query.
    """
    free = Q(kind=Kind.FREE, dossier__isnull=True) | Q(kind__in=GRANTED, dossier__in=untold)
    accounts = Account.objects.filter(free, slice__in=_ids(found)).order_by().values("slice_id")
    told = accounts.annotate(cents=Sum("debits") - Sum("credits"))
    return dict.fromkeys(_ids(found), 0) | dict(told.values_list("slice_id", "cents"))


def _balances(found: Iterable[Slice], kind: Kind) -> dict[int, int]:
    totals = Account.objects.filter(slice__in=_ids(found), kind=kind, dossier__isnull=True)
    rows = totals.values_list("slice_id", "debits", "credits")
    return {slice_id: on_its_side(kind, debits - credited) for slice_id, debits, credited in rows}


def _ids(found: Iterable[Slice]) -> list[int]:
    return sorted({one.pk for one in found})


def on_its_side(kind: str, debit: int) -> int:
    """Return a debit balance as it counts on the normal side of that kind."""
    return -debit if kind in CREDIT_KINDS else debit
