"""The read-only API of the register, version 1: the same rows as its page and its file, with a description of itself.

Errors are problems (RFC 9457), addresses end without a slash, every answer names its version and may be kept a while.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from portal.security.limits import TooMany, limit
from wijkraden.people.http import PublicRequest

from .. import access, queries, schemas, sheets
from ..forms import RegisterFilter

VERSION = "1.0.0"
PREFIX = "/api/v1/"
CALLS = "120/m"  # from one network
KEPT = "public, max-age=300"
_READS = ("GET", "HEAD")
_PROBLEM = "application/problem+json"
_PROBLEMS = {
    400: schemas.ProblemOut,
    404: schemas.ProblemOut,
    405: schemas.ProblemOut,
    422: schemas.ProblemOut,
    429: schemas.ProblemOut,
}

api = NinjaAPI(
    title="Register of grants to actions of district councils",
    version=VERSION,
    description=f"Every granted action, as on the page of the register. Licence: {sheets.LICENCE}.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="register_api",
)


class Unfit(Exception):  # an answer, not a fault
    """A filter names what there is not: `errors` by the name of the parameter."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors)
        self.errors = errors


@api.get(
    "grants", response={200: schemas.GrantsOut, **_PROBLEMS}, summary="Granted actions, a page at a time"
)
def list_grants(request: PublicRequest, filters: Query[schemas.Filters]) -> dict[str, Any]:
    """Find granted actions by the filters of the register's page."""
    city = access.get_city(request.city)
    asked = filters.dict(exclude={"page", "per_page"})
    form = RegisterFilter(
        {name: "" if value is None else str(value) for name, value in asked.items()}, city=city
    )
    if not form.is_valid():
        raise Unfit([{"name": name, "reason": str(found[0])} for name, found in form.errors.items()])
    pages = Paginator(queries.actions(city, form.asked), filters.per_page)
    if filters.page > pages.num_pages:
        raise Http404
    page = pages.page(filters.page)
    return {
        "count": pages.count,
        "page": page.number,
        "pages": pages.num_pages,
        "next": _page(request, page.number + 1) if page.has_next() else None,
        "previous": _page(request, page.number - 1) if page.has_previous() else None,
        "licence": sheets.LICENCE,
        "grants": [schemas.grant_out(one, city) for one in queries.told(page.object_list)],
    }


@api.get("grants/{public_id}", response={200: schemas.GrantOut, **_PROBLEMS}, summary="One granted action")
def one_grant(request: PublicRequest, public_id: str) -> dict[str, Any]:
    """Return one granted action by its id."""
    return schemas.grant_out(access.get_action(request.city, public_id), access.get_city(request.city))


def _page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def problem(status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """Return a problem as the API answers it."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": errors or []}
    return HttpResponse(json.dumps(told), status=status, content_type=_PROBLEM)


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404, "Not found", "There is nothing at this address.")


@api.exception_handler(ValidationError)
def _unreadable(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _unfit([{"name": str(one["loc"][-1]), "reason": str(one["msg"])} for one in error.errors])


@api.exception_handler(Unfit)
def _of_nothing(_request: HttpRequest, error: Unfit) -> HttpResponse:
    return _unfit(error.errors)


def _unfit(errors: list[dict[str, str]]) -> HttpResponse:
    return problem(422, "Unprocessable content", "A parameter is not one of those that are known.", errors)


def refused(request: HttpRequest) -> HttpResponseBase:
    """Return the problem of a request that the portal refused before it came here, or could not read."""
    return _finished(request, problem(400, "Bad request", "This request cannot be read."))


def _of_the_api(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let a view answer for the API: reads alone, so often and no more, in English, with its headers."""

    @wraps(view)
    def run(request: PublicRequest, **given: Any) -> HttpResponseBase:
        if request.method not in _READS:
            answer = problem(405, "Method not allowed", "This API is for reading: use GET.")
            answer["Allow"] = ", ".join(_READS)
            return _finished(request, answer)
        try:
            limit(request, "api", CALLS)
        except TooMany as error:
            answer = problem(429, "Too many requests", f"Try again in {error.wait} seconds.")
            answer["Retry-After"] = str(error.wait)
            return _finished(request, answer)
        asked, request.method = request.method, "GET"  # the server itself leaves out the body of HEAD
        with override("en"):
            answer = view(request, **given)
        request.method = asked
        return _finished(request, answer)

    run.csrf_exempt = True  # type: ignore[attr-defined]  # read by the middleware: nothing is written here
    return run


def _finished(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """Return the answer with the headers of the API, or that it is the same as the asker has."""
    found: HttpResponseBase = answer
    if answer.status_code == 200:
        answer["Cache-Control"] = KEPT
        answer["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        found = get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
    else:
        answer["Cache-Control"] = "no-store"
    found["API-Version"] = VERSION
    found["Access-Control-Allow-Origin"] = "*"
    found["Cross-Origin-Resource-Policy"] = "cross-origin"
    return found


def _operations() -> dict[str, Callable[..., HttpResponse]]:
    """Return what runs each operation, by its name: our own views stand before them."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    return {str(one.name): one.callback for one in found if one.callback is not None}


_RUN = _operations()


@_of_the_api
def openapi(_request: PublicRequest) -> HttpResponse:
    """Give the description of the API (OpenAPI 3.1)."""
    found = api.get_openapi_schema(path_prefix=PREFIX)
    return HttpResponse(json.dumps(found), content_type="application/json")


@_of_the_api
def grants(request: PublicRequest) -> HttpResponse:
    """Give the granted actions that the filters find, a page at a time."""
    return _RUN["list_grants"](request)


@_of_the_api
def grant(request: PublicRequest, public_id: str) -> HttpResponse:
    """Give one granted action."""
    return _RUN["one_grant"](request, public_id=public_id)


@_of_the_api
def missing(_request: PublicRequest, rest: str) -> HttpResponse:  # noqa: ARG001  # what the address names
    """Say in the words of the API that there is nothing here."""
    return problem(404, "Not found", "There is nothing at this address.")
