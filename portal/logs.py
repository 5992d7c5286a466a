"""Logs as JSON lines with the request's number, so that an operator can find what a user quotes.

An address may hold a secret (the link of an invitation) or tell whom someone looked for (a filter), so a line
names the route of a request and never its address.
"""

import logging
import re
from urllib.parse import parse_qsl

import structlog
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import Processor

# How gunicorn begins what it says of a request.
_OF_A_REQUEST = ("Error handling request", "Error processing", "Invalid request")
_ADDRESS = re.compile(r"(?<![\w/])(?:https?:/)?/[^\s'\"]*")


def formatter() -> logging.Formatter:
    """Return the formatter of every handler; it also sets structlog up."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(), foreign_pre_chain=shared
    )


class RouteMiddleware(RequestMiddleware):
    """Log the start and the end of each request with its method and route."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return what the lines say of the request: “GET /people/<slug:public_id>/”."""
        return f"{request.method} {route_of(request)}"


class RoutesOnly(logging.Filter):
    """Put the route in the place of the address in what Django logs about a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, mended."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            text, route = record.getMessage(), route_of(request)
            addresses = {request.get_full_path(), request.path, request.path_info, *_secrets(request)}
            addresses |= {_escaped(address) for address in addresses}
            for address in sorted(addresses - {"", "/"}, key=len, reverse=True):
                text = text.replace(address, route)
            record.msg, record.args = text, ()
        return True


class NoAddresses(logging.Filter):
    """Take the address out of what the web server says of a request that failed outside Django."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, mended."""
        text = record.getMessage()
        if text.startswith(_OF_A_REQUEST):
            record.msg, record.args = _ADDRESS.sub("an address", text), ()
        return True


def route_of(request: HttpRequest) -> str:
    """Return the route that answers the request, without what its address fills in."""
    match = _match(request)
    return f"/{match.route}" if match is not None else "an unknown address"


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return request.resolver_match or resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return None


def _secrets(request: HttpRequest) -> set[str]:
    """Return what stands in the address and its query, also where it is logged apart from them.

    `request.GET` refuses a query of too many parameters, and a refusal is what is logged here.
    """
    match = _match(request)
    filled_in = [*match.kwargs.values(), *match.args] if match is not None else []
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace").decode(errors="replace")
    given = [str(value) for value in filled_in] + [value for _name, value in parse_qsl(query)]
    return {value for value in given if len(value) > 3}


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")
