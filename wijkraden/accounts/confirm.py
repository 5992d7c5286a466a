"""Confirming who one is by a code in a mail: for who has neither a password nor a second factor."""

import time
from secrets import choice

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone

from portal.post.flows import send
from portal.realm import within

from ..people.models import User
from ..people.queries import realm_of

LASTS = 15 * 60  # seconds
TRIES = 3
_KEY = "accounts_confirm"
_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels, so no words


def mail_code(request: HttpRequest, user: User) -> None:
    """Mail a new code to `user`; the session keeps its hash for fifteen minutes and three tries."""
    code = "".join(choice(_SIGNS) for _ in range(8))
    request.session[_KEY] = {"hash": make_password(code), "until": time.time() + LASTS, "tries": TRIES}
    with within(realm_of(user)):
        send(
            "accounts.confirm_code",
            to=user,
            address=user.email,
            language=user.language,
            context={"code": f"{code[:4]}-{code[4:]}", "to": user},
            secret=True,
            by=user,
            at=timezone.now(),
        )


def has_code(request: HttpRequest) -> bool:
    """Tell if a code was mailed that still counts."""
    kept = request.session.get(_KEY)
    return kept is not None and kept["until"] > time.time() and kept["tries"] > 0


def is_right(request: HttpRequest, code: str) -> bool:
    """Tell if that is the code; a right one counts once, a wrong one costs a try."""
    if not has_code(request):
        return False
    kept = request.session[_KEY]
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    if check_password(typed, kept["hash"]):
        del request.session[_KEY]
        return True
    request.session[_KEY] = {**kept, "tries": kept["tries"] - 1}
    return False
