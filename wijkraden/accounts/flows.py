"""Writes of a person about her own account, and what the sign-in tells the trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import realm
from portal.errors import refuse_if_changed
from portal.jobs.flows import enqueue
from portal.jobs.models import Job
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_codes, name_facts, name_things

from ..people.models import FormerAddress, Language, User
from .queries import MY_DATA, data_jobs

DETAILS_CHANGED = describe("account.details_changed", _("changed the own details ({fields})"))
LANGUAGE_CHOSEN = describe("account.language_chosen", _("chose a language ({language})"))
DATA_TAKEN = describe("account.data_taken", _("downloaded the own data"))
EMAIL_CHANGED = describe("account.email_changed", _("changed the own e-mail address"))
name_codes(
    {
        "password": _("password"),
        "code": _("code by e-mail"),
        "mfa": _("second step"),
        "totp": _("authenticator app"),
        "webauthn": _("passkey"),
        "recovery_codes": _("recovery codes"),
        "invitation": _("invitation"),
    }
)
name_codes(
    {
        "change": _("with the old one"),
        "first": _("the first one"),
        "reset": _("by a link in a mail"),
    },
    of="how",
)
name_codes(dict(Language.choices), of="language")
name_codes(
    {
        "accounts.account_already_exists": _("there is an account already"),
        "accounts.account_blocked": _("account is closed"),
        "accounts.confirm_code": _("code to confirm who one is"),
        "accounts.email_changed": _("e-mail address changed"),
        "accounts.email_confirm": _("e-mail address confirmed"),
        "accounts.email_confirmation": _("code for a new e-mail address"),
        "accounts.email_deleted": _("e-mail address removed"),
        "accounts.login_code": _("code to sign in"),
        "accounts.password_changed": _("password changed"),
        "accounts.password_reset": _("password chosen anew"),
        "accounts.password_reset_key": _("link for a new password"),
        "accounts.password_set": _("first password chosen"),
        "accounts.recovery_codes_generated": _("new recovery codes"),
        "accounts.totp_activated": _("authenticator app added"),
        "accounts.totp_deactivated": _("authenticator app removed"),
        "accounts.unknown_account": _("no account with this address"),
        "accounts.webauthn_added": _("passkey added"),
        "accounts.webauthn_removed": _("passkey removed"),
    }
)
name_facts(
    {
        "count": _("number"),
        "fields": _("what changed"),
        "how": _("how"),
        "language": _("language"),
        "method": _("by"),
    }
)
name_things({"account:unknown": _("an account that nobody has")})
SIGNED_IN = describe("account.signed_in", _("signed in ({method})"))
SIGN_IN_FAILED = describe("account.sign_in_failed", _("failed to sign in ({method})"), doer=_("Someone"))
SIGNED_OUT = describe("account.signed_out", _("signed out"))
PASSWORD_CHANGED = describe("account.password_changed", _("changed the own password ({how})"))
FACTOR_ADDED = describe("account.factor_added", _("added a second step ({kind})"))
FACTOR_REMOVED = describe("account.factor_removed", _("removed a second step ({kind})"))
FACTOR_RENEWED = describe("account.factor_renewed", _("made new recovery codes ({kind})"))
SESSIONS_ENDED = describe("account.sessions_ended", _("signed out on all devices ({count})"))
OTHER_SESSIONS_ENDED = describe(
    "account.other_sessions_ended", _("signed out on the other devices ({count})")
)
CONFIRMED = describe("account.confirmed", _("confirmed who is there ({method})"))


@flow
def change_details(
    user: User, *, was: Mapping[str, Any] | None = None, by: User, at: datetime, **details: str
) -> bool:
    """Change the own names, phone and language (the fields of DetailsForm); False if nothing differed.

    Raises ChangedMeanwhile when they are no longer what they `was` on the page.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    refuse_if_changed(row, was)
    changed = [name for name in sorted(details) if getattr(row, name) != details[name]]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, details[name])
    row.index_words()
    row.save(update_fields=[*changed, "search", "sort_key"])
    record(DETAILS_CHANGED, row, by=by, at=at, fields="/".join(changed))
    return True


@flow
def choose_language(user: User, language: str, *, by: User, at: datetime) -> None:
    """Remember the language in which a person reads the portal and its mails."""
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=Language(language)):
        record(LANGUAGE_CHOSEN, user, by=by, at=at, language=language)


@flow
def ask_for_data(user: User, *, after: str, by: User, at: datetime) -> Job:
    """Have everything that is kept of a person put in a file, and return the work that does it.

    `after` is the public id of the newest such work that she saw ("": none). While that is not done, or when
    she asked again since, the newest counts; so a stale or doubled question gives no second file.
    """
    newest = data_jobs(user).first()
    if newest is not None and (newest.is_open or newest.public_id != after):
        return newest
    known = newest.public_id if newest is not None else ""
    key = f"my_data:{realm.current()}:{user.public_id}:{known}"
    label, arguments = gettext("My data in one file"), {"person": user.public_id}
    return enqueue(MY_DATA, label=label, arguments=arguments, key=key, by=by, at=at)


@flow
def note_changed_email(user: User, *, former: str, by: User, at: datetime) -> None:
    """Make a person findable by the address that she changed to; keep the `former` one until she is erased."""
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    row.index_words()
    row.save(update_fields=["search", "sort_key"])
    if former:
        FormerAddress.objects.create(user=row, email=former.lower(), left_at=at)
    record(EMAIL_CHANGED, row, by=by, at=at)


@flow
def note(act: str, user: User | None, *, by: User | None, at: datetime, **facts: Any) -> None:
    """Put an event of a person's sign-in on the trail; without a person it is about the portal's door."""
    record(act, user if user is not None else "account:unknown", by=by, at=at, **facts)


@flow
def end_sessions(user: User, *, by: User, at: datetime) -> int:
    """End every session of a person; return how many there were."""
    count = _end(UserSession.objects.filter(user=user))
    record(SESSIONS_ENDED, user, by=by, at=at, count=count)
    return count


@flow
def end_other_sessions(user: User, *, but: str, by: User, at: datetime) -> int:
    """End every session of a person but the one with this key; return how many there were."""
    count = _end(UserSession.objects.filter(user=user).exclude(session_key=but))
    record(OTHER_SESSIONS_ENDED, user, by=by, at=at, count=count)
    return count


def _end(devices: QuerySet[UserSession]) -> int:
    keys = list(devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    devices.filter(session_key__in=keys).delete()
    return len(keys)
