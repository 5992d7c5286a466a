"""Private bytes: written once under a random name, read back, swept when no row names them.

Local disk or a bucket, whichever `STORAGES["default"]` says. Bytes are written before the row that names
them; what a broken transaction leaves behind is an orphan, and `sweep` takes it away a day later.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import IO

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

ORPHAN_AGE = timedelta(days=1)  # no request and no form that is still open is as old as this
LOOKS_BACK = timedelta(days=14)  # the sweep runs daily; what it left behind longer ago was looked at often
PROBES = "health"  # the folder in which `/health/` tries the storage
Known = Callable[[list[str]], Iterable[str]]

log = structlog.get_logger(__name__)


def checksum(content: bytes) -> str:
    """Return the SHA-256 of the bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def write(content: bytes, *, room: str, at: datetime) -> str:
    """Store the bytes and return the name they got: the room, the day (UTC) and 128 random bits.

    The name says nothing of who sent it or what it is. Nothing is left when writing fails half-way.
    """
    name = f"{room}/{at.astimezone(UTC):%Y-%m-%d}/{secrets.token_hex(16)}"
    try:
        return default_storage.save(name, ContentFile(content))
    except BaseException:
        remove(name)
        raise


def read(name: str) -> bytes:
    """Return the stored bytes; raises FileNotFoundError when they are gone."""
    with default_storage.open(name, "rb") as stored:
        content: bytes = stored.read()
    return content


def stream(name: str) -> IO[bytes]:
    """Return the stored bytes as an open file; the caller closes it."""
    opened: IO[bytes] = default_storage.open(name, "rb")
    return opened


def remove(*names: str) -> None:
    """Take bytes away that no row names; a name that is empty or unknown is no fault."""
    for name in filter(None, names):
        default_storage.delete(name)


def sweep(room: str, *, known: Known, at: datetime) -> int:
    """Remove what lies in the room for longer than a day and is not among the `known` names.

    Looks at the folders of the last two weeks alone, so it never takes longer as the years go by. `known`
    gets the names found in one day's folder and returns those that a row names. Returns how many went.
    """
    removed = 0
    for day in _days(at):
        folder = f"{room}/{day}"
        found = [f"{folder}/{name}" for name in _names_in(folder)]
        orphans = set(found) - set(known(found))
        for name in sorted(orphans):
            if default_storage.get_modified_time(name) < at - ORPHAN_AGE:
                remove(name)
                removed += 1
    if removed:
        log.info("storage.swept", room=room, removed=removed)
    return removed


def sweep_probes(*, at: datetime) -> None:
    """Remove what a look at the storage's health left behind when its process died half-way."""
    for name in _names_in(PROBES):
        if default_storage.get_modified_time(f"{PROBES}/{name}") < at - ORPHAN_AGE:
            remove(f"{PROBES}/{name}")


def _days(at: datetime) -> list[date]:
    last = (at - ORPHAN_AGE).astimezone(UTC).date()
    return [last - timedelta(days=back) for back in range(LOOKS_BACK.days)]


def _names_in(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
