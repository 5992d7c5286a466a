"""Where: cities, their areas and districts, and the neighbourhoods these are made of."""

import hashlib
import unicodedata

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.files.models import StoredFile
from portal.search import normalise

hex_colour = RegexValidator(r"^#[0-9a-f]{6}$", _("Enter a colour such as #0a5c4a."))


class City(models.Model):
    """A city that uses this installation: its name, its address and its look."""

    public_id = PublicIdField()
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    host = models.CharField(max_length=200, null=True)  # None: answers on every other host
    product_name = models.CharField(max_length=60, default="Wijkbudget")
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    privacy_email = models.EmailField(blank=True)
    brand_colour = models.CharField(max_length=7, default="#0a5c4a", validators=[hex_colour])
    accent_colour = models.CharField(max_length=7, default="#ffc53d", validators=[hex_colour])
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "cities"
        constraints = [
            # Also for no host: one city answers where no other does.
            models.UniqueConstraint(Coalesce("host", models.Value("")), name="one_city_per_host"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where the city answers, for links in mail: “https://wijkbudget.rotterdam.nl”."""
        if not self.host:
            return settings.PORTAL_URL
        scheme, _separator, default = settings.PORTAL_URL.partition("://")
        port = default.partition(":")[2]
        return f"{scheme}://{self.host}:{port}" if port else f"{scheme}://{self.host}"

    @property
    def theme_version(self) -> str:
        """What the city's own style sheet depends on, as a short hash for its address."""
        look = f"{self.brand_colour} {self.accent_colour}"
        return hashlib.sha256(look.encode()).hexdigest()[:12]


class Area(models.Model):
    """A part of the city (gebied) that holds one or more districts."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="areas")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["city", "slug"], name="area_slug_once_per_city")]

    def __str__(self) -> str:
        return self.name


def name_key(name: str) -> str:
    """Return a name without regard to case, the same on both databases; “C” and “C#” stay two names."""
    return unicodedata.normalize("NFC", name).casefold()


class DistrictKind(models.TextChoices):
    """What the council of a district is called."""

    WIJKRAAD = "wijkraad", _("District council")
    DORPSRAAD = "dorpsraad", _("Village council")


class District(models.Model):
    """A district with its elected council. Names change: old ones stay findable as aliases."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="districts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="districts")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    short_name = models.CharField(max_length=40)  # what fits in a tile of the map
    kind = models.CharField(max_length=10, choices=DistrictKind, default=DistrictKind.WIJKRAAD)
    seats = models.PositiveSmallIntegerField(null=True)  # None: no source names it
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    inhabitants = models.PositiveIntegerField(null=True)
    inhabitants_on = models.DateField(null=True)
    inhabitants_source = models.CharField(max_length=120, blank=True)
    search = models.CharField(max_length=400, editable=False)
    sort_key = models.CharField(max_length=160, editable=False)
    name_key = models.CharField(max_length=400, editable=False)  # the name without regard to case

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="district_slug_once_per_city"),
            models.UniqueConstraint(fields=["city", "name_key"], name="district_name_once_per_city"),
            models.UniqueConstraint(fields=["city", "column", "row"], name="one_district_per_tile"),
            models.CheckConstraint(
                name="inhabitants_have_date_and_source",
                condition=Q(inhabitants__isnull=True)
                | (Q(inhabitants_on__isnull=False) & ~Q(inhabitants_source="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The council's name as people say it: “Wijkraad Feijenoord”."""
        return f"{self.kind.capitalize()} {self.name}"

    def index_words(self) -> None:
        """Fill the search and sort columns from the names (before saving)."""
        self.search = normalise(f"{self.full_name} {self.short_name} {self.area.name}")[:400]
        self.sort_key = normalise(self.name)[:160]
        self.name_key = name_key(self.name)


class DistrictAlias(models.Model):
    """Another name of a district: its old address leads to the new one, and search finds it."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="aliases")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    search = models.CharField(max_length=160, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["city", "slug"], name="alias_slug_once_per_city")]

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """A statistical neighbourhood (CBS buurt) that lies in a district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="neighbourhoods")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code
