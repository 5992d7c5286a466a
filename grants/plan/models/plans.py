"""The plan of the city council, version by version, and what each version holds."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.triggers import year_in
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import ElementKind, PlanState

EARLIEST, LATEST = 2000, 2150  # years
code_of_a_part = RegexValidator(
    r"^[A-Z]{0,3}[0-9]{1,3}(\.[0-9]{1,3}){0,3}\Z", _("Type a short code, for example U1 or 4.3.")
)


def ends_within(plan: str, day: str) -> str:
    """Return the condition that a day lies in the years of a version (its name in the query)."""
    return f"{year_in(day)} BETWEEN {plan}.first_year AND {plan}.last_year"


class Plan(models.Model):
    """A version of the plan, for a first up to and including a last year.

    `editors` are all who changed this version since it was started; none of them adopts it.
    """

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()  # of the version, from 1 on in each city
    title = models.CharField(max_length=160)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=500, blank=True)  # where its text comes from
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.CONCEPT)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edits = models.PositiveIntegerField(
        default=1
    )  # how often it was edited; tells an old page from a new one
    editors = models.ManyToManyField(User, related_name="+")
    decision_number = models.CharField(max_length=40, blank=True)  # of the city council
    decision_on = models.DateField(null=True)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    ends_on = models.DateField(
        null=True
    )  # its last day, when an amendment says that it ends before its last year

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="plan_number_once_per_city"),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(state=PlanState.ADOPTED),
                name="plan_is_replaced_once",
            ),
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=Q(first_year__gte=EARLIEST, last_year__lte=LATEST, last_year__gte=F("first_year")),
            ),
            models.CheckConstraint(
                name="adopted_plan_says_by_which_decision",
                condition=Q(
                    state=PlanState.CONCEPT,
                    decision_number="",
                    decision_on__isnull=True,
                    adopted_by__isnull=True,
                    adopted_at__isnull=True,
                )
                | (
                    Q(
                        state=PlanState.ADOPTED,
                        decision_on__isnull=False,
                        adopted_by__isnull=False,
                        adopted_at__isnull=False,
                    )
                    & ~Q(decision_number="")
                ),
            ),
            models.CheckConstraint(
                name="who_edits_a_plan_never_adopts_it",
                condition=Q(adopted_by__isnull=True) | ~Q(adopted_by=F("edited_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        """Its years as they are read: 2024–2027."""
        return f"{self.first_year}–{self.last_year}"

    @property
    def is_adopted(self) -> bool:
        """Tell if the city council adopted this version."""
        return self.state == PlanState.ADOPTED

    @property
    def last_day(self) -> date:
        """The last day on which it counts."""
        return self.ends_on or date(self.last_year, 12, 31)

    def has_ended(self, *, on: date) -> bool:
        """Tell if it was adopted, and its last day is past."""
        return self.is_adopted and on > self.last_day


class Element(models.Model):
    """A goal, principle, hallmark, terrain or paragraph of one version of the plan."""

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="elements")
    kind = models.CharField(max_length=10, choices=ElementKind)
    code = models.CharField(max_length=20, validators=[code_of_a_part])  # U1, K3, 4.3
    title = models.CharField(max_length=200)
    explanation = models.TextField(max_length=4000, blank=True)  # in our own words
    source = models.CharField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField()  # among those of its kind, from 1 on
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )  # as it read before: in this version before an amendment, or in the version before
    since = models.ForeignKey(
        "grants.AmendmentEdition", on_delete=models.PROTECT, null=True, related_name="brought"
    )  # the amendment that brought it in; None: it was there when the version was adopted
    until = models.ForeignKey(
        "grants.AmendmentEdition", on_delete=models.PROTECT, null=True, related_name="ended"
    )  # the amendment that took it out; who named it before keeps it

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "code"],
                condition=Q(until__isnull=True),
                name="element_code_once_per_kind",
            ),
            models.CheckConstraint(name="element_is_of_a_kind", condition=Q(kind__in=ElementKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
