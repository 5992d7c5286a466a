"""The doors to people, seats and invitations. What lies in another city does not exist here."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from ..places.models import City
from . import rules
from .models import Invitation, Seat, SideFunction, User
from .queries import invitations_of, people_of, seats_elsewhere, seats_of, side_functions_of


def enter_office(user: User, city: City | None, *, to_manage: bool = False) -> City:
    """Return the city whose people `user` may see; 404 if she may not, 403 if she may not change them."""
    if not city or not rules.may_read_people(user, city.pk):
        raise Http404
    if to_manage and not rules.may_manage_people(user, city.pk):
        raise PermissionDenied
    return city


def enter_roles(user: User, city: City | None) -> City:
    """Return the city whose table of roles `user` may read; 404 if she may not."""
    if not city or not rules.may_read_roles(user, city.pk):
        raise Http404
    return city


def enter_side_functions(user: User, city: City | None) -> City:
    """Return the city in which `user` publishes side functions; 404 if she holds no such seat."""
    if not city or not rules.may_publish_side_functions(user, city.pk):
        raise Http404
    return city


def get_person(city: City, public_id: str) -> User:
    """Return a person who has or had a seat in the city, with `is_shared`: in another one too; else 404."""
    today = timezone.localdate()
    elsewhere = Exists(seats_elsewhere(city, on=today).filter(user=OuterRef("pk")))
    found = people_of(city, on=today).filter(public_id=public_id)
    person = found.annotate(is_shared=elsewhere).first()
    if person is None:
        raise Http404
    return person


def get_seat(person: User, city: City, public_id: str) -> Seat:
    """Return a seat of that person in the city; 404 if there is none."""
    seat = seats_of(person, city).filter(public_id=public_id).first()
    if seat is None:
        raise Http404
    return seat


def get_invitation(city: City, public_id: str) -> Invitation:
    """Return an invitation of the city; 404 if there is none."""
    invitation = (
        invitations_of(city).filter(public_id=public_id).select_related("city", "district", "by").first()
    )
    if invitation is None:
        raise Http404
    return invitation


def get_own_side_function(user: User, public_id: str) -> SideFunction:
    """Return a side function of `user` that was not removed; 404 if there is none."""
    side_function = side_functions_of(user).filter(public_id=public_id).first()
    if side_function is None:
        raise Http404
    return side_function
