"""Reads of a person's own account."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from portal.documents.models import Document
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.jobs.queries import jobs_of
from portal.post.models import Message
from portal.post.queries import messages_of
from portal.reads import put_together_once
from portal.trail.models import Record

from ..people.models import FormerAddress, Invitation, Seat, SideFunction, User
from ..people.queries import addresses_of
from ..people.rules import seats_ever, seats_now
from ..people.states import DISTRICT_ROLES, Role

MY_DATA = "wijkraden.accounts.tasks.write_my_data"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def person_at(email: str) -> User | None:
    """Return who has this address, without regard to case. One query."""
    return User.objects.filter(email__iexact=email).first()


def demo_accounts() -> int:
    """Return how many accounts came with the demo. One query."""
    return User.objects.filter(is_demo=True).count()


def other_factors(authenticator: Authenticator) -> QuerySet[Authenticator]:
    """Return the second factors (no recovery codes) of the same person apart from this one. One query."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=authenticator.user_id, type__in=FACTORS
    )
    return factors.exclude(pk=authenticator.pk)


def factors_of(user: User, *, anew: bool = True) -> list[Authenticator]:
    """Return everything a person can sign in with apart from a password and codes. One query at most.

    `anew=False` takes what was read before for this same object: for a page that changes none of it.
    """
    if anew or not hasattr(user, "_factors"):
        factors = Authenticator.objects.filter(user=user).order_by("created_at")
        user._factors = list(factors)  # type: ignore[attr-defined]  # kept on the person for this request
    found: list[Authenticator] = user._factors  # type: ignore[attr-defined]  # kept on the person for this request
    return found


def session_with_device(session_key: str | None) -> Session | None:
    """Return a session that goes on, with `seen_at`: when its device was last seen (None: never). One query."""
    found = _with_device(session_key) if session_key else []
    return next((session for session in found if session.expire_date > timezone.now()), None)


@put_together_once
def _with_device(session_key: str) -> QuerySet[Session]:
    device = UserSession.objects.filter(session_key=OuterRef("session_key"))
    sessions = Session.objects.filter(session_key=session_key)
    return sessions.annotate(seen_at=Subquery(device.values("last_seen_at")[:1]))


def devices_of(user: User) -> list[UserSession]:
    """Return the devices on which a person is signed in now, the newest first. Two queries.

    A session that ended, or that began before the password was changed elsewhere, is not among them.
    """
    devices = UserSession.objects.filter(user=user)
    sessions = Session.objects.filter(
        session_key__in=devices.values("session_key"), expire_date__gt=timezone.now()
    )
    valid = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    open_ = {
        session.session_key for session in sessions if session.get_decoded().get(HASH_SESSION_KEY) in valid
    }
    return [device for device in devices.order_by("-created_at") if device.session_key in open_]


def coordinators_of(user: User) -> list[Seat]:
    """Return the seats of the coordinators of a member's districts, with their person. One query at most."""
    districts = {seat.district_id for seat in seats_now(user) if seat.role in DISTRICT_ROLES}
    if not districts:
        return []
    today = timezone.localdate()
    seats = Seat.objects.filter(role=Role.COORDINATOR, district__in=districts).exclude(user=user)
    found = seats.select_related("user", "district").order_by("user__sort_key")
    return [seat for seat in found if seat.is_current(today)]


def person(public_id: str) -> User:
    """Return the person with this public id, as she is now. One query."""
    return User.objects.get(public_id=public_id)


def data_jobs(user: User) -> QuerySet[Job]:
    """Return each time that a person asked in this city for the file with her data, the newest first. One query."""
    return jobs_of(user).filter(task=MY_DATA)


def my_data(user: User, *, but: Job) -> dict[str, dict[str, Any] | Iterable[dict[str, Any]]]:
    """Return everything that is kept of a person, for herself (AVG article 15), part by part.

    Each part is read when it is gone through, row by row: one query, whatever its length. Texts of messages
    with a code are left out; of what she signs in with: kinds, names and moments, no secrets. `but` is the
    work that gathers all this.
    """
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    own = addresses_of(user)
    acts = Record.objects.filter(by_id=user.pk).order_by("number")
    return {
        "account": _account(user),
        "email_addresses": addresses.values("email", "verified", "primary").iterator(),
        "former_email_addresses": FormerAddress.objects.filter(user=user)
        .values("email", "left_at")
        .iterator(),
        "seats": map(_seat, seats_ever(user)),
        "side_functions": SideFunction.objects.filter(user=user)
        .values("position", "organisation", "is_paid", "starts_on", "ends_on", "entered_at", "removed_at")
        .iterator(),
        "invitations": _invitations(user, own),
        "second_steps": map(_factor, factors_of(user, anew=False)),
        "devices": _devices(user),
        "files": StoredFile.objects.filter(by_id=user.pk)
        .values("name", "media_type", "size", "sha256", "created_at")
        .iterator(),
        "documents": Document.objects.filter(by_id=user.pk)
        .values("kind", "title", "language", "name", "size", "sha256", "created_at")
        .iterator(),
        "jobs": Job.objects.filter(by_id=user.pk)
        .exclude(pk=but.pk)
        .values("task", "label", "state", "created_at", "finished_at")
        .iterator(),
        "messages": map(_message, messages_of(user, own).iterator()),
        "acts": acts.values("at", "act", "subject_kind", "subject_id", "facts").iterator(),
    }


def _invitations(user: User, addresses: list[str]) -> Iterable[dict[str, Any]]:
    to_her = Q(accepted_by=user)
    for address in addresses:
        to_her |= Q(accepted_by=None, email__iexact=address)
    places = {"city_name": F("city__name"), "district_name": F("district__name")}
    moments = ("at", "expires_at", "accepted_at", "revoked_at")
    found = Invitation.objects.filter(to_her).annotate(**places)
    names = ("email", "role", *places, "starts_on", "ends_on", "language", *moments)
    rows: Iterable[dict[str, Any]] = found.values(*names).iterator()
    return rows


def _devices(user: User) -> Iterable[dict[str, Any]]:
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    found = UserSession.objects.filter(user=user).annotate(
        ends_at=Subquery(session.values("expire_date")[:1])
    )
    names = ("ip", "user_agent", "created_at", "last_seen_at", "ends_at")
    rows: Iterable[dict[str, Any]] = found.values(*names).iterator()
    return rows


def _factor(factor: Authenticator) -> dict[str, Any]:
    moments = {"added_at": factor.created_at, "last_used_at": factor.last_used_at}
    return {"kind": factor.type, "name": factor.data.get("name", ""), **moments}


def _account(user: User) -> dict[str, Any]:
    names = ("email", "given_name", "particle", "family_name", "phone", "language", "joined_at")
    return {**{name: getattr(user, name) for name in names}, "last_sign_in_at": user.last_login}


def _seat(seat: Seat) -> dict[str, Any]:
    district = seat.district.name if seat.district else None
    city = {"city": seat.city.name, "district": district}
    days = {"starts_on": seat.starts_on, "ends_on": seat.ends_on, "ended_at": seat.ended_at}
    return {"role": seat.role, **city, **days}


def _message(message: Message) -> dict[str, Any]:
    text = None if message.secret else message.plain_text
    return {"at": message.created_at, "address": message.address, "subject": message.subject, "text": text}
