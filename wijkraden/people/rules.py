"""Who may do what.

Every act has a name, a sentence and the roles that may do it; the printed table “who can do what”
(docs/roles.md, /people/roles/) and the tests are made from these same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import realm
from portal.errors import WrongState
from portal.reads import held, put_together_once, rows_of

from ..places.models import City, District
from .errors import AddressTaken, NoLongerAllowed, SeatClash, WrongDistrict, WrongPeriod
from .models import Invitation, Seat, User
from .states import CITY_ROLES, COUNCIL_ROLES, DISTRICT_ROLES, SEATS_APART, Role, may_hold_together

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

Person = User | AnonymousUser

ACTS: dict[str, Act] = {}


@dataclass(frozen=True)
class Act:
    """Something a role may do. `limits` says what else must hold for the person or the thing."""

    name: str
    words: Words
    roles: frozenset[Role]
    limits: Words | str = ""


def act(
    name: str,
    words: Words,
    roles: set[Role] | frozenset[Role],
    limits: Words | str = "",
) -> Act:
    """Make an act known to the table and return it; a name is used once."""
    if name in ACTS:
        raise ValueError(f"the act {name} exists already")
    ACTS[name] = Act(name, words, frozenset(roles), limits)
    return ACTS[name]


def seats_now(user: Person, *, on: date | None = None) -> list[Seat]:
    """Return the seats `user` holds on that day (default today, Amsterdam). One query a person."""
    if not isinstance(user, User) or not user.is_active:
        return []
    day = on or timezone.localdate()
    return [seat for seat in seats_ever(user) if seat.is_current(day)]


def seats_ever(user: User) -> list[Seat]:
    """Return all seats of `user`, the newest first, with district and city. One query a person."""
    if not hasattr(user, "_seats"):
        newest_first = sorted(
            _seats_with_names(user.pk), key=lambda one: (one.starts_on, one.pk), reverse=True
        )
        user._seats = newest_first  # type: ignore[attr-defined]  # kept on the person for this request
    found: list[Seat] = user._seats  # type: ignore[attr-defined]  # kept on the person for this request
    return found


@put_together_once
def _seats_with_names(user_id: int) -> QuerySet[Seat]:
    return Seat.objects.filter(user=user_id).select_related("district", "city").order_by()


def roles_of(user: Person, city_id: int, *, on: date | None = None) -> frozenset[Role]:
    """Return the roles `user` holds in that city on that day (default today)."""
    return frozenset(Role(seat.role) for seat in seats_now(user, on=on) if seat.city_id == city_id)


def may(user: Person, allowed: Act, city_id: int, *, on: date | None = None) -> bool:
    """Tell if one of the user's roles in that city allows the act on that day (default today)."""
    return bool(roles_of(user, city_id, on=on) & allowed.roles)


def may_in(user: Person, allowed: Act, district_id: int, *, on: date | None = None) -> bool:
    """Tell if a seat of `user` in that district allows the act on that day (default today)."""
    return any(
        seat.district_id == district_id and seat.role in allowed.roles for seat in seats_now(user, on=on)
    )


def hold_right(user: User, allowed: Act, *, city_id: int, district_id: int | None = None, on: date) -> None:
    """Lock the person and raise NoLongerAllowed unless she may do that, in the city or in that district, on that day.

    Whoever ends a seat of hers or blocks her account waits for the same row, so the right neither comes nor goes
    before the flow commits. The first lock of a flow. Two queries.
    """
    row = held(User, user.pk)
    row._seats = rows_of(Seat, "user_id", user.pk)  # type: ignore[attr-defined]  # without the names of `seats_ever`
    allows = may_in(row, allowed, district_id, on=on) if district_id else may(row, allowed, city_id, on=on)
    if not allows:
        raise NoLongerAllowed(gettext("You may no longer do this, so nothing was changed."))


MANAGE_PEOPLE = act("people.manage", _("Invite people, give and end seats"), {Role.ADMINISTRATOR})
READ_PEOPLE = act("people.read", _("See who holds which seat"), {Role.ADMINISTRATOR, Role.CONTROLLER})
READ_ROLES = act(
    "people.roles",
    _("See and print who can do what"),
    {Role.ADMINISTRATOR, Role.CONTROLLER},
)
SET_CITY = act(
    "city.set",
    _("Change the city’s name, contact details, look and districts"),
    {Role.ADMINISTRATOR},
)
OPERATE = act(
    "portal.operate",
    _("See messages and jobs, send a message again"),
    {Role.ADMINISTRATOR},
)
READ_TRAIL = act(
    "trail.read",
    _("Read the trail: who did, saw or changed what"),
    {Role.CONTROLLER, Role.ADMINISTRATOR},
)
PUBLISH_SIDE_FUNCTIONS = act(
    "people.side_functions",
    _("Publish one's own side functions"),
    {Role.MEMBER, Role.CHAIR, Role.COORDINATOR},
    _("only one's own"),
)


