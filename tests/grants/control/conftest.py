"""The worked example in Pernis, booked by bas at NOON."""

import pytest

from grants.control import tasks
from tests.grants.control.make import Worked, worked_example
from tests.make import NOON
from tests.shared import shared
from wijkraden.people.models import User
from wijkraden.places.models import City, District


@pytest.fixture(autouse=True)
def _tells_nothing_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof of more than a second would wait half a minute for the lock that its own test holds on SQLite."""
    monkeypatch.setattr(tasks, "TELL_EVERY", 3600.0)


@shared
def pernis(city: City) -> District:
    """The district of the worked example."""
    return District.objects.select_related("city", "area").get(city=city, slug="pernis")


@shared
def worked(pernis: District, bas: User) -> Worked:
    """A district budget of 25,000.00 with three dossiers."""
    return worked_example(pernis, by=bas, at=NOON)
