"""The doors to regulations. What lies in another city does not exist here."""

from django.http import Http404

from wijkraden.people.models import User
from wijkraden.places.models import City

from . import rules
from .models import Regulation
from .queries import regulation_at


def enter_regulations(user: User, city: City | None) -> City:
    """Return the city whose regulations `user` may enter and change; 404 if she may not."""
    if not city or not rules.may_set_regulations(user, city.pk):
        raise Http404
    return city


def get_regulation(city: City, public_id: str) -> Regulation:
    """Return a regulation of the city with its tiers; 404 if there is none."""
    found = regulation_at(city, public_id)
    if found is None:
        raise Http404
    return found
