"""A year's reserved share, and the slices it is cut into."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grants.plan.models import Regulation
from portal.fields import PublicIdField
from wijkraden.places.models import City, District

from ..states import Leftover, Scope


class Year(models.Model):
    """The share of the city's budget that is reserved for the councils in one year.

    All amounts are euro cents. `allotted_cents` is what the slices have together: the database keeps it, and
    refuses that it passes `reserved_cents`, or that this passes `programme_cents`.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    programme = models.CharField(max_length=160, blank=True)  # the budget programme that holds the share
    programme_cents = models.BigIntegerField(default=0)
    reserved_cents = models.BigIntegerField(default=0)
    allotted_cents = models.BigIntegerField(default=0)
    last_transfer = models.BigIntegerField(default=0)  # the newest transfer that `allotted_cents` holds
    leftover = models.CharField(max_length=10, choices=Leftover, default=Leftover.LAPSES)
    decision_number = models.CharField(max_length=40, blank=True)  # of the city council, for the share
    decision_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["city", "year"], name="year_once_per_city"),
            models.CheckConstraint(name="year_is_one_of_ours", condition=Q(year__range=(2000, 2200))),
            models.CheckConstraint(
                name="slices_stay_within_the_reserved_share",
                condition=Q(allotted_cents__gte=0, reserved_cents__gte=F("allotted_cents")),
            ),
            models.CheckConstraint(
                name="reserved_share_stays_within_the_programme",
                condition=Q(programme_cents__gte=F("reserved_cents")),
            ),
            models.CheckConstraint(
                name="reserved_share_has_its_decision",
                condition=Q(reserved_cents=0) | (~Q(decision_number="") & Q(decision_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def is_adopted(self, on: date) -> bool:
        """Tell if the city council had decided on the reserved share by the end of that day.

        Before it the budget is not adopted: whatever is granted of it, is granted under condition (Awb 4:34).
        """
        return self.decision_on is not None and self.decision_on <= on

    @property
    def unallotted_cents(self) -> int:
        """What of the reserved share no slice has yet."""
        return self.reserved_cents - self.allotted_cents


class Slice(models.Model):
    """The part of a year's reserved share that one district (or several, or the city) may use.

    It holds the head of its chain of entries. A closed slice takes no entry any more; what it left open
    stands in its `successor`. Its name is for people: whose money it is, tell scope, regulation and districts.
    """

    public_id = PublicIdField()
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="slices")
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, null=True, related_name="slices")
    scope = models.CharField(max_length=10, choices=Scope)
    name = models.CharField(max_length=160, blank=True)  # of the district, the pot or the ledger's city
    sort_key = models.CharField(max_length=160)
    last_number = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)  # the day on which its closing is booked
    successor = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="predecessor")

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "regulation", "name"], name="slice_name_once_a_year"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(scope=Scope.BOOKS), name="one_city_ledger_a_year"
            ),
            models.UniqueConstraint(
                fields=["year", "regulation"], condition=Q(scope=Scope.CITY), name="one_city_pot_a_year"
            ),
            models.CheckConstraint(
                name="only_the_city_ledger_has_no_regulation",
                condition=Q(scope=Scope.BOOKS, regulation__isnull=True)
                | (~Q(scope=Scope.BOOKS) & Q(regulation__isnull=False)),
            ),
            models.CheckConstraint(
                name="closed_slice_has_its_day",
                condition=Q(closed_at__isnull=True, closed_on__isnull=True, successor__isnull=True)
                | Q(closed_at__isnull=False, closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year.year}"

    @property
    def title(self) -> str:
        """What it is called on screen; that of the whole city has no stored name."""
        return _("The whole city") if self.scope == Scope.CITY else self.name


class SliceDistrict(models.Model):
    """A district whose money a slice is: once a year and regulation."""

    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="shares")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="slices")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+")
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["district__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "regulation", "district"], name="district_in_one_slice_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.district.name
