"""What was typed is not lost when a session ended: kept sealed for an hour, for the person who typed it."""

import json
import time
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.seals import seal, unseal

from .limits import seconds_to_wait
from .tokens import FIELD, Token, person_id

KEPT_FOR = 60 * 60  # seconds
_KEY = "portal_kept"
_MOST_SIGNS = 100_000
_PER_PERSON = "60/h"  # each makes a session for someone who is not signed in
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", FIELD})


def keep(request: HttpRequest, token: Token) -> bool:
    """Keep the typed fields of this POST in the session, sealed, for the person that `token` names.

    Files and passwords are not kept. Returns False, keeping nothing, for more than 100,000 characters; for
    who is not signed in also when the page is too old, or it was kept for that person too often. Only pages
    drawn for her carry such a token, so no stranger can ask for it.
    """
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in _NEVER_KEPT and "password" not in name.lower()
    }
    text = json.dumps(fields, ensure_ascii=False)
    if len(text) > _MOST_SIGNS:
        return False
    if not request.user.is_authenticated and (
        token.is_too_old or seconds_to_wait(f"kept:{token.person}", _PER_PERSON)
    ):
        return False
    page = token.page or request.path
    request.session[_KEY] = {
        "fields": seal(text),
        "person": token.person,
        "page": page,
        "until": int(time.time()) + KEPT_FOR,
        "is_shown": False,
    }
    return True


def kept_fields(request: HttpRequest) -> QueryDict | None:
    """Return what this person typed on this page before her session ended; None when nothing is kept.

    Says so once on the page. What someone else typed, or longer than an hour ago, is dropped here.
    """
    kept = request.session.get(_KEY)
    if not kept:
        return None
    person = person_id(request.user)
    if kept["until"] < time.time() or (person and person != kept["person"]):
        del request.session[_KEY]
        return None
    if person != kept["person"] or _path(kept["page"]) != request.path:
        return None
    try:
        typed = json.loads(unseal(kept["fields"]))
    except InvalidToken:  # its key was taken away
        del request.session[_KEY]
        return None
    if not kept["is_shown"]:
        request.session[_KEY] = {**kept, "is_shown": True}
        messages.info(
            request,
            _("What you typed is still here. It is not saved yet: look at it and send it again."),
        )
    fields = QueryDict(mutable=True)
    for name, values in typed.items():
        fields.setlist(name, values)
    return fields


def kept_post(request: HttpRequest) -> dict[str, Any] | None:
    """Return the kept fields as initial values of a form: text, or a list for a name that stood twice."""
    fields = kept_fields(request)
    if fields is None:
        return None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.lists()}


def forget(request: HttpRequest, page: str) -> None:
    """Drop what is kept of that page: its form was carried out."""
    kept = request.session.get(_KEY)
    if kept and kept["page"] == page:
        del request.session[_KEY]


def _path(page: str) -> str:
    return page.partition("?")[0]
