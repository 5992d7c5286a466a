"""What ends a place on the waiting list before the year of its budget is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wijkraden.people.models import User

from .decisions import Decision


class PlaceEnded(models.Model):
    """The place that a refusal on the ceiling holds ended early: whoever applied does not want it any more."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="places_ended")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision"], name="place_ends_once"),
            models.CheckConstraint(name="ended_place_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.at}"
