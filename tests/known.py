"""What the database holds before the first test: the city, districts of the cast, and the cast itself."""

import functools
from collections.abc import Callable

from django.db.models import Model

from grants.demo.cast import CAST
from tests.proposals import cast
from wijkraden.places.models import City, District


def city() -> City:
    """Rotterdam."""
    return City.objects.get(slug="rotterdam")


def delfshaven() -> District:
    """The district of anna, chris and coen."""
    return District.objects.get(city=city(), slug="delfshaven-schiemond")


def lage_land() -> District:
    """The district of bram."""
    return District.objects.get(city=city(), slug="lage-land-prinsenland-s-gravenland")


READ: dict[str, Callable[[], Model]] = {
    "city": city,
    "delfshaven": delfshaven,
    "lage_land": lage_land,
    **{one.given_name.lower(): functools.partial(cast, one.given_name.lower()) for one in CAST},
}
