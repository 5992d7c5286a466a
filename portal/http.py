"""What a view of the ground floor gets behind a login, and what every answer may tell of its request."""

from typing import TYPE_CHECKING

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedInRequest(HttpRequest):
    """A request of someone with an account."""

    user: AbstractBaseUser  # type: ignore[assignment]  # behind a login nobody is anonymous
    htmx: "HtmxDetails"


def number_of_request() -> str:
    """Return the number under which the logs keep this request, empty if there is none."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def filters_of(request: HttpRequest) -> str:
    """Return the address's query without the page, ending in `&` unless empty: it stays when paging."""
    query = request.GET.copy()
    query.pop("page", None)
    text = query.urlencode()
    return f"{text}&" if text else ""
