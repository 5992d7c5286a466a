"""Reads of the mandates: who may decide up to which amount, on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from grants.plan.models import Regulation
from portal.gather import gather
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import seated_on
from wijkraden.people.states import Role
from wijkraden.places.models import City, District

from .models import Mandate


def mandates_for(user: User, regulation: Regulation, district: District, *, on: date) -> QuerySet[Mandate]:
    """Return the mandates of `user` for that regulation, district and day, the narrowest first. One query."""
    found = Mandate.objects.filter(user=user, regulation=regulation, starts_on__lte=on)
    found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    here = Q(places__isnull=True) | Q(places__district=district)
    return found.filter(here).distinct().order_by("maximum_cents", "id")


def mandates_held(user: User, *, on: date) -> list[Mandate]:
    """Return the mandates that `user` has on that day with their districts, the narrowest first. One query."""
    gather(user, "mandates__places")
    found = (
        one
        for one in user.mandates.all()
        if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
    )
    return sorted(found, key=lambda one: (one.maximum_cents, one.pk))


def deciders_of(city: City, *, on: date) -> QuerySet[User]:
    """Return the decision-makers of a city on that day, by name. One query."""
    seats = Seat.objects.filter(seated_on(on), city=city, role=Role.DECISION_MAKER)
    return User.objects.filter(is_active=True, seats__in=seats).distinct().order_by("sort_key", "id")


def mandates_of_deciders(city: City, regulation: Regulation, *, on: date) -> list[Mandate]:
    """Return the mandates of that day under a regulation of the decision-makers of a city, by name. Two queries.

    With their districts and who has them.
    """
    found = Mandate.objects.filter(
        user__in=deciders_of(city, on=on), regulation=regulation, starts_on__lte=on
    )
    found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    return list(found.select_related("user").prefetch_related("places").order_by("user__sort_key", "user_id"))
