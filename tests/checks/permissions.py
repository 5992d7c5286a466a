"""The words of the permission table: who sees what, who does what, and what everyone else is answered."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from grants.demo.cast import CAST
from portal.security.tokens import FIELD, new_token
from portal.ui import errors
from tests.checks.addresses import Address
from tests.make import World
from wijkraden.people.states import CITY_ROLES, DISTRICT_ROLES, Role

People = frozenset[str]
Things = Callable[[World], Mapping[str, object]]
More = Callable[[World], list[Mapping[str, object]]]


def holding(*roles: Role) -> People:
    """Return the cast that holds one of those roles."""
    return frozenset(player.given_name.lower() for player in CAST if player.role in roles)


STRANGER: People = frozenset({"stranger"})  # no account
ELSEWHERE: People = frozenset({"ada"})  # administers another city
UNSEATED: People = frozenset({"ugo"})  # an account whose seat ended
CAST_OF_CITY: People = holding(*CITY_ROLES)
CAST_OF_DISTRICTS: People = holding(*DISTRICT_ROLES)
SEATED: People = CAST_OF_CITY | CAST_OF_DISTRICTS
SIGNED_IN: People = SEATED | ELSEWHERE | UNSEATED
ANYONE: People = SIGNED_IN | STRANGER
ADMIN, CONTROL = holding(Role.ADMINISTRATOR), holding(Role.CONTROLLER)


@dataclass(frozen=True)
class Row:
    """One address and method: who may and is answered what, what others and a stranger get."""

    name: str
    method: str
    may: People
    answer: int
    others: int
    stranger: int
    but: Mapping[str, int] = field(default_factory=dict)
    things: Things | None = None
    elsewhere: Things | None = None
    data: Things | None = None
    more: More | None = None

    def expected(self) -> dict[str, int]:
        """Return the status for every person."""
        found = dict.fromkeys(sorted(SIGNED_IN), self.others) | {"stranger": self.stranger}
        return found | dict.fromkeys(self.may, self.answer) | dict(self.but)

    def path(self, world: World) -> str:
        """Return the address of the thing that the row is about."""
        return reverse(self.name, kwargs=dict(world.what(self.things)) if self.things else None)

    def paths(self, world: World) -> list[str]:
        """Return every address that a look at this page needs: of `more` things where one is not all."""
        others = [
            reverse(self.name, kwargs=dict(things)) for things in (self.more(world) if self.more else [])
        ]
        return [self.path(world), *(path for path in others if path != self.path(world))]

    def ask(self, world: World, person: str, path: str, *, confirmed: bool = True) -> int:
        """Return the status that `person` gets; what the request wrote is undone.

        `confirmed`: as if she gave her password a moment ago, for pages that ask for it again.
        """
        undone = transaction.atomic()
        undone._from_testcase = True  # type: ignore[attr-defined]  # so `durable` works as in the portal itself
        with undone, _each_refusal_drawn_once():
            client = world.browser(person, confirmed=confirmed)
            if self.method == "GET":
                status = client.get(path).status_code
            else:
                user = world.person(person)
                given = dict(self.data(world)) if self.data else {}
                token = {FIELD: new_token(user or AnonymousUser(), path)}
                status = client.post(path, given | token).status_code
            transaction.set_rollback(True)
        return status


class Table:
    """The rows, by method and name."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}

    def see(
        self,
        name: str,
        may: People,
        *,
        answer: int = 200,
        others: int = 404,
        stranger: int = 302,
        but: Mapping[str, int] | None = None,
        things: Things | None = None,
        elsewhere: Things | None = None,
        more: More | None = None,
    ) -> None:
        """Say who sees the page `name`; who is signed in and may not gets `others`.

        `things` gives the address's parameters, `elsewhere` those of another city's thing, which is for nobody,
        `more` those of further pages to look at.
        """
        self._add(Row(name, "GET", may, answer, others, stranger, but or {}, things, elsewhere, more=more))

    def do(
        self,
        name: str,
        may: People,
        *,
        answer: int = 422,
        others: int = 404,
        stranger: int = 302,
        but: Mapping[str, int] | None = None,
        things: Things | None = None,
        elsewhere: Things | None = None,
        data: Things | None = None,
    ) -> None:
        """Say who may send the form `name`: `answer` gets who may (422: the form was empty)."""
        self._add(Row(name, "POST", may, answer, others, stranger, but or {}, things, elsewhere, data))

    def _add(self, row: Row) -> None:
        if (row.method, row.name) in self.rows:
            raise ValueError(f"{row.method} {row.name} has two rows")
        self.rows[row.method, row.name] = row


def methods(address: Address) -> set[str]:
    """Return which of GET and POST the view takes; allauth's own views are asked for their pages alone.

    Asks the view itself: its outermost decorator refuses OPTIONS and says what it takes. Raises
    AssertionError for a view of ours without such a guard.
    """
    if not address.is_ours:
        return {"GET"}
    request = RequestFactory().options("/")
    try:
        with _without_log():
            answer = address.view(request, **dict.fromkeys(address.parameters, "x"))
        allowed = set(answer.headers["Allow"].split(", ")) if answer.status_code == 405 else set()
    except AttributeError:
        allowed = set()
    assert allowed, f"the view of {address.name} has no guard that names its methods, or not as its outermost"
    return {"GET", "POST"} & allowed


_drawn: set[tuple[object, ...]] = set()


@contextmanager
def _each_refusal_drawn_once() -> Iterator[None]:
    """Draw the page of a refusal once for each person, method and room, where it is the same at every address.

    Who may do nothing is asked everywhere: two answers in three are a 403 or a 404, of which the status counts.
    """
    draw = errors._page

    def once(request: HttpRequest, status: int) -> HttpResponse:
        kind = status, request.user.pk, request.method, request.path.split("/")[1]
        if kind in _drawn:
            return HttpResponse(status=status)
        _drawn.add(kind)
        return draw(request, status)

    with patch.object(errors, "_page", once):
        yield


@contextmanager
def _without_log() -> Iterator[None]:
    log = logging.getLogger("django.request")
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = False
