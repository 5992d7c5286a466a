"""Writes of the plan: regulations with their tiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City

from .errors import PrefixTaken, WrongTiers
from .models import Regulation, Tier
from .states import Assessment, Settlement

REGULATION_ADDED = describe("plan.regulation_added", gettext_lazy("entered a regulation"))


@dataclass(frozen=True)
class TierOf:
    """Grants up to and including some euro cents, and how these are assessed and settled."""

    letter: str
    up_to_cents: int
    assessment: Assessment
    settlement: Settlement


@dataclass(frozen=True)
class Gazette:
    """Where a regulation was published: number and day of the official gazette."""

    number: str
    on: date


@flow
def add_regulation(
    city: City,
    *,
    title: str,
    prefix: str,
    starts_on: date,
    ends_on: date | None = None,
    gazette: Gazette | None = None,
    returns_to_free: bool = True,
    tiers: Sequence[TierOf] = (),
    by: User | None,
    at: datetime,
) -> Regulation:
    """Enter a regulation with its tiers. Raises PrefixTaken and WrongTiers."""
    City.objects.select_for_update().get(pk=city.pk)
    if Regulation.objects.filter(city=city, prefix=prefix).exists():
        raise PrefixTaken(
            _("Another regulation uses %(prefix)s in its dossier numbers.") % {"prefix": prefix}
        )
    made = Regulation.objects.create(
        city=city,
        title=title,
        prefix=prefix,
        starts_on=starts_on,
        ends_on=ends_on,
        gazette_number=gazette.number if gazette else "",
        gazette_on=gazette.on if gazette else None,
        returns_to_free=returns_to_free,
    )
    _set_tiers(made, tiers)
    record(REGULATION_ADDED, made, by=by, at=at)
    return made


def _set_tiers(regulation: Regulation, tiers: Sequence[TierOf]) -> None:
    letters, amounts = {one.letter for one in tiers}, {one.up_to_cents for one in tiers}
    if len(letters) < len(tiers) or len(amounts) < len(tiers):
        raise WrongTiers(_("Give each tier a letter and an amount of its own."))
    Tier.objects.bulk_create(
        Tier(
            regulation=regulation,
            letter=one.letter,
            up_to_cents=one.up_to_cents,
            assessment=one.assessment,
            settlement=one.settlement,
        )
        for one in tiers
    )
