"""A process that dies between release and confirmation of what the financial system pays: each is paid once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.grants.budget.make import faults
from tests.grants.budget.player import killed_before
from tests.grants.budget.processes import Process, call
from tests.grants.payments import scenes_of_finance as scenes
from tests.portal.house import build

KILLS = 12  # spread over an act, beside those around its commit
NOT_SENT = [("prepared", list[str]())] * scenes.EACH
ON_ITS_WAY = [("released", ["send"])] * scenes.EACH
TOLD = [
    ("settled", ["send", "settle"]),
    ("failed", ["send", "fail"]),
    ("failed", ["send", "settle", "fail"]),
]


@pytest.fixture(scope="module")
def process(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A process on a portal of its own that pays by the financial system."""
    house = build(tmp_path_factory.mktemp("finance"))
    made = Process(house)
    made.ask(scenes.begin)
    yield made
    made.end()
    house.close()


def killed(process: Process, last: int, act: Callable[..., None], *args: Any) -> int:
    """Kill an act at moments all over it, the last ones before and after its commit; return how often."""
    steps = sorted({*range(1, last, -(-last // KILLS)), last - 2, last - 1, last})
    for step in steps:
        assert process.ask(killed_before, step, call(act, *args)), f"it had less than {step} moments"
        if step < last:
            assert_nothing_was_done(process, args[0], act)
    return len(steps)


def assert_nothing_was_done(process: Process, batch: int, act: Callable[..., None]) -> None:
    """Tell that nothing of it was done: it is whole or not."""
    before = NOT_SENT if act is scenes.release else ON_ITS_WAY
    assert process.ask(scenes.standing, batch) == before


def test_whenever_it_dies_each_payment_leaves_once_and_is_told_once(process: Process) -> None:
    twin, batch = process.ask(scenes.a_batch), process.ask(scenes.a_batch)
    last = process.ask(scenes.moments_of, scenes.release, [twin])

    assert killed(process, last, scenes.release, batch) > KILLS

    assert process.ask(scenes.standing, batch) == ON_ITS_WAY  # it died after the commit, and told nobody
    assert process.outcome(scenes.release, batch).error == "WrongState"
    content = process.ask(scenes.file, batch)
    assert content.count(b'"BETALING"') == scenes.EACH
    last = process.ask(scenes.moments_of, scenes.read, [twin, "BST-0"])
    known = process.ask(scenes.lines)

    assert killed(process, last, scenes.read, batch, "BST-1") > KILLS

    assert process.ask(scenes.standing, batch) == TOLD
    assert process.ask(scenes.lines) == (known[0] + 1, known[1] + 4)
    assert process.outcome(scenes.read, batch, "BST-1").error == "AlreadyRead"
    process.ask(scenes.read, batch, "BST-2")  # the same rows in another file
    assert process.ask(scenes.standing, batch) == TOLD
    assert process.ask(scenes.lines) == (known[0] + 2, known[1] + 4)
    assert process.ask(scenes.left, batch) == [False, True, True]
    assert process.ask(scenes.file, batch) == content
    assert process.ask(faults) == []
