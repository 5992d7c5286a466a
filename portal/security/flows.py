"""Writes about one-time tokens."""

from datetime import datetime
from typing import TYPE_CHECKING

from portal.trail.flows import flow

from .models import UsedToken
from .tokens import LIFETIME

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@flow
def claim(*, token: str, path: str, by: "AbstractBaseUser | None", at: datetime) -> None:
    """Mark the token with this hash as used, as part of the flow that it started.

    Raises IntegrityError if another request was first; a request in progress is waited for.
    """
    UsedToken.objects.create(token=token, path=path[:300], by=by, at=at)  # type: ignore[misc]


@flow
def keep_answer(answer: str, *, token: str, by: "AbstractBaseUser | None", at: datetime) -> bool:
    """Keep where the answer to a token claimed at that moment pointed; False if the claim was undone."""
    return bool(UsedToken.objects.filter(token=token, at=at, by=by).update(answer=answer[:500]))


@flow
def forget_old_tokens(*, by: "AbstractBaseUser | None", at: datetime) -> int:
    """Delete used tokens that are too old to be sent again; return how many."""
    count, _ = UsedToken.objects.filter(at__lt=at - 2 * LIFETIME).delete()
    return count
