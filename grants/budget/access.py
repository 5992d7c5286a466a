"""The doors to the budget of a city. What lies in another city does not exist here."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from wijkraden.people.models import User
from wijkraden.places.models import City

from . import rules
from .models import Change, Year
from .queries import change_at, stale_among, year_of
from .states import ChangeState


def enter_budget(user: User, city: City | None, *, to_prepare: bool = False) -> City:
    """Return the city whose budget `user` may see; 404 if she may not, 403 if she may not prepare it."""
    if not city or not rules.may_read_budget(user, city.pk):
        raise Http404
    if to_prepare and not rules.may_prepare_budget(user, city.pk):
        raise PermissionDenied
    return city


def get_year(city: City, year: int) -> Year:
    """Return a budget year of the city; 404 if it has none."""
    found = year_of(city, year)
    if found is None:
        raise Http404
    return found


def get_change(city: City, public_id: str) -> Change:
    """Return a change of the city's budget; 404 if there is none."""
    found = change_at(city, public_id)
    if found is None:
        raise Http404
    return found


def get_change_to_decide(user: User, city: City, public_id: str) -> Change:
    """Return a change that `user` may approve or return; 404 if there is none, 403 if she may not."""
    found = get_change(city, public_id)
    if not rules.may_approve(user, found):
        raise PermissionDenied
    return found


def get_returned(year: Year, public_id: str, *, kind: str) -> Change:
    """Return a change of that year and kind that was returned or no longer fits; 404 if there is none."""
    found = get_change(year.city, public_id)
    is_to_prepare = found.state == ChangeState.RETURNED or found.pk in stale_among([found])
    if found.year_id != year.pk or found.kind != kind or not is_to_prepare:
        raise Http404
    return found
