"""Who may decide for the city, on what, and up to which amount (Awb 10:1 to 10:3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from grants.plan.models import Regulation
from portal.fields import PublicIdField
from wijkraden.people.models import User
from wijkraden.places.models import City, District

if TYPE_CHECKING:
    from datetime import date


class Mandate(models.Model):
    """The right of one person to decide under one regulation, up to `maximum_cents` (euro cents, included).

    Without districts it is for all of them. It stands in the official gazette, is never changed, and ends by a day.
    """

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="mandates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="mandates")
    maximum_cents = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day, included
    decision_number = models.CharField(max_length=40)  # of the decision that gives the mandate
    gazette_number = models.CharField(max_length=40)
    gazette_on = models.DateField()
    substitute = models.CharField(max_length=200, blank=True)  # who decides in the absence of this person
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(name="mandate_is_up_to_something", condition=Q(maximum_cents__gt=0)),
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="nobody_enters_an_own_mandate", condition=~Q(user_id=F("entered_by_id"))
            ),
            models.CheckConstraint(
                name="mandate_stands_in_the_gazette", condition=~Q(gazette_number="") & ~Q(decision_number="")
            ),
            models.CheckConstraint(
                name="ended_mandate_says_by_whom",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.decision_number

    def is_current(self, on: date) -> bool:
        """Tell if it holds on that day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class MandateDistrict(models.Model):
    """A district for which a mandate holds."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="places")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["district__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["mandate", "district"], name="mandate_district_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id}: {self.district_id}"
