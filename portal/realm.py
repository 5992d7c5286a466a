"""Whose rows these are: the realm that a request or a piece of work belongs to.

An upper floor says what a realm is (a city); the ground floor only writes its id beside what it keeps, and
shows the rows of one realm with those of the installation itself (realm ""). See docs/decisions/0013.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Realm = str | Callable[[], str]

LENGTH = 16
UNLISTED = "unlisted"  # no city has this id: rows that are kept and counted, and that no page shows

_within: ContextVar[Realm] = ContextVar("realm", default="")


def current() -> str:
    """Return the realm of the moment; "" when nobody said one."""
    realm = _within.get()
    return realm if isinstance(realm, str) else realm()


def seen() -> tuple[str, str]:
    """Return the realms whose rows may be shown: the one of the moment, and the installation itself."""
    return (current(), "")


@contextmanager
def within(realm: Realm) -> Iterator[None]:
    """Run the block in that realm; a function is asked each time, so that it may read the database late."""
    token = _within.set(realm)
    try:
        yield
    finally:
        _within.reset(token)