# Told per thing: kept by the room of the act and by the database.
SEPARATIONS: tuple[Words, ...] = (
    _("Who checks or scores a proposal never decides on it."),
    _("Who sits in a council or coordinates it never scores or decides on its proposals."),
    _("Who changes a bank account never confirms that, and never releases a payment to it."),
    _("Who prepares a payment never releases it."),
    _("Who prepares a change of the budget never approves it."),
    _("Who changed a plan never publishes that change."),
    _("Who took a decision never handles the objection against it."),
    _("Who has a personal interest in a proposal takes no part in it, by whatever route it comes."),
    _("Nobody ends an own seat as administrator, and a city is never without an administrator."),
)


def may_manage_people(user: Person, city_id: int, *, on: date | None = None) -> bool:
    """Tell if `user` may invite people and give and end seats in that city on that day (default today)."""
    return may(user, MANAGE_PEOPLE, city_id, on=on)


def may_end(user: User, seat: Seat) -> bool:
    """Tell if `user`, who manages people, may end that seat: any but her own as administrator."""
    return seat.role != Role.ADMINISTRATOR or seat.user_id != user.pk


def refuse_own_end(user: User | None, seat: Seat) -> None:
    """Raise WrongState when `user` may not end that seat: her own as administrator; None, the operator, always may."""
    if user is not None and not may_end(user, seat):
        raise WrongState(gettext("You cannot end your own seat as administrator. Ask another administrator."))


def refuse_former(user: User | None, city: City, *, on: date) -> None:
    """Raise NoLongerAllowed unless `user` manages people there on that day; None, the operator, always does.

    Asked of what stands in the database now, so a flow asks it after it has locked the city: whoever takes
    the right away waits for that lock. Two queries.
    """
    if user is not None and not may_manage_people(User.objects.get(pk=user.pk), city.pk, on=on):
        raise NoLongerAllowed(
            gettext("You no longer administer %(city)s, so nothing was changed.") % {"city": city.name}
        )


def stands_behind(invitation: Invitation, *, on: date) -> bool:
    """Tell if whoever sent the invitation may still do so on that day; the operator always may."""
    return invitation.by is None or may_manage_people(invitation.by, invitation.city_id, on=on)


def may_read_people(user: Person, city_id: int) -> bool:
    """Tell if `user` may see all seats of that city."""
    return may(user, READ_PEOPLE, city_id)


def may_set_city(user: Person, city_id: int, *, on: date | None = None) -> bool:
    """Tell if `user` may change the city's name, look and districts on that day (default today)."""
    return may(user, SET_CITY, city_id, on=on)


def may_read_roles(user: Person, city_id: int) -> bool:
    """Tell if `user` may see and print the table of roles."""
    return may(user, READ_ROLES, city_id)


def may_operate(user: Person) -> bool:
    """Tell if `user` may see the outbox and the jobs of the city of the moment, and the installation's own."""
    return _may_here(user, OPERATE)


def may_read_trail(user: Person, city_id: int) -> bool:
    """Tell if `user` may read the trail."""
    return may(user, READ_TRAIL, city_id)


def may_read_trail_here(user: Person) -> bool:
    """Tell if `user` may read the trail of the city of the moment, and the installation's own."""
    return _may_here(user, READ_TRAIL)


def _may_here(user: Person, allowed: Act) -> bool:
    """Outside a request no city is named; then a seat in any city will do."""
    here = realm.current()
    return any(seat.role in allowed.roles for seat in seats_now(user) if here in {"", seat.city.public_id})


def may_publish_side_functions(user: Person, city_id: int) -> bool:
    """Tell if `user` holds a seat whose side functions the public reads."""
    return may(user, PUBLISH_SIDE_FUNCTIONS, city_id)


def needs_second_factor(user: Person) -> bool:
    """Tell if `user` must have a second factor: for a city role, by the setting SECOND_FACTOR (BIO2)."""
    return settings.SECOND_FACTOR and any(seat.role in CITY_ROLES for seat in seats_now(user))


@dataclass(frozen=True)
class Table:
    """A table in words: its columns with their share of the width, and its rows.

    `caption` is what a screen reader hears before it.
    """

    heading: str
    caption: str
    columns: list[str]
    widths: list[int]
    rows: list[list[str]]

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Return each cell with the name of its column, which a phone shows beside it."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def roles_tables() -> list[Table]:
    """Return who can do what, in the language of the moment: per role, per act, and what stays apart."""
    return [_per_role(), _per_act(), _apart()]


