"""What a view of the ground floor gets behind a login."""

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedInRequest(HttpRequest):
    """A request of someone with an account."""

    user: AbstractBaseUser  # type: ignore[assignment]  # behind a login nobody is anonymous
    htmx: "HtmxDetails"


def filters_of(request: HttpRequest) -> str:
    """Return the address's query without the page, ending in `&` unless empty: it stays when paging."""
    query = request.GET.copy()
    query.pop("page", None)
    text = query.urlencode()
    return f"{text}&" if text else ""
