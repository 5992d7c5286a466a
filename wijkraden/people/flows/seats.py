"""Writes of seats: given, and ended by a last day."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.trail.flows import flow, record
from portal.trail.words import describe

from ...places.models import City, District
from ..errors import LastAdministrator, SeatClash, WrongDistrict, WrongPeriod
from ..models import Seat, User
from ..queries import clashing_seat, is_last_administrator
from ..states import DISTRICT_ROLES, Role

SEATED = describe("people.seated", gettext_lazy("gave a seat"))
ENDED = describe("people.seat_ended", gettext_lazy("set the last day of a seat"))


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

    Raises WrongDistrict, WrongPeriod, and SeatClash when she holds a seat in that time that does not go with
    it; the database refuses too.
    """
    check_place(role, city=city, district=district)
    check_period(starts_on, ends_on)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_clash(user, role=role, district=district, starts_on=starts_on, ends_on=ends_on)
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
    record(SEATED, user, by=by, at=at, **_facts(seat))
    return seat


@flow
def end_seat(seat: Seat, *, ends_on: date, by: User | None, at: datetime) -> None:
    """Set the last day of a seat, today or later. A seat is never removed; what was done with it stays.

    Raises WrongPeriod, LastAdministrator, SeatClash (a later day than before), and WrongState for a seat that
    is over or an administrator's own.
    """
    user = User.objects.select_for_update().get(pk=seat.user_id)
    City.objects.select_for_update(no_key=True).get(pk=seat.city_id)
    seat.refresh_from_db(fields=["ends_on"])
    today = timezone.localdate(at)
    if seat.ends_on is not None and seat.ends_on < today:
        raise WrongState(_("This seat is over already."))
    if ends_on < today:
        raise WrongPeriod(_("The last day is over already. Choose today or a later day."))
    check_period(seat.starts_on, ends_on)
    role = Role(seat.role)
    if role == Role.ADMINISTRATOR and by is not None and by.pk == user.pk:
        raise WrongState(_("You cannot end your own seat as administrator. Ask another administrator."))
    if role == Role.ADMINISTRATOR and seat.ends_on is None and is_last_administrator(user, seat.city):
        raise LastAdministrator(
            _("%(city)s needs an administrator. Give this seat to someone else first.") % {"city": seat.city.name}
        )
    refuse_clash(user, role=role, district=seat.district, starts_on=seat.starts_on, ends_on=ends_on, but=seat)
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    record(ENDED, user, by=by, at=at, **_facts(seat))


def check_place(role: Role, *, city: City, district: District | None) -> None:
    """Raise WrongDistrict when role and district do not go together or the district lies in another city."""
    if role in DISTRICT_ROLES and district is None:
        raise WrongDistrict(_("Choose the district of this seat."))
    if role not in DISTRICT_ROLES and district is not None:
        raise WrongDistrict(_("This role is for the whole city. Leave the district empty."))
    if district is not None and district.city_id != city.pk:
        raise WrongDistrict(_("Choose a district of %(city)s.") % {"city": city.name})


def check_period(starts_on: date, ends_on: date | None) -> None:
    """Raise WrongPeriod when the last day comes before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise WrongPeriod(_("The last day comes before the first day. Choose a later last day."))


def refuse_clash(
    user: User,
    *,
    role: Role,
    district: District | None,
    starts_on: date,
    ends_on: date | None,
    but: Seat | None = None,
) -> None:
    """Raise SeatClash, naming the seat, when `user` holds one in that period that does not go with this one."""
    clash = clashing_seat(user, role=role, district=district, starts_on=starts_on, ends_on=ends_on, but=but)
    if clash is None:
        return
    told = {"name": user.full_name, "role": clash.get_role_display().lower(), "other": role.label.lower()}
    if clash.role == role:
        raise SeatClash(_("%(name)s is %(role)s already in that period.") % told)
    raise SeatClash(
        _("%(name)s is %(role)s in that period. Nobody is %(role)s and %(other)s at the same time.") % told
    )


def _facts(seat: Seat) -> dict[str, str | None]:
    return {
        "seat": seat.public_id,
        "role": str(seat.role),
        "city": seat.city.slug,
        "district": seat.district.slug if seat.district else None,
        "starts_on": seat.starts_on.isoformat(),
        "ends_on": seat.ends_on.isoformat() if seat.ends_on else None,
    }
