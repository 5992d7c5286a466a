"""Assessment frames: the criteria by which a proposal is scored, and the conditions that come before."""

from django.db import models
from django.db.models import Q

from portal.fields import PublicIdField
from wijkraden.people.models import User
from wijkraden.places.models import City

from ..states import ALL_WEIGHTS, HIGHEST_SCORE
from .plans import code_of_a_part


class Frame(models.Model):
    """A version of the assessment frame; once it is frozen nothing of it changes any more."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="frames")
    number = models.PositiveSmallIntegerField()  # of the version, from 1 on in each city
    title = models.CharField(max_length=160)
    minimum_total = models.PositiveSmallIntegerField()  # of 100: what a proposal needs at least
    spread_tenths = models.PositiveSmallIntegerField()  # of a point: more between two scores asks for a talk
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="frame_number_once_per_city"),
            models.CheckConstraint(
                name="frame_asks_what_can_be_scored",
                condition=Q(minimum_total__lte=100, spread_tenths__lte=10 * HIGHEST_SCORE),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        """Tell if a round uses it, so that it stays as it is."""
        return self.frozen_at is not None


class Criterion(models.Model):
    """Something that is scored from 0 to 4, and how much it weighs."""

    public_id = PublicIdField()
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=20, validators=[code_of_a_part])  # C1
    title = models.CharField(max_length=200)
    question = models.TextField(max_length=1000)
    anchor = models.CharField(max_length=500, blank=True)  # what it stands on: "K1", "§2"
    weight = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(null=True)  # the least score; none: any score will do
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "code"], name="criterion_code_once"),
            models.CheckConstraint(
                name="criterion_weighs_something", condition=Q(weight__gte=1, weight__lte=ALL_WEIGHTS)
            ),
            models.CheckConstraint(
                name="criterion_asks_a_score_that_there_is",
                condition=Q(minimum__isnull=True) | Q(minimum__lte=HIGHEST_SCORE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Condition(models.Model):
    """Something that is answered by yes or no before a proposal is scored."""

    public_id = PublicIdField()
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="conditions")
    code = models.CharField(max_length=20, validators=[code_of_a_part])  # D1
    question = models.CharField(max_length=300)
    explanation = models.TextField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["frame", "code"], name="condition_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.question}"
