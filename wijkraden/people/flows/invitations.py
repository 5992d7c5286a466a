"""Writes of invitations: sent, withdrawn, sent again, accepted once."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.post.flows import send
from portal.trail.flows import flow, record
from portal.trail.words import describe

from ...places.models import City, District
from ..errors import AddressTaken, AlreadyInvited, InvitationEnded, NotYours, WrongPeriod
from ..models import Invitation, Language, Seat, User
from ..queries import (
    has_account,
    is_meant,
    locked,
    open_invitations,
    person_who_left,
    person_with_address,
    token_hash,
)
from ..rules import (
    check_period,
    check_place,
    refuse_clash,
    refuse_former,
    refuse_second_account,
    stands_behind,
)
from ..states import InvitationState, Role, may_hold_together
from .accounts import add_person
from .seats import give_seat

VALID = timedelta(days=14)

INVITED = describe("people.invited", gettext_lazy("invited someone"))
SENT_AGAIN = describe("people.invitation_sent_again", gettext_lazy("sent an invitation again"))
ACCEPTED = describe("people.invitation_accepted", gettext_lazy("accepted an invitation"))


@dataclass(frozen=True)
class Sent:
    """An invitation with its link, which is in the mail and nowhere else: only its hash is kept."""

    invitation: Invitation
    link: str


@flow
def invite(
    *,
    city: City,
    email: str,
    role: Role,
    district: District | None = None,
    starts_on: date,
    ends_on: date | None = None,
    language: str = Language.DUTCH,
    for_another: bool = False,
    by: User | None,
    at: datetime,
) -> Sent:
    """Mail a link that makes an account with this seat, once, within 14 days (`by` None: the operator).

    `for_another`: the address is someone else's now than who of the city had it before. Raises NoLongerAllowed,
    WrongDistrict, WrongPeriod, AlreadyInvited, SeatClash for a person who has an account, and AddressTaken when
    someone of the city had the address before and it is not `for_another`.
    """
    check_place(role, city=city, district=district)
    check_period(starts_on, ends_on)
    locked(city)
    refuse_former(by, city, on=timezone.localdate(at))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        city=city,
        email=email.strip().lower(),
        role=role,
        district=district,
        starts_on=starts_on,
        ends_on=ends_on,
        language=language,
        for_another=for_another,
        token_hash=token_hash(token),
        by=by,
        at=at,
        expires_at=at + VALID,
    )
    _refuse_second(invitation, at=at)
    _refuse_second_account(invitation)
    known = person_with_address(invitation.email)
    if known is not None:
        refuse_clash(known, city=city, role=role, district=district, starts_on=starts_on, ends_on=ends_on)
    invitation.save(force_insert=True)
    record(INVITED, invitation, by=by, at=at, **_facts(invitation))
    return _mail(invitation, token, by=by, at=at)


@flow
def send_again(invitation: Invitation, *, by: User, at: datetime) -> Sent:
    """Mail a new link, valid for 14 days from now; the old link is dead. Also for one that expired.

    From now on `by` stands behind it. Raises NoLongerAllowed, InvitationEnded when it was accepted or withdrawn,
    WrongPeriod when its seat would be over already, AlreadyInvited when another one for the same seat is open,
    and AddressTaken when someone of the city had the address before.
    """
    locked(invitation.city)
    refuse_former(by, invitation.city, on=timezone.localdate(at))
    _refuse_second(invitation, at=at)
    _refuse_second_account(invitation)
    if invitation.is_over(timezone.localdate(at)):
        raise WrongPeriod(_("The period of this invitation is over. Send a new invitation."))
    token = secrets.token_urlsafe(32)
    renewed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(token_hash=token_hash(token), expires_at=at + VALID, by=by)
    if not renewed:
        raise InvitationEnded(_("This invitation was accepted or withdrawn already."))
    invitation.refresh_from_db(fields=["token_hash", "expires_at", "by"])
    record(SENT_AGAIN, invitation, by=by, at=at)
    return _mail(invitation, token, by=by, at=at)


@flow
def accept_invitation(
    token: str,
    *,
    city: City,
    given_name: str,
    particle: str = "",
    family_name: str,
    language: str = Language.DUTCH,
    password: str | None = None,
    by: User | None = None,
    at: datetime,
) -> User:
    """Make the account and its seat, once: of two who accept at the same time one gets InvitationEnded.

    Raises AddressTaken when the address has an account, or had one of the city's before it got another address:
    then she signs in and takes the seat (`take_seat`).
    """
    locked(city)
    invitation = _claim(token, city=city, at=at)
    if has_account(invitation):
        raise AddressTaken(_("You have an account already. Sign in to accept this invitation."))
    user = add_person(
        email=invitation.email,
        given_name=given_name,
        particle=particle,
        family_name=family_name,
        language=language,
        password=password,
        by=by,
        at=at,
    )
    _seat(invitation, user, at=at)
    return user


@flow
def take_seat(token: str, *, city: City, by: User, at: datetime) -> Seat:
    """Give the seat of an invitation to the person who is signed in.

    Raises NotYours when it was sent to an address that is not hers, InvitationEnded, SeatClash, and WrongState
    when her account was blocked meanwhile.
    """
    [by] = locked(city, by)
    if not by.is_active:
        raise WrongState(_("This account is blocked already."))
    invitation = _claim(token, city=city, at=at)
    if not is_meant(by, invitation):
        raise NotYours(_("This invitation was sent to another e-mail address than yours."))
    return _seat(invitation, by, at=at)


def _facts(invitation: Invitation) -> dict[str, str | bool | None]:
    place = invitation.district.slug if invitation.district else None
    said = {"for_another": True} if invitation.for_another else {}
    return {"role": str(invitation.role), "district": place, **said}


def _refuse_second(wanted: Invitation, *, at: datetime) -> None:
    """Raise AlreadyInvited when an open invitation to that address is for the same seat, or for one beside it."""
    for other in open_invitations(wanted.city, at=at).filter(email=wanted.email).exclude(pk=wanted.pk):
        if (other.role, other.district_id) == (wanted.role, wanted.district_id):
            raise AlreadyInvited(
                _(
                    "There is an open invitation for this address and role already. You can send that one again."
                )
            )
        if not may_hold_together(Role(other.role), Role(wanted.role)) and _overlap(other, wanted):
            raise AlreadyInvited(
                _(
                    "An open invitation to this address is for the role %(role)s, and nobody holds both roles at "
                    "the same time. Withdraw that one first."
                )
                % {"role": other.get_role_display().lower()}
            )


def _refuse_second_account(wanted: Invitation) -> None:
    if not wanted.for_another and person_with_address(wanted.email) is None:
        refuse_second_account(person_who_left(wanted.email, wanted.city))


def _overlap(one: Invitation, other: Invitation) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def _claim(token: str, *, city: City, at: datetime) -> Invitation:
    """Return the invitation with its row locked, so a second one waits and then finds it used."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("city", "district", "by")
        .filter(city=city, token_hash=token_hash(token))
        .first()
    )
    if invitation is None or invitation.state(at) != InvitationState.OPEN:
        raise InvitationEnded(_("This invitation can no longer be used."))
    if not stands_behind(invitation, on=timezone.localdate(at)):
        raise InvitationEnded(_("Whoever sent this invitation may no longer do so. Ask for a new one."))
    return invitation


def _seat(invitation: Invitation, user: User, *, at: datetime) -> Seat:
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    seat = give_seat(
        user,
        role=Role(invitation.role),
        city=invitation.city,
        district=invitation.district,
        starts_on=invitation.starts_on,
        ends_on=invitation.ends_on,
        by=invitation.by,
        at=at,
    )
    record(ACCEPTED, invitation, by=user, at=at)
    return seat


def _mail(invitation: Invitation, token: str, *, by: User | None, at: datetime) -> Sent:
    link = invitation.city.address + reverse("invitation", args=[token])
    send(
        "people.invitation",
        to=None,
        address=invitation.email,
        language=invitation.language,
        context={"invitation": invitation, "city": invitation.city, "inviter": by, "link": link},
        about=invitation,
        secret=True,
        by=by,
        at=at,
    )
    return Sent(invitation, link)
