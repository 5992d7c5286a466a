"""Every page that someone may see, once for each look that it has: the permission table's pages x roles."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.test import Client

from grants.demo.cast import CAST
from tests.checks.permissions import STRANGER, UNSEATED, Row
from tests.make import World
from wijkraden.people.models import User

_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_TEXT = re.compile(r">[^<]+<")
_VALUE = re.compile(r'\b(?!class|type|role)([\w-]+)="[^"]*"')
# On these pages head and foot count too: everyone sees them on one of both.
WHOLE = {"front", "home"}
ONE_OF_EACH_ROLE = {player.role: player.given_name.lower() for player in reversed(CAST)}


@dataclass(frozen=True)
class Seen:
    """One page as one person sees it."""

    name: str
    path: str
    person: str
    html: str


def representatives(row: Row) -> list[str]:
    """Return who gets the page: one person of each role, who has none any more, and the stranger."""
    expected = row.expected()
    people = [*sorted(set(ONE_OF_EACH_ROLE.values())), *UNSEATED, *STRANGER]
    return [name for name in people if expected.get(name) == 200]


def pages(row: Row, world: World, client_of: Callable[[User | None], Client]) -> Iterator[Seen]:
    """Yield the page of `row` once for each look."""
    looks: set[str] = set()
    for path in row.paths(world):
        for person in representatives(row):
            user = world.person(person)
            answer = client_of(user).get(path)
            if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith(
                "text/html"
            ):
                continue
            html = answer.content.decode()
            look = look_of(html, whole=row.name in WHOLE)
            if look not in looks:
                looks.add(look)
                yield Seen(row.name, path, person, html)


def look_of(html: str, *, whole: bool) -> str:
    """Return how a page is built: its elements with their classes, without words, names and addresses.

    Head and foot are the same on all pages of a person, so they count on the pages of WHOLE alone.
    """
    main = None if whole else _MAIN.search(html)
    return _VALUE.sub(r"\1", _TEXT.sub("><", main[0] if main else html))
