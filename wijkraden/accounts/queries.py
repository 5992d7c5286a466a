"""Reads of a person's own account."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils import timezone

from portal.post.models import Message
from portal.trail.models import Record

from ..people.models import Seat, SideFunction, User
from ..people.rules import seats_now
from ..people.states import DISTRICT_ROLES, Role

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def person_at(email: str) -> User | None:
    """Return who has this address, without regard to case. One query."""
    return User.objects.filter(email__iexact=email).first()


def other_factors(authenticator: Authenticator) -> QuerySet[Authenticator]:
    """Return the second factors (no recovery codes) of the same person apart from this one. One query."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=authenticator.user_id, type__in=FACTORS
    )
    return factors.exclude(pk=authenticator.pk)


def factors_of(user: User) -> list[Authenticator]:
    """Return everything a person can sign in with apart from a password and codes. One query."""
    return list(Authenticator.objects.filter(user=user).order_by("created_at"))


def last_seen_at(session_key: str | None) -> datetime | None:
    """Return when the device with this session was last seen (UTC). One query."""
    session: UserSession | None = UserSession.objects.filter(session_key=session_key).first()
    return session.last_seen_at if session else None


def seats_of(user: User) -> QuerySet[Seat]:
    """Return all seats of a person, the newest first, with their district. One query."""
    return user.seats.select_related("district", "city").order_by("-starts_on", "-id")


def coordinators_of(user: User) -> list[Seat]:
    """Return the seats of the coordinators of a member's districts, with their person. One query at most."""
    districts = {seat.district_id for seat in seats_now(user) if seat.role in DISTRICT_ROLES}
    if not districts:
        return []
    today = timezone.localdate()
    seats = Seat.objects.filter(role=Role.COORDINATOR, district__in=districts).exclude(user=user)
    found = seats.select_related("user", "district").order_by("user__sort_key")
    return [seat for seat in found if seat.is_current(today)]


def my_data(user: User) -> dict[str, Any]:
    """Return everything that is kept of a person, for herself (AVG article 15). Six queries.

    Texts of messages with a code are left out, and of second factors only that they exist.
    """
    side_functions = SideFunction.objects.filter(user=user)
    devices = UserSession.objects.filter(user=user)
    acts = Record.objects.filter(by_id=user.pk).order_by("number")
    return {
        "account": _account(user),
        "seats": [_seat(seat) for seat in seats_of(user)],
        "side_functions": list(
            side_functions.values(
                "position", "organisation", "is_paid", "starts_on", "ends_on", "entered_at", "removed_at"
            )
        ),
        "second_steps": [
            {"kind": factor.type, "added_at": factor.created_at, "last_used_at": factor.last_used_at}
            for factor in factors_of(user)
        ],
        "devices": list(devices.values("ip", "user_agent", "created_at", "last_seen_at")),
        "messages": [_message(message) for message in Message.objects.filter(to_id=user.pk)],
        "acts": list(acts.values("at", "act", "subject_kind", "subject_id", "facts")),
    }


def _account(user: User) -> dict[str, Any]:
    names = ("email", "given_name", "particle", "family_name", "phone", "language", "joined_at")
    return {**{name: getattr(user, name) for name in names}, "last_sign_in_at": user.last_login}


def _seat(seat: Seat) -> dict[str, Any]:
    district = seat.district.name if seat.district else None
    city = {"city": seat.city.name, "district": district}
    return {"role": seat.role, **city, "starts_on": seat.starts_on, "ends_on": seat.ends_on}


def _message(message: Message) -> dict[str, Any]:
    text = None if message.secret else message.text
    return {"at": message.created_at, "address": message.address, "subject": message.subject, "text": text}
