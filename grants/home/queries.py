"""What waits for a person, gathered from the rooms below."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.jobs.models import JobState
from portal.jobs.queries import jobs
from portal.post.models import MessageState
from portal.post.queries import messages
from portal.ui.dates import short_date
from portal.ui.parts import Waiting
from wijkraden.people.models import Seat, User
from wijkraden.people.queries import (
    districts_without_council,
    expired_invitations,
    has_told_side_functions,
)
from wijkraden.people.rules import seats_now
from wijkraden.people.states import DISTRICT_ROLES, Role
from wijkraden.places.models import City, District

SOON = timedelta(days=60)


def waiting_for(user: User, city: City, *, today: date) -> list[Waiting]:
    """Return what waits for `user` in that city. Six queries at most (an administrator)."""
    seats = [seat for seat in seats_now(user, on=today) if seat.city_id == city.pk]
    roles = {Role(seat.role) for seat in seats}
    found = [*_own_details(user, roles), *_ending(seats, today)]
    if Role.ADMINISTRATOR in roles:
        found += [*_undelivered(), *_invitations(city, timezone.now()), *_empty_seats(city, today)]
    return found


def _own_details(user: User, roles: set[Role]) -> list[Waiting]:
    found = []
    if roles & DISTRICT_ROLES and not has_told_side_functions(user):
        found.append(
            Waiting(
                _("Enter your side functions"),
                reverse("side_functions"),
                _("Other work and positions are published, so that everyone can see possible interests."),
            )
        )
    if Role.COORDINATOR in roles and not user.phone:
        found.append(
            Waiting(
                _("Enter your telephone number"),
                reverse("my_account"),
                _("It stands on every page of your council members."),
            )
        )
    return found


def _ending(seats: list[Seat], today: date) -> list[Waiting]:
    return [
        Waiting(
            _("Your role as %(role)s ends") % {"role": seat.get_role_display().lower()},
            reverse("my_account"),
            _("After that day you cannot act in this role. What is still open goes to your successor."),
            _("up to and including %(day)s") % {"day": short_date(seat.ends_on)},
            "warning",
        )
        for seat in seats
        if seat.ends_on is not None and seat.ends_on <= today + SOON
    ]


def _undelivered() -> list[Waiting]:
    found = []
    if parked := messages(state=MessageState.PARKED).count():
        found.append(
            Waiting(
                ngettext("%(n)d message was not sent", "%(n)d messages were not sent", parked)
                % {"n": parked},
                reverse("messages") + "?state=parked",
                _("Look at what went wrong and send again."),
                _("Not sent"),
                "danger",
            )
        )
    if failed := jobs(state=JobState.FAILED).count():
        found.append(
            Waiting(
                ngettext("%(n)d background job failed", "%(n)d background jobs failed", failed)
                % {"n": failed},
                reverse("jobs") + "?state=failed",
                _("Look at what went wrong and try again."),
                _("Failed"),
                "danger",
            )
        )
    return found


def _invitations(city: City, at: datetime) -> list[Waiting]:
    unanswered = expired_invitations(city, at=at).count()
    if not unanswered:
        return []
    title = ngettext("%(n)d invitation expired", "%(n)d invitations expired", unanswered) % {"n": unanswered}
    return [Waiting(title, reverse("people"), _("Send it again, or withdraw it."))]


def _empty_seats(city: City, today: date) -> list[Waiting]:
    empty = districts_without_council(city, on=today).count()
    if not empty:
        return []
    title = ngettext(
        "%(n)d district has no council members here yet",
        "%(n)d districts have no council members here yet",
        empty,
    )
    return [
        Waiting(
            title % {"n": empty}, reverse("invite"), _("Invite the members, the chair and the coordinator.")
        )
    ]


def councils_of(user: User, city: City, *, today: date) -> list[District]:
    """Return the districts in which `user` sits or which she coordinates. No query beside the seats."""
    seats = [seat for seat in seats_now(user, on=today) if seat.city_id == city.pk]
    return [seat.district for seat in seats if seat.district is not None]


def coming_seat(user: User, city: City, *, today: date) -> Seat | None:
    """Return the first seat in that city that has yet to start. One query."""
    return (
        user.seats.filter(city=city, starts_on__gt=today, ended_at__isnull=True).order_by("starts_on").first()
    )
