"""Writes about one-time tokens."""

from datetime import datetime
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy

from portal.seals import is_newest, reseal
from portal.trail.flows import flow, record
from portal.trail.words import describe, name_facts, name_things

from .models import UsedToken
from .tokens import LIFETIME

name_facts({"rows": gettext_lazy("number of rows")})
name_things({"mfa.authenticator:data": gettext_lazy("second steps")})
ROTATED = describe(
    "security.rotate_keys", gettext_lazy("encrypted stored values with the newest key ({rows})")
)

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@flow
def claim(*, token: str, body: str, path: str, by: "AbstractBaseUser | None", at: datetime) -> None:
    """Mark the token with this hash as used by a form with that content, as part of the flow that it started.

    Raises IntegrityError if another request was first; a request in progress is waited for.
    """
    UsedToken.objects.create(token=token, body=body, path=path[:300], by=by, at=at)  # type: ignore[misc]  # the stubs want the concrete user model


@flow
def keep_answer(answer: str, *, token: str, by: "AbstractBaseUser | None", at: datetime) -> bool:
    """Keep where the answer to a token claimed at that moment pointed; False if the claim was undone."""
    return bool(
        UsedToken.objects.filter(token=token, at=at, by_id=by.pk if by is not None else None).update(
            answer=answer[:500]
        )
    )


@flow
def forget_old_tokens(*, by: "AbstractBaseUser | None", at: datetime) -> int:
    """Delete used tokens that are too old to be sent again; return how many."""
    count, _ = UsedToken.objects.filter(at__lt=at - 2 * LIFETIME).delete()
    return count


@flow
def forget_old_counts(*, by: "AbstractBaseUser | None", at: datetime) -> int:
    """Delete from the cache what is over (counts of the limits, mostly); return how many rows."""
    with connection.cursor() as cursor:
        until = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
        cursor.execute("DELETE FROM portal_cache WHERE expires < %s", [until])
        count: int = cursor.rowcount
    return count


@flow
def forget_ended_devices(*, by: "AbstractBaseUser | None", at: datetime) -> int:
    """Delete what is kept of devices (address, browser) whose session is gone or over; return how many."""
    session = Session.objects.filter(session_key=models.OuterRef("session_key"), expire_date__gt=at)
    count, _ = UserSession.objects.exclude(models.Exists(session)).delete()
    return int(count)


@flow
def rotate_batch(
    model: type[models.Model],
    column: str,
    *,
    after: int,
    size: int,
    by: "AbstractBaseUser | None",
    at: datetime,
) -> tuple[int, int | None]:
    """Encrypt an encrypted column of the next `size` rows with the newest key, where it is not yet.

    Returns how many were written and the last row's number, to go on after; None when no rows are left.
    """
    rows = model._base_manager.filter(pk__gt=after).order_by("pk").select_for_update(no_key=True)
    values = list(rows.values_list("pk", Cast(column, models.TextField()))[:size])
    count = 0
    for pk, sealed in values:
        if sealed is not None and not is_newest(sealed):
            anew = models.Value(reseal(sealed), output_field=models.TextField())
            model._base_manager.filter(pk=pk).update(**{column: anew})
            count += 1
    if count:
        record(ROTATED, f"{model._meta.label_lower}:{column}", by=by, at=at, rows=count)
    return count, values[-1][0] if values else None


@flow
def rotate_second_factors(*, by: "AbstractBaseUser | None", at: datetime) -> int:
    """Encrypt the secrets of second factors with the newest key; return how many rows were written."""
    count = 0
    for factor in Authenticator.objects.select_for_update(no_key=True).order_by("pk").iterator():
        sealed = {
            name: factor.data[name]
            for name in ("secret", "seed")
            if factor.data.get(name) and not is_newest(factor.data[name])
        }
        if sealed:
            factor.data |= {name: reseal(value) for name, value in sealed.items()}
            factor.save(update_fields=["data"])
            count += 1
    if count:
        record(ROTATED, "mfa.authenticator:data", by=by, at=at, rows=count)
    return count
