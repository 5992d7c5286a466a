"""The closing of a year: prepared by one person, approved by another, and only then booked."""

from django.db import models
from django.db.models import Q

from grants.budget.models import Prepared, Year, decided_once, four_eyes
from grants.budget.models.conditions import is_near, of_a_day
from grants.budget.posting import Decision
from grants.budget.states import ChangeState
from portal.triggers import frozen, guard, guard_on_sqlite, register

from .states import MOVED, Amounts


class Closing(Prepared):
    """What the finance adviser prepared to close a year, and the budget holder approves or returns.

    The amounts are what was free and would lapse, and what would go on in the next year, in euro cents as they stood
    when it was prepared; `amounts_hash` seals them slice by slice, so that the approval books just these.
    `transfer_number` and `transfer_on` are the decision of the city council by which open commitments bring their
    budget along; without it they take from what is free in the next year.
    """

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="closings")
    booked_on = models.DateField()  # the day on which the closing counts
    transfer_number = models.CharField(max_length=40, blank=True)
    transfer_on = models.DateField(null=True)
    free_cents = models.BigIntegerField()
    committed_cents = models.BigIntegerField()
    advances_cents = models.BigIntegerField()
    receivable_cents = models.BigIntegerField()
    payable_cents = models.BigIntegerField()
    in_transit_cents = models.BigIntegerField()
    suspense_cents = models.BigIntegerField()
    amounts_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            *four_eyes("year_closing"),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state__in=[ChangeState.PREPARED, ChangeState.APPROVED]),
                name="one_year_closing_waits_or_stands",
            ),
            models.CheckConstraint(
                name="transfer_of_a_year_closing_is_whole",
                condition=Q(transfer_number="", transfer_on__isnull=True)
                | (~Q(transfer_number="") & Q(transfer_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="year_closing_moves_no_less_than_nothing",
                condition=Q(**{f"{kind.value}_cents__gte": 0 for kind in MOVED}),
            ),
        ]

    @property
    def transfer(self) -> Decision | None:
        """The decision of the city council by which the budget of open commitments comes along, if there is one."""
        return Decision(self.transfer_number, self.transfer_on) if self.transfer_on is not None else None

    @property
    def amounts(self) -> Amounts:
        """What was prepared."""
        return Amounts({kind: getattr(self, f"{kind.value}_cents") for kind in MOVED}, self.amounts_hash)


_IS_NEW = (
    is_near("grants_closing"),
    "NEW.state = 'prepared' AND NEW.decided_by_id IS NULL",
    "NOT EXISTS (SELECT 1 FROM grants_closing c WHERE c.id = NEW.id OR c.public_id = NEW.public_id"
    " OR (c.year_id = NEW.year_id AND c.state IN ('prepared', 'approved')))",
    "EXISTS (SELECT 1 FROM grants_year y WHERE y.id = NEW.year_id AND y.closed_at IS NULL"
    " AND CAST(NEW.booked_on AS text) >= CAST(y.year AS text) || '-12-31')",
)

register(
    *frozen("grants_closing", message="prepared closings of a year are kept", updates=False),
    guard(
        "grants_closing_begins",
        table="grants_closing",
        when="BEFORE INSERT",
        holds=" AND ".join(_IS_NEW),
        message="the closing of a year begins as prepared, once, in a year that is open and over",
    ),
    guard_on_sqlite(
        "grants_closing_has_its_days",
        table="grants_closing",
        when="BEFORE INSERT",
        holds=f"{of_a_day('booked_on')} AND (NEW.transfer_on IS NULL OR {of_a_day('transfer_on')})",
        message="the closing of a year has a day",
    ),
    decided_once(
        "grants_closing",
        "year_id",
        "booked_on",
        "transfer_number",
        "transfer_on",
        *(f"{kind.value}_cents" for kind in MOVED),
        "amounts_hash",
        message="a decided closing of a year stays as it is",
    ),
)
