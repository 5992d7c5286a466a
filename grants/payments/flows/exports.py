"""What of the payments leaves the portal as a file."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from portal.trail.flows import flow, record
from portal.trail.words import describe
from wijkraden.people.models import User
from wijkraden.places.models import City

POSITION_EXPORTED = describe(
    "payments.position_exported", gettext_lazy("exported the cash position ({format})")
)


@flow
def note_position_export(city: City, *, by: User, at: datetime) -> None:
    """Note that the cash position leaves the portal as a CSV file."""
    record(POSITION_EXPORTED, city, by=by, at=at, format="csv")
