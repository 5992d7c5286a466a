"""The portal as a web server runs it, at the tests' noon; a request may say before which statement its server dies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import time_machine
from django.urls import resolve

from portal.wsgi import application as portal
from tests.deaths import dying_before
from tests.make import NOON

DIE_BEFORE = "X-Die-Before"  # the number of a statement; 0: live
LIVED = "X-Moments"  # in the answer: at how many moments it could have died


def read_ahead() -> None:
    """Read what a worker would read at its first request: most of them die in it."""
    from grants.payments import gateway  # a room, so not before the portal is there
    from grants.terms.days import holiday_name

    resolve("/")
    holiday_name(NOON.date())
    gateway._schema()


read_ahead()  # the server forks its workers after this


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the portal does, or die on the way."""
    step = int(environ.get("HTTP_X_DIE_BEFORE", "0"))
    begun: list[Any] = []

    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
        begun[:] = [status, headers, *rest]

    with time_machine.travel(NOON), dying_before(step) as count:
        answer = portal(environ, begin)
        body = list(answer)
        if hasattr(answer, "close"):
            answer.close()
        moments = count()  # all is committed, and nobody was told yet
    status, headers, *rest = begun
    start_response(status, [*headers, (LIVED, str(moments))], *rest)
    return body
