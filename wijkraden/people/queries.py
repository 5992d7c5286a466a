"""Reads of people, seats, invitations and side functions."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import realm
from portal.search import search_words
from portal.trail.models import Record
from portal.trail.queries import records_of
from portal.trail.words import doer, sentence
from portal.ui.dates import short_date

from ..places.models import City, District
from ..places.queries import districts_of
from .models import FormerAddress, Invitation, Seat, SideFunction, User
from .states import COUNCIL_ROLES, DISTRICT_ROLES, InvitationState, Role

PERIODS = ("current", "coming", "ended")


def token_hash(token: str) -> str:
    """Return what is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def held_on(day: date) -> Q:
    """Return the condition that a side function is held on that day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def seated_on(day: date) -> Q:
    """Return the condition that a seat is held on that day (as Seat.is_current tells it)."""
    return Q(starts_on__lte=day) & _lasts(day)


def _lasts(day: date) -> Q:
    """Return the condition that a seat has not ended before or on that day; it may have yet to start."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day, ended_at__isnull=True) | Q(ends_on__gt=day)


# --- locks, in one order: docs/decisions/0011 -----------------------------------------------------
def locked(city: City, *people: User) -> list[User]:
    """Lock the row of the city, then those of the people by id, and return these as they are now."""
    City.objects.select_for_update(no_key=True).get(pk=city.pk)
    ids = [person.pk for person in people]
    return list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


# --- people and seats -----------------------------------------------------------------------------
def people_of(
    city: City,
    *,
    query: str = "",
    role: str = "",
    district: District | None = None,
    period: str = "",
    on: date,
) -> QuerySet[User]:
    """Return who has or had a seat in the city, by family name (NAM-1), with `city_seats` (those there).

    Every word of `query` is found in name or address, accents and case do not count. `period` is one of
    PERIODS or "" for any; role, district and period must hold for one and the same seat. Two queries.
    """
    seats = Seat.objects.filter(city=city, user=OuterRef("pk"))
    if role:
        seats = seats.filter(role=role)
    if district is not None:
        seats = seats.filter(district=district)
    if period in PERIODS:
        seats = seats.filter(_in_period(period, on))
    people = User.objects.filter(Exists(seats))
    words = search_words(query)
    if query.strip() and not words:
        return people.none()
    for word in words:
        people = people.filter(search__contains=word)
    of_city = (
        Seat.objects.filter(city=city).select_related("district", "given_by").order_by("-starts_on", "-id")
    )
    return people.prefetch_related(Prefetch("seats", of_city, to_attr="city_seats"))


def _in_period(period: str, on: date) -> Q:
    return {
        "current": seated_on(on),
        "coming": Q(starts_on__gt=on, ended_at__isnull=True),
        "ended": Q(ends_on__lt=on) | Q(ended_at__isnull=False),
    }[period]


def seats_of(user: User, city: City) -> QuerySet[Seat]:
    """Return a person's seats in the city, the newest first, with district and who gave them. One query."""
    seats = user.seats.filter(city=city).select_related("district", "given_by", "city", "user")
    return seats.order_by("-starts_on", "-id")


def administers_alone(user: User, city: City, *, on: date, seat: Seat | None = None) -> bool:
    """Tell if on that day, or on any later one, the city has no administrator but `user`. One query.

    `seat`: none but by that seat of hers. Days on which nobody administers the city do not count.
    """
    seats = list(Seat.objects.filter(city=city, role=Role.ADMINISTRATOR, user__is_active=True))
    hers = [one for one in seats if one.user_id == user.pk and seat in {None, one}]
    others = [one for one in seats if one not in hers]
    firsts = {on, *(one.starts_on for one in hers)}  # a stretch without the others begins on one of these
    firsts.update(one.last_day + timedelta(days=1) for one in others if one.last_day is not None)
    return any(
        any(one.is_current(day) for one in hers) and not any(one.is_current(day) for one in others)
        for day in firsts
        if day >= on
    )


def seats_elsewhere(city: City, *, on: date) -> QuerySet[Seat]:
    """Return the seats of other cities that someone holds or will hold on or after that day."""
    return Seat.objects.exclude(city=city).filter(_lasts(on), Q(ended_at__isnull=True) | Q(starts_on__lte=on))


def works_elsewhere(user: User, city: City, *, on: date) -> bool:
    """Tell if `user` holds or will hold a seat in another city on or after that day. One query."""
    return seats_elsewhere(city, on=on).filter(user=user).exists()


def districts_without_council(city: City, *, on: date) -> QuerySet[District]:
    """Return the city's districts in whose council nobody sits on that day. One query."""
    seated = Seat.objects.filter(seated_on(on), city=city, role__in=COUNCIL_ROLES)
    return districts_of(city).exclude(pk__in=seated.values("district"))


def has_seat_left(user: User, *, on: date) -> bool:
    """Tell if `user` holds a seat on that day, or will hold one, in whatever city. One query."""
    seats = Seat.objects.filter(user=user)
    return any(seat.is_current(on) or (seat.starts_on > on and not seat.is_cancelled) for seat in seats)


