"""Writes of seats: given, and ended by a last day."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.trail.flows import flow, record
from portal.trail.words import describe

from ...places.models import City, District
from ..errors import LastAdministrator, WrongPeriod
from ..models import Seat, User
from ..queries import check_period, check_place, is_last_administrator, refuse_clash
from ..states import Role

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
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
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
    user = User.objects.select_for_update(no_key=True).get(pk=seat.user_id)
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
            _("%(city)s needs an administrator. Give this seat to someone else first.")
            % {"city": seat.city.name}
        )
    refuse_clash(user, role=role, district=seat.district, starts_on=seat.starts_on, ends_on=ends_on, but=seat)
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    record(ENDED, user, by=by, at=at, **_facts(seat))


def _facts(seat: Seat) -> dict[str, str | None]:
    return {
        "seat": seat.public_id,
        "role": str(seat.role),
        "city": seat.city.slug,
        "district": seat.district.slug if seat.district else None,
        "starts_on": seat.starts_on.isoformat(),
        "ends_on": seat.ends_on.isoformat() if seat.ends_on else None,
    }
