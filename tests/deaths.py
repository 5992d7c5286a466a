"""A process that dies between two statements of the database, as by a power cut."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def dying_before(step: int) -> Iterator[Callable[[], int]]:
    """Kill this process before its `step`-th statement (BEGIN and COMMIT count too).

    Yields a function that counts one more moment to die at, and returns how many there were.
    """
    from django.db import connection

    done = 0

    def count() -> int:
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    def statement(execute: Callable[..., Any], *args: Any) -> Any:
        count()
        return execute(*args)

    commit = connection._commit  # type: ignore[attr-defined]  # what COMMIT goes through; the stubs leave it out

    def counted_commit() -> None:
        count()
        commit()

    connection.ensure_connection()
    connection._commit = counted_commit  # type: ignore[attr-defined]  # as above
    try:
        with connection.execute_wrapper(statement):
            yield count
    finally:
        connection._commit = commit  # type: ignore[attr-defined]  # as above