def trail_of(user: User, city: City) -> QuerySet[Record]:
    """Return what was done to this person's account and seats in the city, the newest first. One query."""
    here = Q(facts__city=city.slug) | Q(facts__city__isnull=True)
    return records_of(user).filter(here).order_by("-number")


def people_here() -> QuerySet[User]:
    """Return who has or had a seat in the city of the moment; everyone where none is named. One query."""
    here = realm.current()
    if not here:
        return User.objects.all()
    return User.objects.filter(Exists(Seat.objects.filter(user=OuterRef("pk"), city__public_id=here)))


def realm_of(user: User) -> str:
    """Return the realm in which stands what befalls her account: of the moment if she has or had a seat there.

    Else that of her newest seat: another city must not learn that she has an account. UNLISTED for who never
    had a seat. One query.
    """
    newest_first = user.seats.order_by("-starts_on", "-id").values_list("city__public_id", flat=True)
    cities = list(newest_first)
    here = realm.current()
    return here if here in cities else next(iter(cities), realm.UNLISTED)


# --- addresses and invitations --------------------------------------------------------------------
def person_with_address(email: str) -> User | None:
    """Return who has this address, in whatever case, also as a further confirmed one. One query."""
    stored = email.strip().lower()  # folded here: SQLite folds no letters but a to z
    further = EmailAddress.objects.filter(user=OuterRef("pk"), email=stored, verified=True)
    return User.objects.filter(Q(email=stored) | Exists(further)).order_by("id").first()


def is_meant(user: User, invited: Invitation) -> bool:
    """Tell if her address is invited: hers now, or hers before, nobody's now and not `for_another`. Three queries."""
    known = EmailAddress.objects.filter(user=user, email=invited.email, verified=True)
    if user.email == invited.email or known.exists():
        return True
    was_hers = (
        not invited.for_another and FormerAddress.objects.filter(user=user, email=invited.email).exists()
    )
    return was_hers and person_with_address(invited.email) is None


def has_account(invited: Invitation) -> bool:
    """Tell if who is invited has an account: with this address, or as who of the city had it before.

    Two queries at most.
    """
    if person_with_address(invited.email) is not None:
        return True
    return not invited.for_another and person_who_left(invited.email, invited.city) is not None


def person_who_left(email: str, city: City) -> User | None:
    """Return who of the city had this address before and has another one now. One query.

    Who has or had a seat there: of an account in another city nothing shows here.
    """
    stored = email.strip().lower()
    here = Exists(Seat.objects.filter(city=city, user=OuterRef("pk")))
    had = Exists(FormerAddress.objects.filter(user=OuterRef("pk"), email=stored))
    has = Exists(EmailAddress.objects.filter(user=OuterRef("pk"), email=stored, verified=True))
    return User.objects.filter(here, had, ~has).exclude(email=stored).order_by("id").first()


def addresses_of(user: User) -> list[str]:
    """Return the addresses that are known to be a person's own, former ones too, in small letters.

    Leaves out one that she never confirmed, and one that is someone else's by now. Five queries.
    """
    known = ever_addresses_of(user)
    others = User.objects.filter(email__in=known).values_list("email", flat=True)
    further = EmailAddress.objects.filter(email__in=known, verified=True).values_list("email", flat=True)
    return sorted(known.difference(others.exclude(pk=user.pk), further.exclude(user=user)))


def ever_addresses_of(user: User) -> set[str]:
    """Return every address that is or was a person's own, in small letters, whoever has it now. Three queries."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    accepted = Invitation.objects.filter(accepted_by=user).exclude(email="").values_list("email", flat=True)
    former = FormerAddress.objects.filter(user=user).values_list("email", flat=True)
    return {user.email.lower(), *(one.lower() for one in [*confirmed, *accepted, *former])}


def find_invitation(city: City, token: str) -> Invitation | None:
    """Return the city's invitation with this token, in whatever state. One query."""
    invitations = Invitation.objects.select_related("city", "district", "by")
    return invitations.filter(city=city, token_hash=token_hash(token)).first()


