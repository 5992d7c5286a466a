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
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import Seat, User
from .states import CITY_ROLES, SEATS_APART, Role

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
    if not hasattr(user, "_seats"):
        user._seats = list(user.seats.select_related("district", "city"))  # type: ignore[attr-defined]
    day = on or timezone.localdate()
    seats: list[Seat] = user._seats  # type: ignore[attr-defined]
    return [seat for seat in seats if seat.is_current(day)]


def roles_of(user: Person, city_id: int) -> frozenset[Role]:
    """Return the roles `user` holds in that city now."""
    return frozenset(Role(seat.role) for seat in seats_now(user) if seat.city_id == city_id)


def may(user: Person, allowed: Act, city_id: int) -> bool:
    """Tell if one of the user's roles in that city allows the act."""
    return bool(roles_of(user, city_id) & allowed.roles)


def sits_in(user: Person, district_id: int) -> bool:
    """Tell if `user` is a member, chair or coordinator of that district now."""
    return any(seat.district_id == district_id for seat in seats_now(user))


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


# What the rows of a thing show, told per thing and kept by its room and by the database.
SEPARATIONS: tuple[Words, ...] = (
    _("Who checks or scores a proposal never decides on it."),
    _("Who changes a bank account never releases a payment to it."),
    _("Who prepares a payment never releases it."),
    _("Who took a decision never handles the objection against it."),
    _("Who changed a plan never publishes that change."),
    _("Who prepares a change of the budget never approves it."),
    _("Who has a personal interest in a proposal takes no part in it, by whatever route it comes."),
    _("Who sits in a council or coordinates it never scores or decides on its proposals."),
    _("Nobody ends an own seat as administrator, and a city is never without an administrator."),
)


def may_manage_people(user: Person, city_id: int) -> bool:
    """Tell if `user` may invite people and give and end seats in that city."""
    return may(user, MANAGE_PEOPLE, city_id)


def may_read_people(user: Person, city_id: int) -> bool:
    """Tell if `user` may see all seats of that city."""
    return may(user, READ_PEOPLE, city_id)


def may_set_city(user: Person, city_id: int) -> bool:
    """Tell if `user` may change the city's name, look and districts."""
    return may(user, SET_CITY, city_id)


def may_read_roles(user: Person, city_id: int) -> bool:
    """Tell if `user` may see and print the table of roles."""
    return may(user, READ_ROLES, city_id)


def may_operate(user: Person) -> bool:
    """Tell if `user` may see the outbox and the jobs, which all cities of the installation share."""
    return any(seat.role in OPERATE.roles for seat in seats_now(user))


def may_read_trail(user: Person, city_id: int) -> bool:
    """Tell if `user` may read the trail."""
    return may(user, READ_TRAIL, city_id)


def may_read_trail_somewhere(user: Person) -> bool:
    """Tell if `user` may read the trail, which all cities of the installation share."""
    return any(seat.role in READ_TRAIL.roles for seat in seats_now(user))


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
    """Return who can do what, in the language of the moment: per act, per role, and what stays apart."""
    acts = sorted(ACTS.values(), key=lambda one: one.name)
    return [
        Table(
            gettext("What each role may do"),
            gettext("Per role: what a person with this role may do"),
            [gettext("Role"), gettext("Acts")],
            [1, 4],
            [
                [str(role.label), _joined(str(one.words) for one in acts if role in one.roles)]
                for role in Role
            ],
        ),
        Table(
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
                for one in acts
            ],
        ),
        Table(
            gettext("What one person never does together"),
            gettext("What is kept apart, and by what"),
            [gettext("Rule"), gettext("Kept by")],
            [4, 1],
            [
                *([str(words), gettext("the seat is refused")] for words in SEATS_APART),
                *([str(words), gettext("the act is refused")] for words in SEPARATIONS),
            ],
        ),
    ]


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words) or "–"


def navigation(user: Person, city_id: int) -> list[tuple[str, Words]]:
    """Return what the main menu shows for the seats of `user`: names of addresses with their labels."""
    items: list[tuple[str, Words]] = []
    if may_publish_side_functions(user, city_id):
        items.append(("side_functions", _("Side functions")))
    if may_read_people(user, city_id):
        items.append(("people", _("People")))
    if may_set_city(user, city_id):
        items.append(("city_settings", _("Settings")))
    return items
