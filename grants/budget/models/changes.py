"""A change of the budget: prepared by one person, approved by another, and only then booked."""

from django.db import models
from django.db.models import F, Q

from ..states import SHARE, ChangeKind
from .prepared import Prepared, four_eyes
from .years import Slice, Year


class Change(Prepared):
    """What the finance adviser prepared and the budget holder approves or returns, with its decision.

    A change of the share holds what the year says of it (SHARE), new and `_before`; the lines hold what changes
    per slice. All amounts are euro cents.
    """

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=ChangeKind)
    decision_number = models.CharField(max_length=40)  # of the city council
    decision_on = models.DateField()
    programme = models.CharField(max_length=160, blank=True)
    programme_before = models.CharField(max_length=160, blank=True)
    programme_cents = models.BigIntegerField(null=True)
    programme_cents_before = models.BigIntegerField(null=True)
    reserved_cents = models.BigIntegerField(null=True)
    reserved_cents_before = models.BigIntegerField(null=True)
    leftover = models.CharField(max_length=10, blank=True)
    leftover_before = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            *four_eyes("budget_change"),
            models.CheckConstraint(name="budget_change_has_its_decision", condition=~Q(decision_number="")),
            models.CheckConstraint(
                name="change_of_the_share_says_what",
                condition=Q(
                    kind=ChangeKind.SHARE,
                    programme_cents__isnull=False,
                    reserved_cents__isnull=False,
                    programme_cents__gte=F("reserved_cents"),
                    reserved_cents__gte=0,
                    reserved_cents_before__isnull=False,
                    programme_cents_before__isnull=False,
                )
                | (~Q(kind=ChangeKind.SHARE) & Q(reserved_cents__isnull=True)),
            ),
        ]

    def is_as_prepared(self, year: Year) -> bool:
        """Tell if the year says of its share what it said when this change of the share was prepared."""
        return all(getattr(year, name) == getattr(self, f"{name}_before") for name in SHARE)


class ChangeLine(models.Model):
    """A slice's amount before and after, or what one slice gives to another (`taker`)."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="change_lines")
    before_cents = models.BigIntegerField()
    after_cents = models.BigIntegerField()
    taker = models.ForeignKey(Slice, on_delete=models.PROTECT, null=True, related_name="taker_lines")
    taker_before_cents = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="change_line_position_once"),
            models.CheckConstraint(
                name="change_line_changes_something",
                condition=Q(before_cents__gte=0, after_cents__gte=0) & ~Q(before_cents=F("after_cents")),
            ),
            models.CheckConstraint(
                name="who_gives_budget_gets_less",
                condition=Q(taker__isnull=True)
                | (Q(before_cents__gt=F("after_cents")) & ~Q(taker=F("slice"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_id}/{self.position}"

    @property
    def cents(self) -> int:
        """What the slice gets more (below zero: less), in euro cents."""
        return self.after_cents - self.before_cents
