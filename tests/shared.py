"""Worlds that tests share: each is made once, and each test gets it as if it had just made it itself.

    @shared
    def listed(delfshaven: District) -> list[Proposal]:
        return three_listed(delfshaven)

It reads as a fixture and stands where one does: in the file of its tests, or in a conftest. What it asks for is the
city, a district or a person of the cast (`tests.known`), or another world that was declared above it, on which it is
then built. It is made by the clock of NOON, whatever that of the test says, and in the language of the portal.

A world is a savepoint. Those that a test asks for lie in one another, and the test's own lies in the last; so what
it does to rows, mails and the trail goes when it ends. What was made is copied for each test, all of it at once, so
that it may be changed and two worlds speak of the same thing. Tests of a file that ask for the same worlds are run
after each other, those that ask for none first.
"""

import copy
import inspect
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from tests.known import READ
from tests.make import NOON

_COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}


@dataclass(frozen=True)
class World:
    """What is made once."""

    build: Callable[..., object]
    place: int  # in the order in which all were declared

    @property
    def name(self) -> str:
        """Its name as a fixture."""
        return self.build.__name__

    @property
    def asks(self) -> list[str]:
        """The names of what it is made of."""
        return list(inspect.signature(self.build).parameters)


_declared: dict[tuple[str, str], World] = {}  # by the module and its name there


def shared(build: Callable[..., object]) -> Any:
    """Declare a fixture of what `build` makes; it is made once for all tests that ask for it after each other."""
    world = World(build, len(_declared))
    _declared[build.__module__, world.name] = world

    @pytest.fixture(name=world.name)
    def copied(db: None, _worlds: dict[str, object]) -> object:
        assert world.name in _worlds, f"Ask for “{world.name}” by an argument of the test or of a fixture."
        return _worlds[world.name]

    return copied


def worlds_of(test: pytest.Item) -> list[World]:
    """Return the worlds that a test asks for, and those on which they are built, in the order of their making."""
    module: str = getattr(test, "module").__name__  # noqa: B009 - every test of ours is a function of a module
    found: dict[str, World] = {}
    names = _names(test)
    while names:
        world = _seen_from(module, names.pop())
        if world is not None and world.name not in found:
            found[world.name] = world
            names += world.asks
    return sorted(found.values(), key=lambda world: world.place)


def worlds_for(test: pytest.Item) -> list[World]:
    """Return them for a test that begins now; it fails if what it does is really committed: no world ever is."""
    found = worlds_of(test)
    if found and _commits(test):
        pytest.fail(
            f"A test that really commits makes its world itself; this one asks for “{found[-1].name}”."
        )
    return found


def in_order(tests: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Give the tests of a file that ask for the same worlds after each other."""
    for _module, found in itertools.groupby(tests, key=lambda test: test.getparent(pytest.Module)):
        yield from sorted(found, key=lambda test: [world.place for world in worlds_of(test)])


class Stage:
    """Where worlds stand, each built on the one before it."""

    def __init__(self) -> None:
        self._stands: list[_Standing] = []

    def show(self, worlds: Sequence[World]) -> dict[str, object]:
        """Let these stand and no other, and return a copy of what is in them by name."""
        while [one.world for one in self._stands] != list(worlds[: len(self._stands)]):
            self._stands.pop().undo()
        for world in worlds[len(self._stands) :]:
            self._stands.append(_make(world, self._copy()))
        return self._copy()

    def _copy(self) -> dict[str, object]:
        return copy.deepcopy(self._stands[-1].made) if self._stands else {}


@dataclass(frozen=True)
class _Standing:
    world: World
    made: dict[str, object]  # here and below
    block: transaction.Atomic
    open: ExitStack

    def undo(self) -> None:
        assert connection.atomic_blocks[-1:] == [self.block], (
            f"“{self.world.name}” is not what was opened last: another fixture of this file opened a transaction "
            "for more than one test (`full_world`, `ledger`). A file has such a fixture or worlds of its own."
        )
        self.open.close()


def _make(world: World, made: dict[str, object]) -> _Standing:
    with ExitStack() as opened:
        block = opened.enter_context(undone())
        with time_machine.travel(NOON, tick=False), translation.override(settings.LANGUAGE_CODE):
            asked = {name: made[name] if name in made else _read(world, name) for name in world.asks}
            made[world.name] = world.build(**asked)
        connection.check_constraints()  # those that wait for the end of a transaction, of what the world is
        return _Standing(world, made, block, opened.pop_all())


def _read(world: World, name: str) -> object:
    assert name in READ, (
        f"“{world.name}” asks for “{name}”: no world above it, and nothing that tests.known reads."
    )
    assert name not in vars(sys.modules[world.build.__module__]), (
        f"“{world.name}” asks for “{name}”, which its file makes anew for each test: share that too."
    )
    return READ[name]()


def _commits(test: pytest.Item) -> bool:
    mark = test.get_closest_marker("django_db")
    marked = mark is not None and (
        bool(mark.args) or bool({"transaction", "reset_sequences"} & set(mark.kwargs))
    )
    return marked or bool(_COMMITTING & set(_names(test)))


def _names(test: pytest.Item) -> list[str]:
    return list(getattr(test, "fixturenames", ()))


def _seen_from(module: str, name: str) -> World | None:
    """Return the world that a test of a module means by a name: of its file, or of the nearest conftest."""
    folders = module.split(".")[:-1]
    conftests = [".".join([*folders[:depth], "conftest"]) for depth in range(len(folders), 0, -1)]
    found = (_declared.get((place, name)) for place in (module, *conftests))
    return next(filter(None, found), None)


@contextmanager
def undone() -> Iterator[transaction.Atomic]:
    """Undo in the end what is done meanwhile, as a test of Django's does."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # so `durable` works as in the portal itself
    with block:
        yield block
        transaction.set_rollback(True)
