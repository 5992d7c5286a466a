"""Writes of accounts: made, corrected, blocked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState, refuse_if_changed
from portal.trail.flows import flow, record
from portal.trail.words import describe

from ...places.models import City
from ..errors import AddressTaken, LastAdministrator, NotYours
from ..models import Language, User
from ..queries import administers_alone, locked, works_elsewhere
from ..rules import refuse_former
from .revoke import revoke_invitations_of

ADDED = describe("people.added", gettext_lazy("made an account"))
RENAMED = describe("people.renamed", gettext_lazy("corrected the name"))
BLOCKED = describe("people.blocked", gettext_lazy("blocked the account"))
UNBLOCKED = describe("people.unblocked", gettext_lazy("opened the account again"))


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
    password_hash: str = "",
    is_demo: bool = False,
    by: User | None,
    at: datetime,
) -> User:
    """Make an account whose address is known to be hers (she came from a link in a mail to it).

    Raises AddressTaken. Without a password she signs in by a code in her mail; `password_hash` is one that was hashed
    already, since that is slow on purpose and the people of a demo share theirs.
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
    if password_hash:
        user.password = password_hash
    else:
        user.set_password(password)
    user.index_words()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise AddressTaken(_("Someone has an account with this e-mail address already.")) from error
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record(ADDED, user, by=by, at=at)
    return user


@flow
def correct_name(
    user: User,
    *,
    city: City,
    given_name: str,
    particle: str,
    family_name: str,
    was: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> None:
    """Write the name as it should be.

    Raises NoLongerAllowed, NotYours when the account is in use by another city too, ChangedMeanwhile when the
    name is no longer what it `was` for whoever corrects it, and WrongState when it was erased.
    """
    [row] = locked(city, user)
    refuse_former(by, city, on=timezone.localdate(at))
    if row.erased_at is not None:
        raise WrongState(_("The data of this person were erased already."))
    _refuse_shared(row, city, at=at)
    refuse_if_changed(row, was)
    names = {"given_name": given_name, "particle": particle, "family_name": family_name}
    changed = sorted(name for name, value in names.items() if getattr(row, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(row, name, names[name])
    row.index_words()
    row.save(update_fields=[*changed, "search", "sort_key"])
    record(RENAMED, row, by=by, at=at, city=city.slug)


@flow
def block_account(user: User, *, city: City, by: User, at: datetime) -> None:
    """Close the account: nobody can sign in with it, and whoever is signed in is out at once. Seats stay.

    The invitations she sent are withdrawn.

    Raises NoLongerAllowed, LastAdministrator, NotYours, and WrongState when it is blocked already or is `by`'s own.
    """
    locked(city, user)
    refuse_former(by, city, on=timezone.localdate(at))
    _refuse_shared(user, city, at=at)
    if user.pk == by.pk:
        raise WrongState(_("You cannot block your own account."))
    if administers_alone(user, city, on=timezone.localdate(at)):
        raise LastAdministrator(
            _("%(city)s needs an administrator. Give this seat to someone else first.") % {"city": city.name}
        )
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise WrongState(_("This account is blocked already."))
    user.is_active = False
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
    revoke_invitations_of(user, city=city, by=by, at=at)
    record(BLOCKED, user, by=by, at=at, city=city.slug)


@flow
def unblock_account(user: User, *, city: City, by: User, at: datetime) -> None:
    """Open the account again, with the seats that are still held.

    Raises NoLongerAllowed, NotYours, and WrongState when it is not blocked.
    """
    locked(city, user)
    refuse_former(by, city, on=timezone.localdate(at))
    _refuse_shared(user, city, at=at)
    if not User.objects.filter(pk=user.pk, is_active=False, erased_at__isnull=True).update(is_active=True):
        raise WrongState(_("This account is not blocked."))
    user.is_active = True
    record(UNBLOCKED, user, by=by, at=at, city=city.slug)


def _refuse_shared(user: User, city: City, *, at: datetime) -> None:
    if works_elsewhere(user, city, on=timezone.localdate(at)):
        raise NotYours(
            _("This account is in use by another city too. You can end the seats in %(city)s.")
            % {"city": city.name}
        )
