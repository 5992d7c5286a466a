"""Writes that forget people: one who left, and those who never came (AVG, article 17)."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import WrongState
from portal.jobs.flows import forget_files
from portal.post.flows import forget_about, forget_messages, forget_person
from portal.post.queries import messages_to_others
from portal.trail.flows import flow, record
from portal.trail.words import describe

from ...places.models import City
from ..models import FormerAddress, Invitation, SideFunction, User
from ..queries import addresses_of, ever_addresses_of, has_seat_left, locked
from ..rules import refuse_former
from .invitations import VALID

ERASED = describe("people.erased", gettext_lazy("erased the data of a person who left"))
FORGOTTEN = describe(
    "people.invitations_forgotten", gettext_lazy("erased the addresses of unanswered invitations ({count})")
)
UNANSWERED = timedelta(days=90)  # a quarter: until then an administrator may still send the link again


@flow
def erase_person(user: User, *, city: City, by: User, at: datetime) -> None:
    """Erase who someone was; her seats, and what she did, stay as those of “Erased account”.

    Goes: names, address, telephone, ways to sign in, sessions, the words of her side functions, what was
    mailed to her, files made for her in the background, and the address in her invitations. Cannot be undone.
    Raises NoLongerAllowed, and WrongState unless her account is blocked and all her seats, in whatever city,
    have ended.
    """
    [user] = locked(city, user)
    refuse_former(by, city, on=timezone.localdate(at))
    if user.erased_at is not None:
        raise WrongState(_("The data of this person were erased already."))
    if user.is_active:
        raise WrongState(_("This account is in use. Block it first."))
    if has_seat_left(user, on=timezone.localdate(at)):
        raise WrongState(_("This person holds a seat, or will hold one. End it first."))
    addresses = _forget_addresses(user, at=at)
    forget_person(user, addresses=addresses, by=by, at=at)
    forget_messages(_strays(user, addresses), by=by, at=at)
    forget_files(user, by=by, at=at)
    Authenticator.objects.filter(user_id=user.pk).delete()
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
    SideFunction.objects.filter(user=user).update(
        position="", organisation="", removed_at=Coalesce("removed_at", at)
    )
    _forget_names(user, at=at)
    record(ERASED, user, by=by, at=at, city=city.slug)


@flow
def forget_unanswered(*, by: User | None = None, at: datetime) -> int:
    """Erase the address of each invitation that nobody took up for 90 days, and of its mail; return how many."""
    old = Invitation.objects.filter(accepted_at__isnull=True, expires_at__lt=at - UNANSWERED + VALID)
    rows = old.exclude(email="").select_for_update(no_key=True).order_by("pk")
    ids = list(rows.values_list("public_id", flat=True))
    if ids:
        Invitation.objects.filter(public_id__in=ids).update(email="", revoked_at=Coalesce("revoked_at", at))
        forget_about(Invitation._meta.label_lower, ids, by=by, at=at)
        record(FORGOTTEN, "invitations:unanswered", by=by, at=at, count=len(ids))
    return len(ids)


def _forget_addresses(user: User, *, at: datetime) -> list[str]:
    """Erase her addresses, also in invitations; one that is open still can no longer be used."""
    addresses = addresses_of(user)
    rows = Invitation.objects.filter(Q(accepted_by=user) | Q(accepted_by=None, email__in=addresses))
    ids = rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    hers = Invitation.objects.filter(pk__in=list(ids))
    hers.filter(accepted_at__isnull=True).update(revoked_at=Coalesce("revoked_at", at))
    hers.update(email="")
    EmailAddress.objects.filter(user_id=user.pk).delete()
    FormerAddress.objects.filter(user=user).delete()
    return addresses


def _strays(user: User, addresses: list[str]) -> list[str]:
    """Return the ids of mails about others at her addresses, as of who tried to take one: nobody else had it."""
    others = messages_to_others(user, addresses)
    people = {one.to_id: one.to for one in others if isinstance(one.to, User)}
    known = {pk: ever_addresses_of(one) for pk, one in people.items()}
    return [one.public_id for one in others if one.address.lower() not in known.get(one.to_id, set())]


def _forget_names(user: User, *, at: datetime) -> None:
    user.email = f"erased-{user.pk}@erased.invalid"  # no mail ever arrives in .invalid (RFC 2606)
    user.given_name = user.particle = user.family_name = user.phone = ""
    user.last_login, user.no_side_functions_on, user.erased_at = None, None, at
    user.set_unusable_password()
    user.index_words()
    user.search = user.sort_key = ""
    user.save()
