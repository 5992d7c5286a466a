"""A process that does what it is handed: calls of flows, one by one or all at once, also ones it must not survive.

Run as `python -m tests.grants.budget.player`; `processes.py` is the other end of the pipe.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import django

from tests.deaths import dying_before


@dataclass(frozen=True)
class Call:
    """A function that a process can find by its name, with what it is given."""

    function: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a call: what it returned, or which error, with its sentence and what was left."""

    value: Any = None
    error: str = ""
    text: str = ""
    left_cents: int | None = None

    @property
    def word(self) -> str:
        """The error's name, or “done”."""
        return self.error or "done"


def play(call: Call) -> Outcome:
    """Do one call."""
    try:
        return Outcome(call.function(*call.args, **call.kwargs))
    except Exception as error:
        return Outcome(None, type(error).__name__, str(error), getattr(error, "left_cents", None))


def play_at_once(calls: list[Call], wait_for_start: Callable[[], None]) -> list[Outcome]:
    """Do every call on a connection and in a thread of its own, when the start is given."""
    from django.db import connection

    outcomes: dict[int, Outcome] = {}
    barrier = threading.Barrier(len(calls) + 1)

    def run(number: int, call: Call) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            outcomes[number] = play(call)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    wait_for_start()
    barrier.wait()
    for thread in threads:
        thread.join()
    return [outcomes[number] for number in sorted(outcomes)]


def killed_before(step: int, call: Call) -> bool:
    """Do a call in a process that is killed before its `step`-th statement (BEGIN and COMMIT count too).

    False when the call has fewer statements; it is then killed when all is done.
    """
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        _die_in(step, call)
    return _signal_of(child) == signal.SIGKILL


def killed_after(seconds: float, call: Call) -> bool:
    """Do a call in a process that is killed from outside after so many seconds; False when it was done."""
    from django.db import connection, connections

    connections.close_all()
    ready, begin = os.pipe()
    child = os.fork()
    if child == 0:
        connection.ensure_connection()
        os.write(begin, b".")
        os._exit(0 if not play(call).error else 1)
    os.read(ready, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.close(ready)
    os.close(begin)
    return _signal_of(child) == signal.SIGKILL


def _signal_of(child: int) -> int:
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    if os.WEXITSTATUS(status):
        raise AssertionError("the call was refused before it could be killed")
    return 0


def _die_in(step: int, call: Call) -> None:
    with dying_before(step) as count:
        outcome = play(call)
        count()  # once more: committed, and nobody told yet
    os._exit(1 if outcome.error else 0)


def main() -> None:
    """Take orders from the standard input until it ends; each is answered by a list of outcomes."""
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    django.setup()
    while order := _next(orders):
        at_once, calls = order
        made = (
            play_at_once(calls, lambda: _wait(orders, answers)) if at_once else [play(one) for one in calls]
        )
        pickle.dump(made, answers)
        answers.flush()


def _next(orders: BinaryIO) -> Any:
    try:
        return pickle.load(orders)  # noqa: S301 - from the test that started this process
    except EOFError:
        return None


def _wait(orders: BinaryIO, answers: BinaryIO) -> None:
    answers.write(b".")
    answers.flush()
    orders.read(1)


if __name__ == "__main__":
    # Under its own name, as what is handed over names its classes there.
    importlib.import_module("tests.grants.budget.player").main()
