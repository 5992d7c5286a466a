"""Every page that someone may see, once for each look that it has: the permission table's pages x roles."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.test import Client

from grants.demo.cast import CAST
from tests.checks.permissions import STRANGER, Row
from tests.make import World
from wijkraden.people.models import User

# Pages whose answer is no HTML page, or that lead elsewhere at once.
_CHANGING = re.compile(
    r'name="(?:csrfmiddlewaretoken|_once)" value="[^"]*"|csrfToken[^,}]*|[0-9a-f]{12,}|\d{1,2}:\d\d|nonce="[^"]*"'
)
ONE_OF_EACH_ROLE = {player.role: player.given_name.lower() for player in reversed(CAST)}


@dataclass(frozen=True)
class Seen:
    """One page as one person sees it."""

    name: str
    path: str
    person: str
    html: str


def representatives(row: Row) -> list[str]:
    """Return one person of each role that gets the page, and the stranger."""
    expected = row.expected()
    people = [*sorted(set(ONE_OF_EACH_ROLE.values())), *STRANGER]
    return [name for name in people if expected.get(name) == 200]


def pages(row: Row, world: World, client_of: Callable[[User | None], Client]) -> Iterator[Seen]:
    """Yield the page of `row` once for each look: people who get the same page but for their name count once."""
    looks: set[str] = set()
    path = row.path(world)
    for person in representatives(row):
        user = world.person(person)
        answer = client_of(user).get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
            continue
        html = answer.content.decode()
        look = without_the_person(html, user)
        if look not in looks:
            looks.add(look)
            yield Seen(row.name, path, person, html)


def without_the_person(html: str, user: User | None) -> str:
    """Return the page without what differs per person and per request: names, tokens, times."""
    if user is not None:
        for own in (user.full_name, user.email, str(user.public_id), user.given_name, user.family_name):
            html = html.replace(own, "")
    return _CHANGING.sub("", html)
