"""What a view of the ground floor gets behind a login, and what every answer may tell of its request."""

import codecs
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from django_htmx.middleware import HtmxDetails

Row = TypeVar("Row", bound=Model)

_LONGEST_PAGE = 9  # digits; Python reads no number of thousands of them

UNREADABLE_TYPE = "portal.unreadable_type"  # in META of a request whose Content-Type could not be read


class SignedInRequest(HttpRequest):
    """A request of someone with an account."""

    user: AbstractBaseUser  # type: ignore[assignment]  # behind a login nobody is anonymous
    htmx: "HtmxDetails"


def number_of_request() -> str:
    """Return the number under which the logs keep this request, empty if there is none."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def paged(found: QuerySet[Row], request: HttpRequest, *, per: int) -> Page[Row]:
    """Return the page of a list that `?page=` names: the first one for what is no page, the last for one beyond it."""
    wanted = request.GET.get("page", "")[:_LONGEST_PAGE]
    return Paginator(found, per).get_page(wanted if wanted.isdecimal() and int(wanted) > 0 else 1)


def filters_of(request: HttpRequest) -> str:
    """Return the address's query without the page, ending in `&` unless empty: it stays when paging."""
    query = request.GET.copy()
    query.pop("page", None)
    text = query.urlencode()
    return f"{text}&" if text else ""


def with_readable_type(application: "WSGIApplication") -> "WSGIApplication":
    """Return the application behind a look at the Content-Type, over which Django stumbles before any middleware.

    One that can't be read is taken away and marked with UNREADABLE_TYPE: a page does not need it, and a form
    that came with it is refused.
    """

    def run(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not _is_readable(environ.get("CONTENT_TYPE", "")):
            environ.update({"CONTENT_TYPE": "", UNREADABLE_TYPE: True})
        return application(environ, start_response)

    return run


def _is_readable(media_type: str) -> bool:
    try:
        _type, parameters = parse_header_parameters(media_type)
        codecs.lookup(parameters.get("charset", "utf-8"))
    except LookupError:  # an alphabet that nobody knows: Django takes it for UTF-8
        return True
    except ValueError:
        return False
    return True
