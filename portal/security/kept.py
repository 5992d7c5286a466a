"""What was typed is not lost when a session ended: kept sealed for an hour, for the person who typed it."""

import json
import time
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, QueryDict

from portal.seals import seal, unseal

from .limits import seconds_to_wait
from .tokens import FIELD, Token, path_of, person_id

KEPT_FOR = 60 * 60  # seconds
MOST_FORMS = 5  # of one session
_KEY = "portal_kept"
_MOST_SIGNS = 100_000
_PER_PERSON = "60/h"  # each makes a session for someone who is not signed in
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", FIELD})


@dataclass(frozen=True)
class Notice:
    """What a page that shows kept text says of it; `had_file`: a file came with it, which is not kept."""

    had_file: bool


def keep(request: HttpRequest, token: Token) -> bool:
    """Keep the typed fields of this POST in the session, sealed, for the person that `token` names.

    Files and passwords are not kept, but the note of a file that was accepted before is. Returns False,
    keeping nothing, for more than 100,000 characters and for a sixth form within the hour; for who is not
    signed in also when the page is too old, or it was kept for that person too often. Only pages drawn for
    her carry such a token, so no stranger can ask for it.
    """
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in _NEVER_KEPT and "password" not in name.lower()
    }
    text = json.dumps(fields, ensure_ascii=False)
    others = [one for one in _fresh(request) if one["token"] != token.hash]
    if len(text) > _MOST_SIGNS or len(others) >= MOST_FORMS:
        return False
    if not request.user.is_authenticated and (
        token.is_too_old or seconds_to_wait(f"kept:{token.person}", _PER_PERSON)
    ):
        return False
    one = {
        "token": token.hash,
        "fields": seal(text),
        "person": token.person,
        "page": token.page or path_of(request),
        "until": int(time.time()) + KEPT_FOR,
        "had_file": bool(request.FILES) or getattr(request, "file_passed_over", False),
        "is_shown": False,
    }
    _put(request, [*others, one])
    return True


def kept_fields(request: HttpRequest) -> QueryDict | None:
    """Return what this person typed last on this page before her session ended; None when nothing is kept.

    A page that is opened says so each time, until the text is sent or dropped. What someone else typed, or
    longer than an hour ago, is dropped here.
    """
    person = person_id(request.user)
    kept = [one for one in _fresh(request) if not person or one["person"] == person]
    _put(request, kept)
    for one in reversed(kept):
        if one["person"] != person or not _stood_on(one, request.path):
            continue
        try:
            typed = json.loads(unseal(one["fields"]))
        except InvalidToken:  # its key was taken away
            kept.remove(one)
            _put(request, kept)
            continue
        if request.method != "POST":
            request.kept_notice = Notice(one["had_file"])  # type: ignore[attr-defined]  # read by notice_of
            _put(request, [{**other, "is_shown": other is one or other["is_shown"]} for other in kept])
        fields = QueryDict(mutable=True)
        for name, values in typed.items():
            fields.setlist(name, values)
        return fields
    return None


def kept_post(request: HttpRequest) -> dict[str, Any] | None:
    """Return the kept fields as initial values of a form: text, or a list for a name that stood twice."""
    fields = kept_fields(request)
    if fields is None:
        return None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.lists()}


def was_cut_short(request: HttpRequest) -> bool:
    """Tell once whether this person pressed a button of this page, without fields, when her session had ended.

    Nothing was done then, and there is nothing to show again: what is kept of it is dropped.
    """
    person, kept = person_id(request.user), _fresh(request)
    rest = [one for one in kept if one["person"] != person or not _stood_on(one, request.path)]
    _put(request, rest)
    return len(rest) < len(kept)


def notice_of(request: HttpRequest) -> Notice | None:
    """Return what the page says of the kept text that it shows; None when it shows none."""
    return getattr(request, "kept_notice", None)


def forget(request: HttpRequest, page: str) -> None:
    """Drop what the page at this address showed of what is kept: its form was carried out, or it is not wanted.

    What was kept in another tab of the same page, and was not shown yet, stays.
    """
    kept = _fresh(request)
    shown = [one for one in kept if one["is_shown"] and _stood_on(one, page)]
    if shown:
        kept.remove(shown[-1])
        _put(request, kept)


def _fresh(request: HttpRequest) -> list[dict[str, Any]]:
    found = request.session.get(_KEY)
    kept = found if isinstance(found, list) else []  # before this release it was one form
    return [one for one in kept if one["until"] >= time.time()]


def _put(request: HttpRequest, kept: list[dict[str, Any]]) -> None:
    if kept == request.session.get(_KEY, []):
        return
    if kept:
        request.session[_KEY] = kept
    else:
        del request.session[_KEY]


def _stood_on(one: dict[str, Any], page: str) -> bool:
    return bool(one["page"].partition("?")[0] == page.partition("?")[0])
