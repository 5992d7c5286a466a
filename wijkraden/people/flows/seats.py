"""Writes of seats: given, and ended by a last day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_facts, name_things

from ...places.models import City, District
from ..errors import LastAdministrator, WrongPeriod
from ..models import Seat, User
from ..queries import administers_alone, locked
from ..rules import MANAGE_PEOPLE, check_period, check_place, refuse_clash, refuse_former, refuse_own_end
from ..states import Role
from .revoke import revoke_invitations_of

name_codes(dict(Role.choices))
name_facts(
    {
        "city": gettext_lazy("city"),
        "district": gettext_lazy("district"),
        "ends_on": gettext_lazy("last day"),
        "for_another": gettext_lazy("address is someone else’s now"),
        "role": gettext_lazy("role"),
        "seat": gettext_lazy("id of the seat"),
        "starts_on": gettext_lazy("first day"),
    }
)
name_things(
    {
        "wijkraden.invitation": gettext_lazy("invitation"),
        "wijkraden.seat": gettext_lazy("seat"),
        "wijkraden.sidefunction": gettext_lazy("side function"),
        "wijkraden.user": gettext_lazy("person"),
        "invitations:unanswered": gettext_lazy("unanswered invitations"),
    }
)
name_codes({"people.invitation": gettext_lazy("invitation"), "people.roles": gettext_lazy("who can do what")})
SEATED = describe("people.seated", gettext_lazy("gave a seat"))
ENDED = describe("people.seat_ended", gettext_lazy("set the last day of a seat"))
ENDED_AT_ONCE = describe("people.seat_ended_at_once", gettext_lazy("ended a seat at once"))
CANCELLED = describe("people.seat_cancelled", gettext_lazy("cancelled a seat before its first day"))


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

    Raises NoLongerAllowed, WrongDistrict, WrongPeriod, and SeatClash when she holds a seat in that time that
    does not go with it; the database refuses too.
    """
    check_place(role, city=city, district=district)
    check_period(starts_on, ends_on)
    [user] = locked(city, user)
    refuse_former(by, city, on=timezone.localdate(at))
    if user.erased_at is not None:
        raise WrongState(_("The data of this person were erased already."))
    refuse_clash(user, city=city, role=role, district=district, starts_on=starts_on, ends_on=ends_on)
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
def end_seat(
    seat: Seat,
    *,
    ends_on: date,
    was: Mapping[str, Any] | None = None,
    by: User | None,
    at: datetime,
) -> None:
    """Set the last day of a seat, today or later. A seat is never removed; what was done with it stays.

    Raises NoLongerAllowed, WrongPeriod, LastAdministrator, SeatClash (a later day than before), and WrongState
    for a seat that is over or an administrator's own, and ChangedMeanwhile when another day stands there than the
    page showed (`was`).
    """
    user = _lock_to_end(seat, on=ends_on + timedelta(days=1), by=by, at=at)
    refuse_if_changed(seat, was)
    if ends_on < timezone.localdate(at):
        raise WrongPeriod(_("The last day is over already. Choose today or a later day."))
    check_period(seat.starts_on, ends_on)
    refuse_clash(
        user,
        city=seat.city,
        role=Role(seat.role),
        district=seat.district,
        starts_on=seat.starts_on,
        ends_on=ends_on,
        but=seat,
    )
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    if ends_on <= timezone.localdate(at):
        _revoke_sent(seat, user, by=by, at=at)
    record(ENDED, user, by=by, at=at, **_facts(seat))


@flow
def end_seat_at_once(seat: Seat, *, by: User | None, at: datetime) -> None:
    """End a seat from this moment on; one that has yet to start then never starts. The row stays.

    Raises NoLongerAllowed, LastAdministrator, and WrongState for a seat that is over or an administrator's own.
    """
    user = _lock_to_end(seat, on=timezone.localdate(at), by=by, at=at)
    seat.ends_on, seat.ended_at = max(timezone.localdate(at), seat.starts_on), at
    seat.save(update_fields=["ends_on", "ended_at"])
    _revoke_sent(seat, user, by=by, at=at)
    record(CANCELLED if seat.is_cancelled else ENDED_AT_ONCE, user, by=by, at=at, **_facts(seat))


def _lock_to_end(seat: Seat, *, on: date, by: User | None, at: datetime) -> User:
    """Return whose seat it is, with city, person and seat locked; refuse what may not be ended.

    `on` is the first day without the seat.
    """
    [user] = locked(seat.city, seat.user)
    refuse_former(by, seat.city, on=timezone.localdate(at))
    row = Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    seat.ends_on, seat.ended_at = row.ends_on, row.ended_at
    if seat.is_over(timezone.localdate(at)):
        raise WrongState(_("This seat is over already."))
    refuse_own_end(by, seat)
    if seat.role != Role.ADMINISTRATOR:
        return user
    if administers_alone(user, seat.city, on=on, seat=seat):
        raise LastAdministrator(
            _("%(city)s needs an administrator. Give this seat to someone else first.")
            % {"city": seat.city.name}
        )
    return user


def _revoke_sent(seat: Seat, user: User, *, by: User | None, at: datetime) -> None:
    if seat.role in MANAGE_PEOPLE.roles:
        revoke_invitations_of(user, city=seat.city, by=by, at=at)


def _facts(seat: Seat) -> dict[str, str | None]:
    return {
        "seat": seat.public_id,
        "role": str(seat.role),
        "city": seat.city.slug,
        "district": seat.district.slug if seat.district else None,
        "starts_on": seat.starts_on.isoformat(),
        "ends_on": seat.ends_on.isoformat() if seat.ends_on and not seat.ended_at else None,
    }
