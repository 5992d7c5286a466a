"""Writes of people and seats."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.trail.flows import flow, record

from ..places.models import City, District
from .errors import AddressTaken, SeatClash
from .models import Language, Seat, User
from .states import COUNCIL_ROLES, Role, may_hold_together


@flow
def add_person(
    *,
    email: str,
    given_name: str,
    particle: str = "",
    family_name: str,
    phone: str = "",
    language: str = Language.DUTCH,
    password: str | None = None,
    is_demo: bool = False,
    by: User | None,
    at: datetime,
) -> User:
    """Make an account whose address is known to be hers (she came from a link in a mail to it).

    Raises AddressTaken. Without a password she signs in by a code in her mail.
    """
    user = User(
        email=email.strip().lower(),
        given_name=given_name,
        particle=particle,
        family_name=family_name,
        phone=phone,
        language=language,
        is_demo=is_demo,
        joined_at=at,
    )
    user.set_password(password)
    user.index_words()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise AddressTaken(_("Someone has an account with this e-mail address already.")) from error
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("people.added", user, by=by, at=at)
    return user


@flow
def give_seat(
    user: User,
    *,
    role: Role,
    city: City,
    district: District | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Seat:
    """Seat `user` in `role` from `starts_on` to `ends_on` (the last day, included).

    Raises SeatClash when she holds a seat in that time that does not go with it; the database refuses too.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    clash = _clashing_seat(user, role=role, district=district, starts_on=starts_on, ends_on=ends_on)
    if clash is not None:
        raise SeatClash(
            _("%(name)s is %(role)s in that period; these two roles do not go together.")
            % {"name": user.full_name, "role": clash.get_role_display().lower()}
        )
    seat = Seat.objects.create(
        user=user,
        role=role,
        city=city,
        district=district,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=by,
        given_at=at,
    )
    record(
        "people.seated",
        user,
        by=by,
        at=at,
        role=str(role),
        district=district.slug if district else None,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
    )
    return seat


def _clashing_seat(
    user: User, *, role: Role, district: District | None, starts_on: date, ends_on: date | None
) -> Seat | None:
    overlapping = user.seats.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    for seat in overlapping:
        same = seat.role == role and (seat.district_id == (district.pk if district else None) or role in COUNCIL_ROLES)
        if same or not may_hold_together(Role(seat.role), role):
            return seat
    return None
