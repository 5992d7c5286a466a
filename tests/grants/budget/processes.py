"""Two processes on one database that a test hands calls to, one by one or all at once."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.grants.budget.player import Call, Outcome
from tests.portal.house import ROOT, House

PATIENCE = 120  # seconds; then a process that hangs is killed, and its test fails


class Process:
    """A player of the house's database."""

    def __init__(self, house: House) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.grants.budget.player"],
            cwd=ROOT,
            env=house.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._orders, self._answers = self._child.stdin, self._child.stdout

    def ask(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do one call and return its value; fails when it raised."""
        outcome = self.outcome(function, *args, **kwargs)
        assert outcome.error == "", f"{outcome.error}: {outcome.text}"
        return outcome.value

    def outcome(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Outcome:
        """Do one call and return what became of it."""
        self.hand([Call(function, args, kwargs)], at_once=False)
        (outcome,) = self.take()
        return outcome

    def hand(self, calls: list[Call], *, at_once: bool) -> None:
        """Give it calls; with `at_once` each gets a connection and waits for the start."""
        pickle.dump((at_once, calls), self._orders)
        self._orders.flush()

    def wait_until_ready(self) -> None:
        """Wait until every call has its connection and waits."""
        with self._in_time():
            assert self._answers.read(1) == b"."

    def start(self) -> None:
        """Let them go."""
        self._orders.write(b"!")
        self._orders.flush()

    def take(self) -> list[Outcome]:
        """Return what became of the calls, in their order."""
        with self._in_time():
            outcomes: list[Outcome] = pickle.load(self._answers)  # noqa: S301 - from our own child
        return outcomes

    def end(self) -> None:
        """Let the process end by itself."""
        self._orders.close()
        with self._in_time():
            self._child.wait()
        self._answers.close()

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        clock = threading.Timer(PATIENCE, self._child.kill)
        clock.start()
        try:
            yield
        finally:
            clock.cancel()


class Pair:
    """Two processes; `ask` goes to the first."""

    def __init__(self, house: House) -> None:
        self._processes = (Process(house), Process(house))
        self.ask, self.outcome = self._processes[0].ask, self._processes[0].outcome

    def at_once(self, *calls: Call) -> list[Outcome]:
        """Do the calls at the same moment, dealt over both processes, each on a connection of its own."""
        deals = [list(calls[number::2]) for number in range(2)]
        for process, deal in zip(self._processes, deals, strict=True):
            process.hand(deal, at_once=True)
        for process in self._processes:
            process.wait_until_ready()
        for process in self._processes:
            process.start()
        first, second = (process.take() for process in self._processes)
        return [(first, second)[number % 2][number // 2] for number in range(len(calls))]

    def end(self) -> None:
        """End both."""
        for process in self._processes:
            process.end()


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
    """Return a call as it is written."""
    return Call(function, args, kwargs)