def _acts() -> list[Act]:
    return sorted(ACTS.values(), key=lambda one: one.name)


def acts_by_role() -> list[tuple[str, list[str]]]:
    """Return what each role may do, in the words of the acts."""
    return [(str(role.label), [str(one.words) for one in _acts() if role in one.roles]) for role in Role]


def _per_role() -> Table:
    return Table(
        gettext("What each role may do"),
        gettext("Per role: what a person with this role may do"),
        [gettext("Role"), gettext("Acts")],
        [1, 4],
        [[role, _joined(acts)] for role, acts in acts_by_role()],
    )


def _per_act() -> Table:
    return Table(
        gettext("Who may do each act"),
        gettext("Per act: the roles that may do it, and what else must hold"),
        [gettext("Act"), gettext("Roles"), gettext("Only if")],
        [3, 3, 1],
        [
            [
                str(one.words),
                _joined(str(role.label) for role in Role if role in one.roles),
                str(one.limits) or "–",
            ]
            for one in _acts()
        ],
    )


def _apart() -> Table:
    rules = [
        *((words, gettext("the seat is refused")) for words in SEATS_APART),
        *((words, gettext("the act is refused")) for words in SEPARATIONS),
    ]
    return Table(
        gettext("What one person never does together"),
        gettext("What is kept apart, and by what"),
        [gettext("Rule"), gettext("Kept by")],
        [4, 1],
        [[str(words), kept_by] for words, kept_by in rules],
    )


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words) or gettext("Only what everyone with an account may do")


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows for the seats of `user`: names of addresses with their labels."""
    items: list[tuple[str, Words]] = []
    if may_publish_side_functions(user, city_id):
        items.append(("side_functions", _("Side functions")))
    if may_read_people(user, city_id):
        items.append(("people", _("People")))
    if may_set_city(user, city_id):
        items.append(("city_settings", _("Settings")))
    if may_read_trail(user, city_id):
        items.append(("trail", _("Trail")))
    return items


# --- what a seat must be --------------------------------------------------------------------------
def check_place(role: Role, *, city: City, district: District | None) -> None:
    """Raise WrongDistrict when role and district do not go together or the district lies in another city."""
    if role in DISTRICT_ROLES and district is None:
        raise WrongDistrict(gettext("Choose the district of this seat."))
    if role not in DISTRICT_ROLES and district is not None:
        raise WrongDistrict(gettext("This role is for the whole city. Leave the district empty."))
    if district is not None and district.city_id != city.pk:
        raise WrongDistrict(gettext("Choose a district of %(city)s.") % {"city": city.name})


def check_period(starts_on: date, ends_on: date | None) -> None:
    """Raise WrongPeriod when the last day comes before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise WrongPeriod(gettext("The last day comes before the first day. Choose a later last day."))


def refuse_clash(
    user: User,
    *,
    city: City,
    role: Role,
    district: District | None,
    starts_on: date,
    ends_on: date | None,
    but: Seat | None = None,
) -> None:
    """Raise SeatClash when `user` holds a seat of the city that does not go with this one in that time.

    Seats in other cities do not count: docs/decisions/0012. One query.
    """
    place = district.pk if district else None
    others = user.seats.filter(city=city)
    for seat in others.exclude(pk=but.pk) if but else others:
        same = seat.role == role and (seat.district_id == place or role in COUNCIL_ROLES)
        apart = same or not may_hold_together(Role(seat.role), role)
        if apart and _overlaps(seat, starts_on, ends_on):
            raise SeatClash(_clash_in_words(user, seat, role))


def refuse_second_account(left_by: User | None) -> None:
    """Raise AddressTaken when who of the city had the address before, `left_by`, has an account still.

    A second account would hold seats beside those of the first, that no person holds together.
    """
    if left_by is not None:
        raise AddressTaken(
            gettext(
                "%(name)s had this address before, and has an account with another one now. Give the seat on "
                "the page of %(name)s, unless the address is someone else’s now."
            )
            % {"name": left_by.full_name}
        )


def _overlaps(seat: Seat, starts_on: date, ends_on: date | None) -> bool:
    last = seat.last_day
    if last is not None and last < max(seat.starts_on, starts_on):
        return False
    return ends_on is None or seat.starts_on <= ends_on


def _clash_in_words(user: User, seat: Seat, role: Role) -> str:
    told = {"name": user.full_name, "role": seat.get_role_display().lower(), "other": role.label.lower()}
    if seat.role == role:
        return gettext("%(name)s is %(role)s already in that period.") % told
    return (
        gettext("%(name)s is %(role)s in that period. Nobody is %(role)s and %(other)s at the same time.")
        % told
    )
