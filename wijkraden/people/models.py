"""Who: people, their seats with role and period, invitations, and the side functions members publish."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.search import normalise
from portal.triggers import Trigger, frozen, register

from ..places.models import City, District
from .states import APART, CITY_ROLES, DISTRICT_ROLES, InvitationState, Role

if TYPE_CHECKING:
    from datetime import date, datetime


class Language(models.TextChoices):
    """The languages on screen."""

    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


DUTCH = Language.DUTCH.value  # the language of who has no account to choose one


NAMELESS = _("Erased account")


class UserManager(BaseUserManager["User"]):
    """Finds a person by e-mail address, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with this address."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person with an account. What she may do follows from her seats alone; there is no superuser."""

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail address"), max_length=254)
    given_name = models.CharField(_("first name"), max_length=80)
    particle = models.CharField(_("prefix"), max_length=30, blank=True)
    family_name = models.CharField(_("last name"), max_length=80)
    phone = models.CharField(_("telephone number"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.DUTCH)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)  # when who she was was erased; only then has she no name
    no_side_functions_on = models.DateField(null=True)  # the day on which she told that she has none
    search = models.CharField(max_length=500, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once_without_case"),
            models.CheckConstraint(
                name="erased_account_stays_closed",
                condition=Q(erased_at__isnull=True) | Q(is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """“Esra van der Berg”."""
        name = " ".join(part for part in (self.given_name, self.particle, self.family_name) if part)
        return name or str(NAMELESS)

    @property
    def short_name(self) -> str:
        """“E. van der Berg”, as a letter names a person."""
        initial = f"{self.given_name[:1].upper()}." if self.given_name else ""
        return " ".join(part for part in (initial, self.particle, self.family_name) if part) or str(NAMELESS)

    @property
    def family_first(self) -> str:
        """“Berg, Esra van der”, as a list sorts a person."""
        given = " ".join(part for part in (self.given_name, self.particle) if part)
        return f"{self.family_name}, {given}" if given else self.family_name or str(NAMELESS)

    @property
    def formal_name(self) -> str:
        """“Van der Berg”: without a first name before it, the prefix gets its capital."""
        name = " ".join(part for part in (self.particle, self.family_name) if part) or str(NAMELESS)
        return re.sub(r"^[^\W\d_]", lambda sign: sign.group().upper(), name)

    def index_words(self) -> None:
        """Fill the search and sort columns from the names (before saving)."""
        self.search = normalise(f"{self.full_name} {self.email}")[:500]
        self.sort_key = f"{normalise(self.family_name)} {normalise(self.given_name)}"[:200]


class FormerAddress(models.Model):
    """An address that a person had: kept so that what was sent to it is hers to read, and erased with her."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="former_addresses")
    email = models.EmailField(max_length=254)
    left_at = models.DateTimeField()

    class Meta:
        ordering = ["left_at", "id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.left_at:%Y-%m-%d}"


class Seat(models.Model):
    """A role that a person holds in a district or in the city, from a first day up to a last day."""

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="seats")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="seats_taken")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day, included; None: until further notice
    ended_at = models.DateTimeField(null=True)  # ended at once: from then on, and on `ends_on`, not held
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["role", "starts_on", "id"]
        indexes = [models.Index(fields=["city", "role"], name="seat_by_role")]
        constraints = [
            models.CheckConstraint(
                name="district_role_sits_in_a_district",
                condition=Q(role__in=sorted(DISTRICT_ROLES), district__isnull=False)
                | Q(role__in=sorted(CITY_ROLES), district__isnull=True),
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="seat_ended_at_once_has_a_last_day",
                condition=Q(ended_at__isnull=True) | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"

    def is_current(self, on: date) -> bool:
        """Tell if the seat is held on that day; one that ended at once is not held on its last day."""
        last = self.last_day
        return self.starts_on <= on and (last is None or on <= last)

    def is_over(self, on: date) -> bool:
        """Tell if the seat ended before that day, or at once."""
        last = self.last_day
        return self.ended_at is not None or (last is not None and last < on)

    @property
    def last_day(self) -> date | None:
        """The last day on which it is held; before the first day when it was never held."""
        return self.ends_on - timedelta(days=1) if self.ends_on and self.ended_at else self.ends_on

    @property
    def is_cancelled(self) -> bool:
        """Tell if the seat ended before its first day."""
        return self.ended_at is not None and timezone.localdate(self.ended_at) < self.starts_on


class Invitation(models.Model):
    """The only way in: a link in a mail that makes an account (or a further seat) once."""

    public_id = PublicIdField()
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    language = models.CharField(max_length=5, choices=Language, default=Language.DUTCH)
    for_another = models.BooleanField(default=False)  # not for who of the city had this address before
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # None: the operator
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="invitation_ends_one_way",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accepted_invitation_names_who",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="district_role_is_invited_to_a_district",
                condition=Q(role__in=sorted(DISTRICT_ROLES), district__isnull=False)
                | Q(role__in=sorted(CITY_ROLES), district__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"

    def state(self, at: datetime) -> InvitationState:
        """Tell where the invitation stands at that moment."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.expires_at <= at or self.is_over(timezone.localdate(at)):
            return InvitationState.EXPIRED
        return InvitationState.OPEN

    def is_over(self, on: date) -> bool:
        """Tell if the last day of the seat has passed, so that nothing is left to accept."""
        return self.ends_on is not None and self.ends_on < on


class SideFunction(models.Model):
    """Other work or a position of a council member or coordinator, published so that interests show.

    One that ended or was entered by mistake stays, with its last day or its moment of removal.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="side_functions")
    position = models.CharField(max_length=120)
    organisation = models.CharField(max_length=160)
    is_paid = models.BooleanField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="side_function_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}, {self.organisation}"

    def is_over(self, on: date) -> bool:
        """Tell if its last day has passed."""
        return self.ends_on is not None and self.ends_on < on


_PAIRS = ", ".join(f"'{one.value}+{other.value}'" for one, other in APART)
# A seat that ended at once is not held on its last day; one that was cancelled is held on no day.
_CLASH = (
    "EXISTS (SELECT 1 FROM wijkraden_seat s WHERE s.user_id = NEW.user_id AND s.id <> NEW.id"  # noqa: S608  # our own names
    " AND s.city_id = NEW.city_id"
    " AND (s.ended_at IS NULL OR s.starts_on < s.ends_on)"
    " AND (NEW.ended_at IS NULL OR NEW.starts_on < NEW.ends_on)"
    " AND (NEW.ends_on IS NULL OR s.starts_on < NEW.ends_on"
    " OR (s.starts_on = NEW.ends_on AND NEW.ended_at IS NULL))"
    " AND (s.ends_on IS NULL OR NEW.starts_on < s.ends_on"
    " OR (NEW.starts_on = s.ends_on AND s.ended_at IS NULL))"
    f" AND (s.role || '+' || NEW.role IN ({_PAIRS})"
    " OR (s.role = NEW.role AND COALESCE(s.district_id, 0) = COALESCE(NEW.district_id, 0))))"
)
_MOVED = (
    " OR ".join(f"NEW.{column} <> OLD.{column}" for column in ("user_id", "city_id", "role", "starts_on"))
    + " OR COALESCE(NEW.district_id, 0) <> COALESCE(OLD.district_id, 0) OR OLD.ended_at IS NOT NULL"
)
_APART = "these seats are not held by one person at the same time"
_KEPT = "a seat is ended, never changed or removed"


# A city is never without an administrator whose seat has no last day and whose account works. Two who end
# each other's seat wait for each other at the row of the city.
_ENDS_LAST_ADMINISTRATOR = (
    "NEW.role = 'administrator' AND OLD.ends_on IS NULL AND NEW.ends_on IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM wijkraden_seat s JOIN wijkraden_user u ON u.id = s.user_id WHERE s.city_id = NEW.city_id"
    " AND s.role = 'administrator' AND s.ends_on IS NULL AND u.is_active AND s.id <> NEW.id)"
)
_BLOCKS_LAST_ADMINISTRATOR = (
    "OLD.is_active AND NOT NEW.is_active AND EXISTS ("
    "SELECT 1 FROM wijkraden_seat mine WHERE mine.user_id = NEW.id"
    " AND mine.role = 'administrator' AND mine.ends_on IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM wijkraden_seat s JOIN wijkraden_user u ON u.id = s.user_id WHERE s.city_id = mine.city_id"
    " AND s.role = 'administrator' AND s.ends_on IS NULL AND u.is_active AND s.user_id <> NEW.id))"
)
_ADMINISTRATOR_STAYS = "a city keeps an administrator"


def _seat_trigger(
    name: str, when: str, condition: str, message: str, *, first: str = "", table: str = "wijkraden_seat"
) -> Trigger:
    refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
    return Trigger(
        name=name,
        table=table,
        when=when,
        sqlite_condition=condition,
        sqlite=f"SELECT RAISE(ABORT, '{message}');",
        postgresql=f"BEGIN {first} IF {condition} THEN {refuse} END IF; RETURN NEW; END",
    )


# Two inserts at once for one person wait for each other at her own row.
_ONE_AT_A_TIME = "PERFORM 1 FROM wijkraden_user WHERE id = NEW.user_id FOR NO KEY UPDATE;"
register(
    *frozen("wijkraden_seat", message=_KEPT, updates=False),
    _seat_trigger("seat_apart_on_insert", "AFTER INSERT", _CLASH, _APART, first=_ONE_AT_A_TIME),
    _seat_trigger("seat_apart_on_update", "AFTER UPDATE", _CLASH, _APART, first=_ONE_AT_A_TIME),
    _seat_trigger("seat_only_ends", "BEFORE UPDATE", _MOVED, _KEPT),
    _seat_trigger(
        "seat_keeps_an_administrator",
        "BEFORE UPDATE",
        _ENDS_LAST_ADMINISTRATOR,
        _ADMINISTRATOR_STAYS,
        first="PERFORM 1 FROM wijkraden_city WHERE id = NEW.city_id FOR NO KEY UPDATE;",
    ),
    _seat_trigger(
        "user_keeps_an_administrator",
        "BEFORE UPDATE",
        _BLOCKS_LAST_ADMINISTRATOR,
        _ADMINISTRATOR_STAYS,
        first="IF NOT NEW.is_active AND OLD.is_active THEN PERFORM 1 FROM wijkraden_city WHERE id IN ("
        "SELECT city_id FROM wijkraden_seat"
        " WHERE user_id = NEW.id AND role = 'administrator' AND ends_on IS NULL)"
        " ORDER BY id FOR NO KEY UPDATE; END IF;",
        table="wijkraden_user",
    ),
    *frozen(
        "wijkraden_sidefunction",
        message="a side function is ended, never removed",
        updates=False,
    ),
)
