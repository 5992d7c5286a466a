"""The demo world, made through the flows that people use."""

from datetime import datetime

from portal.trail.flows import flow
from wijkraden.people.models import User
from wijkraden.places.flows import load_city

from .cast import load_cast


@flow
def load_demo(*, by: User | None = None, at: datetime) -> dict[str, User]:
    """Make Rotterdam and the cast; harmless when run again. Returns the people by first name."""
    city = load_city("rotterdam", by=by, at=at)
    return load_cast(city, by=by, at=at)
