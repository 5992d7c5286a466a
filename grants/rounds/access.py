"""The doors to the rounds of a city. What lies in another city does not exist here."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from wijkraden.people.models import User
from wijkraden.places.models import City

from . import queries, rules
from .models import Round


def enter_rounds(user: User, city: City | None, *, to_set: bool = False) -> City:
    """Return the city whose rounds `user` may see; 404 if she may not, 403 if she may not prepare them."""
    if not city or not rules.may_read_rounds(user, city.pk):
        raise Http404
    if to_set and not rules.may_set_rounds(user, city.pk):
        raise PermissionDenied
    return city


def get_round(city: City, public_id: str) -> Round:
    """Return a round of the city; 404 if there is none."""
    found = queries.round_at(city, public_id)
    if found is None:
        raise Http404
    return found
