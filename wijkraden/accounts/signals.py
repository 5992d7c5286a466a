"""What happens at the door goes on the trail: receivers of allauth's and Django's signals."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from portal.realm import current, within
from portal.security.limits import seconds_to_wait

from ..people.models import User
from ..people.queries import realm_of
from . import flows
from .queries import person_at


def _note_failure(user: User | None, method: str) -> None:
    """Note a failure where her account belongs: another city must not learn that she has one."""
    if user is None:
        _note_once(None, method)
        return
    with within(realm_of(user)):
        _note_once(user, method)


def _note_once(user: User | None, method: str) -> None:
    """Note the first failure of a person in an hour: nothing leaves the trail, so nobody may flood it."""
    if not seconds_to_wait(f"sign-in-failed:{current()}:{user.public_id if user else 'unknown'}", "1/h"):
        flows.note(flows.SIGN_IN_FAILED, user, by=None, at=timezone.now(), method=method)


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Note a completed sign-in and how."""
    methods = [str(record["method"]) for record in get_authentication_records(request, user)]
    flows.note(flows.SIGNED_IN, user, by=user, at=timezone.now(), method="/".join(methods) or "invitation")


@receiver(account.authentication_step_completed)
def confirmed(user: User, method: str, **facts: Any) -> None:
    """Note that a signed-in person confirmed who she is."""
    if facts.get("reauthenticated"):
        flows.note(flows.CONFIRMED, user, by=user, at=timezone.now(), method=method)


@receiver(auth.user_login_failed)
def failed(credentials: dict[str, Any], **_: Any) -> None:
    """Note a wrong password; what was typed is never kept.

    For someone of another city the same stands here as for an address that nobody has.
    """
    user = person_at(str(credentials.get("email") or ""))
    if user is not None and realm_of(user) != current():
        _note_failure(None, "password")
    _note_failure(user, "password")


@receiver(account.login_code_rejected)
def code_failed(user: User, **_: Any) -> None:
    """Note a wrong code from a mail."""
    _note_failure(user, "code")


@receiver(mfa.authentication_failed)
def factor_failed(user: User, **_: Any) -> None:
    """Note a wrong second step."""
    _note_failure(user, "mfa")


@receiver(auth.user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    """Note a sign-out."""
    if user is not None:
        flows.note(flows.SIGNED_OUT, user, by=user, at=timezone.now())


@receiver(account.password_changed)
def password_changed(user: User, **_: Any) -> None:
    """Note a changed password."""
    flows.note(flows.PASSWORD_CHANGED, user, by=user, at=timezone.now(), how="change")


@receiver(account.password_set)
def password_set(user: User, **_: Any) -> None:
    """Note a first password."""
    flows.note(flows.PASSWORD_CHANGED, user, by=user, at=timezone.now(), how="first")


@receiver(account.password_reset)
def password_reset(user: User, **_: Any) -> None:
    """Note a password set anew by a link in a mail."""
    flows.note(flows.PASSWORD_CHANGED, user, by=user, at=timezone.now(), how="reset")


@receiver(account.email_changed)
def email_changed(
    request: HttpRequest, user: User, from_email_address: EmailAddress | None = None, **_: Any
) -> None:
    """Note a changed address, make the person findable by it, and sign her out elsewhere as a new password does."""
    former = str(from_email_address.email) if from_email_address else ""
    now = timezone.now()
    flows.note_changed_email(user, former=former, by=user, at=now)
    flows.end_other_sessions(user, but=str(request.session.session_key), by=user, at=now)


@receiver(mfa.authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **_: Any) -> None:
    """Note a new second factor."""
    flows.note(flows.FACTOR_ADDED, user, by=user, at=timezone.now(), kind=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """Note that a second factor is gone."""
    flows.note(flows.FACTOR_REMOVED, user, by=user, at=timezone.now(), kind=str(authenticator.type))


@receiver(mfa.authenticator_reset)
def factor_renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """Note new recovery codes."""
    flows.note(flows.FACTOR_RENEWED, user, by=user, at=timezone.now(), kind=str(authenticator.type))
