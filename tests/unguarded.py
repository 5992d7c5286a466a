"""Rows changed as no flow of the portal can: with every guard of theirs switched off for a moment.

Nothing of the schema changes. After a trigger was taken off and put back SQLite reads the whole schema anew at each
rollback until the transaction of it ends, which in a world that tests share is once a test and once a request.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

_ENABLE_TRIGGER = 1003  # SQLITE_DBCONFIG_ENABLE_TRIGGER


def by_hand(change: Callable[[], Any]) -> None:
    """Make a change that the guards of the rows would refuse."""
    with unguarded():
        change()


@contextmanager
def unguarded() -> Iterator[None]:
    """Run no trigger meanwhile; what fails is undone."""
    with _triggers(on=False):
        yield


@contextmanager
def guarded() -> Iterator[None]:
    """Run them again, within something that is done by hand."""
    with _triggers(on=True):
        yield


@contextmanager
def _triggers(*, on: bool) -> Iterator[None]:
    with transaction.atomic():
        if connection.vendor == "sqlite":
            _tell_sqlite(on=on)
            try:
                yield
            finally:
                _tell_sqlite(on=not on)
        else:
            _tell_postgresql(on=on)
            yield
            _tell_postgresql(on=not on)  # when it failed this is undone too


def _tell_postgresql(*, on: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {'origin' if on else 'replica'}")


def _tell_sqlite(*, on: bool) -> None:
    made: Any = connection.connection
    if hasattr(made, "setconfig"):  # Python 3.12
        made.setconfig(_ENABLE_TRIGGER, on)
        return
    # In Python 3.11 SQLite's own function does it; a connection begins with SQLite's, behind what all objects have.
    of_sqlite = ctypes.c_void_p.from_address(id(made) + object.__basicsize__)
    told = ctypes.c_int()
    switch = ctypes.CDLL("libsqlite3.so.0").sqlite3_db_config
    assert switch(of_sqlite, _ENABLE_TRIGGER, ctypes.c_int(on), ctypes.byref(told)) == 0
    assert told.value == int(on)
