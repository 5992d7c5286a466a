"""The regulations under which councils ask money, and their tiers."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from wijkraden.places.models import City

from ..states import Assessment, Channel, Settlement

number_prefix = RegexValidator(r"^[A-Z]{2,6}\Z", _("Enter two to six capital letters."))


class Regulation(models.Model):
    """The rules under which money is granted: from a first day up to and including a last day."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="regulations")
    title = models.CharField(max_length=160)
    prefix = models.CharField(max_length=6, validators=[number_prefix])  # of dossier numbers: WS-2027-0123
    gazette_number = models.CharField(max_length=40, blank=True)  # of the official gazette; a round needs it
    gazette_on = models.DateField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    returns_to_free = models.BooleanField(default=True)  # what is not used can be granted again that year
    channel = models.CharField(
        max_length=10, choices=Channel, default=Channel.BANK
    )  # of payments from now on

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "prefix"], name="prefix_once_per_city"),
            models.CheckConstraint(
                name="regulation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="gazette_number_has_its_date",
                condition=Q(gazette_number="", gazette_on__isnull=True)
                | (~Q(gazette_number="") & Q(gazette_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def covers(self, year: int) -> bool:
        """Tell if it is in force on some day of that year."""
        return self.starts_on.year <= year and (self.ends_on is None or self.ends_on.year >= year)


class Tier(models.Model):
    """Grants of a regulation up to some amount: how they are assessed and settled."""

    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="tiers")
    letter = models.CharField(max_length=1)
    up_to_cents = models.BigIntegerField()  # euro cents, included; the tier below ends where this one begins
    assessment = models.CharField(max_length=10, choices=Assessment)
    settlement = models.CharField(max_length=10, choices=Settlement)

    class Meta:
        ordering = ["up_to_cents"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "letter"], name="tier_letter_once"),
            models.UniqueConstraint(fields=["regulation", "up_to_cents"], name="tier_amount_once"),
            models.CheckConstraint(name="tier_has_an_amount", condition=Q(up_to_cents__gt=0)),
        ]

    def __str__(self) -> str:
        return self.letter
