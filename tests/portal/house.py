"""A portal of its own for one test: a database, a data folder, and real processes that work in it."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests import copies

ROOT = Path(__file__).resolve().parents[2]
_SETUP = "import django, json, sys\ndjango.setup()\nfrom django.utils.timezone import now\n"


@dataclass
class House:
    """A migrated portal; `close` ends what still runs and removes the database."""

    folder: Path
    address: str = ""
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What the processes of this portal find in their environment."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        kept |= {"PORTAL_DEMO": "1", "PORTAL_DATA_DIR": str(self.folder), "PYTHONPATH": str(ROOT)}
        kept |= {"DJANGO_SETTINGS_MODULE": "tests.portal.house_settings", "PORTAL_LOG_LEVEL": "ERROR"}
        return kept | ({"DATABASE_URL": self.address} if self.address else {})

    def run(self, code: str, **values: Any) -> Any:
        """Run Python with Django set up; `values` are its names, what it puts in `answer` comes back."""
        given = f"globals().update(json.loads({json.dumps(values)!r}))\nanswer = None\n"
        asked = self.start(
            [sys.executable, "-c", f"{_SETUP}{given}{code}\nprint(json.dumps(answer, default=str))"]
        )
        out, _ = asked.communicate(timeout=60)
        assert asked.returncode == 0, out
        return json.loads(out.splitlines()[-1])

    def manage(self, *words: str) -> str:
        """Run a command to its end and return what it said."""
        asked = self.start([sys.executable, "manage.py", *words])
        out, _ = asked.communicate(timeout=120)
        assert asked.returncode == 0, out
        return out

    def start(self, command: list[str]) -> subprocess.Popen[str]:
        """Start a process of this portal."""
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.running.append(process)
        return process

    def worker(self, *words: str) -> subprocess.Popen[str]:
        """Start a worker."""
        return self.start(
            [sys.executable, "manage.py", "worker", "--interval", "0.2", "--skip-checks", *words]
        )

    def mails(self) -> list[str]:
        """Return the Message-ID of everything that left."""
        files = sorted((self.folder / "mail").glob("*"))
        lines = [line for file in files for line in file.read_text().splitlines()]
        return [line.removeprefix("Message-ID: ") for line in lines if line.startswith("Message-ID: ")]

    def close(self) -> None:
        """End what this house started and drop its database."""
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
        if self.address:
            copies.on_server(f'DROP DATABASE IF EXISTS "{_name(self.address)}" WITH (FORCE)')


def build(folder: Path, *, is_new: bool = False) -> House:
    """Make an empty portal on the kind of database that the tests run on: a copy of the tests' own, just migrated.

    Needs `django_db_setup`. With `is_new` the portal's command makes every table itself, in a database of its own.
    """
    address = os.environ.get("DATABASE_URL", "")
    place = str(folder / "portal.sqlite3")
    if address.startswith("postgres"):
        place = f"house_{secrets.token_hex(6)}"
        address = urlunsplit(urlsplit(address)._replace(path=f"/{place}"))
    else:
        address = ""
    house = House(folder, address)
    if not is_new:
        copies.copy_to(place, "empty")
        return house
    if address:
        copies.on_server(f'CREATE DATABASE "{place}"')
    house.manage("migrate", "--skip-checks", "-v0")
    return house


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it holds; fail when it does not in so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")
