"""The condition under which is granted before the budget is adopted (Awb 4:34): a fact beside the state."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from grants.budget.models import Entry
from wijkraden.people.models import User

from ..states import Ending
from .decisions import Decision


class BudgetCondition(models.Model):
    """A grant was made on the condition that the city council makes enough money available.

    It ends once: the budget gives enough (or nobody said otherwise in time), or the grant is revoked. `adopted_on` is
    the day on which the budget was adopted and `last_on` the last day to invoke the condition, as they were when it
    ended; `entry` is what that booked.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="budget_conditions")
    made_on = models.DateField()
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # or the system
    adopted_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="ended_condition")

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision"], name="budget_condition_once_a_decision"),
            models.CheckConstraint(
                name="budget_condition_ends_whole",
                condition=Q(
                    ending="",
                    ended_on__isnull=True,
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    adopted_on__isnull=True,
                    last_on__isnull=True,
                    entry__isnull=True,
                )
                | (
                    ~Q(ending="")
                    & Q(ended_on__gte=F("made_on"), ended_at__isnull=False, entry__isnull=False)
                    & (
                        Q(adopted_on__isnull=True, last_on__isnull=True)
                        | Q(adopted_on__isnull=False, last_on__gte=F("adopted_on"))
                    )
                ),
            ),
            models.CheckConstraint(
                name="budget_condition_is_met_after_the_budget",
                condition=~Q(ending=Ending.MET) | Q(adopted_on__lte=F("ended_on"), last_on__isnull=False),
            ),
            models.CheckConstraint(
                name="budget_condition_is_invoked_in_time",
                condition=~Q(ending=Ending.INVOKED)
                | Q(
                    adopted_on__lte=F("ended_on"),
                    last_on__gte=F("ended_on"),
                    ended_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.ending or self.made_on}"

    @property
    def is_open(self) -> bool:
        """Tell if the grant still stands under it."""
        return not self.ending