def open_invitations(city: City, *, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that can be accepted at that moment."""
    unanswered = Invitation.objects.filter(city=city, accepted_at__isnull=True, revoked_at__isnull=True)
    return unanswered.filter(expires_at__gt=at).exclude(ends_on__lt=timezone.localdate(at))


def expired_invitations(city: City, *, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that nobody accepted or withdrew in time."""
    unanswered = Invitation.objects.filter(city=city, accepted_at__isnull=True, revoked_at__isnull=True)
    return unanswered.filter(Q(expires_at__lte=at) | Q(ends_on__lt=timezone.localdate(at)))


def invitations_of(city: City, *, to: User | None = None) -> QuerySet[Invitation]:
    """Return the invitations of the city, the newest first, with who sent and accepted them. One query."""
    invitations = Invitation.objects.filter(city=city).select_related("district", "by", "accepted_by")
    if to is not None:
        invitations = invitations.filter(Q(accepted_by=to) | Q(accepted_by=None, email=to.email))
    return invitations


# --- councils -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Council:
    """Who sits in a district's council on a day, each list by family name.

    Every person carries `published` (her side functions of that day, ready to read).
    """

    chairs: list[User] = field(default_factory=list)
    members: list[User] = field(default_factory=list)
    coordinators: list[User] = field(default_factory=list)


def council_of(district: District, on: date) -> Council:
    """Return the council of `district` on that day, with side functions. Two queries."""
    side_functions = SideFunction.objects.filter(held_on(on), removed_at__isnull=True)
    seats = (
        Seat.objects.filter(seated_on(on), district=district, role__in=DISTRICT_ROLES)
        .select_related("user")
        .prefetch_related(Prefetch("user__side_functions", side_functions, to_attr="published"))
        .order_by("user__sort_key", "user_id")
    )
    council = Council()
    lists = {
        Role.CHAIR: council.chairs,
        Role.MEMBER: council.members,
        Role.COORDINATOR: council.coordinators,
    }
    for seat in seats:
        lists[Role(seat.role)].append(seat.user)
    return council


def published_side_functions(district: District, *, on: date) -> list[SideFunction]:
    """Return the side functions that the public reads on that day, by family name. Two queries."""
    council = council_of(district, on)
    people = sorted(
        [*council.chairs, *council.members, *council.coordinators],
        key=lambda person: (person.sort_key, person.pk),
    )
    return [one for person in people for one in person.published]  # type: ignore[attr-defined]  # prefetched by council_of


def has_told_side_functions(user: User) -> bool:
    """Tell if a person gave a side function, or told that she has none. One query at most."""
    return user.no_side_functions_on is not None or side_functions_of(user).exists()


def side_functions_of(user: User) -> QuerySet[SideFunction]:
    """Return the side functions of a person that were not removed, the newest first. One query."""
    return user.side_functions.filter(removed_at__isnull=True).order_by("-starts_on", "-id")


# --- ready for a page -----------------------------------------------------------------------------
def by_period(seats: Iterable[Seat], *, on: date) -> dict[str, list[Seat]]:
    """Return the seats as three lists: current, coming, ended."""
    found: dict[str, list[Seat]] = {name: [] for name in PERIODS}
    for seat in seats:
        is_coming = seat.starts_on > on and seat.ended_at is None
        name = "coming" if is_coming else "current" if seat.is_current(on) else "ended"
        found[name].append(seat)
    return found


@dataclass(frozen=True)
class Standing:
    """An invitation with where it stands at a moment."""

    invitation: Invitation
    state: InvitationState
    at: datetime

    @property
    def is_open(self) -> bool:
        """Tell if it can be accepted."""
        return self.state == InvitationState.OPEN

    @property
    def badge(self) -> str:
        """Return the kind of badge that underlines the state."""
        kinds = {
            InvitationState.OPEN: "wait",
            InvitationState.ACCEPTED: "good",
            InvitationState.EXPIRED: "late",
        }
        return kinds.get(self.state, "neutral")

    @property
    def may_be_sent_again(self) -> bool:
        """Tell if a new link can take the place of the old one."""
        return (
            bool(self.invitation.email)
            and self.state in {InvitationState.OPEN, InvitationState.EXPIRED}
            and not self.is_over
        )

    @property
    def is_over(self) -> bool:
        """Tell if the period of its seat has passed."""
        return self.invitation.is_over(timezone.localdate(self.at))


def with_states(invitations: Iterable[Invitation], *, at: datetime) -> list[Standing]:
    """Return the invitations with where each stands at that moment."""
    return [Standing(invitation, invitation.state(at), at) for invitation in invitations]


@dataclass(frozen=True)
class Told:
    """A record of the trail in words, with who did it and the seat it is about (or "")."""

    record: Record
    who: str
    words: str
    about: str


def story_of(user: User, city: City, *, seats: Iterable[Seat], most: int) -> list[Told]:
    """Return the newest records of this person in the city, in words; `seats` are hers there. One query."""
    names = {seat.district.slug: seat.district.name for seat in seats if seat.district is not None}
    return [
        Told(
            row,
            str(row.by or doer(row.act)),
            sentence(row.act, row.facts),
            _seat_in_words(row.facts, names),
        )
        for row in trail_of(user, city)[:most]
    ]


def _seat_in_words(facts: dict[str, Any], districts: dict[str, str]) -> str:
    if facts.get("role") not in Role.values:
        return ""
    days = {
        name: short_date(date.fromisoformat(facts[name]))
        for name in ("starts_on", "ends_on")
        if facts.get(name)
    }
    parts = [str(Role(facts["role"]).label), districts.get(facts.get("district") or "", "")]
    if "starts_on" in days:
        parts.append(_("from %(day)s") % {"day": days["starts_on"]})
    if "ends_on" in days:
        parts.append(_("up to and including %(day)s") % {"day": days["ends_on"]})
    return ", ".join(part for part in parts if part)
