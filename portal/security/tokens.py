"""One-time tokens: what a form carries so that sending it twice does its work once.

A token is signed and names the person whose page it stood on; only its hash is kept once it was used.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.http import escape_leading_slashes

FIELD = "_once"
LIFETIME = timedelta(days=7)
_SALT = "portal.security.once"

View = TypeVar("View", bound=Callable[..., Any])


class AlreadyDone(Exception):  # an answer, not a fault
    """A form was carried out before: the flow that finds it out undoes itself.

    Not a PortalError: no view may take it for a refusal; the middleware answers as the first time.
    """


class BadToken(BadRequest):
    """A form without a token of this portal, or with another person's."""


@dataclass(frozen=True)
class Token:
    """A token that this portal made.

    Its hash, the public id of its person ("" for none), the address of the page on which the form first
    stood, and whether it is past its LIFETIME.
    """

    hash: str
    person: str
    page: str
    is_too_old: bool


def person_id(user: object) -> str:
    """Return the public id that a token names: "" for who is not signed in."""
    return str(getattr(user, "public_id", ""))


def new_token(user: object, page: str = "") -> str:
    """Return a fresh token for a form on a page of `user` at the address `page` (path and query)."""
    page = escape_leading_slashes(page)
    return signing.dumps({"n": secrets.token_urlsafe(18), "p": person_id(user), "w": page}, salt=_SALT)


def path_of(request: HttpRequest) -> str:
    """Return the path of this request as an answer may lead to it: `//host/x` would be a page of another site."""
    return escape_leading_slashes(request.path)


def page_of(request: HttpRequest) -> str:
    """Return the address of the page that a form in the answer to `request` stands on.

    A page that shows a form again after errors may have an address that only takes a POST: then the page
    that the sent form stood on counts. A form that nobody read so far is not read for this: it may be the one
    that could not be read.
    """
    if request.method == "POST":
        if not hasattr(request, "_post"):
            return path_of(request)
        try:
            return read_token(request.POST.get(FIELD, "")).page or path_of(request)
        except BadToken:
            return path_of(request)
    if getattr(request, "htmx", False):
        return escape_leading_slashes(request.htmx.current_url_abs_path or request.path)  # type: ignore[attr-defined]  # HtmxMiddleware set it
    return escape_leading_slashes(request.get_full_path())


def read_token(text: str) -> Token:
    """Return what a form's token says.

    Raises BadToken for one that this portal did not make.
    """
    try:
        try:
            value, is_too_old = signing.loads(text, salt=_SALT, max_age=LIFETIME), False
        except signing.SignatureExpired:
            value, is_too_old = signing.loads(text, salt=_SALT), True
        used_hash = hashlib.sha256(value["n"].encode()).hexdigest()
        page = escape_leading_slashes(str(value["w"]))  # one made before pages were escaped
        return Token(used_hash, str(value["p"]), page, is_too_old)
    except (signing.BadSignature, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadToken from error


def without_token(view: View) -> View:
    """Let a view of ours take a POST without a token: sending it twice must do no harm.

    The architecture test lists every view that uses this, with its reason.
    """
    view.without_token = True  # type: ignore[attr-defined]  # read by needs_token
    return view


def needs_token(view: Callable[..., Any]) -> bool:
    """Tell if a POST to `view` must carry a token: every view but allauth's, webhooks and the exempted."""
    exempt = getattr(view, "without_token", False) or getattr(view, "csrf_exempt", False)
    return not exempt and not view.__module__.startswith("allauth.")
