"""The tests' database as it once stood: kept beside it, put back, and copied for another portal."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit, urlunsplit

from django.db import connection, connections

# Just migrated; with the city and its cast; with something in every list as well.
Moment = Literal["empty", "world", "filled"]


def keep(moment: Moment) -> None:
    """Keep the database as it stands now."""
    if connection.vendor == "postgresql":
        connections.close_all()
        _copy(_name(), _kept(moment))
    else:
        with closing(sqlite3.connect(_kept(moment))) as target:
            _sqlite().backup(target, progress=_in_time())


def put_back(moment: Moment) -> None:
    """Make the database as it was kept; nobody else may be connected."""
    if connection.vendor == "postgresql":
        connections.close_all()
        _copy(_kept(moment), _name())
    else:
        with closing(sqlite3.connect(_kept(moment))) as source:
            source.backup(_sqlite(), progress=_in_time())


def copy_to(place: str, moment: Moment) -> None:
    """Copy what was kept to `place`: the path of a file, on PostgreSQL the name of a database."""
    if connection.vendor == "postgresql":
        _copy(_kept(moment), place)
    else:
        assert Path(_kept(moment)).exists(), "nothing was kept yet: this test must ask for django_db_setup"
        with closing(sqlite3.connect(_kept(moment))) as source, closing(sqlite3.connect(place)) as target:
            source.backup(target, progress=_in_time())


def throw_away() -> None:
    """Remove what was kept."""
    moments: tuple[Moment, ...] = get_args(Moment)
    for moment in moments:
        if connection.vendor == "postgresql":
            on_server(f'DROP DATABASE IF EXISTS "{_kept(moment)}"')
        else:
            Path(_kept(moment)).unlink(missing_ok=True)


def on_server(*statements: str) -> None:
    """Let the PostgreSQL server of the tests do something that no database does for itself."""
    import psycopg

    # Not the tests' own database: Django tests in another one, so that one need not exist.
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
    with psycopg.connect(address, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


def _in_time() -> Callable[[int, int, int], None]:
    """Return what SQLite tells how far it is: it would wait for ever for a lock that someone keeps."""
    end = time.monotonic() + 20

    def look(_status: int, _remaining: int, _total: int) -> None:
        assert time.monotonic() < end, "a thread or process of this test keeps the database locked"

    return look


def _copy(source: str, target: str) -> None:
    on_server(f'DROP DATABASE IF EXISTS "{target}"', f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _kept(moment: Moment) -> str:
    return f"{_name()}_{moment}"


def _sqlite() -> sqlite3.Connection:
    connection.ensure_connection()
    made: sqlite3.Connection = connection.connection
    return made
